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
    Fault{400, "invalid_request_error", "Invalid request."},
    Fault{401, "invalid_request_error", "Incorrect API key provided.", "invalid_api_key"},
    Fault{403,
          "invalid_request_error",
          "Country, region, or territory not supported",
          "unsupported_country_region_territory"},
    Fault{404, "invalid_request_error", "Not found."},
    Fault{429,
          "requests",
          "Rate limit reached for requests per min (RPM): Limit 10000, Used 10000, Requested 1. "
          "Please try again in 1s.",
          "rate_limit_exceeded"},
    Fault{500,
          "server_error",
          "The server had an error while processing your request. Sorry about that!"},
    Fault{503,
          "service_unavailable_error",
          "The engine is currently overloaded, please try again later."},
};
constexpr Fault OtherFault{500, "server_error", "The server had an error."};

Answer error(Call &call, int status, QByteArrayView message)
{
    const Fault &fault = faultOf(Faults, status, OtherFault);
    HeaderList headers = openaiHeaders(call, "application/json", 0);
    if (status == 429) {
        headers.emplace_back("retry-after", "1");
        headers.emplace_back("retry-after-ms", "1000");
    }
    const Json body = json::object({
        {"message", json::string(message.isEmpty() ? fault.message : message)},
        {"type", json::string(fault.type)},
        {"param", json::null()},
        {"code", fault.code == nullptr ? json::null() : json::string(fault.code)},
    });
    return wholeAnswer(call, status, headers, json::object({{"error", body}}));
}

bool owns(const Call &)
{
    return true;
}

/// `/v1/…`; Gemini's OpenAI-compatible API is the same behind a prefix of its own.
QByteArray openaiPath(const Call &call)
{
    constexpr QByteArrayView geminiPrefix = "/v1beta/openai/";
    return call.path.startsWith(geminiPrefix)
               ? QByteArray("/v1/" + call.path.sliced(geminiPrefix.size()))
               : call.path;
}

Answer chat(Call &call)
{
    const QJsonObject &body = *call.body;
    if (!body["messages"_L1].isArray())
        return error(call, 400, "Missing required parameter: 'messages'.");
    const Completion completion = complete(readChat(body), call.tokens);
    if (!body["stream"_L1].toBool()) {
        const qint64 tokens = completion.inputTokens + completion.outputTokens();
        return wholeAnswer(call,
                           200,
                           openaiHeaders(call, "application/json", tokens),
                           chatCompletion(call, completion));
    }
    const bool includeUsage = body["stream_options"_L1]["include_usage"_L1].toBool();
    Pacer pacer(call.settings.tokensPerSecond);
    for (const Frame &frame : chatFrames(call, completion, includeUsage))
        pacer.add(sseEvent({}, frame.data), frame.tokens);
    pacer.add("data: [DONE]\n\n");
    return streamAnswer(call, openaiHeaders(call, "text/event-stream; charset=utf-8", 0), pacer);
}

Json legacyUsage(const Completion &completion)
{
    return json::object({
        {"prompt_tokens", json::number(completion.inputTokens)},
        {"completion_tokens", json::number(completion.outputTokens())},
        {"total_tokens", json::number(completion.inputTokens + completion.outputTokens())},
    });
}

Json legacyChoice(const QByteArray &text, const Json &finish)
{
    return json::object({{"text", json::string(text)},
                         {"index", json::number(0)},
                         {"logprobs", json::null()},
                         {"finish_reason", finish}});
}

Answer legacyCompletions(Call &call)
{
    const QJsonObject &body = *call.body;
    Conversation conversation;
    conversation.model = body["model"_L1].toString().toUtf8();
    conversation.asked = textOf(body["prompt"_L1]);
    conversation.readText(body["prompt"_L1]);
    if (body["max_tokens"_L1].isDouble())
        conversation.maxTokens = body["max_tokens"_L1].toInteger();
    const Completion completion = complete(conversation, call.tokens);
    const Json finish = json::string(completion.cutOff ? "length" : "stop");
    const Json head = json::object({
        {"id", json::string(call.ids.base62(29, "cmpl-"))},
        {"object", json::string("text_completion")},
        {"created", json::number(unixSeconds(call.request.at))},
        {"model", json::string(completion.model)},
    });
    const auto whole = [&](const std::vector<Json> &choices, const Json &usage) {
        return json::merged(head,
                            json::object({{"choices", json::array(choices)}, {"usage", usage}}));
    };
    if (!body["stream"_L1].toBool())
        return wholeAnswer(
            call,
            200,
            openaiHeaders(call, "application/json", completion.outputTokens()),
            whole({legacyChoice(joined(completion.text), finish)}, legacyUsage(completion)));

    const bool includeUsage = body["stream_options"_L1]["include_usage"_L1].toBool();
    const Json noUsage = includeUsage ? json::null() : json::absent();
    Pacer pacer(call.settings.tokensPerSecond);
    for (const QByteArray &token : completion.text)
        pacer.add(sseEvent({}, whole({legacyChoice(token, json::null())}, noUsage)), 1);
    pacer.add(sseEvent({}, whole({legacyChoice({}, finish)}, noUsage)));
    if (includeUsage)
        pacer.add(sseEvent({}, whole({}, legacyUsage(completion))));
    pacer.add("data: [DONE]\n\n");
    return streamAnswer(call, openaiHeaders(call, "text/event-stream; charset=utf-8", 0), pacer);
}

