// SPDX-License-Identifier: MIT
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
using usage::Field;
using usage::RequestField;
using usage::RequestPath;

// https://ai.google.dev/api/generate-content
constexpr std::array GenerateAnswer = {
    AnswerPath{"modelVersion", Field::Model},
    AnswerPath{"responseId", Field::RequestId},
    AnswerPath{"candidates[0].finishReason", Field::FinishAndEnd},
    AnswerPath{"promptFeedback.blockReason", Field::FinishAndEnd},
    AnswerPath{"usageMetadata.promptTokenCount", Field::Input},
    AnswerPath{"usageMetadata.candidatesTokenCount", Field::Output},
    AnswerPath{"usageMetadata.totalTokenCount", Field::Total},
    AnswerPath{"usageMetadata.thoughtsTokenCount", Field::ThoughtBesideOutput},
    AnswerPath{"usageMetadata.cachedContentTokenCount", Field::CacheRead},
    AnswerPath{"usageMetadata.toolUsePromptTokenCount", Field::ToolPrompt},
    AnswerPath{"error.status", Field::ErrorType},
};

// https://ai.google.dev/gemini-api/docs/troubleshooting, beside those of ChatErrors
constexpr std::array GenerateErrors = {
    ErrorKindOf{"UNAVAILABLE", ErrorKind::Overloaded},
    ErrorKindOf{"INTERNAL", ErrorKind::Server},
    ErrorKindOf{"DEADLINE_EXCEEDED", ErrorKind::Server},
    ErrorKindOf{"UNKNOWN", ErrorKind::Server},
    ErrorKindOf{"RESOURCE_EXHAUSTED", ErrorKind::RateLimit},
    ErrorKindOf{"INVALID_ARGUMENT", ErrorKind::Client},
    ErrorKindOf{"FAILED_PRECONDITION", ErrorKind::Client},
    ErrorKindOf{"UNAUTHENTICATED", ErrorKind::Client},
    ErrorKindOf{"PERMISSION_DENIED", ErrorKind::Client},
    ErrorKindOf{"NOT_FOUND", ErrorKind::Client},
};

constexpr std::array GenerateRequest = {
    RequestPath{"contents[].parts[].text", RequestField::Text},
    RequestPath{"systemInstruction.parts[].text", RequestField::Text},
    RequestPath{"system_instruction.parts[].text", RequestField::Text},
    RequestPath{"content.parts[].text", RequestField::Text},
    RequestPath{"requests[].content.parts[].text", RequestField::Text},
    RequestPath{"input", RequestField::Text},
    RequestPath{"input[]", RequestField::Text},
};

const usage::AnswerTable &answers()
{
    static constexpr auto Fields = joined(ChatNames, ChatAnswer, GenerateAnswer);
    static constexpr auto Errors = joined(ChatErrors, GenerateErrors);
    static constexpr std::array Events = {ChatEnd};
    static const json::Paths Paths = usage::compile(Fields);
    static const usage::AnswerTable Table = {.fields = Fields,
                                             .paths = &Paths,
                                             .events = Events,
                                             .errors = Errors,
                                             .modelPrefix = "models/"};
    return Table;
}

// …/models/<model>:<operation>, …/tunedModels/<model>:<operation>. Some clients encode the colon.
QByteArray modelOfPath(QByteArrayView path)
{
    static constexpr QByteArrayView Models = "/models/";
    static constexpr QByteArrayView TunedModels = "/tunedModels/";
    qsizetype begin = path.indexOf(TunedModels);
    if (begin >= 0)
        begin += 1; // the collection is a part of a tuned model's name
    else if (begin = path.indexOf(Models); begin >= 0)
        begin += Models.size();
    else
        return {};
    const QByteArrayView rest = path.sliced(begin);
    for (const QByteArrayView colon : {":", "%3A", "%3a"}) {
        if (const qsizetype end = rest.indexOf(colon); end >= 0)
            return rest.first(end).toByteArray();
    }
    return {};
}

usage::RequestOutline outline(const http::RequestHead &head, QByteArrayView target)
{
    const QByteArrayView path = pathOf(target);
    // Uploads of native calls reach hundreds of megabytes, and the path says it all.
    const bool isChat = path.contains("/chat/completions");
    const bool isNative = !isChat && !path.contains("/openai/");
    const bool streams = accepts(head, "text/event-stream") || queryHolds(target, "alt=sse")
                         || (head.method() == "POST" && path.contains(":streamGenerateContent"));
    return {.body = isNative ? usage::BodyUse::Sample : usage::BodyUse::Whole,
            .streams = streams,
            .bodyDecides = isChat,
            .model = modelOfPath(path)};
}

const usage::RequestTable &requests()
{
    static constexpr auto Fields = joined(ChatRequest, GenerateRequest);
    static const json::Paths Paths = usage::compile(Fields);
    static const usage::RequestTable Table = {
        .fields = Fields, .paths = &Paths, .modelPrefix = "models/", .outline = outline};
    return Table;
}

constexpr std::array<QByteArrayView, 2> StreamTypes = {"text/event-stream", "application/x-ndjson"};

using circuit::FailureKind;
using circuit::KindRefinement;

constexpr std::array ErrorCodeMembers = {QByteArrayView("status")};
constexpr std::array Refinements = {
    KindRefinement{"UNAVAILABLE", 503, FailureKind::GeminiUnavailable},
    KindRefinement{"RESOURCE_EXHAUSTED", 429, FailureKind::GeminiResourceExhausted},
    KindRefinement{"INTERNAL", 500, FailureKind::GeminiInternal},
    KindRefinement{"DEADLINE_EXCEEDED", 504, FailureKind::GeminiDeadlineExceeded},
};

} // namespace

// https://ai.google.dev/api
Provider gemini()
{
    return {.type = "gemini",
            .defaultBaseUrl = "https://generativelanguage.googleapis.com",
            .streamTypes = StreamTypes,
            .readsBodies = false,
            .hasSseSwitch = true,
            .answers = answers,
            .requests = requests,
            .faults = {.codeMembers = ErrorCodeMembers, .refinements = Refinements}};
}

} // namespace llmproxy::providers
