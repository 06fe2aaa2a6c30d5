#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Talks to AWS Bedrock through LLM Proxy, signed with your own AWS credentials.

    pip install boto3                  # and, for --langchain: langchain-aws
    python python.py "hello"           # one answer
    python python.py --stream "hello"  # piece by piece
    python python.py --langchain "hello"

Environment: PROXY (default http://localhost:9002), AWS_REGION (default us-west-2), MODEL, and
whatever the AWS credential chain reads.
"""
import os
import sys

import boto3

PROXY = os.environ.get("PROXY", "http://localhost:9002")
REGION = os.environ.get("AWS_REGION", "us-west-2")
MODEL = os.environ.get("MODEL", "us.anthropic.claude-sonnet-4-5-20250929-v1:0")


def client():
    """A Bedrock client that signs for AWS and dials the proxy."""
    session = boto3.Session(region_name=REGION)
    aws = f"https://bedrock-runtime.{REGION}.amazonaws.com"

    # before-send fires after signing: the signature is computed for the real host and path, and
    # only where the request goes is changed.
    def route_to_proxy(request, **_):
        if request.url.startswith(aws):
            request.url = request.url.replace(aws, f"{PROXY}/bedrock", 1)

    session.events.register("before-send.bedrock-runtime", route_to_proxy)
    return session.client("bedrock-runtime")


def ask(prompt: str) -> None:
    answer = client().converse(modelId=MODEL, messages=messages(prompt))
    print(answer["output"]["message"]["content"][0]["text"])


def stream(prompt: str) -> None:
    answer = client().converse_stream(modelId=MODEL, messages=messages(prompt))
    for event in answer["stream"]:
        print(event.get("contentBlockDelta", {}).get("delta", {}).get("text", ""), end="", flush=True)
    print()


def langchain(prompt: str) -> None:
    from langchain_aws import ChatBedrockConverse

    print(ChatBedrockConverse(model_id=MODEL, client=client()).invoke(prompt).content)


def messages(prompt: str) -> list:
    return [{"role": "user", "content": [{"text": prompt}]}]


if __name__ == "__main__":
    arguments = sys.argv[1:]
    how = {"--stream": stream, "--langchain": langchain}.get(arguments[0] if arguments else "", ask)
    words = arguments if how is ask else arguments[1:]
    how(" ".join(words) or "hello")
