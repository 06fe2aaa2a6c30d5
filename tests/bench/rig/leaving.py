# SPDX-License-Identifier: MIT
"""How soon the upstream connection is closed when the client has gone, by phase of the exchange.
The upstream here is a socket of our own, because what matters is when its connection ends."""

import selectors
import socket
import time

from . import clients
from .subjects import Endpoint

STREAM_HEAD = (b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
               b"Transfer-Encoding: chunked\r\n\r\n")
EVENT = b"e\r\ndata: hello.\n\n\r\n"
UPLOAD_BYTES = 64 * 1024 * 1024
PATIENCE = 5.0
WAYS = (socket.socket.close, clients.reset,
        lambda client: client.shutdown(socket.SHUT_WR))


def while_uploading(bench, kind):
    """The client has sent a part of the body and the upstream is reading it."""
    def converse(client, accept):
        client.sendall(clients.post_head(clients.COMPLETIONS, UPLOAD_BYTES) + b"x" * 262144)
        upstream = accept()
        _receive_until(upstream, lambda received: len(received) > 200_000)
        return upstream, None

    return _slowest(bench, kind, converse)


def before_the_head(bench, kind):
    """The request is sent, the upstream is silent: the prefill of a model."""
    def converse(client, accept):
        client.sendall(clients.post(clients.COMPLETIONS))
        upstream = accept()
        _receive_until(upstream, lambda received: received.endswith(clients.BODY[-20:]))
        return upstream, None

    return _slowest(bench, kind, converse)


def _begin_stream(client, accept):
    client.sendall(clients.post(clients.COMPLETIONS))
    upstream = accept()
    _receive_until(upstream, lambda received: received.endswith(clients.BODY[-20:]))
    upstream.sendall(STREAM_HEAD + EVENT)
    _receive_until(client, lambda received: b"hello" in received)
    return upstream


def while_data_flows(bench, kind):
    """An event every 5 ms."""
    return _slowest(bench, kind,
                    lambda client, accept: (_begin_stream(client, accept), 0.005))


def while_silent(bench, kind):
    """One event, then nothing."""
    return _slowest(bench, kind, lambda client, accept: (_begin_stream(client, accept), None))


def _slowest(bench, kind, converse):
    """Milliseconds until the upstream's connection ends, the worst over the ways to leave.
    `converse` gives the upstream's socket and the seconds between the events it goes on sending."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listener:
        listener.settimeout(PATIENCE)
        with bench.subject(kind, Endpoint(listener.getsockname()[1])) as subject:
            return max(_once(subject, listener, converse, leave) for leave in WAYS)


def _once(subject, listener, converse, leave):
    client = clients.connect(subject.port)
    upstream, interval = converse(client, lambda: listener.accept()[0])
    with upstream:
        begin = time.monotonic()
        leave(client)
        _await_end(upstream, interval)
        return (time.monotonic() - begin) * 1000


def _receive_until(peer, is_enough):
    peer.settimeout(PATIENCE)
    received = b""
    while not is_enough(received):
        piece = peer.recv(262144)
        if not piece:
            raise ConnectionError("closed too early")
        received += piece


def _await_end(upstream, interval):
    """Reads what is left, sending events meanwhile, until the other side has closed."""
    deadline = time.monotonic() + PATIENCE
    with selectors.DefaultSelector() as selector:
        selector.register(upstream, selectors.EVENT_READ)
        while time.monotonic() < deadline:
            try:
                if selector.select(interval or PATIENCE) and not upstream.recv(262144):
                    return
                if interval:
                    upstream.sendall(EVENT)
            except (ConnectionResetError, BrokenPipeError):
                return
    # The caller sees a time beyond every bound.
