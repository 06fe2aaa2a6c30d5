// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_detail.h"
#include "engine/traffic/origin.h"

#include <QList>

#include <variant>

namespace llmproxy::traffic {

/// What of an exchange a term looks at.
enum class Subject : quint8 {
    Anything, ///< id, target, model, provider, method, user, client, status, error, request id
    Id,
    Provider,
    Model,
    Method,
    Path,
    User,
    Key,
    Client,
    Class,     ///< failure class, failure kind or error
    Header,    ///< a line of any of the heads
    Body,      ///< of request or response, its content coding undone
    Status,    ///< absent: nothing was answered
    FirstByte, ///< ms
    Took,      ///< ms
    Tokens,    ///< all of them
    Input,     ///< tokens
    Output,    ///< tokens
    Cost,      ///< nano-USD
    Tries,
    By,
    Flag,
    At, ///< when it began
};

/// The case of ASCII letters does not count.
struct TextTest
{
    QByteArray text;      ///< UTF-8
    bool isWhole = false; ///< else it is enough that the text is somewhere in it

    bool operator==(const TextTest &) const = default;
};

/// In the subject's unit. What is not known passes no test but Absent.
struct NumberTest
{
    enum class Is : quint8 { Equal, Over, AtLeast, Under, AtMost, Between, Absent };

    Is is = Is::Equal;
    qint64 value = 0;
    qint64 upper = 0; ///< of Between, itself inside

    bool operator==(const NumberTest &) const = default;
};

struct TimeTest
{
    bool isUntil = false; ///< before `at`; else at it or later
    TimePoint at;
    std::optional<Duration> ago; ///< that `at` was given as, from when the filter was parsed

    bool operator==(const TimeTest &) const = default;
};

using Test = std::variant<TextTest, NumberTest, TimeTest, Origin, Flag>;

struct Term
{
    Subject subject = Subject::Anything;
    bool isNegated = false; ///< it holds for exactly those that the test does not pass
    Test test;

    bool operator==(const Term &) const = default;
};

/// Alternatives: one of them must hold. Never empty.
using Clause = QList<Term>;

inline bool needsDetail(const Term &term)
{
    return term.subject == Subject::Header || term.subject == Subject::Body;
}

/// Does it hold? Without `detail`, a test of header or body is not passed.
bool holds(const Term &term, const ExchangeRecord &record, const ExchangeDetail *detail);

} // namespace llmproxy::traffic
