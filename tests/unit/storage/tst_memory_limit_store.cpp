// SPDX-License-Identifier: MIT
#include "engine/storage/memory_limit_store.h"
#include "tests/unit/ratelimit/desk.h"

#include <QTest>

#include <atomic>
#include <latch>
#include <mutex>
#include <random>
#include <thread>

using namespace llmproxy;
using namespace llmproxy::ratelimit;
using namespace llmproxy::storage;

namespace {

const TimePoint Noon = at(12, 0, 0);

std::shared_ptr<const Policy> shared(const Policy &policy)
{
    return std::make_shared<const Policy>(policy);
}

/// The answer, where the store gives it at once.
Decision ask(LimitStore &store, qint64 tokens = 0, const Scopes &scopes = user("alice"))
{
    std::optional<Decision> answer;
    Wait wait;
    store.reserve(
        {1, scopes, tokens}, Noon, wait, [&](Decision decision) { answer = std::move(decision); });
    return *std::move(answer);
}

/// Whether a call was let through; it is settled by `outcome`.
bool passes(LimitStore &store,
            qint64 tokens = 0,
            const Outcome &outcome = Keep{},
            const Scopes &scopes = user("alice"))
{
    Decision decision = ask(store, tokens, scopes);
    auto *admitted = std::get_if<Admitted>(&decision);
    if (admitted)
        store.settle(std::move(admitted->reservation), outcome);
    return admitted != nullptr;
}

/// Runs `work` in so many threads at the same time, with the thread's number.
void inParallel(int threads, const std::function<void(int)> &work)
{
    std::latch start(threads);
    std::vector<std::thread> running;
    running.reserve(std::size_t(threads));
    for (int i = 0; i < threads; ++i) {
        running.emplace_back([&, i] {
            start.arrive_and_wait();
            work(i);
        });
    }
    for (std::thread &thread : running)
        thread.join();
}

Amounts usedIn(const LimitStore &store, const QByteArray &scope, Amounts *held = nullptr)
{
    const Snapshot snapshot = store.snapshot(Noon, 1000);
    for (const WindowUse &use : snapshot.windows) {
        if (use.scope != scope || use.window != Window::Minute)
            continue;
        if (held)
            *held = use.held;
        return use.used;
    }
    return {-1, -1};
}

} // namespace

class MemoryLimitStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void answersOnceInTheCallersThread()
    {
        MemoryLimitStore store(shared(perMinute(1, 0)));
        int answers = 0;
        const auto caller = std::this_thread::get_id();
        std::thread::id answering;
        Wait wait;
        for (int i = 0; i < 2; ++i) {
            store.reserve({i, user("alice"), 0}, Noon, wait, [&](Decision decision) {
                ++answers;
                answering = std::this_thread::get_id();
                if (auto *admitted = std::get_if<Admitted>(&decision))
                    admitted->reservation.take();
            });
        }
        QCOMPARE(answers, 2); // one let through, one denied
        QVERIFY(answering == caller);
    }

    void mayBeAskedAgainByTheAnswer()
    {
        MemoryLimitStore store(shared(perMinute(2, 0)));
        bool inner = false;
        Wait wait;
        store.reserve({1, user("alice"), 5}, Noon, wait, [&](Decision decision) {
            inner = passes(store, 7);
            store.settle(std::move(std::get<Admitted>(decision).reservation), Cancel{});
        });
        QVERIFY(inner);
        QCOMPARE(usedIn(store, "global"), (Amounts{1, 7}));
    }

    void settlesAnEmptyReservationByDoingNothing()
    {
        MemoryLimitStore store(shared(Policy()));
        QVERIFY(passes(store, 5));
        store.settle({}, Cancel{});
        QCOMPARE(usedIn(store, "global"), (Amounts{1, 5}));
    }

    void emptiesTheReservationThatItSettles()
    {
        MemoryLimitStore store(shared(Policy()));
        QVERIFY(passes(store, 5));
        Decision decision = ask(store, 7);
        Reservation &reservation = std::get<Admitted>(decision).reservation;
        store.settle(std::move(reservation), Cancel{});
        // NOLINTNEXTLINE(bugprone-use-after-move): that is what is promised
        QVERIFY(reservation.isEmpty());
        store.settle(std::move(reservation), Cancel{});
        QCOMPARE(usedIn(store, "global"), (Amounts{1, 5}));
    }

    void takesOtherLimitsAtOnce()
    {
        MemoryLimitStore store(shared(perMinute(1, 0)));
        QVERIFY(passes(store));
        QVERIFY(!passes(store));
        store.setPolicy(shared(perMinute(2, 0)));
        QVERIFY(passes(store));
        QVERIFY(!passes(store));
    }

    void limitsALongNameAsItIsShortened()
    {
        const QByteArray name(1000, 'm');
        Policy policy;
        policy.named[std::size_t(Dimension::Model)][boundedName(name)] = {{1, 0}, {}};
        MemoryLimitStore store(shared(policy));
        QVERIFY(passes(store, 0, Keep{}, {{}, name, {}}));
        QVERIFY(!passes(store, 0, Keep{}, {{}, name, {}}));
        QVERIFY(passes(store, 0, Keep{}, {{}, name + 'm', {}}));
        const Snapshot snapshot = store.snapshot(Noon, 1000);
        for (const WindowUse &use : snapshot.windows)
            QVERIFY(use.scope.size() <= MaxNameBytes + 6);
    }

    void admitsExactlyTheLimitOfABurst()
    {
        MemoryLimitStore store(shared(perMinute(1000, 0)));
        std::atomic<int> passed = 0;
        inParallel(200, [&](int) {
            for (int i = 0; i < 50; ++i)
                passed += passes(store) ? 1 : 0;
        });
        QCOMPARE(passed.load(), 1000);
        const DayStats today = store.snapshot(Noon, 1).today;
        QCOMPARE(today.all, (Tally{1000, 9000}));
    }

    void admitsNoMoreInParallelThanOneByOne()
    {
        const auto tokensOf = [](int call) { return 1 + call * 37 % 50; };
        const auto scopesOf = [](int call) {
            return Scopes{"openai",
                          "model" + QByteArray::number(call % 3),
                          {{}, {}, "user" + QByteArray::number(call % 5)}};
        };
        constexpr int threads = 96;
        constexpr int each = 5;
        Policy policy = policyOf({{0, 2000}, {}});
        MemoryLimitStore sequential(shared(policy));
        for (int call = 0; call < threads * each; ++call)
            passes(sequential, tokensOf(call), Keep{}, scopesOf(call));
        MemoryLimitStore parallel(shared(policy));
        inParallel(threads, [&](int thread) {
            for (int i = 0; i < each; ++i) {
                const int call = thread * each + i;
                passes(parallel, tokensOf(call), Keep{}, scopesOf(call));
            }
        });
        // Filled up to where the largest call does not fit; never above.
        const qint64 drained = usedIn(sequential, "global").tokens;
        const qint64 burst = usedIn(parallel, "global").tokens;
        QVERIFY(drained > 1950 && drained <= 2000);
        QVERIFY(burst > 1950 && burst <= 2000);
    }

    void losesNothingBetweenThreads()
    {
        MemoryLimitStore store(shared(Policy()));
        std::atomic<qint64> requests = 0;
        std::atomic<qint64> tokens = 0;
        std::atomic<bool> done = false;
        std::thread observer([&] {
            while (!done) {
                store.setPolicy(shared(perMinute(1'000'000, 0)));
                store.snapshot(Noon, 10);
            }
        });
        inParallel(8, [&](int thread) {
            std::mt19937 random{quint32(thread)};
            for (int i = 0; i < 2000; ++i) {
                const std::array<Outcome, 3> outcomes{
                    Actual{qint64(random() % 100)}, Keep{}, Cancel{}};
                const Outcome outcome = outcomes[random() % 3];
                const auto estimate = qint64(random() % 100);
                passes(store, estimate, outcome, user("user" + QByteArray::number(random() % 4)));
                if (std::holds_alternative<Cancel>(outcome))
                    continue;
                const auto *actual = std::get_if<Actual>(&outcome);
                ++requests;
                tokens += actual ? actual->inputTokens : estimate;
            }
        });
        done = true;
        observer.join();
        Amounts held;
        QCOMPARE(usedIn(store, "global", &held), (Amounts{requests, tokens}));
        QCOMPARE(held, Amounts());
        Amounts users;
        for (const char *name : {"user:user0", "user:user1", "user:user2", "user:user3"}) {
            users.requests += usedIn(store, name).requests;
            users.tokens += usedIn(store, name).tokens;
        }
        QCOMPARE(users, (Amounts{requests, tokens}));
    }
};
QTEST_APPLESS_MAIN(MemoryLimitStoreTest)
#include "tst_memory_limit_store.moc"
