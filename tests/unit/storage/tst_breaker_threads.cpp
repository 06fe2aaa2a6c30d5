// SPDX-License-Identifier: MIT
#include "tests/unit/storage/breaker_fixture.h"

#include <QTest>

#include <barrier>
#include <latch>
#include <thread>

using namespace llmproxy;
using namespace llmproxy::circuit;
using namespace llmproxy::storage;
using namespace llmproxy::test;
using namespace std::chrono_literals;

namespace {

/// Runs `work(index)` in so many threads that begin together.
template<class Work>
void together(int threads, Work work)
{
    std::latch start(threads);
    std::vector<std::jthread> running;
    running.reserve(std::size_t(threads));
    for (int i = 0; i < threads; ++i) {
        running.emplace_back([&, i] {
            start.arrive_and_wait();
            work(i);
        });
    }
}

} // namespace

class BreakerThreadsTest : public QObject
{
    Q_OBJECT

private slots:
    void exactlyOneOfFiftyBecomesTheProbe() // CT-03
    {
        for (int round = 0; round < 20; ++round) {
            MemoryBreakerStore store({.failureThreshold = 1, .cooldown = 30s});
            fail(store, key("a"), 0s);
            std::atomic<int> probes = 0;
            std::atomic<int> refused = 0;
            together(50, [&](int) {
                const Gate gate = admit(store, key("a"), 31s);
                probes += std::holds_alternative<Probe>(gate) ? 1 : 0;
                refused += std::holds_alternative<FastFail>(gate) ? 1 : 0;
            });
            QCOMPARE(probes, 1);
            QCOMPARE(refused, 49);
        }
    }

    void totalsAreExact() // CT-02
    {
        std::atomic<int> recorded = 0;
        std::atomic<int> opened = 0;
        MemoryBreakerStore store(
            {.failureThreshold = 4000, .window = 100s}, 60s, [&](const Event &event) {
                recorded += event.type == EventType::FailureRecorded ? 1 : 0;
                opened += event.type == EventType::Opened ? 1 : 0;
            });
        together(8, [&](int) {
            for (int i = 0; i < 499; ++i)
                fail(store, key("a"), 1s);
        });
        QCOMPARE(snapshot(store, 1s).providers[0].failures, 8 * 499);
        QVERIFY(passes(store, key("a"), 1s));
        together(8, [&](int) { fail(store, key("a"), 1s); });
        QCOMPARE(recorded, 8 * 500);
        QCOMPARE(opened, 1);
        QVERIFY(!passes(store, key("a"), 1s));
    }

    void openingIsSeenByWhoeverAsksAfterwards()
    {
        MemoryBreakerStore store({.failureThreshold = 1, .cooldown = 30s});
        std::atomic<int> wrong = 0;
        std::barrier step(2);
        const auto each = [&](int index, const Key &model) {
            if (index == 0)
                fail(store, model, 0s);
            step.arrive_and_wait();
            wrong += index == 1 && passes(store, model, 1s) ? 1 : 0;
            step.arrive_and_wait();
            if (index == 0)
                store.force(model, {circuit::Force::What::Close, {}}, at(1s));
            step.arrive_and_wait();
            wrong += index == 1 && !passes(store, model, 1s) ? 1 : 0;
        };
        together(2, [&](int index) {
            for (int round = 0; round < 200; ++round)
                each(index, key(QByteArray::number(round)));
        });
        QCOMPARE(wrong, 0);
    }

    void everyEventIsToldInItsPlace()
    {
        constexpr int threads = 8;
        constexpr int failures = 500;
        std::vector<Event> told; // without a lock: the store promises one at a time
        MemoryBreakerStore store(
            {.failureThreshold = 4096}, 60s, [&](const Event &event) { told.push_back(event); });
        together(threads, [&](int thread) {
            for (int i = 1; i <= failures; ++i) {
                store.report(key(QByteArray::number(thread)),
                             {},
                             {Report::Result::Failed, {.exchange = i}},
                             at(0s));
            }
        });
        QCOMPARE(told.size(), std::size_t(threads * failures));
        QHash<QByteArray, qint64> last;
        for (const Event &event : told)
            QCOMPARE(event.cause.exchange, ++last[event.key.model]);
    }
};

QTEST_APPLESS_MAIN(BreakerThreadsTest)
#include "tst_breaker_threads.moc"
