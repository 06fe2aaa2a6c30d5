# SPDX-License-Identifier: MIT
"""What the vendors' Python SDKs make of answers that the proxy makes, or adds to.

The SDKs retry as they do out of the box, but for AWS's, which cannot be told not to by an answer.
Environment as in cases.py.
"""
import os

import anthropic
import boto3
import botocore.config
import openai
import reports
from google import genai

MESSAGES = [{"role": "user", "content": "Say something short about proxies."}]
DEGRADED = {"X-LLM-Proxy-Test-Mode": "force_degraded"}
QUERY = {"llm_proxy_test_mode": "force_degraded"}
LIMITED_KEY = "limited-key-of-"  # the proxy lets such a key ask once a minute
ASKED_AT_MOST = 3  # a new minute may begin between two


def error_of(call):
    try:
        call()
    except Exception as error:
        return {"type": type(error).__name__, "text": str(error)}
    raise AssertionError("the SDK raised nothing")


def limit_of(call):
    for _ in range(ASKED_AT_MOST):
        try:
            call()
        except Exception as error:
            wait = error.response.headers["retry-after"]
            return {"type": type(error).__name__, "text": str(error), "retry_after": wait}
    raise AssertionError("the SDK raised nothing")


class OpenAi:
    def __init__(self):
        self.client = openai.OpenAI(base_url=os.environ["OPENAI_URL"] + "/v1", api_key="sk-key")

    def create(self, client=None, **more):
        completions = (client or self.client).chat.completions
        return completions.create(model="gpt-4o-mini", messages=MESSAGES, **more)

    def degraded(self):
        return error_of(lambda: self.create(extra_headers=DEGRADED))

    def degraded_stream(self):
        return error_of(lambda: self.create(extra_headers=DEGRADED, stream=True))

    def degraded_query(self):
        return error_of(lambda: self.create(extra_query=QUERY))

    def limited(self):
        client = self.client.with_options(api_key=LIMITED_KEY + "openai", max_retries=0)
        return limit_of(lambda: self.create(client))

    def usage(self):
        raw = self.client.chat.completions.with_raw_response.create(
            model="gpt-4o-mini", messages=MESSAGES
        )
        told = {k: v for k, v in raw.headers.items() if k.lower().startswith("x-llm-")}
        return {"headers": told, "usage": raw.parse().usage.model_dump()}


class Anthropic:
    def __init__(self):
        self.client = anthropic.Anthropic(
            base_url=os.environ["ANTHROPIC_URL"], api_key="sk-ant-key"
        )

    def create(self, client=None, **more):
        messages = (client or self.client).messages
        return messages.create(model="claude-sonnet-4-5", max_tokens=100, messages=MESSAGES, **more)

    def degraded(self):
        return error_of(lambda: self.create(extra_headers=DEGRADED))

    def degraded_stream(self):
        return error_of(lambda: self.create(extra_headers=DEGRADED, stream=True))

    def degraded_query(self):
        return error_of(lambda: self.create(extra_query=QUERY))

    def limited(self):
        client = self.client.with_options(api_key=LIMITED_KEY + "anthropic", max_retries=0)
        return limit_of(lambda: self.create(client))


class Gemini:
    ASKED = {"model": "gemini-2.5-flash", "contents": "Say something short about proxies."}

    def __init__(self):
        options = {"base_url": os.environ["GEMINI_URL"], "headers": DEGRADED}
        self.client = genai.Client(api_key="a-key", http_options=options)

    def degraded(self):
        return error_of(lambda: self.client.models.generate_content(**self.ASKED))

    def degraded_stream(self):
        return error_of(lambda: list(self.client.models.generate_content_stream(**self.ASKED)))


class Bedrock:
    ASKED = {
        "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "messages": [{"role": "user", "content": [{"text": "Say something short."}]}],
    }

    def client(self, headers, query=""):
        region = os.environ["AWS_REGION"]
        session = boto3.Session(region_name=region)
        host = f"https://bedrock-runtime.{region}.amazonaws.com"

        def route(request, **_):  # signed already
            for name, value in headers.items():
                request.headers[name] = value
            request.url = request.url.replace(host, os.environ["BEDROCK_URL"], 1) + query

        session.events.register("before-send.bedrock-runtime", route)
        once = botocore.config.Config(retries={"total_max_attempts": 1})
        return session.client("bedrock-runtime", config=once)

    def degraded(self):
        client = self.client(DEGRADED)
        return error_of(lambda: client.converse(**self.ASKED))

    def degraded_stream(self):
        client = self.client(DEGRADED)
        return error_of(lambda: client.converse_stream(**self.ASKED))

    def degraded_query(self):
        client = self.client({}, "?llm_proxy_test_mode=force_degraded")
        return error_of(lambda: client.converse(**self.ASKED))


NAMES = ("degraded", "degraded_stream", "degraded_query", "limited", "usage")
for sdk in (OpenAi, Anthropic, Gemini, Bedrock):
    reports.run(reports.cases_of(sdk, NAMES))
