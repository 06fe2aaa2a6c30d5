// SPDX-License-Identifier: MIT
#include "tests/unit/storage/breaker_fixture.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::circuit;
using namespace llmproxy::storage;
using namespace llmproxy::test;
using namespace std::chrono_literals;

namespace {

const Policy TwoFailures{.failureThreshold = 2,
                         .window = 10s,
                         .cooldown = 300s,
                         .probeLease = 60s,
                         .rollupThreshold = 2,
                         .rollupWindow = 60s};

} // namespace

class BreakerEventsTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_events.clear();
        m_store = std::make_unique<MemoryBreakerStore>(
            TwoFailures, 60s, [this](const Event &event) { m_events.push_back(event); });
    }

    void tellsEachChangeOnceAndInOrder() // BP-18
    {
        open(*m_store, key("a"), 0s, 3);
        fail(*m_store, key("a"), 301s, probe(*m_store, key("a"), 301s));
        succeed(*m_store, key("a"), 602s, probe(*m_store, key("a"), 602s));
        using enum EventType;
        QCOMPARE(types(),
                 (std::vector{FailureRecorded,
                              FailureRecorded,
                              Opened,
                              FailureRecorded,
                              ProbeStarted,
                              ProbeFailed,
                              Opened,
                              ProbeStarted,
                              Closed}));
        QCOMPARE(m_events[2].reason, Reason::Threshold);
        QCOMPARE(m_events[2].cause.exchange, 17);
        QCOMPARE(m_events[2].cause.kind, FailureKind::Http503);
        QCOMPARE(m_events[6].reason, Reason::ProbeFailed);
        QCOMPARE(m_events[8].reason, Reason::ProbeSuccess);
    }

    void tellsWhenTheRollupOpensAndCloses()
    {
        open(*m_store, key("a"), 0s, 2);
        open(*m_store, key("b"), 0s, 2);
        QCOMPARE(m_events.back().type, EventType::RollupOpened);
        QCOMPARE(m_events.back().key, key(""));
        m_events.clear();
        fail(*m_store, key("a"), 301s, probe(*m_store, key("a"), 301s)); // stays open
        QCOMPARE(types(),
                 (std::vector{EventType::ProbeStarted, EventType::ProbeFailed, EventType::Opened}));
        succeed(*m_store, key("b"), 302s, probe(*m_store, key("b"), 302s));
        QCOMPARE(m_events.back().type, EventType::RollupClosed);
    }

    void tellsThatTheRollupClosedByTime()
    {
        open(*m_store, key("a"), 0s, 2);
        open(*m_store, key("b"), 0s, 2);
        m_events.clear();
        snapshot(*m_store, 359s);
        QVERIFY(m_events.empty());
        snapshot(*m_store, 360s);
        QCOMPARE(types(), std::vector{EventType::RollupClosed});
    }

    void tellsThatAProbeWasLost()
    {
        open(*m_store, key("a"), 0s, 2);
        probe(*m_store, key("a"), 301s);
        m_events.clear();
        probe(*m_store, key("a"), 361s);
        QCOMPARE(types(), (std::vector{EventType::ProbeLost, EventType::ProbeStarted}));
    }

    void tellsWhoForcedIt()
    {
        m_store->force(key("a"), {circuit::Force::What::Open, "ann"}, at(0s));
        m_store->force(key("a"), {circuit::Force::What::Open, "bob"}, at(1s)); // longer
        m_store->force(key("a"), {circuit::Force::What::Probe, "bob"}, at(1s));
        m_store->force(key("a"), {circuit::Force::What::Close, "bob"}, at(2s));
        m_store->force(key("a"), {circuit::Force::What::Close, "bob"}, at(3s)); // already
        using enum EventType;
        QCOMPARE(types(), (std::vector{Forced, Opened, Forced, Forced, Forced, Closed, Forced}));
        QCOMPARE(m_events[1].reason, Reason::Forced);
        QCOMPARE(m_events[1].by, "ann");
        QCOMPARE(m_events[5].by, "bob");
    }

    void tellsThatACallerLeftAfterALongWait()
    {
        for (int i = 0; i < 2; ++i) {
            m_store->report(
                key("a"), {}, {.result = Report::Result::Failed, .hangDisconnect = true}, at(0s));
        }
        QCOMPARE(m_events.back().type, EventType::Opened);
        QCOMPARE(m_events.back().reason, Reason::HangDisconnect);
    }

    void theListenerMayUseTheStore()
    {
        MemoryBreakerStore *self = nullptr;
        std::vector<EventType> told;
        MemoryBreakerStore store(TwoFailures, 60s, [&](const Event &event) {
            told.push_back(event.type);
            if (event.type == EventType::Opened && event.reason == Reason::Threshold)
                self->force(event.key, {circuit::Force::What::Close, "listener"}, at(0s));
        });
        self = &store;
        open(store, key("a"), 0s, 2);
        QVERIFY(passes(store, key("a"), 0s));
        using enum EventType;
        QCOMPARE(told, (std::vector{FailureRecorded, FailureRecorded, Opened, Forced, Closed}));
    }

private:
    std::vector<EventType> types() const
    {
        std::vector<EventType> types;
        for (const Event &event : m_events)
            types.push_back(event.type);
        return types;
    }

    std::vector<Event> m_events;
    std::unique_ptr<MemoryBreakerStore> m_store;
};

QTEST_APPLESS_MAIN(BreakerEventsTest)
#include "tst_breaker_events.moc"
