# SPDX-License-Identifier: MIT
"""Raw requests, no SDK: the answer through the proxy is the upstream's, byte for byte."""
import http.client
import json
import re
import socket

from compare import HOP_BY_HOP

ASK = {"messages": [{"role": "user", "content": "Say something short."}], "max_tokens": 50}
OPENAI = {"Authorization": "Bearer sk-test-key"}
ANTHROPIC = {"x-api-key": "sk-ant-test-key", "anthropic-version": "2023-06-01"}
GEMINI = {"contents": [{"role": "user", "parts": [{"text": "Say something short."}]}]}
FAULT = {"X-Mock-Status": "429"}
TURN = "/v1beta/models/gemini-2.5-flash"

# provider, name, method, target behind the prefix, headers, body
REQUESTS = (
    ("openai", "chat", "POST", "/v1/chat/completions", OPENAI, ASK | {"model": "gpt-4o"}),
    ("openai", "stream", "POST", "/v1/chat/completions", OPENAI,
     ASK | {"model": "gpt-4o", "stream": True}),
    ("openai", "models", "GET", "/v1/models", OPENAI, None),
    ("openai", "error", "POST", "/v1/chat/completions", OPENAI | FAULT, ASK | {"model": "gpt-4o"}),
    ("openai", "nosuchpath", "GET", "/v1/no%2Fsuch/path?a=%20&b", OPENAI, None),
    ("anthropic", "message", "POST", "/v1/messages", ANTHROPIC, ASK | {"model": "claude"}),
    ("anthropic", "stream", "POST", "/v1/messages", ANTHROPIC,
     ASK | {"model": "claude", "stream": True}),
    ("anthropic", "error", "POST", "/v1/messages", ANTHROPIC | FAULT, ASK | {"model": "claude"}),
    ("gemini", "content", "POST", f"{TURN}:generateContent?key=k", {}, GEMINI),
    ("gemini", "stream", "POST", f"{TURN}:streamGenerateContent?key=k&alt=sse", {}, GEMINI),
    ("gemini", "array", "POST", f"{TURN}:streamGenerateContent?key=k", {}, GEMINI),
    ("gemini", "error", "POST", f"{TURN}:generateContent?key=k", FAULT, GEMINI),
)  # fmt: skip

# What the proxy adds to an answer of a provider's route.
ADDED = re.compile(r"access-control-|x-llm-|x-request-id$|vary$")
# And to a stream, so that no server in front gathers it; where the upstream has none of its own.
ADDED_TO_STREAM = {("Cache-Control", "no-cache"), ("X-Accel-Buffering", "no")}
# The times that the mock stamps its answers with.
STAMPS = re.compile(rb'("created(?:_at|At)?"\s*:\s*)("[^"]*"|\d+)')
RESETS = re.compile(r"^\d{4}-\d\d-\d\dT[\d:]+Z$")


def run_requests(prefixed: bool, port: int, upstream) -> dict[str, dict]:
    """A report for each request, in the form that the SDKs' cases have."""
    reports, seen = {}, 0
    for provider, name, method, target, headers, body in REQUESTS:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        route = f"/{provider}{target}" if prefixed else target
        data = json.dumps(body).encode() if body else None
        typed = {"Content-Type": "application/json"} if body else {}
        connection.request(method, route, data, typed | headers)
        answer = connection.getresponse()
        reports[f"{provider}.{name}"] = {
            "case": f"{provider}.{name}",
            "value": {
                "status": f"{answer.status} {answer.reason}",
                "headers": [
                    (header, RESETS.sub("*", value))
                    for header, value in answer.getheaders()
                    if is_upstreams(header) and (header, value) not in ADDED_TO_STREAM
                ],
                "body": STAMPS.sub(rb"\1*", answer.read()).decode(),
            },
        }
        connection.close()
        arrived = upstream.requests()
        reports[f"{provider}.{name}"]["requests"] = arrived[seen:]
        seen = len(arrived)
    return reports


def run_answers(port: int) -> dict[str, dict]:
    """A stream's tokens as its trailers, for whoever can take these; http.client cannot."""
    body = ASK | {"model": "gpt-4o", "stream": True, "stream_options": {"include_usage": True}}
    data = json.dumps(body).encode()
    head = (
        "POST /openai/v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
        "Connection: close, TE\r\nTE: trailers\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer sk-key\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(head.encode() + data)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    _, _, trailers = answer.decode().partition("\r\n0\r\n")
    usage = re.search(r'"usage":(\{.*?"total_tokens":\d+)', answer.decode())
    report = {
        "case": "openai.trailers",
        "value": {
            "headers": dict(line.split(": ", 1) for line in trailers.split("\r\n") if line),
            "usage": json.loads(usage[1] + "}") if usage else {},
        },
        "posts": 1,
    }
    return {report["case"]: report}


def is_upstreams(header: str) -> bool:
    """False for what each hop frames and stamps by itself, and for what the proxy adds."""
    lower = header.lower()
    return not (lower in HOP_BY_HOP | {"transfer-encoding", "date"} or ADDED.match(lower))
