# SPDX-License-Identifier: MIT
"""Clients for what the load generator does not do: one request at a time, held streams, bodies of
hundreds of MiB, slow reading, leaving early."""

import selectors
import socket
import struct
import time

COMPLETIONS = "/openai/v1/chat/completions"
BODY = (b'{"model":"gpt-x","messages":[{"role":"user","content":"'
        + b"hello world " * 28 + b'"}],"stream":true}')


def connect(port, timeout=20.0):
    client = socket.create_connection(("127.0.0.1", port), timeout)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def post_head(target, length):
    return (f"POST {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: openai-python/1.2.3\r\n"
            "Accept: application/json\r\n"
            "Authorization: Bearer sk-0123456789abcdef0123456789abcdef\r\n"
            f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n").encode()


def post(target, body=BODY):
    return post_head(target, len(body)) + body


def read_head(client):
    """The response's head, and what has come of the body with it."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = client.recv(65536)
        if not piece:
            raise ConnectionError("closed before the end of the head")
        received += piece
    head, _, rest = received.partition(b"\r\n\r\n")
    if b" 200 " not in head.partition(b"\r\n")[0]:
        raise ConnectionError("answered: " + head.partition(b"\r\n")[0].decode())
    return head, rest


def read_sized(client, on_piece=lambda piece: None):
    """Reads a response with Content-Length to its end; returns how long its body was."""
    head, rest = read_head(client)
    length = next(int(line.partition(b":")[2]) for line in head.split(b"\r\n")
                  if line.lower().startswith(b"content-length:"))
    got = len(rest)
    while got < length:
        piece = client.recv(min(262144, length - got))
        if not piece:
            raise ConnectionError(f"closed after {got} of {length} bytes")
        got += len(piece)
        on_piece(piece)
    return length


class TakingTurns:
    """Keep-alive connections that send one request after the other, never two at a time: each
    costs the proxy its own wake-ups, whatever the machine does besides."""

    def __init__(self, port, connections=16):
        self._clients = [connect(port) for _ in range(connections)]
        self._request = post(COMPLETIONS)

    def run(self, requests):
        for index in range(requests):
            client = self._clients[index % len(self._clients)]
            client.sendall(self._request)
            read_sized(client)

    def close(self):
        for client in self._clients:
            client.close()


class HeldStreams:
    """Event streams that are silent until the upstream releases them."""

    def __init__(self, port, count):
        self._selector = selectors.DefaultSelector()
        self._clients = [connect(port) for _ in range(count)]
        for client in self._clients:
            client.sendall(post(COMPLETIONS + "?hold=1"))
        for client in self._clients:
            read_head(client)
            self._selector.register(client, selectors.EVENT_READ)

    def await_event(self, seconds=10):
        """Until the next event has come whole, on whichever stream."""
        received = b""
        while not received.endswith(b"\n\n\r\n"):
            ready = self._selector.select(seconds)
            if not ready:
                raise TimeoutError("an event did not come")
            received += ready[0][0].fileobj.recv(65536)

    def close(self):
        for client in self._clients:
            client.close()


def upload(port, length):
    """Sends a body of so many bytes and reads the answer."""
    piece = b"x" * 262144
    with connect(port, 60) as client:
        client.sendall(post_head("/openai/v1/sink", length))
        for _ in range(length // len(piece)):
            client.sendall(piece)
        client.sendall(piece[:length % len(piece)])
        read_sized(client)


def download(port, length):
    with connect(port, 60) as client:
        client.sendall(post(f"/openai/v1/blob?bytes={length}"))
        read_sized(client)


def download_slowly(port, length, bytes_per_second, seconds):
    """Reads at a bounded rate for so long, then leaves."""
    begin = time.monotonic()
    got = 0
    with connect(port) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        client.sendall(post(f"/openai/v1/blob?bytes={length}"))
        read_head(client)
        while (elapsed := time.monotonic() - begin) < seconds:
            if got < elapsed * bytes_per_second:
                got += len(client.recv(65536))
            else:
                time.sleep(0.005)


def late_answers(port, count, delay_ms):
    """Sends so many requests at once, each answered that late; returns the seconds until all are
    answered."""
    begin = time.monotonic()
    clients = [connect(port) for _ in range(count)]
    for client in clients:
        client.sendall(post(f"{COMPLETIONS}?delay_ms={delay_ms}"))
    for client in clients:
        read_sized(client)
        client.close()
    return time.monotonic() - begin


def reset(client):
    """Closes with RST instead of FIN."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
