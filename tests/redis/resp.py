# SPDX-License-Identifier: MIT
"""Just enough of Redis's protocol to ask a server, without a package."""
import socket


class RedisError(Exception):
    pass


class Redis:
    def __init__(self, port: int, timeout: float = 5):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout)
        self._file = self._socket.makefile("rb")

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __call__(self, *arguments):
        words = [str(word).encode() if not isinstance(word, bytes) else word for word in arguments]
        self._socket.sendall(
            b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in words)
        )
        return self.reply()

    def reply(self):
        line = self._file.readline().rstrip(b"\r\n")
        kind, rest = line[:1], line[1:]
        if kind == b"-":
            raise RedisError(rest.decode())
        if kind == b"+":
            return rest.decode()
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == b"-1" else self._file.read(int(rest) + 2)[:-2].decode("latin-1")
        if kind == b"*":
            return None if rest == b"-1" else [self.reply() for _ in range(int(rest))]
        raise RedisError(f"not a reply: {line!r}")

    def calls(self) -> dict[str, int]:
        """How often each command was called so far, by clients and by scripts."""
        found = {}
        for line in self("INFO", "commandstats").splitlines():
            if line.startswith("cmdstat_"):
                name, numbers = line.removeprefix("cmdstat_").split(":", 1)
                found[name] = int(numbers.split(",")[0].removeprefix("calls="))
        return found