/// `input` is a string or a token list, or a list of either.
std::vector<QJsonValue> embeddingInputs(const QJsonValue &input)
{
    const QJsonArray list = input.toArray();
    if (list.isEmpty() || list.first().isDouble())
        return {input};
    return {list.begin(), list.end()};
}

Answer embeddings(Call &call)
{
    const QJsonObject &body = *call.body;
    const QByteArray model = body["model"_L1].toString().toUtf8();
    const int usual = model.endsWith("-large") ? 3072 : 1536;
    const int dimensions = std::clamp(body["dimensions"_L1].toInt(usual), 1, 4096);
    const bool asBase64 = body["encoding_format"_L1].toString() == "base64"_L1;
    std::vector<Json> data;
    qint64 tokens = 0;
    for (const QJsonValue &input : embeddingInputs(body["input"_L1])) {
        const QByteArray text =
            input.isString() ? input.toString().toUtf8() : json::from(input).text;
        tokens += input.isArray() ? input.toArray().size() : estimateTokens(text.size());
        const std::vector<float> vector = embedding(text, dimensions);
        data.push_back(json::object({
            {"object", json::string("embedding")},
            {"index", json::number(qint64(data.size()))},
            {"embedding", asBase64 ? base64(vector) : numbers(vector)},
        }));
    }
    return wholeAnswer(call,
                       200,
                       openaiHeaders(call, "application/json", tokens),
                       json::object({
                           {"object", json::string("list")},
                           {"data", json::array(data)},
                           {"model", json::string(model)},
                           {"usage",
                            json::object({{"prompt_tokens", json::number(tokens)},
                                          {"total_tokens", json::number(tokens)}})},
                       }));
}

Json modelEntry(QByteArrayView id)
{
    return json::object({{"id", json::string(id)},
                         {"object", json::string("model")},
                         {"created", json::number(1'700'000'000)},
                         {"owned_by", json::string("system")}});
}

Answer models(Call &call, QByteArrayView id)
{
    const HeaderList headers = openaiHeaders(call, "application/json", 0);
    if (!id.isEmpty())
        return wholeAnswer(call, 200, headers, modelEntry(id));
    const Json list = json::array({modelEntry("gpt-4o"),
                                   modelEntry("gpt-4o-mini"),
                                   modelEntry("o4-mini"),
                                   modelEntry("text-embedding-3-small")});
    return wholeAnswer(
        call, 200, headers, json::object({{"object", json::string("list")}, {"data", list}}));
}

Answer post(Call &call, const QByteArray &path, Answer (*respond)(Call &))
{
    if (call.request.method != "POST")
        return error(call,
                     405,
                     QByteArray("Not allowed to " + call.request.method + " on " + path
                                + ". (HINT: Perhaps you meant to make your HTTP request using a "
                                  "different method?)"));
    if (!call.body)
        return error(call,
                     400,
                     "We could not parse the JSON body of your request. (HINT: This likely means "
                     "you aren't using your HTTP library correctly. The OpenAI API expects a JSON "
                     "payload, but what was sent was not valid JSON.)");
    if (!(*call.body)["model"_L1].isString())
        return error(call, 400, "you must provide a model parameter");
    return respond(call);
}

Answer answerOpenai(Call &call)
{
    const QByteArray path = openaiPath(call);
    if (path == "/v1/chat/completions")
        return post(call, path, chat);
    if (path == "/v1/responses")
        return post(call, path, openaiResponses);
    if (path == "/v1/completions")
        return post(call, path, legacyCompletions);
    if (path == "/v1/embeddings")
        return post(call, path, embeddings);
    const bool reads = call.request.method == "GET" || call.request.method == "HEAD";
    if (reads && (path == "/v1/models" || path.startsWith("/v1/models/")))
        return models(call, QByteArray::fromPercentEncoding(path.mid(11)));
    return error(
        call, 404, QByteArray("Invalid URL (" + call.request.method + ' ' + call.path + ')'));
}

} // namespace

HeaderList openaiHeaders(Call &call, QByteArrayView contentType, qint64 tokens)
{
    return {
        {"content-type", contentType.toByteArray()},
        {"openai-organization", "mock-org"},
        {"openai-processing-ms", QByteArray::number(qint64(call.settings.latency.count()))},
        {"openai-version", "2020-10-01"},
        {"x-ratelimit-limit-requests", "10000"},
        {"x-ratelimit-limit-tokens", "2000000"},
        {"x-ratelimit-remaining-requests", "9999"},
        {"x-ratelimit-remaining-tokens", QByteArray::number(2'000'000 - tokens)},
        {"x-ratelimit-reset-requests", "6ms"},
        {"x-ratelimit-reset-tokens", QByteArray::number(tokens * 60 / 2000) + "ms"},
        {"x-request-id", call.ids.hex(32, "req_")},
    };
}

Vendor openai()
{
    return {owns, answerOpenai, error};
}

} // namespace llmproxy::mock
