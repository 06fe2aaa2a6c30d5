// SPDX-License-Identifier: MIT
#include "engine/clients/vendors.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace llmproxy::clients {
namespace {

Vendor openai()
{
    return {
        .type = u"openai"_s,
        .title = u"OpenAI"_s,
        .suffix = u"/v1"_s,
        .variable = u"OPENAI_BASE_URL"_s,
        .python = u"from openai import OpenAI\n\nclient = OpenAI(base_url=\"%1\")"_s,
        .node = u"import OpenAI from \"openai\";\n\n"
                "const client = new OpenAI({ baseURL: \"%1\" });"_s,
        .go = u"// github.com/openai/openai-go\n"
              "client := openai.NewClient(option.WithBaseURL(\"%1\"))"_s,
        .curl = u"curl %1/chat/completions \\\n"
                "  -H \"Authorization: Bearer $OPENAI_API_KEY\" \\\n"
                "  -H \"Content-Type: application/json\" \\\n"
                "  -d '{\"model\": \"gpt-4o-mini\", \"messages\": "
                "[{\"role\": \"user\", \"content\": \"Hello!\"}]}'"_s,
    };
}

Vendor anthropic()
{
    return {
        .type = u"anthropic"_s,
        .title = u"Anthropic"_s,
        .suffix = {},
        .variable = u"ANTHROPIC_BASE_URL"_s,
        .hint = QT_TRANSLATE_NOOP("llmproxy::clients::Vendor", "the SDK adds /v1/messages itself"),
        .python = u"from anthropic import Anthropic\n\nclient = Anthropic(base_url=\"%1\")"_s,
        .node = u"import Anthropic from \"@anthropic-ai/sdk\";\n\n"
                "const client = new Anthropic({ baseURL: \"%1\" });"_s,
        .go = u"// github.com/anthropics/anthropic-sdk-go\n"
              "client := anthropic.NewClient(option.WithBaseURL(\"%1\"))"_s,
        .curl = u"curl %1/v1/messages \\\n"
                "  -H \"x-api-key: $ANTHROPIC_API_KEY\" \\\n"
                "  -H \"anthropic-version: 2023-06-01\" \\\n"
                "  -H \"Content-Type: application/json\" \\\n"
                "  -d '{\"model\": \"claude-sonnet-4-5\", \"max_tokens\": 100, \"messages\": "
                "[{\"role\": \"user\", \"content\": \"Hello!\"}]}'"_s,
    };
}

Vendor gemini()
{
    return {
        .type = u"gemini"_s,
        .title = u"Gemini"_s,
        .suffix = {},
        .variable = u"GOOGLE_GEMINI_BASE_URL"_s,
        .hint = QT_TRANSLATE_NOOP("llmproxy::clients::Vendor", "or base_url in http_options"),
        .python = u"from google import genai\nfrom google.genai import types\n\n"
                  "client = genai.Client(http_options=types.HttpOptions(base_url=\"%1\"))"_s,
        .node = u"import { GoogleGenAI } from \"@google/genai\";\n\n"
                "const client = new GoogleGenAI({\n"
                "  apiKey: process.env.GEMINI_API_KEY,\n"
                "  httpOptions: { baseUrl: \"%1\" },\n"
                "});"_s,
        .go = u"// google.golang.org/genai\n"
              "client, err := genai.NewClient(ctx, &genai.ClientConfig{\n"
              "    HTTPOptions: genai.HTTPOptions{BaseURL: \"%1\"},\n"
              "})"_s,
        .curl = u"curl %1/v1beta/models/gemini-2.5-flash:generateContent \\\n"
                "  -H \"x-goog-api-key: $GEMINI_API_KEY\" \\\n"
                "  -H \"Content-Type: application/json\" \\\n"
                "  -d '{\"contents\": [{\"parts\": [{\"text\": \"Hello!\"}]}]}'"_s,
    };
}

Vendor bedrock()
{
    return {
        .type = u"bedrock"_s,
        .title = u"Bedrock"_s,
        .suffix = {},
        .variable = {},
        .hint = QT_TRANSLATE_NOOP("llmproxy::clients::Vendor",
                                  "requests are signed: send them here after signing"),
        .withoutVariable =
            QT_TRANSLATE_NOOP("llmproxy::clients::Vendor",
                              "# A signature covers the host and the path, so a variable cannot "
                              "point the AWS SDKs here.\n# See Python, Node or Go."),
        .python = u"import boto3\n\n"
                  "AWS = \"https://bedrock-runtime.us-west-2.amazonaws.com\"\n\n"
                  "def through_proxy(request, **_):  # runs after signing\n"
                  "    request.url = request.url.replace(AWS, \"%1\", 1)\n\n"
                  "session = boto3.Session(region_name=\"us-west-2\")\n"
                  "session.events.register(\"before-send.bedrock-runtime\", through_proxy)\n"
                  "client = session.client(\"bedrock-runtime\")"_s,
        .node = u"import { BedrockRuntimeClient } from \"@aws-sdk/client-bedrock-runtime\";\n"
                "import { NodeHttpHandler } from \"@smithy/node-http-handler\";\n\n"
                "const client = new BedrockRuntimeClient({\n"
                "  region: \"us-west-2\", requestHandler: new NodeHttpHandler(), // HTTP/1.1\n"
                "});\n"
                "client.middlewareStack.add((next) => (args) => { // runs after signing\n"
                "  const to = new URL(\"%1\");\n"
                "  Object.assign(args.request, { protocol: to.protocol, hostname: to.hostname,\n"
                "    port: Number(to.port), path: to.pathname + args.request.path });\n"
                "  return next(args);\n"
                "}, { step: \"deserialize\", priority: \"low\" });"_s,
        .go = u"type throughProxy struct{} // runs after signing\n\n"
              "func (throughProxy) RoundTrip(r *http.Request) (*http.Response, error) {\n"
              "    to, _ := url.Parse(\"%1\")\n"
              "    r = r.Clone(r.Context())\n"
              "    r.Host = r.URL.Host // the host that was signed\n"
              "    r.URL.Opaque = to.Path + r.URL.EscapedPath() // as signed\n"
              "    r.URL.Scheme, r.URL.Host = to.Scheme, to.Host\n"
              "    return http.DefaultTransport.RoundTrip(r)\n"
              "}\n\n"
              "// config.WithHTTPClient(&http.Client{Transport: throughProxy{}})"_s,
        .curl = u"# curl signs for the address it connects to, so it cannot reach Bedrock "
                "through here.\n# See Python, Node or Go."_s,
        .isSigned = true,
    };
}

} // namespace

std::span<const Vendor> vendors()
{
    static const std::array all{openai(), anthropic(), gemini(), bedrock()};
    return all;
}

const Vendor *findVendor(const QString &type)
{
    const auto all = vendors();
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const Vendor &vendor) { return vendor.type == type; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace llmproxy::clients
