// SPDX-License-Identifier: MIT
#include "engine/mock/vendors.h"

#include <QJsonArray>

namespace llmproxy::mock {

namespace {

using namespace Qt::Literals;
using json::Json;

Conversation readResponses(const QJsonObject &body)
{
    Conversation conversation = readChat(body); // the model, and what makes it think
    conversation.readText(body["instructions"_L1]);
    const QJsonValue input = body["input"_L1];
    if (input.isString()) {
        conversation.asked = textOf(input);
        conversation.readText(input);
    }
    conversation.read(input.toArray());
    const QJsonArray tools = body["tools"_L1].toArray();
    for (const auto &tool : tools)
        conversation.addTool(tool["name"_L1], tool["parameters"_L1]);
    conversation.maxTokens.reset();
    if (body["max_output_tokens"_L1].isDouble())
        conversation.maxTokens = body["max_output_tokens"_L1].toInteger();
    const QString effort = body["reasoning"_L1]["effort"_L1].toString();
    if (!effort.isEmpty())
        conversation.thinks = effort != "none"_L1;
    return conversation;
}

Json usage(const Completion &completion)
{
    return json::object({
        {"input_tokens", json::number(completion.inputTokens)},
        {"input_tokens_details",
         json::object({{"cached_tokens", json::number(completion.cacheReadTokens)},
                       {"cache_write_tokens", json::number(0)}})},
        {"output_tokens", json::number(completion.outputTokens())},
        {"output_tokens_details",
         json::object({{"reasoning_tokens", json::number(completion.thoughtTokens())}})},
        {"total_tokens", json::number(completion.inputTokens + completion.outputTokens())},
    });
}

/// The answer's objects, and the events that build them up.
class ResponseObjects
{
public:
    ResponseObjects(Call &call, const Completion &completion)
        : m_call(call)
        , m_completion(completion)
        , m_id(call.ids.hex(48, "resp_"))
        , m_reasoningId(call.ids.hex(48, "rs_"))
        , m_itemId(call.ids.hex(48, completion.call ? "fc_" : "msg_"))
        , m_callId(call.ids.base62(24, "call_"))
    {}

    Json finished() const
    {
        const Json reasoningItem = m_completion.thoughts.empty() ? json::absent() : reasoning();
        return response(m_completion.cutOff ? "incomplete" : "completed",
                        json::array({reasoningItem, finishedItem()}),
                        usage(m_completion));
    }

    std::vector<Frame> events()
    {
        const Json begun = response("in_progress", json::array({}), json::null());
        emitEvent("response.created", {{"response", begun}});
        emitEvent("response.in_progress", {{"response", begun}});
        if (!m_completion.thoughts.empty())
            emitReasoning();
        emitEvent("response.output_item.added", {{"output_index", index()}, {"item", openItem()}});
        if (m_completion.call)
            emitArguments();
        else
            emitText();
        emitEvent("response.output_item.done",
                  {{"output_index", index()}, {"item", finishedItem()}});
        emitEvent(m_completion.cutOff ? "response.incomplete" : "response.completed",
                  {{"response", finished()}});
        return std::move(m_frames);
    }

private:
    Json response(QByteArrayView status, const Json &output, const Json &counts) const
    {
        const QJsonObject &body = *m_call.body;
        const Json incomplete = m_completion.cutOff && status == QByteArrayView("incomplete")
                                    ? json::object({{"reason", json::string("max_output_tokens")}})
                                    : json::null();
        return json::object({
            {"id", json::string(m_id)},
            {"object", json::string("response")},
            {"created_at", json::number(unixSeconds(m_call.request.at))},
            {"status", json::string(status)},
            {"background", json::boolean(false)},
            {"error", json::null()},
            {"incomplete_details", incomplete},
            {"instructions", json::from(body["instructions"_L1])},
            {"max_output_tokens", json::from(body["max_output_tokens"_L1])},
            {"model", json::string(m_completion.model)},
            {"output", output},
            {"parallel_tool_calls", json::boolean(true)},
            {"previous_response_id", json::from(body["previous_response_id"_L1])},
            {"reasoning",
             json::object({{"effort", json::from(body["reasoning"_L1]["effort"_L1])},
                           {"summary", json::null()}})},
            {"service_tier", json::string("default")},
            {"store", json::boolean(body["store"_L1].toBool(true))},
            {"temperature", json::from(body["temperature"_L1].toDouble(1))},
            {"text",
             json::object({{"format", json::object({{"type", json::string("text")}})},
                           {"verbosity", json::string("medium")}})},
            {"tool_choice", json::string("auto")},
            {"tools", json::from(body["tools"_L1].toArray())},
            {"top_logprobs", json::number(0)},
            {"top_p", json::from(body["top_p"_L1].toDouble(1))},
            {"truncation", json::string("disabled")},
            {"usage", counts},
            {"user", json::from(body["user"_L1])},
            {"metadata", json::from(body["metadata"_L1].toObject())},
        });
    }

