// SPDX-License-Identifier: MIT
#include "ui/endpoints.h"

#include "ui/format.h"

#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

struct Vendor
{
    QString title;
    QString suffix; ///< of the base URL, after the route's name
    QString variable;
};

const Vendor *vendorOf(const QString &type)
{
    static const QHash<QString, Vendor> vendors = {
        {u"openai"_s, {u"OpenAI"_s, u"/v1"_s, u"OPENAI_BASE_URL"_s}},
        {u"anthropic"_s, {u"Anthropic"_s, {}, u"ANTHROPIC_BASE_URL"_s}},
        {u"gemini"_s, {u"Gemini"_s, {}, u"GOOGLE_GEMINI_BASE_URL"_s}},
        {u"bedrock"_s, {u"Bedrock"_s, {}, {}}},
    };
    const auto found = vendors.constFind(type);
    return found == vendors.constEnd() ? nullptr : &*found;
}

bool isLoopback(const QByteArray &address)
{
    return address == "::1" || address == "localhost" || address.startsWith("127.");
}

QString python(const Endpoint &endpoint)
{
    if (endpoint.type == "openai"_L1)
        return u"from openai import OpenAI\n\nclient = OpenAI(base_url=\"%1\")"_s;
    if (endpoint.type == "anthropic"_L1)
        return u"from anthropic import Anthropic\n\nclient = Anthropic(base_url=\"%1\")"_s;
    if (endpoint.type == "gemini"_L1)
        return u"from google import genai\nfrom google.genai import types\n\n"
               "client = genai.Client(http_options=types.HttpOptions(base_url=\"%1\"))"_s;
    return u"import boto3\n\n"
           "AWS = \"https://bedrock-runtime.us-west-2.amazonaws.com\"\n\n"
           "def through_proxy(request, **_):  # runs after signing\n"
           "    request.url = request.url.replace(AWS, \"%1\", 1)\n\n"
           "session = boto3.Session(region_name=\"us-west-2\")\n"
           "session.events.register(\"before-send.bedrock-runtime\", through_proxy)\n"
           "client = session.client(\"bedrock-runtime\")"_s;
}

QString node(const Endpoint &endpoint)
{
    if (endpoint.type == "openai"_L1)
        return u"import OpenAI from \"openai\";\n\n"
               "const client = new OpenAI({ baseURL: \"%1\" });"_s;
    if (endpoint.type == "anthropic"_L1)
        return u"import Anthropic from \"@anthropic-ai/sdk\";\n\n"
               "const client = new Anthropic({ baseURL: \"%1\" });"_s;
    if (endpoint.type == "gemini"_L1)
        return u"import { GoogleGenAI } from \"@google/genai\";\n\n"
               "const client = new GoogleGenAI({\n"
               "  apiKey: process.env.GEMINI_API_KEY,\n"
               "  httpOptions: { baseUrl: \"%1\" },\n"
               "});"_s;
    return u"import { BedrockRuntimeClient } from \"@aws-sdk/client-bedrock-runtime\";\n"
           "import { NodeHttpHandler } from \"@smithy/node-http-handler\";\n\n"
           "const client = new BedrockRuntimeClient({\n"
           "  region: \"us-west-2\", requestHandler: new NodeHttpHandler(), // HTTP/1.1\n"
           "});\n"
           "client.middlewareStack.add((next) => (args) => { // runs after signing\n"
           "  const to = new URL(\"%1\");\n"
           "  Object.assign(args.request, { protocol: to.protocol, hostname: to.hostname,\n"
           "    port: Number(to.port), path: to.pathname + args.request.path });\n"
           "  return next(args);\n"
           "}, { step: \"deserialize\", priority: \"low\" });"_s;
}

QString go(const Endpoint &endpoint)
{
    if (endpoint.type == "openai"_L1)
        return u"// github.com/openai/openai-go\n"
               "client := openai.NewClient(option.WithBaseURL(\"%1\"))"_s;
    if (endpoint.type == "anthropic"_L1)
        return u"// github.com/anthropics/anthropic-sdk-go\n"
               "client := anthropic.NewClient(option.WithBaseURL(\"%1\"))"_s;
    if (endpoint.type == "gemini"_L1)
        return u"// google.golang.org/genai\n"
               "client, err := genai.NewClient(ctx, &genai.ClientConfig{\n"
               "    HTTPOptions: genai.HTTPOptions{BaseURL: \"%1\"},\n"
               "})"_s;
    return u"type throughProxy struct{} // runs after signing\n\n"
           "func (throughProxy) RoundTrip(r *http.Request) (*http.Response, error) {\n"
           "    to, _ := url.Parse(\"%1\")\n"
           "    r = r.Clone(r.Context())\n"
           "    r.Host = r.URL.Host // the host that was signed\n"
           "    r.URL.Opaque = to.Path + r.URL.EscapedPath() // as signed\n"
           "    r.URL.Scheme, r.URL.Host = to.Scheme, to.Host\n"
           "    return http.DefaultTransport.RoundTrip(r)\n"
           "}\n\n"
           "// config.WithHTTPClient(&http.Client{Transport: throughProxy{}})"_s;
}

