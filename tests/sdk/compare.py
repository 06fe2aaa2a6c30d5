# SPDX-License-Identifier: MIT
"""Judges a case by its direct run: SDK to upstream without the proxy in between."""

# RFC 9110 §7.6.1: a proxy has its own of these on each connection.
HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade"}
# New with every request an SDK makes; that they arrive unchanged is what the signature proves.
PER_REQUEST = {"amz-sdk-invocation-id", "x-amz-date"}
# Of the time between the first and the last piece, so much must be left behind the proxy.
SPAN_KEPT = 0.5


def request_seen(request: dict) -> dict:
    """A request as the upstream received it, without what may differ between two runs.

    Host counts where it was signed, though not its place: clients put their own one first.
    """
    headers, hosts, signed = [], [], False
    for name, value in request["headers"]:
        lower = name.lower()
        if lower == "host":
            hosts.append(value)
        if lower in HOP_BY_HOP or lower == "host":
            continue
        if lower in PER_REQUEST:
            value = "*"
        elif lower == "authorization" and value.startswith("AWS4-HMAC-SHA256"):
            signed = True
            value = value.split("Signature=")[0]
        headers.append([name, value])
    seen = {part: request[part] for part in ("method", "target", "body")}
    return seen | {"headers": headers, "host": hosts if signed else len(hosts)}


def differences(direct: dict, proxied: dict) -> list[str]:
    """What is wrong with the proxied run of a case; empty if nothing is."""
    if "failure" in direct:
        return ["without the proxy: " + direct["failure"]]
    if "failure" in proxied:
        return [proxied["failure"]]
    wrong = []
    expected, got = dict_of(direct["value"]), dict_of(proxied["value"])
    span, span_got = expected.pop("span", None), got.pop("span", None)
    wrong += parts_that_differ("the client was told", expected, got)
    if span is not None:
        wrong += stream_differences(expected, span, span_got)
    wrong += request_differences(direct["requests"], proxied["requests"])
    if proxied["case"].endswith(".abort"):
        wrong += abort_differences(direct["left_early"], proxied["left_early"])
    return wrong


def abort_differences(direct: bool, proxied: bool) -> list[str]:
    if not direct:
        return ["the stream was over before the SDK left: nothing was tested"]
    return [] if proxied else ["the upstream never learned that the client had left"]


def dict_of(value) -> dict:
    return dict(value) if isinstance(value, dict) else {"value": value}


def stream_differences(expected: dict, span: float, span_got: float) -> list[str]:
    if len(expected["pieces"]) < 3 or span < 0.02:
        return ["the upstream streams too fast to tell whether pieces are held back"]
    if span_got < SPAN_KEPT * span:
        return [f"pieces came within {span_got:.3f} s, without the proxy {span:.3f} s"]
    return []


def request_differences(direct: list[dict], proxied: list[dict]) -> list[str]:
    if len(direct) != len(proxied):
        return [f"{len(proxied)} requests arrived, without the proxy {len(direct)}"]
    wrong = []
    for sent, arrived in zip(direct, proxied):
        wrong += parts_that_differ("the upstream saw", request_seen(sent), request_seen(arrived))
    return wrong


def parts_that_differ(who: str, want: dict, got: dict) -> list[str]:
    """One line for each part; of lists only what one of them lacks, unless the order differs."""
    wrong = []
    for part in want:
        mine, other = got.get(part), want[part]
        if mine == other:
            continue
        if isinstance(other, list) and isinstance(mine, list) and sorted(mine) != sorted(other):
            mine, other = [[x for x in a if x not in b] for a, b in ((mine, other), (other, mine))]
        wrong.append(f"{who}, {part}: {mine}, without the proxy: {other}")
    return wrong
