// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_detail.h"
#include "engine/traffic/exchange_record.h"

#include <random>

namespace llmproxy::test {

/// Records and details with every field set at random, and as often absent. Texts are UTF-8 with
/// what is special somewhere: quotes, NUL, line ends, escapes, a byte order mark.
class RandomRecords
{
public:
    explicit RandomRecords(quint32 seed)
        : m_random(seed)
    {}

    qint64 number(qint64 most) { return static_cast<qint64>(m_random() % quint64(most + 1)); }
    bool coin() { return number(1) == 1; }

    QByteArray text()
    {
        static const QByteArrayList Parts{"a",
                                          "' OR 1=1--",
                                          QByteArray("\0", 1),
                                          "\x1b[31m",
                                          "\r\n",
                                          "\"\\",
                                          "\xEF\xBB\xBF",
                                          "\xC3\xA9",
                                          "\xF0\x9F\x98\x80",
                                          "%_;",
                                          "sk-\xE2\x80\xA6"
                                          "cdef"};
        QByteArray made;
        for (qint64 parts = coin() ? number(6) : 0; parts > 0; --parts)
            made += Parts.at(number(Parts.size() - 1));
        return made.startsWith(Parts.at(6)) ? 'a' + made : made; // Qt's JSON would drop it there
    }

    /// Any bytes.
    QByteArray bytes(qint64 most)
    {
        QByteArray made(number(most), '\0');
        for (char &each : made)
            each = static_cast<char>(number(255));
        return made;
    }

    traffic::ExchangeRecord record(qint64 id)
    {
        traffic::ExchangeRecord made;
        made.id = id;
        made.revision = quint64(number(1'000'000));
        made.at = TimePoint(Duration(1'700'000'000'000 + number(100'000'000'000)));
        for (QByteArray *each : {&made.client,
                                 &made.user,
                                 &made.key,
                                 &made.provider,
                                 &made.method,
                                 &made.target,
                                 &made.model,
                                 &made.requestId,
                                 &made.error,
                                 &made.overLimit,
                                 &made.breaker,
                                 &made.failureClass,
                                 &made.failureKind,
                                 &made.testMode,
                                 &made.finishReason})
            *each = text();
        made.status = coin() ? 0 : static_cast<int>(100 + number(499));
        made.madeHere = coin();
        made.streaming = coin();
        made.phase = static_cast<traffic::Phase>(number(3));
        if (made.phase == traffic::Phase::Done)
            made.endedIn = static_cast<traffic::Phase>(number(3));
        made.endedBy = static_cast<traffic::EndedBy>(number(4));
        made.attempts = static_cast<int>(number(5));
        for (qint64 tries = number(3); tries > 0; --tries)
            made.tries.append({duration(),
                               duration(),
                               duration(),
                               static_cast<int>(number(599)),
                               text(),
                               text()});
        made.bytesIn = number(1LL << 50);
        made.bytesOut = number(1LL << 50);
        made.pieces = number(100'000);
        for (std::optional<Duration> *each :
             {&made.headAt, &made.firstByte, &made.longestGap, &made.total}) {
            if (coin())
                *each = duration();
        }
        made.usage = usage();
        made.cost = charge();
        return made;
    }

    traffic::ExchangeDetail detail()
    {
        traffic::ExchangeDetail made;
        for (QByteArray *each :
             {&made.requestHead, &made.forwardedHead, &made.responseHead, &made.sentHead})
            *each = text();
        for (auto *changes : {&made.requestChanges, &made.responseChanges}) {
            for (qint64 count = number(3); count > 0; --count)
                changes->append(
                    {static_cast<traffic::FieldChange::Kind>(number(2)), text(), text(), text()});
        }
        for (traffic::Body *body : {&made.request, &made.response}) {
            if (coin())
                *body = {coin()   ? "\xEF\xBB\xBF" + text()
                         : coin() ? text()
                                  : bytes(200),
                         number(1LL << 40),
                         text(),
                         text()};
        }
        for (qint64 count = number(4); count > 0; --count)
            made.arrivals.append({duration(), number(1LL << 40)});
        return made;
    }

private:
    Duration duration() { return Duration(number(4'000'000)); }

    usage::Count count()
    {
        const auto source = static_cast<usage::Source>(number(2));
        return {source == usage::Source::Unknown ? 0 : number(1'000'000'000), source};
    }

    usage::TokenUsage usage()
    {
        usage::TokenUsage made;
        for (usage::Count *each : {&made.input,
                                   &made.output,
                                   &made.total,
                                   &made.thought,
                                   &made.cacheRead,
                                   &made.cacheWrite,
                                   &made.cacheWriteLong,
                                   &made.toolPrompt})
            *each = count();
        made.inputHoldsCacheRead = coin();
        made.outputHoldsThought = coin();
        return made;
    }

    cost::Charge charge()
    {
        cost::Charge made;
        if (coin())
            return made;
        for (qint64 lines = number(7); lines > 0; --lines)
            made.lines.append({static_cast<cost::TokenClass>(number(6)),
                               number(1'000'000),
                               static_cast<usage::Source>(number(2)),
                               {number(1'000'000'000'000)},
                               {number(1'000'000'000'000)}});
        made.total = cost::Money{number(2'000'000'000'000'000)};
        made.label = coin() ? cost::Label::Estimated : cost::Label::Reported;
        made.matchedModel = text();
        if (coin())
            made.pricesAsOf = QDate(2026, 1, 1).addDays(number(300));
        return made;
    }

    std::mt19937_64 m_random;
};

} // namespace llmproxy::test