QString curl(const Endpoint &endpoint)
{
    if (endpoint.type == "openai"_L1)
        return u"curl %1/chat/completions \\\n"
               "  -H \"Authorization: Bearer $OPENAI_API_KEY\" \\\n"
               "  -H \"Content-Type: application/json\" \\\n"
               "  -d '{\"model\": \"gpt-4o-mini\", \"messages\": "
               "[{\"role\": \"user\", \"content\": \"Hello!\"}]}'"_s;
    if (endpoint.type == "anthropic"_L1)
        return u"curl %1/v1/messages \\\n"
               "  -H \"x-api-key: $ANTHROPIC_API_KEY\" \\\n"
               "  -H \"anthropic-version: 2023-06-01\" \\\n"
               "  -H \"Content-Type: application/json\" \\\n"
               "  -d '{\"model\": \"claude-sonnet-4-5\", \"max_tokens\": 100, \"messages\": "
               "[{\"role\": \"user\", \"content\": \"Hello!\"}]}'"_s;
    return u"curl %1/v1beta/models/gemini-2.5-flash:generateContent \\\n"
           "  -H \"x-goog-api-key: $GEMINI_API_KEY\" \\\n"
           "  -H \"Content-Type: application/json\" \\\n"
           "  -d '{\"contents\": [{\"parts\": [{\"text\": \"Hello!\"}]}]}'"_s;
}

} // namespace

QString rootUrl(const QList<stats::Listener> &listeners)
{
    if (listeners.isEmpty())
        return {};
    const stats::Listener &first = listeners.first();
    QString host = QString::fromLatin1(first.address);
    if (host == "0.0.0.0"_L1)
        host = u"127.0.0.1"_s;
    else if (host == "::"_L1)
        host = u"::1"_s;
    if (host.contains(u':'))
        host = u"[%1]"_s.arg(host);
    return u"http://%1:%2"_s.arg(host).arg(first.port);
}

bool visibleToOthers(const QList<stats::Listener> &listeners)
{
    return std::any_of(listeners.begin(), listeners.end(), [](const stats::Listener &listener) {
        return !isLoopback(listener.address);
    });
}

QList<Endpoint> endpoints(const stats::EngineSnapshot &snapshot)
{
    QList<Endpoint> all;
    const QString root = rootUrl(snapshot.listeners);
    if (root.isEmpty())
        return all;
    for (const stats::ProviderStatus &provider : snapshot.providers) {
        const QString name = format::plain(provider.name);
        const QString type = format::plain(provider.type);
        const Vendor *vendor = vendorOf(type);
        if (!vendor || !provider.enabled)
            continue;
        all.append({.title = name == type ? vendor->title : name,
                    .type = type,
                    .url = root + u'/' + name + vendor->suffix,
                    .variable = vendor->variable});
    }
    return all;
}

QString Snippets::text(const Endpoint &endpoint, Language language)
{
    const bool isBedrock = endpoint.type == "bedrock"_L1;
    switch (language) {
    case Language::Environment:
        return isBedrock ? tr("# A signature covers the host and the path, so a variable cannot "
                              "point the AWS SDKs here.\n# See Python, Node or Go.")
                         : u"export %1=\"%2\""_s.arg(endpoint.variable, endpoint.url);
    case Language::Python:
        return python(endpoint).arg(endpoint.url);
    case Language::Node:
        return node(endpoint).arg(endpoint.url);
    case Language::Go:
        return go(endpoint).arg(endpoint.url);
    case Language::Curl:
        return isBedrock ? tr("# curl signs for the address it connects to, so it cannot reach "
                              "Bedrock through here.\n# See Python, Node or Go.")
                         : curl(endpoint).arg(endpoint.url);
    }
    return {};
}

QString Snippets::languageName(Language language)
{
    switch (language) {
    case Language::Environment:
        return tr("Env");
    case Language::Python:
        return u"Python"_s;
    case Language::Node:
        return u"Node"_s;
    case Language::Go:
        return u"Go"_s;
    case Language::Curl:
        return u"curl"_s;
    }
    return {};
}

QString Snippets::hint(const Endpoint &endpoint)
{
    if (endpoint.type == "anthropic"_L1)
        return tr("the SDK adds /v1/messages itself");
    if (endpoint.type == "gemini"_L1)
        return tr("or base_url in http_options");
    if (endpoint.type == "bedrock"_L1)
        return tr("requests are signed: send them here after signing");
    return {};
}

} // namespace llmproxy::ui
