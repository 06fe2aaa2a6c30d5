# SPDX-License-Identifier: MIT
"""A door in front of a redis-server that passes bytes on, or does what `fault` says instead."""
import contextlib
import socket
import threading
import time


class Door:
    """`fault` is asked for each piece that the server sent; what it gives goes to the client. None
    passes all on. Set at any time."""

    def __init__(self, server_port: int):
        self.fault = None
        self._server_port = server_port
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            server = socket.create_connection(("127.0.0.1", self._server_port))
            threading.Thread(target=self._pass, args=(client, server, False), daemon=True).start()
            self._pass(server, client, True)

    def _pass(self, source: socket.socket, sink: socket.socket, may_fail: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                fault = self.fault if may_fail else None
                sink.sendall(fault(piece) if fault else piece)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def nonsense(_: bytes) -> bytes:
    return b"HTTP/1.1 400 Bad Request\r\n\r\n"


def endless(_: bytes) -> bytes:
    """The beginning of a text of two gigabytes."""
    return b"$2000000000\r\n" + b"x" * 4_000_000


def huge_array(_: bytes) -> bytes:
    return b"*1000000000\r\n"


def wrong_shape(piece: bytes) -> bytes:
    """A whole number for each answer, whatever was asked."""
    return b":-7\r\n" * piece.count(b"*3") + b":1\r\n"


def slow(piece: bytes) -> bytes:
    time.sleep(5)
    return piece


def error(text: str):
    return lambda _: f"-{text}\r\n".encode()
