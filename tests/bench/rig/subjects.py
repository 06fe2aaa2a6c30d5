# SPDX-License-Identifier: MIT
"""The proxies that can be measured, all with the same settings: one worker, keep-alive on both
sides, nothing buffered, nothing logged, upstream certificates verified."""

import json
import os
import shutil
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from .processes import Child, accepts, children_of, free_port, resident_kib, wait_until

LLM_PROXY_CONFIG = """\
server:
  workers: 1
features:
  usage: {{enabled: {usage}}}
  cost_tracking: {{enabled: false}}
  rate_limiting:
    enabled: {limits}
    limits: {{requests_per_minute: 100_000_000}}
    backend: {backend}
    redis: {{address: "127.0.0.1:{redis}", timeout_ms: 1000}}
  circuit_breaker:
    enabled: {breaker}
    backend: {backend}
    redis: {{address: "127.0.0.1:{redis}", timeout_ms: 1000}}
traffic:
  capture_headers: {capture}
  capture_bodies: {capture}
  store: none
providers:
  openai:
    enabled: true
    base_url: "{scheme}://127.0.0.1:{port}"
{ca_file}"""

NGINX_CONFIG = """\
daemon off;
master_process {master};
worker_processes 1;
worker_rlimit_nofile 20000;
pid {dir}/nginx.pid;
error_log {dir}/nginx.err error;
events {{ worker_connections 18000; use epoll; multi_accept on; }}
http {{
  access_log off;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  keepalive_timeout 3600s;
  client_max_body_size 0;
  client_body_temp_path {dir}/body;
  proxy_temp_path {dir}/proxy;
  fastcgi_temp_path {dir}/fastcgi;
  uwsgi_temp_path {dir}/uwsgi;
  scgi_temp_path {dir}/scgi;
  upstream vendor {{
    server 127.0.0.1:{upstream};
    keepalive 6000;
    keepalive_requests 1000000000;
    keepalive_timeout 3600s;
  }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{
      proxy_pass {scheme}://vendor;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_request_buffering off;
      proxy_read_timeout 7200s;
      proxy_send_timeout 7200s;
{tls}    }}
  }}
}}
"""

NGINX_TLS = """\
      proxy_ssl_verify on;
      proxy_ssl_trusted_certificate {ca_file};
      proxy_ssl_name localhost;
      proxy_ssl_server_name on;
      proxy_ssl_session_reuse on;
      proxy_ssl_protocols TLSv1.2 TLSv1.3;
"""

HAPROXY_CONFIG = """\
global
  nbthread 1
  maxconn 9000
defaults
  mode http
  option http-keep-alive
  option http-no-delay
  http-reuse always
  timeout connect 5s
  timeout client 2h
  timeout server 2h
  timeout http-keep-alive 1h
frontend client
  bind 127.0.0.1:{port} backlog 4096
  default_backend vendor
backend vendor
  server vendor 127.0.0.1:{upstream} {tls}pool-max-conn -1 pool-purge-delay 1h maxconn 0
"""


@dataclass(frozen=True)
class Endpoint:
    """Where the subject sends requests: a port on 127.0.0.1, TLS when a CA file is named."""

    port: int
    ca_file: str = ""


class Subject:
    """A proxy in front of an endpoint, until the end of the `with` block. `pids` are the processes
    that do its work. `wrapper` goes before the command, such as valgrind's."""

    patience = 10

    def __init__(self, folder, endpoint, cpus=None, wrapper=(), program=None):
        self.folder = Path(folder)
        self.endpoint = endpoint
        self.program = program or self.name
        self.wrapper = list(wrapper)
        self.port = free_port()
        self._child = Child(self.wrapper + self.command(), self.folder / f"{self.name}.log", cpus,
                            self.environment())
        try:
            wait_until(self.is_up, 60 if wrapper else self.patience, f"{self.name} to listen")
            self.pids = self.working_pids()
        except TimeoutError:
            self._child.stop()
            raise

    def is_up(self):
        if not self._child.is_running():
            raise RuntimeError(f"{self.name} ended at once, see {self.folder}/{self.name}.log")
        return accepts(self.port)

    def environment(self):
        return None

    def working_pids(self):
        return [self._child.pid]

    def resident_kib(self):
        return resident_kib(self.pids)

    def write_config(self, text):
        path = self.folder / f"{self.name}.{self.port}.conf"
        path.write_text(text)
        return path

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._child.stop()


