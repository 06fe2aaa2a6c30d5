# SPDX-License-Identifier: MIT
"""The parts of a test: a redis-server whose clock and health the test controls, an upstream that
is well or not, and instances of the program that share the one and forward to the other."""
import atexit
import contextlib
import http.client
import http.server
import json
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import threading
import time

from program import Program
from resp import Redis

PATIENCE_SECONDS = 20
ANSWER_SECONDS = 60
PROGRAM = os.environ.get("LLM_PROXY", "")
CLOCK_MODULE = os.environ.get("SHIFTED_CLOCK_MODULE", "")


def redis_program() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, what: str, seconds: float = PATIENCE_SECONDS):
    deadline = time.monotonic() + seconds
    while True:
        if found := condition():
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.02)


class Clock:
    """The wall clock of a program that is started with `environment`; see shifted_clock.cpp."""

    def __init__(self, file: pathlib.Path, seconds: float = 0):
        self._file = file
        self._shift = 0
        self._file.write_bytes(struct.pack("=q", 0))
        self.advance(seconds)
        self.environment = os.environ | {"LD_PRELOAD": CLOCK_MODULE, "SHIFTED_CLOCK": str(file)}

    def advance(self, seconds: float) -> None:
        self._shift += int(seconds * 1000)
        with self._file.open("r+b") as file:  # not emptied: the program has it mapped
            file.write(struct.pack("=q", self._shift))


