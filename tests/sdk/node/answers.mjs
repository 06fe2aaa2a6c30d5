// SPDX-License-Identifier: MIT
// What the vendors' Node SDKs make of answers that the proxy makes, or adds to: python/answers.py's
// cases.
import Anthropic from "@anthropic-ai/sdk";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { GoogleGenAI } from "@google/genai";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import OpenAI from "openai";

import { run } from "./reports.mjs";

const env = process.env;
const MESSAGES = [{ role: "user", content: "Say something short about proxies." }];
const DEGRADED = { "X-LLM-Proxy-Test-Mode": "force_degraded" };
const QUERY = { llm_proxy_test_mode: "force_degraded" };
const LIMITED_KEY = "limited-key-of-"; // the proxy lets such a key ask once a minute
const ASKED_AT_MOST = 3; // a new minute may begin between two

async function errorOf(call) {
  try {
    await call();
  } catch (error) {
    return { type: error.constructor.name, text: String(error) };
  }
  throw new Error("the SDK threw nothing");
}

async function limitOf(call) {
  for (let asked = 0; asked < ASKED_AT_MOST; ++asked) {
    try {
      await call();
    } catch (error) {
      const wait = error.headers.get("retry-after");
      return { type: error.constructor.name, text: String(error), retry_after: wait };
    }
  }
  throw new Error("the SDK threw nothing");
}

function openAi() {
  const client = new OpenAI({ baseURL: `${env.OPENAI_URL}/v1`, apiKey: "sk-key" });
  const create = (more = {}, options = {}, by = client) =>
    by.chat.completions.create({ model: "gpt-4o-mini", messages: MESSAGES, ...more }, options);
  return {
    degraded: () => errorOf(() => create({}, { headers: DEGRADED })),
    degraded_stream: () => errorOf(() => create({ stream: true }, { headers: DEGRADED })),
    degraded_query: () => errorOf(() => create({}, { query: QUERY })),
    limited() {
      const limited = client.withOptions({ apiKey: `${LIMITED_KEY}openai`, maxRetries: 0 });
      return limitOf(() => create({}, {}, limited));
    },
    async usage() {
      const { data, response } = await create().withResponse();
      const told = [...response.headers].filter(([name]) => name.startsWith("x-llm-"));
      return { headers: Object.fromEntries(told), usage: data.usage };
    },
  };
}

function anthropic() {
  const client = new Anthropic({ baseURL: env.ANTHROPIC_URL, apiKey: "sk-ant-key" });
  const create = (more = {}, options = {}, by = client) =>
    by.messages.create(
      { model: "claude-sonnet-4-5", max_tokens: 100, messages: MESSAGES, ...more },
      options,
    );
  return {
    degraded: () => errorOf(() => create({}, { headers: DEGRADED })),
    degraded_stream: () => errorOf(() => create({ stream: true }, { headers: DEGRADED })),
    degraded_query: () => errorOf(() => create({}, { query: QUERY })),
    limited() {
      const limited = client.withOptions({ apiKey: `${LIMITED_KEY}anthropic`, maxRetries: 0 });
      return limitOf(() => create({}, {}, limited));
    },
  };
}

function gemini() {
  const client = new GoogleGenAI({
    apiKey: "a-key",
    httpOptions: { baseUrl: env.GEMINI_URL, headers: DEGRADED },
  });
  const asked = { model: "gemini-2.5-flash", contents: MESSAGES[0].content };
  return {
    degraded: () => errorOf(() => client.models.generateContent(asked)),
    degraded_stream: () => errorOf(() => client.models.generateContentStream(asked)),
  };
}

/** Dials BEDROCK_URL, and adds to what is signed already. */
class RoutedHandler extends NodeHttpHandler {
  constructor(headers, query) {
    super();
    this.added = { headers, query };
  }

  handle(request, options) {
    const target = new URL(env.BEDROCK_URL);
    request.protocol = target.protocol;
    request.hostname = target.hostname;
    request.port = Number(target.port);
    request.path = target.pathname.replace(/\/$/, "") + request.path;
    Object.assign(request.headers, this.added.headers);
    Object.assign(request.query, this.added.query);
    return super.handle(request, options);
  }
}

function bedrock() {
  const asked = {
    modelId: "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    messages: [{ role: "user", content: [{ text: "Say something short." }] }],
  };
  const send = (command, headers, query) =>
    new BedrockRuntimeClient({
      region: env.AWS_REGION,
      maxAttempts: 1,
      requestHandler: new RoutedHandler(headers, query),
    }).send(command);
  return {
    degraded: () => errorOf(() => send(new ConverseCommand(asked), DEGRADED)),
    degraded_stream: () => errorOf(() => send(new ConverseStreamCommand(asked), DEGRADED)),
    degraded_query: () => errorOf(() => send(new ConverseCommand(asked), {}, QUERY)),
  };
}

await run({ OpenAi: openAi(), Anthropic: anthropic(), Gemini: gemini(), Bedrock: bedrock() });
