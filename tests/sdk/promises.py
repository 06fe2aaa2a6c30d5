# SPDX-License-Identifier: MIT
"""Judges the answers that the proxy makes itself, or adds to, by what docs/ promises."""
SIGNAL = "[LLM_PROXY_PROVIDER_DEGRADED]"
# As python/answers.py and node/answers.mjs know them.
LIMITED_KEYS = ("limited-key-of-openai", "limited-key-of-anthropic")

# The features that the promises are about; what passes must pass unchanged with them as well.
FEATURES = {
    "circuit_breaker": {
        "enabled": True,
        "test_mode_enabled": True,
        "max_rate_limit_retries": 0,  # the mock's limits do not go away
    },
    "rate_limiting": {
        "enabled": True,
        "overrides": {"per_key": {key: {"requests_per_minute": 1} for key in LIMITED_KEYS}},
    },
    "usage": {"enabled": True, "headers": True},
}
# And this is what the program does least with.
NO_FEATURES = {"usage": {"enabled": False}}


def broken(report: dict) -> list[str]:
    """What a case's report tells against the proxy; empty if nothing does."""
    if "failure" in report:
        return [report["failure"]]
    name = report["case"].split(".")[1]
    judge = {"limited": limited, "usage": usage, "trailers": usage}.get(name, degraded)
    return judge(report["value"], report["posts"])


def degraded(told: dict, posts: int) -> list[str]:
    wrong = [] if SIGNAL in told["text"] else [f"{told['type']} without the signal: {told['text']}"]
    return wrong if posts == 1 else [*wrong, f"the SDK asked {posts} times"]


def limited(told: dict, _posts: int) -> list[str]:
    wrong = []
    if told["type"] != "RateLimitError" or "rate limit exceeded" not in told["text"]:
        wrong.append(f"{told['type']}: {told['text']}")
    if not 1 <= int(told["retry_after"] or 0) <= 60:
        wrong.append(f"Retry-After: {told['retry_after']}")
    return wrong


def usage(told: dict, _posts: int) -> list[str]:
    fields = {name.lower(): value for name, value in told["headers"].items()}
    named = {"input": "prompt_tokens", "output": "completion_tokens", "total": "total_tokens"}
    wrong = []
    for name, member in named.items():
        got, want = fields.get(f"x-llm-{name}-tokens"), told["usage"][member]
        if want == 0 or got != str(want):
            wrong.append(f"X-LLM-{name.title()}-Tokens: {got}, in the body: {want}")
    return wrong
