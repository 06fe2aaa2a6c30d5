// SPDX-License-Identifier: MIT
#include "engine/stats/circuit_history.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::stats;
using circuit::EventType;

namespace {

const TimePoint Start{std::chrono::hours(1)};
const circuit::Key Gpt{"openai", "gpt-4o"};

} // namespace

class CircuitHistoryTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsChangesWithTheirTime()
    {
        CircuitHistory history;
        history.add({.type = EventType::Opened, .key = Gpt}, Start);
        history.add({.type = EventType::ProbeStarted, .key = Gpt}, Start + std::chrono::seconds(1));
        QCOMPARE(history.changes().size(), 2);
        QCOMPARE(history.changes().first().at, Start);
        QVERIFY(history.changes().last().event.type == EventType::ProbeStarted);
    }

    void leavesOutWhatChangesNoState()
    {
        CircuitHistory history;
        for (const EventType type : {EventType::FailureRecorded,
                                     EventType::TerminalFailure,
                                     EventType::Bypassed,
                                     EventType::RetryOverflow})
            history.add({.type = type, .key = Gpt}, Start);
        QVERIFY(history.changes().isEmpty());
        QVERIFY(history.blocked().isEmpty());
    }

    void countsRefusedCallsOfEachKey()
    {
        CircuitHistory history;
        history.add({.type = EventType::FastFailed, .key = Gpt}, Start);
        history.add({.type = EventType::WouldHaveFastFailed, .key = Gpt}, Start);
        history.add({.type = EventType::FastFailed, .key = {"gemini", {}}}, Start);
        QCOMPARE(history.blocked().value(Gpt), 2);
        QCOMPARE(history.blocked().value({"gemini", {}}), 1);
        QVERIFY(history.changes().isEmpty());
    }

    void forgetsTheOldestChange()
    {
        CircuitHistory history;
        for (int i = 0; i <= CircuitHistory::MaxChanges; ++i)
            history.add({.type = EventType::Opened, .key = Gpt}, Start + Duration(i));
        QCOMPARE(history.changes().size(), CircuitHistory::MaxChanges);
        QCOMPARE(history.changes().first().at, Start + Duration(1));
    }

    void boundsTheKeysItCounts()
    {
        CircuitHistory history;
        const auto refuse = [&](int i) {
            history.add({.type = EventType::FastFailed, .key = {"p", QByteArray::number(i)}},
                        Start);
        };
        for (int i = 0; i <= CircuitHistory::MaxKeys; ++i)
            refuse(i);
        QCOMPARE(history.blocked().size(), CircuitHistory::MaxKeys);
        refuse(0);
        QCOMPARE(history.blocked().value({"p", "0"}), 2);
    }
};
QTEST_APPLESS_MAIN(CircuitHistoryTest)
#include "tst_circuit_history.moc"
