# SPDX-License-Identifier: MIT
"""A TCP relay in front of the upstream that sees what only the upstream's side of a wire shows."""
import socket
import threading
import time

CHUNK = 65536
END_OF_CHUNKED = b"0\r\n\r\n"


class Tap:
    """Relays every connection to `target_port`; counts POSTs, and what was left mid-answer.

    Mid-answer: bytes of the answer came within the last second and its end did not. A POST is
    seen where the dialler sends nothing ahead of the answer, as the SDKs do.
    """

    def __init__(self, target_port: int):
        self.left_early = 0  # guarded by _lock, as is posts
        self.posts = 0
        self._lock = threading.Lock()
        self._target = ("127.0.0.1", target_port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                dialler, _ = self._listener.accept()
                upstream = socket.create_connection(self._target)
            except OSError:
                return
            answer = {"tail": b"", "at": 0.0, "over": False}
            for relay in (self._requests, self._answers):
                threading.Thread(target=relay, args=(dialler, upstream, answer), daemon=True).start()

    def _requests(self, dialler, upstream, answer) -> None:
        while data := _receive(dialler):
            if data.startswith(b"POST "):
                with self._lock:
                    self.posts += 1
            _send(upstream, data)
        fresh = time.monotonic() - answer["at"] < 1
        if fresh and not answer["over"] and not answer["tail"].endswith(END_OF_CHUNKED):
            with self._lock:
                self.left_early += 1
        _shut(upstream)

    def _answers(self, dialler, upstream, answer) -> None:
        while data := _receive(upstream):
            answer["tail"] = (answer["tail"] + data)[-len(END_OF_CHUNKED):]  # fmt: skip
            answer["at"] = time.monotonic()
            _send(dialler, data)
        answer["over"] = True
        _shut(dialler)


def _receive(side: socket.socket) -> bytes:
    try:
        return side.recv(CHUNK)
    except OSError:
        return b""


def _send(side: socket.socket, data: bytes) -> None:
    try:
        side.sendall(data)
    except OSError:
        pass  # the other relay thread sees the end


def _shut(side: socket.socket) -> None:
    try:
        side.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
