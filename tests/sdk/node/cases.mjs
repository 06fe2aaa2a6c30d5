// SPDX-License-Identifier: MIT
// The vendors' Node SDKs, each doing what programs do with it. The protocol with the runner is
// that of python/reports.py, the environment that of python/cases.py.
import Anthropic, { NotFoundError as AnthropicNotFound } from "@anthropic-ai/sdk";
import {
  BedrockRuntimeClient,
  BedrockRuntimeServiceException,
  ConverseCommand,
  ConverseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { ApiError, GoogleGenAI } from "@google/genai";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import OpenAI, { NotFoundError as OpenAiNotFound } from "openai";

import { run } from "./reports.mjs";

const env = process.env;
const PROMPT = "Say something short about proxies.";
const TOOL_PROMPT = "Ask the weather tool about Oslo.";
const FAULT = { "X-Mock-Status": "404" }; // the mock then answers with the vendor's own error
const LIMIT = { "X-Mock-Status": "429" };
const WEATHER = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
};

/** What a stream brings: its non-empty pieces and the seconds from the first to the last. */
async function pieces(stream, textOf) {
  const texts = [];
  const times = [];
  for await (const event of stream) {
    const text = textOf(event);
    if (text) {
      texts.push(text);
      times.push(performance.now());
    }
  }
  return { pieces: texts, text: texts.join(""), span: (times.at(-1) - times[0]) / 1000 };
}

/** Reads one event, leaves through the AbortController, and tells what the SDK makes of that. */
async function firstPieceThenAbort(start) {
  const controller = new AbortController();
  try {
    for await (const _ of await start(controller.signal)) {
      controller.abort();
    }
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  }
  return "left";
}

/** The SDK's own error type, the status it carries, and what it says. */
async function errorOf(call, kind, statusOf) {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof kind)) throw error;
    return { type: error.constructor.name, status: statusOf(error), text: String(error) };
  }
  throw new Error("the SDK threw nothing");
}

/** As errorOf, of an error that has its response's head. */
async function limitOf(call, kind) {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof kind)) throw error;
    return { text: String(error), body: error.error, retryAfter: error.headers.get("retry-after") };
  }
  throw new Error("the SDK threw nothing");
}

async function collect(iterable, take) {
  const all = [];
  for await (const item of iterable) all.push(take(item));
  return all;
}

function openAi() {
  const client = new OpenAI({
    baseURL: `${env.OPENAI_URL}/v1`,
    apiKey: "sk-test-key",
    maxRetries: 0,
  });
  const create = ({ prompt = PROMPT, ...more } = {}, options = {}) =>
    client.chat.completions.create(
      { model: "gpt-4o-mini", messages: [{ role: "user", content: prompt }], ...more },
      options,
    );
  return {
    async chat() {
      const answer = await create();
      return { text: answer.choices[0].message.content, usage: answer.usage };
    },
    async stream() {
      const stream = await create({ stream: true, stream_options: { include_usage: true } });
      return pieces(stream, (event) => event.choices[0]?.delta.content);
    },
    models: () => collect(client.models.list(), (model) => model.id),
    async embeddings() {
      const answer = await client.embeddings.create({
        model: "text-embedding-3-small",
        input: "proxy",
      });
      return answer.data[0].embedding;
    },
    async tool() {
      const tools = [{ type: "function", function: { name: "weather", parameters: WEATHER } }];
      const call = (await create({ prompt: TOOL_PROMPT, tools })).choices[0].message.tool_calls[0].function;
      return { name: call.name, arguments: JSON.parse(call.arguments) };
    },
    error: () => errorOf(() => create({}, { headers: FAULT }), OpenAiNotFound, (e) => e.status),
    limit: () => limitOf(() => create({}, { headers: LIMIT }), OpenAI.RateLimitError),
    abort: () => firstPieceThenAbort((signal) => create({ stream: true }, { signal })),
  };
}

function anthropic() {
  const client = new Anthropic({
    baseURL: env.ANTHROPIC_URL,
    apiKey: "sk-ant-test-key",
    maxRetries: 0,
  });
  const create = ({ prompt = PROMPT, ...more } = {}, options = {}) =>
    client.messages.create(
      {
        model: "claude-sonnet-4-5",
        max_tokens: 100,
        messages: [{ role: "user", content: prompt }],
        ...more,
      },
      options,
    );
  return {
    async message() {
      const answer = await create();
      return { text: answer.content[0].text, usage: answer.usage };
    },
    async stream() {
      return pieces(await create({ stream: true }), (event) => event.delta?.text);
    },
    models: () => collect(client.models.list(), (model) => model.id),
    async tool() {
      const tools = [{ name: "weather", input_schema: WEATHER }];
      const answer = await create({ prompt: TOOL_PROMPT, tools });
      const use = answer.content.find((block) => block.type === "tool_use");
      return { name: use.name, input: use.input, stop: answer.stop_reason };
    },
    error: () =>
      errorOf(() => create({}, { headers: FAULT }), AnthropicNotFound, (e) => e.status),
    limit: () => limitOf(() => create({}, { headers: LIMIT }), Anthropic.RateLimitError),
    abort: () => firstPieceThenAbort((signal) => create({ stream: true }, { signal })),
  };
}