class LlmProxy(Subject):
    """Bare forwarding; the kinds below have one of the features on."""

    name = "llm-proxy"
    features = ()
    backend = "memory"
    redis_port = 6379

    def command(self):
        ca_file = self.endpoint.ca_file
        features = {name: "true" if name in self.features else "false"
                    for name in ("usage", "limits", "breaker", "capture")}
        config = self.write_config(LLM_PROXY_CONFIG.format(
            **features, backend=self.backend, redis=self.redis_port, scheme="https" if ca_file else "http", port=self.endpoint.port,
            ca_file=f'    ca_file: "{ca_file}"\n' if ca_file else ""))
        return [self.program, "--no-gui", "--config", config, "--port", self.port,
                "--log-level", "warn"]

    def environment(self):
        """No proxy of ours or of the user's between us and the upstream, no state left behind."""
        kept = {name: value for name, value in os.environ.items()
                if name in ("PATH", "LANG", "LD_LIBRARY_PATH")}
        return kept | {"HOME": str(self.folder)}


class WithUsage(LlmProxy):
    name = "llm-proxy+usage"
    features = ("usage",)


class WithLimits(LlmProxy):
    name = "llm-proxy+usage+limits"
    features = ("usage", "limits")


class WithBreaker(LlmProxy):
    name = "llm-proxy+usage+breaker"
    features = ("usage", "breaker")


class WithCapture(LlmProxy):
    name = "llm-proxy+capture"
    features = ("capture",)


class WithState(LlmProxy):
    """Breaker and limits together, in memory: what Redis is measured against."""

    name = "llm-proxy+state"
    features = ("usage", "limits", "breaker")


class WithRedis(WithState):
    """The same, shared: with a redis-server of its own, which keeps nothing on disk."""

    name = "llm-proxy+redis"
    backend = "redis"

    def __init__(self, folder, endpoint, cpus=None, **options):
        self.redis_port = free_port()
        server = shutil.which("redis-server") or shutil.which("valkey-server")
        if not server:
            raise RuntimeError("there is no redis-server")
        self._redis = Child([server, "--port", self.redis_port, "--bind", "127.0.0.1", "--save", "",
                             "--appendonly", "no"], Path(folder) / "redis.log")
        wait_until(lambda: accepts(self.redis_port), self.patience, "redis-server to listen")
        self.redis_pid = self._redis.pid
        super().__init__(folder, endpoint, cpus, **options)
        wait_until(self.is_shared, self.patience, "llm-proxy to reach Redis")

    def is_shared(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as answer:
            return not json.load(answer)["circuit_breaker"]["redis_fallback"]

    def __exit__(self, *_):
        super().__exit__()
        self._redis.stop()


class Nginx(Subject):
    name = "nginx"

    def command(self):
        ca_file = self.endpoint.ca_file
        return [self.program, "-c", self.write_config(NGINX_CONFIG.format(
            dir=self.folder, port=self.port, upstream=self.endpoint.port,
            master="off" if self.wrapper else "on", scheme="https" if ca_file else "http",
            tls=NGINX_TLS.format(ca_file=ca_file) if ca_file else ""))]

    def working_pids(self):
        if self.wrapper:
            return super().working_pids()
        return wait_until(lambda: children_of(self._child.pid), self.patience, "nginx's worker")


class HaProxy(Subject):
    name = "haproxy"

    def command(self):
        ca_file = self.endpoint.ca_file
        tls = (f"ssl verify required ca-file {ca_file} verifyhost localhost sni str(localhost) "
               if ca_file else "")
        return [self.program, "-db", "-f", self.write_config(HAPROXY_CONFIG.format(
            port=self.port, upstream=self.endpoint.port, tls=tls))]


class Direct:
    """No proxy at all: what the machine and the tools cost by themselves."""

    name = "direct"

    def __init__(self, _folder, endpoint, **_):
        self.port = endpoint.port
        self.pids = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


OURS = (LlmProxy, WithUsage, WithLimits, WithBreaker, WithCapture)
SHARING = (WithState, WithRedis)
KINDS = {kind.name: kind for kind in (*OURS, *SHARING, Nginx, HaProxy, Direct)}
