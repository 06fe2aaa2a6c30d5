// SPDX-License-Identifier: MIT
#include "engine/traffic/filter_term.h"

#include "engine/http/head.h"
#include "engine/traffic/content.h"

#include <algorithm>
#include <array>

namespace llmproxy::traffic {

namespace {

/// As much of a body's content is searched.
constexpr qsizetype MaxSearchedBytes = qsizetype(8) * 1024 * 1024;

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c;
}

bool contains(QByteArrayView text, QByteArrayView wanted)
{
    const auto same = [](char left, char right) { return lowered(left) == lowered(right); };
    return wanted.isEmpty()
           || std::search(text.begin(), text.end(), wanted.begin(), wanted.end(), same)
                  != text.end();
}

bool passes(const TextTest &test, QByteArrayView text)
{
    return test.isWhole ? http::equalsIgnoringCase(text, test.text) : contains(text, test.text);
}

template<std::size_t N>
bool passes(const TextTest &test, const std::array<const QByteArray *, N> &texts)
{
    return std::any_of(
        texts.begin(), texts.end(), [&](const QByteArray *text) { return passes(test, *text); });
}

bool anythingPasses(const TextTest &test, const ExchangeRecord &record)
{
    const std::array texts{&record.target,
                           &record.model,
                           &record.provider,
                           &record.method,
                           &record.user,
                           &record.client,
                           &record.error,
                           &record.failureClass,
                           &record.failureKind,
                           &record.requestId};
    return passes(test, texts) || passes(test, QByteArray::number(record.id))
           || (record.status != 0 && passes(test, QByteArray::number(record.status)));
}

bool bodyPasses(const TextTest &test, const QByteArray &head, const Body &body)
{
    return !body.bytes.isEmpty() && passes(test, contentOf(head, body, MaxSearchedBytes).bytes);
}

bool detailPasses(const Term &term, const TextTest &test, const ExchangeDetail *detail)
{
    if (!detail)
        return false;
    if (term.subject == Subject::Body)
        return bodyPasses(test, detail->requestHead, detail->request)
               || bodyPasses(test, detail->responseHead, detail->response);
    const std::array heads{
        &detail->requestHead, &detail->forwardedHead, &detail->responseHead, &detail->sentHead};
    return std::any_of(heads.begin(), heads.end(), [&](const QByteArray *head) {
        const QByteArrayList lines = head->split('\n');
        return std::any_of(lines.begin(), lines.end(), [&](const QByteArray &line) {
            return !line.isEmpty() && passes(test, line);
        });
    });
}

bool textPasses(const Term &term,
                const TextTest &test,
                const ExchangeRecord &record,
                const ExchangeDetail *detail)
{
    switch (term.subject) {
    case Subject::Provider:
        return passes(test, record.provider);
    case Subject::Model:
        return passes(test, record.model);
    case Subject::Method:
        return passes(test, record.method);
    case Subject::Path:
        return passes(test, record.target);
    case Subject::User:
        return passes(test, record.user);
    case Subject::Key:
        return passes(test, record.key);
    case Subject::Client:
        return passes(test, record.client);
    case Subject::Class:
        return passes(test, std::array{&record.failureClass, &record.failureKind, &record.error});
    case Subject::Header:
    case Subject::Body:
        return detailPasses(term, test, detail);
    default:
        return anythingPasses(test, record);
    }
}

std::optional<qint64> known(const usage::Count &count)
{
    return count.source == usage::Source::Unknown ? std::nullopt : std::optional(count.tokens);
}

std::optional<qint64> allTokens(const usage::TokenUsage &usage)
{
    if (const auto total = known(usage.total))
        return total;
    const auto input = known(usage.input);
    const auto output = known(usage.output);
    if (!input && !output)
        return std::nullopt;
    return input.value_or(0) + output.value_or(0);
}

std::optional<qint64> milliseconds(const std::optional<Duration> &duration)
{
    return duration ? std::optional<qint64>(duration->count()) : std::nullopt;
}

std::optional<qint64> numberOf(Subject subject, const ExchangeRecord &record)
{
    switch (subject) {
    case Subject::Id:
        return record.id;
    case Subject::Status:
        return record.status == 0 ? std::nullopt : std::optional<qint64>(record.status);
    case Subject::FirstByte:
        return milliseconds(record.firstByte);
    case Subject::Took:
        return milliseconds(record.total);
    case Subject::Tokens:
        return allTokens(record.usage);
    case Subject::Input:
        return known(record.usage.input);
    case Subject::Output:
        return known(record.usage.output);
    case Subject::Cost:
        return record.cost.total ? std::optional(record.cost.total->nanoUsd) : std::nullopt;
    case Subject::Tries:
        return record.attempts;
    default:
        return std::nullopt;
    }
}

bool passes(const NumberTest &test, std::optional<qint64> number)
{
    using Is = NumberTest::Is;
    if (test.is == Is::Absent || !number)
        return test.is == Is::Absent && !number;
    switch (test.is) {
    case Is::Equal:
        return *number == test.value;
    case Is::Over:
        return *number > test.value;
    case Is::AtLeast:
        return *number >= test.value;
    case Is::Under:
        return *number < test.value;
    case Is::AtMost:
        return *number <= test.value;
    case Is::Between:
        return *number >= test.value && *number <= test.upper;
    case Is::Absent:
        break;
    }
    Q_UNREACHABLE();
}

bool passes(const Term &term, const ExchangeRecord &record, const ExchangeDetail *detail)
{
    if (const auto *text = std::get_if<TextTest>(&term.test))
        return textPasses(term, *text, record, detail);
    if (const auto *number = std::get_if<NumberTest>(&term.test))
        return passes(*number, numberOf(term.subject, record));
    if (const auto *time = std::get_if<TimeTest>(&term.test))
        return (record.at < time->at) == time->isUntil;
    if (const auto *origin = std::get_if<Origin>(&term.test))
        return originOf(record) == *origin;
    return hasFlag(record, std::get<Flag>(term.test));
}

} // namespace

bool holds(const Term &term, const ExchangeRecord &record, const ExchangeDetail *detail)
{
    return passes(term, record, detail) != term.isNegated;
}

} // namespace llmproxy::traffic