function gemini() {
  const client = new GoogleGenAI({
    apiKey: "test-key",
    httpOptions: { baseUrl: env.GEMINI_URL },
  });
  const request = (more = {}) => ({ model: "gemini-2.5-flash", contents: PROMPT, ...more });
  const failing = (headers) =>
    errorOf(
      () => client.models.generateContent(request({ config: { httpOptions: { headers } } })),
      ApiError,
      (e) => e.status,
    );
  return {
    async content() {
      const answer = await client.models.generateContent(request());
      return { text: answer.text, usage: answer.usageMetadata.totalTokenCount };
    },
    async stream() {
      const stream = await client.models.generateContentStream(request());
      return pieces(stream, (event) => event.text);
    },
    models: async () => collect(await client.models.list(), (model) => model.name),
    async embeddings() {
      const answer = await client.models.embedContent({
        model: "gemini-embedding-001",
        contents: "proxy",
      });
      return answer.embeddings[0].values;
    },
    async tool() {
      const weather = {
        name: "weather",
        parameters: { type: "OBJECT", properties: { city: { type: "STRING" } } },
      };
      const answer = await client.models.generateContent(
        request({ contents: TOOL_PROMPT, config: { tools: [{ functionDeclarations: [weather] }] } }),
      );
      const call = answer.functionCalls[0];
      return { name: call.name, arguments: call.args };
    },
    error: () => failing(FAULT),
    limit: () => failing(LIMIT),
    abort: () =>
      firstPieceThenAbort((signal) =>
        client.models.generateContentStream(request({ config: { abortSignal: signal } })),
      ),
  };
}

/** Signs for the real host, which stays in the Host header, and dials BEDROCK_URL. */
class RoutedHandler extends NodeHttpHandler {
  handle(request, options) {
    const target = new URL(env.BEDROCK_URL);
    request.protocol = target.protocol;
    request.hostname = target.hostname;
    request.port = Number(target.port);
    request.path = target.pathname.replace(/\/$/, "") + request.path;
    return super.handle(request, options);
  }
}

function bedrock() {
  const client = new BedrockRuntimeClient({
    region: env.AWS_REGION,
    maxAttempts: 1,
    requestHandler: new RoutedHandler(),
  });
  const request = ({ prompt = PROMPT, ...more } = {}) => ({
    modelId: "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    messages: [{ role: "user", content: [{ text: prompt }] }],
    ...more,
  });
  const failing = (headers) => {
    const command = new ConverseCommand(request());
    const addFault = (next) => (args) => {
      Object.assign(args.request.headers, headers);
      return next(args);
    };
    command.middlewareStack.add(addFault, { step: "build" });
    return errorOf(
      () => client.send(command),
      BedrockRuntimeServiceException,
      (e) => e.$metadata.httpStatusCode,
    );
  };
  return {
    async converse() {
      const answer = await client.send(new ConverseCommand(request()));
      return {
        text: answer.output.message.content[0].text,
        usage: answer.usage,
        stop: answer.stopReason,
      };
    },
    async stream() {
      const answer = await client.send(new ConverseStreamCommand(request()));
      return pieces(answer.stream, (event) => event.contentBlockDelta?.delta?.text);
    },
    async tool() {
      const tools = [{ toolSpec: { name: "weather", inputSchema: { json: WEATHER } } }];
      const asked = request({ prompt: TOOL_PROMPT, toolConfig: { tools } });
      const answer = await client.send(new ConverseCommand(asked));
      const use = answer.output.message.content.find((block) => block.toolUse).toolUse;
      return { name: use.name, input: use.input, stop: answer.stopReason };
    },
    error: () => failing(FAULT),
    limit: () => failing(LIMIT),
    abort: () =>
      firstPieceThenAbort(async (abortSignal) => {
        const answer = await client.send(new ConverseStreamCommand(request()), { abortSignal });
        return answer.stream;
      }),
  };
}

await run({ OpenAi: openAi(), Anthropic: anthropic(), Gemini: gemini(), Bedrock: bedrock() });