    Json reasoning() const
    {
        return json::object({{"id", json::string(m_reasoningId)},
                             {"type", json::string("reasoning")},
                             {"summary", json::array({})}});
    }

    Json item(QByteArrayView status, const Json &content, const QByteArray &arguments) const
    {
        if (m_completion.call)
            return json::object({
                {"id", json::string(m_itemId)},
                {"type", json::string("function_call")},
                {"status", json::string(status)},
                {"arguments", json::string(arguments)},
                {"call_id", json::string(m_callId)},
                {"name", json::string(m_completion.call->name)},
            });
        return json::object({
            {"id", json::string(m_itemId)},
            {"type", json::string("message")},
            {"status", json::string(status)},
            {"content", content},
            {"role", json::string("assistant")},
        });
    }

    Json openItem() const { return item("in_progress", json::array({}), {}); }
    Json finishedItem() const
    {
        return item(m_completion.cutOff ? "incomplete" : "completed",
                    json::array({part(joined(m_completion.text))}),
                    joined(m_completion.arguments));
    }

    static Json part(const QByteArray &text)
    {
        return json::object({{"type", json::string("output_text")},
                             {"annotations", json::array({})},
                             {"logprobs", json::array({})},
                             {"text", json::string(text)}});
    }

    Json index() const { return json::number(m_completion.thoughts.empty() ? 0 : 1); }

    void emitReasoning()
    {
        emitEvent("response.output_item.added",
                  {{"output_index", json::number(0)}, {"item", reasoning()}});
        emitEvent("response.output_item.done",
                  {{"output_index", json::number(0)}, {"item", reasoning()}},
                  m_completion.thoughtTokens());
    }

    void emitText()
    {
        const QByteArray whole = joined(m_completion.text);
        const Json place = json::object({{"item_id", json::string(m_itemId)},
                                         {"output_index", index()},
                                         {"content_index", json::number(0)}});
        emitAt(place, "response.content_part.added", {{"part", part({})}});
        for (const QByteArray &token : m_completion.text)
            emitAt(place,
                   "response.output_text.delta",
                   {{"delta", json::string(token)}, {"logprobs", json::array({})}},
                   1);
        emitAt(place,
               "response.output_text.done",
               {{"text", json::string(whole)}, {"logprobs", json::array({})}});
        emitAt(place, "response.content_part.done", {{"part", part(whole)}});
    }

    void emitArguments()
    {
        const Json place =
            json::object({{"item_id", json::string(m_itemId)}, {"output_index", index()}});
        for (const QByteArray &token : m_completion.arguments)
            emitAt(place,
                   "response.function_call_arguments.delta",
                   {{"delta", json::string(token)}},
                   1);
        emitAt(place,
               "response.function_call_arguments.done",
               {{"name", json::string(m_completion.call->name)},
                {"arguments", json::string(joined(m_completion.arguments))}});
    }

    void
    emitEvent(QByteArrayView type, std::initializer_list<json::Member> members, qint64 tokens = 0)
    {
        emitAt(json::object({}), type, members, tokens);
    }

    void emitAt(const Json &place,
                QByteArrayView type,
                std::initializer_list<json::Member> members,
                qint64 tokens = 0)
    {
        const Json head =
            json::object({{"type", json::string(type)},
                          {"sequence_number", json::number(qint64(m_frames.size()))}});
        m_frames.push_back({type.toByteArray(),
                            json::merged(json::merged(head, place), json::object(members)),
                            tokens});
    }

    Call &m_call;
    const Completion &m_completion;
    QByteArray m_id;
    QByteArray m_reasoningId;
    QByteArray m_itemId;
    QByteArray m_callId;
    std::vector<Frame> m_frames;
};

} // namespace

Answer openaiResponses(Call &call)
{
    const Completion completion = complete(readResponses(*call.body), call.tokens);
    ResponseObjects objects(call, completion);
    if (!(*call.body)["stream"_L1].toBool()) {
        const qint64 tokens = completion.inputTokens + completion.outputTokens();
        return wholeAnswer(
            call, 200, openaiHeaders(call, "application/json", tokens), objects.finished());
    }
    Pacer pacer(call.settings.tokensPerSecond);
    for (const Frame &frame : objects.events())
        pacer.add(sseEvent(frame.name, frame.data), frame.tokens);
    return streamAnswer(call, openaiHeaders(call, "text/event-stream; charset=utf-8", 0), pacer);
}

} // namespace llmproxy::mock
