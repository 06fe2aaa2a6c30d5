// SPDX-License-Identifier: MIT
#include "engine/ratelimit/fields.h"

#include "engine/ratelimit/windows.h"

#include <algorithm>
#include <utility>

namespace llmproxy::ratelimit {

namespace {

QByteArray number(qint64 value)
{
    return QByteArray::number(value);
}

QByteArray seconds(Duration duration)
{
    return number(std::chrono::ceil<std::chrono::seconds>(duration).count());
}

/// OpenAI's way to write a time span: "6m0s", "23h59m59s", "1s".
QByteArray span(Duration duration)
{
    const qint64 all = std::chrono::ceil<std::chrono::seconds>(duration).count();
    const qint64 hours = all / 3600;
    const qint64 minutes = all / 60;
    QByteArray text = number(all % 60) + 's';
    if (minutes > 0)
        text.prepend(number(minutes % 60) + 'm');
    if (hours > 0)
        text.prepend(number(hours) + 'h');
    return text;
}

/// Names come from callers, and a header is no place for line breaks or raw UTF-8.
QByteArray printable(const QByteArray &scope)
{
    const QByteArray ascii = QByteArray(scope).replace("…", "...");
    QByteArray text;
    for (const char c : ascii) {
        if (c > ' ' && c < 0x7f && c != '%')
            text += c;
        else
            text += '%' + QByteArray(1, c).toHex().toUpper();
    }
    return text;
}

QByteArray line(const QByteArray &name, const QByteArray &value)
{
    return name + ": " + value + "\r\n";
}

/// "requests-per-minute", as an item of a structured list (RFC 9651).
QByteArray quotedPolicy(Metric metric, const Headroom &headroom)
{
    return '"' + nameOf(metric).toByteArray() + "-per-" + nameOf(headroom.window).toByteArray()
           + '"';
}

bool hasLimitsOfItsOwn(const http::Head &answer)
{
    constexpr QByteArrayView prefix = "x-ratelimit-";
    return std::any_of(answer.fields.begin(), answer.fields.end(), [&](const http::Field &field) {
        const QByteArrayView name = answer.name(field);
        return name.size() > prefix.size()
               && http::equalsIgnoringCase(name.first(prefix.size()), prefix);
    });
}

} // namespace

QByteArrayView reasonOf(Window window)
{
    return window == Window::Minute ? "minute limit exceeded" : "daily limit exceeded";
}

QByteArray textOf(const Denial &denial)
{
    return denial.scope + ", " + nameOf(denial.metric).toByteArray() + " of the "
           + nameOf(denial.window).toByteArray();
}

QByteArray denialFields(const Denial &denial)
{
    return line("Retry-After", seconds(denial.retryAfter))
           + line("X-RateLimit-Reason", reasonOf(denial.window).toByteArray())
           + line("X-RateLimit-Metric", nameOf(denial.metric).toByteArray())
           + line("X-RateLimit-Window", nameOf(denial.window).toByteArray())
           + line("X-RateLimit-Scope", printable(denial.scope))
           + line("X-RateLimit-Limit", number(denial.limit))
           + line("X-RateLimit-Remaining", number(denial.remaining));
}

QByteArray headroomFields(const Admitted &admitted, const http::Head &answer)
{
    QByteArray policies;
    QByteArray rests;
    QByteArray familiar;
    for (const Metric metric : AllMetrics) {
        const auto &headroom = metric == Metric::Requests ? admitted.requests : admitted.tokens;
        if (!headroom)
            continue;
        const QByteArray separator = policies.isEmpty() ? "" : ", ";
        const QByteArray policy = separator + quotedPolicy(metric, *headroom);
        policies +=
            policy + ";q=" + number(headroom->limit) + ";w=" + seconds(lengthOf(headroom->window));
        rests +=
            policy + ";r=" + number(headroom->remaining) + ";t=" + seconds(headroom->resetsAfter);
        const QByteArray name = nameOf(metric).toByteArray();
        familiar += line("x-ratelimit-limit-" + name, number(headroom->limit))
                    + line("x-ratelimit-remaining-" + name, number(headroom->remaining))
                    + line("x-ratelimit-reset-" + name, span(headroom->resetsAfter));
    }
    if (policies.isEmpty())
        return {};
    const QByteArray standard = line("RateLimit-Policy", policies) + line("RateLimit", rests);
    return hasLimitsOfItsOwn(answer) ? standard : standard + familiar;
}

} // namespace llmproxy::ratelimit
