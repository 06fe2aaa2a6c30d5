// SPDX-License-Identifier: MIT
// Talks to AWS Bedrock through LLM Proxy, signed with your own AWS credentials.
//
//     npm install --no-save @aws-sdk/client-bedrock-runtime @smithy/node-http-handler
//     node node.mjs "hello"            one answer
//     node node.mjs --stream "hello"   piece by piece
//
// Environment: PROXY (default http://localhost:9002), AWS_REGION (default us-west-2), MODEL, and
// whatever the AWS credential chain reads.
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const proxy = new URL(process.env.PROXY ?? "http://localhost:9002");
const region = process.env.AWS_REGION ?? "us-west-2";
const modelId = process.env.MODEL ?? "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

/**
 * Sends what the SDK has signed for AWS to the proxy instead. The handler is the last step, after
 * signing; the Host header stays the one that was signed.
 */
class ProxyHandler extends NodeHttpHandler {
  handle(request, options) {
    request.protocol = proxy.protocol;
    request.hostname = proxy.hostname;
    request.port = Number(proxy.port) || undefined;
    request.path = `/bedrock${request.path}`;
    return super.handle(request, options);
  }
}

const client = new BedrockRuntimeClient({ region, requestHandler: new ProxyHandler() });
const words = process.argv.slice(2);
const streaming = words[0] === "--stream";
const text = words.slice(streaming ? 1 : 0).join(" ") || "hello";
const request = { modelId, messages: [{ role: "user", content: [{ text }] }] };

if (streaming) {
  const answer = await client.send(new ConverseStreamCommand(request));
  for await (const event of answer.stream) {
    process.stdout.write(event.contentBlockDelta?.delta?.text ?? "");
  }
  process.stdout.write("\n");
} else {
  const answer = await client.send(new ConverseCommand(request));
  console.log(answer.output.message.content[0].text);
}
