# SPDX-License-Identifier: MIT
"""The vendors' Python SDKs, each doing what programs do with it.

The environment says where to dial: OPENAI_URL, ANTHROPIC_URL, GEMINI_URL, BEDROCK_URL (what follows
the host's name in them is the route's prefix) and AWS_REGION.
"""
import json
import os
import time

import anthropic
import boto3
import botocore.config
import botocore.exceptions
import openai
import reports
from google import genai

PROMPT = "Say something short about proxies."
TOOL_PROMPT = "Ask the weather tool about Oslo."
FAULT = {"X-Mock-Status": "404"}  # the mock then answers with the vendor's own error
LIMIT = {"X-Mock-Status": "429"}
WEATHER = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
}


def pieces(stream, text_of):
    """What a stream brings: its non-empty pieces and the time between the first and the last."""
    texts, times = [], []
    for event in stream:
        text = text_of(event)
        if text:
            texts.append(text)
            times.append(time.monotonic())
    return {"pieces": texts, "text": "".join(texts), "span": times[-1] - times[0] if times else 0}


def first_piece_then_leave(stream, close):
    """Reads one event and leaves in the middle of the stream."""
    next(iter(stream))
    close()
    return "left"


def error_of(call, kind, status_of):
    """The SDK's own error type, the status it carries, and what it says."""
    try:
        call()
    except kind as error:
        return {"type": type(error).__name__, "status": status_of(error), "text": str(error)}
    raise AssertionError("the SDK raised nothing")


def limit_of(call, kind):
    """As error_of, of an error that has its response."""
    try:
        call()
    except kind as error:
        wait = error.response.headers["retry-after"]
        return {"text": str(error), "body": error.response.text, "retry_after": wait}
    raise AssertionError("the SDK raised nothing")


class OpenAi:
    def __init__(self):
        self.client = openai.OpenAI(
            base_url=os.environ["OPENAI_URL"] + "/v1", api_key="sk-test-key", max_retries=0
        )

    def create(self, prompt=PROMPT, **more):
        return self.client.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": prompt}], **more
        )

    def chat(self):
        answer = self.create()
        return {"text": answer.choices[0].message.content, "usage": answer.usage.model_dump()}

    def stream(self):
        stream = self.create(stream=True, stream_options={"include_usage": True})
        return pieces(stream, lambda e: e.choices[0].delta.content if e.choices else None)

    def models(self):
        return [model.id for model in self.client.models.list()]

    def embeddings(self):
        answer = self.client.embeddings.create(model="text-embedding-3-small", input="proxy")
        return answer.data[0].embedding

    def tool(self):
        tool = {"type": "function", "function": {"name": "weather", "parameters": WEATHER}}
        call = self.create(TOOL_PROMPT, tools=[tool]).choices[0].message.tool_calls[0].function
        return {"name": call.name, "arguments": json.loads(call.arguments)}

    def error(self):
        return error_of(
            lambda: self.create(extra_headers=FAULT), openai.NotFoundError, lambda e: e.status_code
        )

    def limit(self):
        return limit_of(lambda: self.create(extra_headers=LIMIT), openai.RateLimitError)

    def abort(self):
        stream = self.create(stream=True)
        return first_piece_then_leave(stream, stream.close)


class Anthropic:
    def __init__(self):
        self.client = anthropic.Anthropic(
            base_url=os.environ["ANTHROPIC_URL"], api_key="sk-ant-test-key", max_retries=0
        )

    def create(self, prompt=PROMPT, **more):
        return self.client.messages.create(
            model="claude-sonnet-4-5",
            max_tokens=100,
            messages=[{"role": "user", "content": prompt}],
            **more,
        )

    def message(self):
        answer = self.create()
        return {"text": answer.content[0].text, "usage": answer.usage.model_dump()}

    def stream(self):
        return pieces(
            self.create(stream=True),
            lambda e: getattr(e.delta, "text", None) if e.type == "content_block_delta" else None,
        )

    def models(self):
        return [model.id for model in self.client.models.list()]

    def tool(self):
        answer = self.create(TOOL_PROMPT, tools=[{"name": "weather", "input_schema": WEATHER}])
        use = next(block for block in answer.content if block.type == "tool_use")
        return {"name": use.name, "input": use.input, "stop": answer.stop_reason}

    def error(self):
        return error_of(
            lambda: self.create(extra_headers=FAULT),
            anthropic.NotFoundError,
            lambda e: e.status_code,
        )

    def limit(self):
        return limit_of(lambda: self.create(extra_headers=LIMIT), anthropic.RateLimitError)

    def abort(self):
        stream = self.create(stream=True)
        return first_piece_then_leave(stream, stream.close)


