// SPDX-License-Identifier: MIT
#include "engine/providers/anthropic_shape.h"
#include "engine/providers/openai_shape.h"
#include "engine/providers/provider.h"
#include "engine/providers/request_target.h"

#include <algorithm>
#include <array>

namespace llmproxy::providers {

namespace {

using usage::AnswerPath;
using usage::ErrorKind;
using usage::ErrorKindOf;
using usage::EventRole;
using usage::EventRoleOf;
using usage::Field;
using usage::RequestField;
using usage::RequestPath;

constexpr QByteArrayView Suffix = ".amazonaws.com";

// ^[a-z]{2}(-[a-z0-9]+)+$: nothing else becomes part of a host name.
bool isRegion(QByteArrayView text)
{
    const auto isLower = [](char c) { return c >= 'a' && c <= 'z'; };
    if (text.size() < 4 || !isLower(text[0]) || !isLower(text[1]) || text[2] != '-')
        return false;
    bool afterDash = true;
    for (const char c : text.sliced(3)) {
        if (c == '-' && afterDash)
            return false;
        if (c != '-' && !isLower(c) && (c < '0' || c > '9'))
            return false;
        afterDash = c == '-';
    }
    return !afterDash;
}

// bedrock-runtime[-fips].<region>.amazonaws.com[.cn], with a port perhaps
bool isRuntimeHost(QByteArrayView host)
{
    const qsizetype colon = host.indexOf(':');
    if (colon >= 0) {
        const QByteArrayView port = host.sliced(colon + 1);
        if (port.isEmpty()
            || !std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; }))
            return false;
        host = host.first(colon);
    }
    if (host.endsWith(".cn"))
        host.chop(3);
    if (!host.endsWith(Suffix))
        return false;
    host.chop(Suffix.size());
    for (const QByteArrayView prefix :
         {QByteArrayView("bedrock-runtime."), QByteArrayView("bedrock-runtime-fips.")}) {
        if (host.startsWith(prefix))
            return isRegion(host.sliced(prefix.size()));
    }
    return false;
}

// Credential=<key>/<date>/<region>/<service>/aws4_request
QByteArrayView scopeRegion(QByteArrayView authorization)
{
    static constexpr QByteArrayView Mark = "Credential=";
    const qsizetype at = authorization.indexOf(Mark);
    if (!authorization.startsWith("AWS4-") || at < 0)
        return {};
    QByteArrayView rest = authorization.sliced(at + Mark.size());
    if (const qsizetype comma = rest.indexOf(','); comma >= 0)
        rest = rest.first(comma);
    for (int i = 0; i < 2; ++i) {
        const qsizetype slash = rest.indexOf('/');
        if (slash < 0)
            return {};
        rest = rest.sliced(slash + 1);
    }
    const qsizetype end = rest.indexOf('/');
    return end < 0 ? QByteArrayView() : rest.first(end);
}

QByteArray upstreamHost(const http::RequestHead &head, QByteArrayView defaultRegion)
{
    // A client that signed the endpoint's own name also sent it: it goes on as it is.
    if (const auto host = head.find("host"); host && isRuntimeHost(*host))
        return host->toByteArray();
    // One that dialled the proxy by the proxy's name signed for the region in its credential.
    const auto authorization = head.find("authorization");
    const QByteArrayView scope = authorization ? scopeRegion(*authorization) : QByteArrayView();
    const QByteArrayView region = isRegion(scope) ? scope : defaultRegion;
    if (!isRegion(region))
        return {};
    const QByteArrayView china =
        region.startsWith("cn-") ? QByteArrayView(".cn") : QByteArrayView("");
    return "bedrock-runtime." + region.toByteArray() + Suffix.toByteArray() + china.toByteArray();
}

// Converse, and the frames of ConverseStream.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
constexpr std::array ConverseAnswer = {
    AnswerPath{"stopReason", Field::Finish},
    AnswerPath{"usage.inputTokens", Field::InputBesideCache},
    AnswerPath{"usage.outputTokens", Field::Output},
    AnswerPath{"usage.totalTokens", Field::Total},
    AnswerPath{"usage.cacheReadInputTokens", Field::CacheRead},
    AnswerPath{"usage.cacheWriteInputTokens", Field::CacheWrite},
};

