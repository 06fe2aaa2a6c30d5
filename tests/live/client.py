# SPDX-License-Identifier: MIT
"""Asking the running proxy, with the standard library alone."""
import http.client
import json
import os
import time
import unittest
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 60


def key(name: str) -> str:
    return os.environ.get(name, "")


def needs_key(name: str):
    """Skips a test class where the environment has no such key."""
    return unittest.skipUnless(key(name), f"{name} is not set, so this provider was not tested")


class Answer:
    """A response read as it came: `chunks` are (bytes, seconds since the request)."""

    def __init__(self, method: str, target: str, body=None, headers=None):
        url = urlsplit(os.environ["LLM_PROXY_URL"])
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=TIMEOUT_SECONDS)
        data = json.dumps(body).encode() if body is not None else None
        typed = {"Content-Type": "application/json"} if data else {}
        begin = time.monotonic()
        connection.request(method, target, data, typed | (headers or {}))
        response = connection.getresponse()
        self.status = response.status
        self.headers = response.headers
        self.chunks = []
        while chunk := response.read1(65536):
            self.chunks.append((chunk, time.monotonic() - begin))
        connection.close()

    @property
    def body(self) -> bytes:
        return b"".join(chunk for chunk, _ in self.chunks)

    def json(self):
        return json.loads(self.body)

    def events(self) -> list:
        """The JSON of every `data:` line; those that are not JSON ([DONE]) are left out."""
        lines = (line[5:].strip() for line in self.body.splitlines() if line.startswith(b"data:"))
        return [json.loads(line) for line in lines if line.startswith(b"{")]