class Gemini:
    MODEL = "gemini-2.5-flash"

    def __init__(self):
        self.client = genai.Client(
            api_key="test-key", http_options={"base_url": os.environ["GEMINI_URL"]}
        )

    def content(self):
        answer = self.client.models.generate_content(model=self.MODEL, contents=PROMPT)
        return {"text": answer.text, "usage": answer.usage_metadata.total_token_count}

    def stream(self):
        stream = self.client.models.generate_content_stream(model=self.MODEL, contents=PROMPT)
        return pieces(stream, lambda e: e.text)

    def models(self):
        return [model.name for model in self.client.models.list()]

    def embeddings(self):
        answer = self.client.models.embed_content(model="gemini-embedding-001", contents="proxy")
        return answer.embeddings[0].values

    def tool(self):
        weather = {
            "name": "weather",
            "parameters": {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}},
        }
        answer = self.client.models.generate_content(
            model=self.MODEL,
            contents=TOOL_PROMPT,
            config={"tools": [{"function_declarations": [weather]}]},
        )
        call = answer.function_calls[0]
        return {"name": call.name, "arguments": call.args}

    def error(self, fault=FAULT):
        return error_of(
            lambda: self.client.models.generate_content(
                model=self.MODEL, contents=PROMPT, config={"http_options": {"headers": fault}}
            ),
            genai.errors.ClientError,
            lambda e: e.code,
        )

    def limit(self):
        return self.error(LIMIT)

    def abort(self):
        stream = self.client.models.generate_content_stream(model=self.MODEL, contents=PROMPT)
        return first_piece_then_leave(stream, stream.close)


class Bedrock:
    """Signs for the real host and dials BEDROCK_URL, as the README's before-send recipe does."""

    MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
    keeps_host = False

    def __init__(self):
        region = os.environ["AWS_REGION"]
        # Straight at the upstream nobody restores the host that was signed.
        keeps_host = self.keeps_host or os.environ["ROUTE"] == "direct"
        host = f"bedrock-runtime.{region}.amazonaws.com"
        session = boto3.Session(region_name=region)

        def route(request, **_):
            if keeps_host:
                request.headers["Host"] = host
            request.url = request.url.replace(f"https://{host}", os.environ["BEDROCK_URL"], 1)

        session.events.register("before-send.bedrock-runtime", route)
        once = botocore.config.Config(retries={"total_max_attempts": 1})
        self.client = session.client("bedrock-runtime", config=once)

    def ask(self, call, prompt=PROMPT, **more):
        messages = [{"role": "user", "content": [{"text": prompt}]}]
        return call(modelId=self.MODEL, messages=messages, **more)

    def converse(self):
        answer = self.ask(self.client.converse)
        return {
            "text": answer["output"]["message"]["content"][0]["text"],
            "usage": answer["usage"],
            "stop": answer["stopReason"],
        }

    def stream(self):
        stream = self.ask(self.client.converse_stream)["stream"]
        return pieces(
            stream, lambda e: e.get("contentBlockDelta", {}).get("delta", {}).get("text")
        )

    def tool(self):
        spec = {"toolSpec": {"name": "weather", "inputSchema": {"json": WEATHER}}}
        answer = self.ask(self.client.converse, TOOL_PROMPT, toolConfig={"tools": [spec]})
        content = answer["output"]["message"]["content"]
        use = next(block["toolUse"] for block in content if "toolUse" in block)
        return {"name": use["name"], "input": use["input"], "stop": answer["stopReason"]}

    def error(self, fault=FAULT):
        def add_fault(request, **_):
            for name, value in fault.items():
                request.headers[name] = value

        events = self.client.meta.events
        events.register("before-sign.bedrock-runtime.Converse", add_fault)
        try:
            return error_of(
                lambda: self.ask(self.client.converse),
                botocore.exceptions.ClientError,
                lambda e: e.response["ResponseMetadata"]["HTTPStatusCode"],
            )
        finally:
            events.unregister("before-sign.bedrock-runtime.Converse", add_fault)

    def limit(self):
        return self.error(LIMIT)

    def abort(self):
        stream = self.ask(self.client.converse_stream)["stream"]
        return first_piece_then_leave(stream, stream.close)


class BedrockHostKept(Bedrock):
    """As Bedrock, but the Host that was signed goes out as well."""

    keeps_host = True


NAMES = ("chat", "message", "content", "converse", "stream", "models", "embeddings", "tool",
         "error", "limit", "abort")  # fmt: skip
for sdk in (OpenAi, Anthropic, Gemini, Bedrock, BedrockHostKept):
    reports.run(reports.cases_of(sdk, NAMES))