class RedisServer:
    """Keeps nothing on disk; a restart is empty."""

    def __init__(self, folder: pathlib.Path, *options: str):
        self.port = free_port()
        self.clock = Clock(folder / f"redis-{self.port}.clock")
        self._folder = folder
        self._options = options
        self._process = None
        self.start()

    def start(self) -> None:
        with (self._folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(
                [redis_program(), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
                 "--enable-debug-command", "yes", *self._options],
                stdout=log, stderr=log, env=self.clock.environment, cwd=self._folder)  # fmt: skip
        atexit.register(self._process.kill)  # also of a test that fails while it sets up
        wait_until(self._answers, "redis-server to answer")

    def _answers(self) -> bool:
        with contextlib.suppress(OSError):
            with Redis(self.port) as redis:
                return redis("PING") == "PONG"
        return False

    def client(self, timeout: float = 5) -> Redis:
        return Redis(self.port, timeout)

    def stand_still(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


def cluster_of_two(folder: pathlib.Path, apart: str) -> tuple[RedisServer, RedisServer]:
    """A cluster whose second node has the slot of the key `apart`, the first one all others."""
    nodes = []
    for name in ("first", "second"):
        nodes.append(RedisServer(folder, "--cluster-enabled", "yes", "--cluster-port",
                                 str(free_port()), "--cluster-config-file", f"{name}.conf"))  # fmt: skip
    with nodes[0].client() as first, nodes[1].client() as second:
        slot = first("CLUSTER", "KEYSLOT", apart)
        first("CLUSTER", "ADDSLOTSRANGE", 0, slot - 1, slot + 1, 16383)
        second("CLUSTER", "ADDSLOTS", slot)
        first("CONFIG", "SET", "cluster-node-timeout", 2000)
        bus = second("CONFIG", "GET", "cluster-port")[1]
        first("CLUSTER", "MEET", "127.0.0.1", nodes[1].port, bus)
        for node in (first, second):
            wait_until(lambda: "cluster_state:ok" in node("CLUSTER", "INFO"), "the cluster")
    return nodes[0], nodes[1]


class Upstream:
    """Answers chat requests like the vendor, or with 503 for the models in `broken`. Knows how many
    requests of a model it had, and how many at once at most."""

    def __init__(self):
        self.broken: set[str] = set()
        self.delay = 0.0
        self.requests: dict[str, int] = {}
        self.most_at_once: dict[str, int] = {}
        self._now: dict[str, int] = {}
        self._lock = threading.Lock()
        upstream = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, answer = upstream.answer(body["model"])
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(answer)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, model: str) -> tuple[int, bytes]:
        with self._lock:
            self.requests[model] = self.requests.get(model, 0) + 1
            self._now[model] = self._now.get(model, 0) + 1
            self.most_at_once[model] = max(self.most_at_once.get(model, 0), self._now[model])
        time.sleep(self.delay)
        with self._lock:
            self._now[model] -= 1
        if model in self.broken:
            return 503, b'{"error":{"message":"broken","type":"server_error"}}'
        usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
        choice = {"index": 0, "finish_reason": "stop",
                  "message": {"role": "assistant", "content": "Hello."}}  # fmt: skip
        return 200, json.dumps({"id": "1", "object": "chat.completion", "model": model,
                                "choices": [choice], "usage": usage}).encode()  # fmt: skip

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


CONFIG = """\
server: {{workers: {workers}}}
logging: {{level: info}}
features:
  usage: {{enabled: true}}
  cost_tracking: {{enabled: false}}
  circuit_breaker:
    enabled: {breaker}
    backend: {backend}
    failure_threshold: {threshold}
    window_seconds: 60
    cooldown_seconds: {cooldown}
    max_transient_retries: 0
    max_rate_limit_retries: 0
    redis: {redis}
  rate_limiting:
    enabled: {limits}
    backend: {backend}
    limits: {{requests_per_minute: {per_minute}}}
    redis: {redis}
traffic: {{capture_bodies: false, store: none}}
providers:
  openai: {{enabled: true, base_url: "http://127.0.0.1:{upstream}"}}
"""

DEFAULTS = {
    "workers": 2, "breaker": "true", "limits": "false", "backend": "redis", "threshold": 3,
    "cooldown": 2, "per_minute": 0,
}  # fmt: skip


class Answer:
    def __init__(self, status: int, headers, body: bytes, began: float, ended: float):
        self.status, self.headers, self.body = status, headers, body
        self.began, self.ended = began, ended

    @property
    def seconds(self) -> float:
        return self.ended - self.began

    @property
    def is_refused(self) -> bool:
        """By an open circuit, without asking upstream."""
        return self.status == 503 and self.headers["X-Llm-Proxy-Error-Source"] == "proxy"


class Instance:
    """A running program. `redis` is what stands in the configuration; `skew` sets its clock."""

    def __init__(self, folder: pathlib.Path, name: str, redis: str, upstream: int,
                 skew: float = 0, **settings):  # fmt: skip
        self.name = name
        self.log = folder / f"{name}.log"
        config = folder / f"{name}.yml"
        config.write_text(CONFIG.format(**(DEFAULTS | settings), redis=redis, upstream=upstream))
        environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        environment |= {"HOME": str(folder), "XDG_STATE_HOME": str(folder)}
        if skew:
            environment |= {
                key: value
                for key, value in Clock(folder / f"{name}.clock", skew).environment.items()
                if key in ("LD_PRELOAD", "SHIFTED_CLOCK")
            }
        self._program = Program(
            [PROGRAM, "--no-gui", "--port", "0", "--config", str(config), "--log-format", "json"],
            self.log, environment)  # fmt: skip
        self.port = self._program.port

    def ask(self, model: str = "gpt-4o", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        body = json.dumps({"model": model, "messages": [{"role": "user", "content": CANARY}]})
        began = time.monotonic()
        connection.request("POST", "/openai/v1/chat/completions", body,
                           {"Content-Type": "application/json"} | headers)  # fmt: skip
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read(), began,
                        time.monotonic())  # fmt: skip
        connection.close()
        return answer

    def health(self) -> dict:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        connection.request("GET", "/health")
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def is_shared(self) -> bool:
        health = self.health()
        parts = [health[part] for part in ("circuit_breaker", "rate_limiting")
                 if "redis_fallback" in health.get(part, {})]  # fmt: skip
        return bool(parts) and not any(part["redis_fallback"] for part in parts)

    def events(self) -> list[dict]:
        return [json.loads(line) for line in self.log.read_text().splitlines()
                if line.startswith("{")]  # fmt: skip

    def said(self, message: str) -> list[dict]:
        return [event for event in self.events() if event["msg"].startswith(message)]

    @property
    def process(self) -> subprocess.Popen:
        return self._program._process

    def stop(self) -> None:
        self._program.__exit__()


CANARY = "canary-prompt-58123"
