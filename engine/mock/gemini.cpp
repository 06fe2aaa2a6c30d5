// SPDX-License-Identifier: MIT
#include "engine/mock/embedding.h"
#include "engine/mock/fault.h"
#include "engine/mock/vendors.h"

#include <QJsonArray>
#include <QStringBuilder>

#include <algorithm>
#include <array>

namespace llmproxy::mock {

namespace {

using namespace Qt::Literals;
using json::Json;

constexpr std::array Faults{
    Fault{400, "INVALID_ARGUMENT", "Request contains an invalid argument."},
    Fault{401, "UNAUTHENTICATED", "Request had invalid authentication credentials."},
    Fault{403, "PERMISSION_DENIED", "The caller does not have permission"},
    Fault{404, "NOT_FOUND", "Requested entity was not found."},
    Fault{429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."},
    Fault{500, "INTERNAL", "An internal error has occurred. Please retry."},
    Fault{503, "UNAVAILABLE", "The model is overloaded. Please try again later."},
    Fault{504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."},
};
constexpr Fault OtherFault{500, "UNKNOWN", "An unknown error has occurred."};

HeaderList geminiHeaders(const Call &call, QByteArrayView contentType)
{
    return {
        {"content-type", contentType.toByteArray()},
        {"vary", "Origin, X-Origin, Referer"},
        {"server", "scaffolding on HTTPServer2"},
        {"x-xss-protection", "0"},
        {"x-frame-options", "SAMEORIGIN"},
        {"x-content-type-options", "nosniff"},
        {"server-timing",
         "gfet4t7; dur=" + QByteArray::number(qint64(call.settings.latency.count()))},
    };
}

Answer error(Call &call, int status, QByteArrayView message)
{
    const Fault &fault = faultOf(Faults, status, OtherFault);
    const Json retryInfo = json::object({
        {"@type", json::string("type.googleapis.com/google.rpc.RetryInfo")},
        {"retryDelay", json::string("1s")},
    });
    const Json body = json::object({
        {"code", json::number(status)},
        {"message", json::string(message.isEmpty() ? fault.message : message)},
        {"status", json::string(fault.type)},
        {"details", status == 429 ? json::array({retryInfo}) : json::absent()},
    });
    return wholeAnswer(call,
                       status,
                       geminiHeaders(call, "application/json; charset=UTF-8"),
                       json::object({{"error", body}}));
}

/// "/v1beta/models/{model}:{verb}", taken apart.
struct Method
{
    QByteArray version;  ///< "v1beta"
    QByteArray resource; ///< "models/gemini-2.5-flash", or "models" alone for the list
    QByteArray verb;     ///< "generateContent"; empty for reading
};

Method methodOf(const Call &call)
{
    const auto [version, rest] = splitOnce(call.path.mid(1), '/');
    const auto [resource, verb] = splitOnce(rest, ':');
    return {version, QByteArray::fromPercentEncoding(resource), verb};
}

bool queryHas(const Call &call, QByteArrayView member)
{
    const QList<QByteArray> members = call.query.split('&');
    return std::any_of(members.begin(), members.end(), [member](const QByteArray &other) {
        return other.startsWith(member);
    });
}

bool owns(const Call &call)
{
    if (call.path.startsWith("/v1beta/openai/"))
        return false; // its OpenAI-compatible API
    if (call.path.startsWith("/v1beta/") || call.path.startsWith("/v1alpha/"))
        return true;
    const bool calls =
        call.request.method == "POST"
        && (call.path.startsWith("/v1/models/") || call.path.startsWith("/v1/tunedModels/"));
    return calls || !call.header("x-goog-api-key").isEmpty() || queryHas(call, "key=");
}

Answer generate(Call &call, const QByteArray &model)
{
    const Completion completion = complete(readGemini(*call.body, model), call.tokens);
    return wholeAnswer(call,
                       200,
                       geminiHeaders(call, "application/json; charset=UTF-8"),
                       geminiResponse(call, completion));
}

/// Server-sent events with `alt=sse`, else one JSON array that grows.
Answer streamGenerate(Call &call, const QByteArray &model)
{
    const std::vector<Frame> frames =
        geminiFrames(call, complete(readGemini(*call.body, model), call.tokens));
    Pacer pacer(call.settings.tokensPerSecond);
    if (queryHas(call, "alt=sse")) {
        for (const Frame &frame : frames)
            pacer.add("data: " + frame.data.text + "\r\n\r\n", frame.tokens);
        return streamAnswer(call, geminiHeaders(call, "text/event-stream"), pacer);
    }
    QByteArray before = "[";
    for (const Frame &frame : frames) {
        pacer.add(before + frame.data.text, frame.tokens);
        before = "\r\n,\r\n";
    }
    pacer.add("]");
    return streamAnswer(call, geminiHeaders(call, "application/json; charset=UTF-8"), pacer);
}

Answer countTokens(Call &call, const QByteArray &model)
{
    const QJsonObject inner = (*call.body)["generateContentRequest"_L1].toObject();
    const qint64 tokens =
        complete(readGemini(inner.isEmpty() ? *call.body : inner, model), {}).inputTokens;
    return wholeAnswer(call,
                       200,
                       geminiHeaders(call, "application/json; charset=UTF-8"),
                       json::object({{"totalTokens", json::number(tokens)},
                                     {"promptTokensDetails", geminiModality(tokens)}}));
}

Json embedded(const QJsonValue &request)
{
    const int dimensions = std::clamp(request["outputDimensionality"_L1].toInt(768), 1, 4096);
    return json::object(
        {{"values", numbers(embedding(textOf(request["content"_L1]), dimensions))}});
}

Answer embedContent(Call &call, const QByteArray &)
{
    return wholeAnswer(call,
                       200,
                       geminiHeaders(call, "application/json; charset=UTF-8"),
                       json::object({{"embedding", embedded(*call.body)}}));
}

Answer batchEmbedContents(Call &call, const QByteArray &)
{
    std::vector<Json> all;
    const QJsonArray requests = (*call.body)["requests"_L1].toArray();
    for (const auto &request : requests)
        all.push_back(embedded(request));
    return wholeAnswer(call,
                       200,
                       geminiHeaders(call, "application/json; charset=UTF-8"),
                       json::object({{"embeddings", json::array(all)}}));
}

Answer models(Call &call, const QByteArray &resource)
{
    const auto entry = [](const QByteArray &name) {
        return json::object({
            {"name", json::string(name)},
            {"version", json::string("001")},
            {"displayName", json::string(name.mid(name.indexOf('/') + 1))},
            {"inputTokenLimit", json::number(1'048'576)},
            {"outputTokenLimit", json::number(65'536)},
            {"supportedGenerationMethods",
             json::array({json::string("generateContent"), json::string("countTokens")})},
        });
    };
    const HeaderList headers = geminiHeaders(call, "application/json; charset=UTF-8");
    if (resource != "models")
        return wholeAnswer(call, 200, headers, entry(resource));
    const Json list = json::array({entry("models/gemini-2.5-pro"),
                                   entry("models/gemini-2.5-flash"),
                                   entry("models/gemini-embedding-001")});
    return wholeAnswer(call, 200, headers, json::object({{"models", list}}));
}

struct Verb
{
    QByteArrayView name;
    Answer (*answer)(Call &call, const QByteArray &model) = nullptr;
};

constexpr std::array Verbs{
    Verb{"generateContent", generate},
    Verb{"streamGenerateContent", streamGenerate},
    Verb{"countTokens", countTokens},
    Verb{"embedContent", embedContent},
    Verb{"batchEmbedContents", batchEmbedContents},
};

Answer answerGemini(Call &call)
{
    const Method method = methodOf(call);
    const bool isModel =
        method.resource.startsWith("models/") || method.resource.startsWith("tunedModels/");
    if (call.request.method == "GET" && method.verb.isEmpty()
        && (isModel || method.resource == "models"))
        return models(call, method.resource);
    const auto *verb = std::find_if(
        Verbs.begin(), Verbs.end(), [&](const Verb &other) { return other.name == method.verb; });
    if (call.request.method != "POST" || !isModel || verb == Verbs.end())
        return error(call,
                     404,
                     QByteArray(method.resource + " is not found for API version " + method.version
                                + ", or is not supported for " + method.verb
                                + ". Call ListModels to see the list of available models and "
                                  "their supported methods."));
    if (!call.body)
        return error(call, 400, "Invalid JSON payload received. Unexpected token.");
    return verb->answer(call, method.resource.mid(method.resource.indexOf('/') + 1));
}

} // namespace

Vendor gemini()
{
    return {owns, answerGemini, error};
}

} // namespace llmproxy::mock