// InvokeModel gives what the model's vendor gives; in a stream wrapped, with counts of AWS's own
// at the end.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ResponseStream.html
constexpr std::array InvokeAnswer = {
    AnswerPath{"bytes", Field::Nested},
    AnswerPath{"amazon-bedrock-invocationMetrics", Field::End},
    AnswerPath{"amazon-bedrock-invocationMetrics.inputTokenCount", Field::InputBesideCache},
    AnswerPath{"amazon-bedrock-invocationMetrics.outputTokenCount", Field::Output},
    AnswerPath{"amazon-bedrock-invocationMetrics.cacheReadInputTokenCount", Field::CacheRead},
    AnswerPath{"amazon-bedrock-invocationMetrics.cacheWriteInputTokenCount", Field::CacheWrite},
    // Meta's, Amazon's Titan
    AnswerPath{"prompt_token_count", Field::Input},
    AnswerPath{"generation_token_count", Field::Output},
    AnswerPath{"inputTextTokenCount", Field::Input},
    AnswerPath{"results[0].tokenCount", Field::Output},
    AnswerPath{"results[0].completionReason", Field::Finish},
};

constexpr std::array FrameEvents = {
    EventRoleOf{"messageStart", EventRole::Prelude},
    EventRoleOf{"messageStop", EventRole::End},
};

// Frames of an exception.
constexpr std::array Exceptions = {
    ErrorKindOf{"serviceUnavailableException", ErrorKind::Overloaded},
    ErrorKindOf{"modelNotReadyException", ErrorKind::Overloaded},
    ErrorKindOf{"internalServerException", ErrorKind::Server},
    ErrorKindOf{"modelStreamErrorException", ErrorKind::Server},
    ErrorKindOf{"modelErrorException", ErrorKind::Server},
    ErrorKindOf{"modelTimeoutException", ErrorKind::Server},
    ErrorKindOf{"throttlingException", ErrorKind::RateLimit},
    ErrorKindOf{"serviceQuotaExceededException", ErrorKind::RateLimit},
    ErrorKindOf{"validationException", ErrorKind::Client},
    ErrorKindOf{"accessDeniedException", ErrorKind::Client},
    ErrorKindOf{"resourceNotFoundException", ErrorKind::Client},
};

const usage::AnswerTable &answers()
{
    static constexpr auto Fields = joined(ChatAnswer, MessagesAnswer, ConverseAnswer, InvokeAnswer);
    static constexpr auto Events = joined(std::array{ChatEnd}, MessagesEvents, FrameEvents);
    static constexpr auto Errors = joined(ChatErrors, MessagesErrors, Exceptions);
    static constexpr std::array Headers = {
        usage::AnswerHeader{"x-amzn-requestid", Field::RequestId},
        usage::AnswerHeader{"x-amzn-bedrock-input-token-count", Field::Input},
        usage::AnswerHeader{"x-amzn-bedrock-output-token-count", Field::Output},
    };
    static const json::Paths Paths = usage::compile(Fields);
    static const usage::AnswerTable Table = {
        .fields = Fields, .paths = &Paths, .events = Events, .errors = Errors, .headers = Headers};
    return Table;
}

constexpr std::array BedrockRequest = {
    RequestPath{"messages[].content", RequestField::Text},
    RequestPath{"messages[].content[].text", RequestField::Text},
    RequestPath{"system", RequestField::Text},
    RequestPath{"system[].text", RequestField::Text},
    RequestPath{"prompt", RequestField::Text},    // Meta's and Mistral's models
    RequestPath{"inputText", RequestField::Text}, // Amazon's Titan
};

// /model/<id>/<operation>
QByteArray modelOfPath(QByteArrayView path)
{
    static constexpr QByteArrayView Model = "/model/";
    if (!path.startsWith(Model))
        return {};
    const QByteArrayView rest = path.sliced(Model.size());
    const qsizetype end = rest.indexOf('/');
    return end < 0 ? QByteArray() : percentDecoded(rest.first(end));
}

usage::RequestOutline outline(const http::RequestHead &head, QByteArrayView target)
{
    const QByteArrayView path = pathOf(target);
    return {.body = usage::BodyUse::Sample,
            .streams = accepts(head, "application/vnd.amazon.eventstream")
                       || path.endsWith("/converse-stream")
                       || path.endsWith("/invoke-with-response-stream"),
            .bodyDecides = false,
            .model = modelOfPath(path)};
}

const usage::RequestTable &requests()
{
    static const json::Paths Paths = usage::compile(BedrockRequest);
    static const usage::RequestTable Table = {
        .fields = BedrockRequest, .paths = &Paths, .outline = outline};
    return Table;
}

constexpr std::array StreamTypes = {QByteArrayView("application/vnd.amazon.eventstream")};

} // namespace

// AWS General Reference, "Amazon Bedrock endpoints and quotas"; "Signature Version 4"
Provider bedrock()
{
    return {.type = "bedrock",
            .defaultBaseUrl = "https://bedrock-runtime.{region}.amazonaws.com",
            .enabledByDefault = false,
            .streamTypes = StreamTypes,
            .upstreamHost = upstreamHost,
            .isSigned = true,
            .answers = answers,
            .requests = requests};
}

} // namespace llmproxy::providers
