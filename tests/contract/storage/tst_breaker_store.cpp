// SPDX-License-Identifier: MIT
// What every store of breakers must do, be it in memory or on Redis.
#include "engine/storage/redis_breaker_store.h"
#include "engine/storage/redis_scripts.h"
#include "tests/support/later_stores.h"
#include "tests/support/redis_server.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::circuit;
using namespace llmproxy::storage;
using namespace llmproxy::test;
using namespace std::chrono_literals;

namespace {

constexpr int PatienceMs = 10'000;
const TimePoint WallStart{1'700'000'000s};

const Policy TwoFailures{.failureThreshold = 2,
                         .window = 10s,
                         .cooldown = 300s,
                         .probeLease = 60s,
                         .rollupThreshold = 2,
                         .rollupWindow = 60s};

Policy withoutRollup()
{
    Policy policy = TwoFailures;
    policy.rollupThreshold = 0;
    return policy;
}

Key key(const QByteArray &model, const QByteArray &provider = "openai")
{
    return {provider, model};
}

/// A store and its clock.
class Subject
{
public:
    explicit Subject(const Policy &policy)
        : m_memory(policy, 60s, [this](const Event &event) { events.push_back(event); })
    {}
    virtual ~Subject() = default;
    Q_DISABLE_COPY_MOVE(Subject)

    virtual BreakerStore &store() { return m_memory; }
    virtual void advance(Duration by) { now += by; }
    /// Of what was done so far.
    virtual Snapshot snapshot()
    {
        Snapshot taken;
        const auto wall = WallStart + std::chrono::duration_cast<Duration>(now - Start);
        store().snapshot(now, wall, 100, [&](const Snapshot &given) { taken = given; });
        return taken;
    }

    Gate admit(const Key &key)
    {
        std::optional<Gate> answer;
        Wait wait;
        store().admit(key, now, wait, [&](const Gate &gate) { answer = gate; });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, PatienceMs))
            qFatal("no answer");
        return *answer;
    }
    bool passes(const Key &key) { return std::holds_alternative<Pass>(admit(key)); }
    std::optional<Refusal> refusal(const Key &key)
    {
        const Gate gate = admit(key);
        const auto *const refused = std::get_if<FastFail>(&gate);
        return refused == nullptr ? std::nullopt : std::optional(refused->why);
    }
    /// The ticket of the probe that this request is; a default one if it is none.
    Ticket probe(const Key &key)
    {
        const Gate gate = admit(key);
        const auto *const probe = std::get_if<Probe>(&gate);
        return probe == nullptr ? Ticket() : probe->ticket;
    }
    Ticket pass(const Key &key) { return std::get<Pass>(admit(key)).ticket; }
    void report(const Key &key, const Ticket &ticket, Report::Result result)
    {
        store().report(
            key,
            ticket,
            {result, {.exchange = 17, .kind = circuit::FailureKind::Http503, .status = 503}},
            now);
    }
    void fail(const Key &key, const Ticket &ticket = {}, int times = 1)
    {
        for (int i = 0; i < times; ++i)
            report(key, ticket, Report::Result::Failed);
    }
    void open(const Key &key) { fail(key, {}, 2); }
    void succeed(const Key &key, const Ticket &ticket)
    {
        report(key, ticket, Report::Result::Good);
    }
    void force(const Key &key, const Force &word) { store().force(key, word, now); }
    /// What was told, once all that was done is through.
    std::vector<EventType> told()
    {
        admit(key("barrier", "nobody"));
        std::vector<EventType> types;
        for (const Event &event : events)
            types.push_back(event.type);
        return types;
    }

    static constexpr MonotonicTime Start{1h};
    MonotonicTime now = Start;
    std::vector<Event> events;

protected:
    MemoryBreakerStore m_memory;
};

class LaterSubject final : public Subject
{
public:
    using Subject::Subject;
    BreakerStore &store() override { return m_later; }

private:
    LaterBreakerStore m_later{m_memory};
};

class RedisSubject final : public Subject
{
public:
    RedisSubject(const Policy &policy, RedisServer &server, const RedisLayout &layout)
        : Subject(policy)
        , m_server(server)
        , m_shared(layout,
                   policy,
                   m_memory,
                   "test",
                   [this](const Event &event) { events.push_back(event); })
        , m_servers(m_loop,
                    server.settings(),
                    std::make_shared<redis::Watch>(TimePoint(), redis::Watch::Changed()),
                    RedisScripts::all().list())
        , m_store(m_loop, m_servers, m_shared)
    {
        server.ask({"FLUSHALL"});
        m_shared.setProviders({"openai", "gemini"});
        if (!QTest::qWaitFor([this] { return m_servers.isUp({}); }, PatienceMs))
            qFatal("no connection to the redis-server");
    }

    BreakerStore &store() override { return m_store; }
    void advance(Duration by) override
    {
        admit(key("barrier", "nobody")); // what was reported is of before
        Subject::advance(by);
        m_server.advance(by);
    }
    Snapshot snapshot() override
    {
        // The first call asks for a look; what it saw is shown by a later one.
        m_shared.hide();
        m_shared.shown(now += 1s, WallStart, 100);
        std::optional<Snapshot> seen;
        if (!QTest::qWaitFor(
                [&] {
                    admit(key("barrier", "nobody"));
                    seen = m_shared.lastSeen();
                    return seen.has_value();
                },
                PatienceMs))
            qFatal("no look");
        return *seen;
    }

private:
    RedisServer &m_server;
    net::Loop m_loop;
    RedisBreakers m_shared;
    redis::Servers m_servers;
    RedisBreakerStore m_store;
};

} // namespace

class BreakerStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_server = RedisServer::start(); }

    void initTestCase_data()
    {
        QTest::addColumn<QByteArray>("backend");
        for (const char *name : {"memory", "memory, a turn later", "redis", "redis for a cluster"})
            QTest::newRow(name) << QByteArray(name);
    }

    void init()
    {
        QFETCH_GLOBAL(QByteArray, backend);
        if (backend.startsWith("redis") && !m_server)
            QSKIP("NOT TESTED: there is no redis-server on this machine");
        use(TwoFailures);
    }

    void cleanup() { m_subject.reset(); }

    void keysAreIndependent() // BP-22
    {
        use(withoutRollup());
        m_subject->open(key("a"));
        QCOMPARE(m_subject->refusal(key("a")), Refusal::Open);
        QVERIFY(m_subject->passes(key("b")));
        QVERIFY(m_subject->passes(key("")));
        QVERIFY(m_subject->passes(key("a", "gemini")));
    }

    void theBareKeyIsAKeyLikeAnyOther()
    {
        use(withoutRollup());
        m_subject->open(key(""));
        QCOMPARE(m_subject->refusal(key("")), Refusal::Open);
        QVERIFY(m_subject->passes(key("gpt-4o")));
    }

    void opensWithTheThresholdsFailureAndNotBefore()
    {
        m_subject->fail(key("a"));
        QVERIFY(m_subject->passes(key("a")));
        m_subject->fail(key("a"));
        QCOMPARE(m_subject->refusal(key("a")), Refusal::Open);
    }

    void failuresOfTheSameMomentAllCount() // BP-12
    {
        Policy policy = withoutRollup();
        policy.failureThreshold = 100;
        use(policy);
        m_subject->fail(key("a"), {}, 99);
        QVERIFY(m_subject->passes(key("a")));
        m_subject->fail(key("a"));
        QVERIFY(!m_subject->passes(key("a")));
    }

    void forgetsFailuresOutsideTheWindow()
    {
        m_subject->fail(key("a"));
        m_subject->advance(10s);
        m_subject->fail(key("a"));
        QVERIFY(m_subject->passes(key("a")));
        m_subject->advance(9s);
        m_subject->fail(key("a"));
        QVERIFY(!m_subject->passes(key("a")));
    }

    void whatIsInconclusiveNeverCounts() // PP-14
    {
        for (int i = 0; i < 10; ++i)
            m_subject->report(key("a"), {}, Report::Result::Inconclusive);
        QVERIFY(m_subject->passes(key("a")));
        QVERIFY(m_subject->snapshot().providers.isEmpty());
    }

    void aSuccessDoesNotForgetFailures()
    {
        const Ticket ticket = m_subject->pass(key("a"));
        m_subject->fail(key("a"));
        m_subject->succeed(key("a"), ticket);
        m_subject->fail(key("a"));
        QVERIFY(!m_subject->passes(key("a")));
    }

    void failuresWhileItIsOpenDoNotProlongIt()
    {
        m_subject->open(key("a"));
        m_subject->advance(200s);
        m_subject->open(key("a"));
        m_subject->advance(101s);
        QVERIFY(m_subject->probe(key("a")).probe != 0);
    }

    void aSuccessfulProbeCloses()
    {
        m_subject->open(key("a"));
        m_subject->advance(299s);
        QVERIFY(!m_subject->passes(key("a")));
        m_subject->advance(2s);
        const Ticket ticket = m_subject->probe(key("a"));
        QVERIFY(ticket.probe != 0);
        QCOMPARE(m_subject->refusal(key("a")), Refusal::ProbeOut);
        m_subject->succeed(key("a"), ticket);
        QVERIFY(m_subject->passes(key("a")));
    }

    void aFailedProbeOpensAgain()
    {
        m_subject->open(key("a"));
        m_subject->advance(301s);
        m_subject->fail(key("a"), m_subject->probe(key("a")));
        m_subject->advance(299s);
        QCOMPARE(m_subject->refusal(key("a")), Refusal::Open);
        m_subject->advance(2s);
        QVERIFY(m_subject->probe(key("a")).probe != 0);
    }

    void aProbeThatIsLimitedLeavesTheSlotFree() // D18
    {
        m_subject->open(key("a"));
        m_subject->advance(301s);
        m_subject->report(key("a"), m_subject->probe(key("a")), Report::Result::Inconclusive);
        QCOMPARE(m_subject->snapshot().providers[0].state, State::HalfOpen);
        QVERIFY(m_subject->probe(key("a")).probe != 0);
    }

    void aProbeThatNobodyWaitsForLeavesTheSlotFree()
    {
        m_subject->open(key("a"));
        m_subject->advance(301s);
        int answers = 0;
        {
            Wait wait;
            m_subject->store().admit(
                key("a"), m_subject->now, wait, [&](const Gate &) { ++answers; });
            if (!wait.isOpen())
                QSKIP("it answers at once");
        }
        QVERIFY(m_subject->probe(key("b")).probe == 0); // a barrier
        QCOMPARE(answers, 0);
        QVERIFY(m_subject->probe(key("a")).probe != 0);
    }

    void whatBreaksBehindAGoodProbeIsAFreshFailure()
    {
        m_subject->open(key("a"));
        m_subject->advance(301s);
        m_subject->succeed(key("a"), m_subject->probe(key("a")));
        m_subject->fail(key("a")); // the stream was cut
        QVERIFY(m_subject->passes(key("a")));
        m_subject->fail(key("a"));
        QVERIFY(!m_subject->passes(key("a")));
    }

    void theLateResultOfALostProbeIsIgnored()
    {
        m_subject->open(key("a"));
        m_subject->advance(301s);
        const Ticket lost = m_subject->probe(key("a"));
        m_subject->advance(61s);
        const Ticket second = m_subject->probe(key("a"));
        QVERIFY(second.probe != 0 && second.probe != lost.probe);
        m_subject->succeed(key("a"), lost);
        QCOMPARE(m_subject->refusal(key("a")), Refusal::ProbeOut);
        m_subject->succeed(key("a"), second);
        QVERIFY(m_subject->passes(key("a")));
    }

    void failuresFromBeforeItClosedAreIgnored() // BP-09
    {
        const Ticket early = m_subject->pass(key("a"));
        m_subject->open(key("a"));
        m_subject->advance(301s);
        m_subject->succeed(key("a"), m_subject->probe(key("a")));
        m_subject->fail(key("a"), early, 2);
        QVERIFY(m_subject->passes(key("a")));
        m_subject->fail(key("a"), m_subject->pass(key("a")), 2);
        QVERIFY(!m_subject->passes(key("a")));
    }

    void theRollupRefusesModelsThatAreClosed()
    {
        m_subject->open(key("a"));
        QVERIFY(m_subject->passes(key("c")));
        m_subject->open(key("b"));
        QCOMPARE(m_subject->refusal(key("c")), Refusal::Rollup);
        QCOMPARE(m_subject->refusal(key("")), Refusal::Rollup);
        QVERIFY(m_subject->passes(key("c", "gemini")));
        m_subject->advance(61s);
        QCOMPARE(m_subject->refusal(key("c")), Refusal::Rollup); // D19
    }

    void theRollupEndsByItselfAWindowAfterTheCooldown()
    {
        m_subject->open(key("a"));
        m_subject->open(key("b"));
        m_subject->advance(358s);
        QCOMPARE(m_subject->refusal(key("c")), Refusal::Rollup);
        m_subject->advance(3s);
        QVERIFY(m_subject->passes(key("c")));
        using enum EventType;
        QCOMPARE(m_subject->told().back(), RollupClosed);
    }

    void theRollupLetsProbesThroughAndClosesWithTheirSuccess()
    {
        m_subject->open(key("a"));
        m_subject->open(key("b"));
        m_subject->advance(301s);
        const Ticket ticket = m_subject->probe(key("a"));
        QVERIFY(ticket.probe != 0);
        QCOMPARE(m_subject->refusal(key("c")), Refusal::Rollup);
        QVERIFY(m_subject->probe(key("b")).probe != 0); // each has its own slot
        m_subject->succeed(key("a"), ticket);
        QVERIFY(m_subject->passes(key("c")));
        QVERIFY(m_subject->passes(key("a")));
    }

    void aBypassCountsFailuresAndNeverCloses() // BP-25
    {
        m_subject->open(key("a"));
        m_subject->open(key("b"));
        m_subject->advance(301s);
        m_subject->succeed(key("a"), Ticket());
        QCOMPARE(m_subject->snapshot().providers[0].state, State::HalfOpen);
        QCOMPARE(m_subject->refusal(key("c")), Refusal::Rollup);
        m_subject->open(key("d"));
        QCOMPARE(m_subject->refusal(key("d")), Refusal::Open);
    }

    void rulesChangeWithoutForgettingStates() // BP-19, BP-24
    {
        use(withoutRollup());
        m_subject->open(key("a"));
        m_subject->fail(key("b"));
        QVERIFY(m_subject->passes(key("b")));
        Policy stricter = withoutRollup();
        stricter.failureThreshold = 1;
        m_subject->store().setPolicy(stricter, 60s);
        QCOMPARE(m_subject->refusal(key("a")), Refusal::Open);
        QVERIFY(m_subject->passes(key("b")));
        m_subject->fail(key("b"));
        QCOMPARE(m_subject->refusal(key("b")), Refusal::Open);
    }

    void aPersonOpensAKey()
    {
        m_subject->force(key("a"), {Force::What::Open, "ann", m_subject->now + 1000s});
        QCOMPARE(m_subject->refusal(key("a")), Refusal::Forced);
        QVERIFY(m_subject->passes(key("b")));
        const KeyStatus shown = m_subject->snapshot().providers[0].keys[0];
        QCOMPARE(shown.forcedBy, "ann");
        QVERIFY(shown.until.has_value());
        m_subject->advance(990s);
        QCOMPARE(m_subject->refusal(key("a")), Refusal::Forced);
        m_subject->advance(11s);
        QVERIFY(m_subject->probe(key("a")).probe != 0);
    }

    void aPersonOpensAKeyForACooldownIfNoTimeIsSaid()
    {
        m_subject->force(key("a"), {Force::What::Open, "ann"});
        m_subject->advance(299s);
        QVERIFY(!m_subject->passes(key("a")));
        m_subject->advance(2s);
        QVERIFY(m_subject->probe(key("a")).probe != 0);
    }

    void aPersonOpensAKeyUntilItIsLifted()
    {
        m_subject->force(key("a"), {Force::What::Open, "ann", MonotonicTime::max()});
        m_subject->advance(24h * 400);
        QCOMPARE(m_subject->refusal(key("a")), Refusal::Forced);
        m_subject->force(key("a"), {Force::What::Close, "ann"});
        QVERIFY(m_subject->passes(key("a")));
    }

    void aPersonClosesAKey()
    {
        m_subject->open(key("a"));
        m_subject->open(key("b"));
        QCOMPARE(m_subject->refusal(key("c")), Refusal::Rollup);
        m_subject->force(key("a"), {Force::What::Close, "ann"});
        QVERIFY(m_subject->passes(key("a")));
        QVERIFY(m_subject->passes(key("c")));
        m_subject->open(key("a"));
        QVERIFY(!m_subject->passes(key("a")));
    }

    void aPersonKeepsAKeyClosed()
    {
        use(withoutRollup());
        m_subject->force(key("a"), {Force::What::Close, "ann", m_subject->now + 100s});
        m_subject->fail(key("a"), {}, 5);
        QVERIFY(m_subject->passes(key("a")));
        m_subject->advance(102s);
        m_subject->open(key("a"));
        QCOMPARE(m_subject->refusal(key("a")), Refusal::Open);
    }

    void aPersonHasAKeyProbedAtOnce()
    {
        m_subject->open(key("a"));
        m_subject->force(key("a"), {Force::What::Probe, "ann"});
        const Ticket ticket = m_subject->probe(key("a"));
        QVERIFY(ticket.probe != 0);
        m_subject->succeed(key("a"), ticket);
        QVERIFY(m_subject->passes(key("a")));
    }

    void aPersonClosesAWholeProviderOff()
    {
        m_subject->force(wholeProvider("openai"),
                         {Force::What::Open, "ann", m_subject->now + 100s});
        QCOMPARE(m_subject->refusal(key("a")), Refusal::Forced);
        QCOMPARE(m_subject->refusal(key("")), Refusal::Forced);
        QVERIFY(m_subject->passes(key("a", "gemini")));
        const ProviderStatus shown = m_subject->snapshot().providers[0];
        QCOMPARE(shown.state, State::Open);
        QVERIFY(isWholeProvider(shown.keys[0].key));
        m_subject->advance(101s);
        QVERIFY(m_subject->passes(key("a")));

        m_subject->force(wholeProvider("openai"), {Force::What::Open, "ann", MonotonicTime::max()});
        m_subject->advance(24h * 400);
        QVERIFY(!m_subject->passes(key("a")));
        m_subject->force(wholeProvider("openai"), {Force::What::Close, "ann"});
        QVERIFY(m_subject->passes(key("a")));
    }

    void tellsEachChangeOnceAndInOrder() // BP-18
    {
        m_subject->fail(key("a"), {}, 3);
        m_subject->advance(301s);
        m_subject->fail(key("a"), m_subject->probe(key("a")));
        m_subject->advance(301s);
        m_subject->succeed(key("a"), m_subject->probe(key("a")));
        using enum EventType;
        QCOMPARE(m_subject->told(),
                 (std::vector{FailureRecorded,
                              FailureRecorded,
                              Opened,
                              FailureRecorded,
                              ProbeStarted,
                              ProbeFailed,
                              Opened,
                              ProbeStarted,
                              Closed}));
        const std::vector<Event> &events = m_subject->events;
        QCOMPARE(events[2].reason, Reason::Threshold);
        QCOMPARE(events[2].cause.exchange, 17);
        QCOMPARE(events[2].cause.kind, FailureKind::Http503);
        QCOMPARE(events[6].reason, Reason::ProbeFailed);
        QCOMPARE(events[8].reason, Reason::ProbeSuccess);
    }

    void tellsWhenTheRollupOpensAndCloses()
    {
        m_subject->open(key("a"));
        m_subject->open(key("b"));
        QCOMPARE(m_subject->told().back(), EventType::RollupOpened);
        QCOMPARE(m_subject->events.back().key, key(""));
        m_subject->advance(301s);
        m_subject->succeed(key("b"), m_subject->probe(key("b")));
        QCOMPARE(m_subject->told().back(), EventType::RollupClosed);
    }

    void tellsThatAProbeWasLost()
    {
        m_subject->open(key("a"));
        m_subject->advance(301s);
        m_subject->probe(key("a"));
        m_subject->told();
        m_subject->events.clear();
        m_subject->advance(61s);
        m_subject->probe(key("a"));
        QCOMPARE(m_subject->told(), (std::vector{EventType::ProbeLost, EventType::ProbeStarted}));
    }

    void tellsWhoForcedIt()
    {
        m_subject->force(key("a"), {Force::What::Open, "ann"});
        m_subject->force(key("a"), {Force::What::Open, "bob"}); // longer
        m_subject->force(key("a"), {Force::What::Probe, "bob"});
        m_subject->force(key("a"), {Force::What::Close, "bob"});
        m_subject->force(key("a"), {Force::What::Probe, "bob"}); // it is closed
        using enum EventType;
        QCOMPARE(m_subject->told(), (std::vector{Forced, Opened, Forced, Forced, Forced, Closed}));
        QCOMPARE(m_subject->events[1].reason, Reason::Forced);
        QCOMPARE(m_subject->events[1].by, "ann");
        QCOMPARE(m_subject->events[5].by, "bob");
    }

    void showsEveryProviderInTheWorstStateOfItsKeys()
    {
        m_subject->open(key("b"));
        m_subject->fail(key("a"));
        m_subject->fail(key("x", "gemini"));
        const Snapshot shown = m_subject->snapshot();
        QCOMPARE(shown.providers.size(), 2);
        QCOMPARE(shown.providers[0].provider, "gemini");
        QCOMPARE(shown.providers[0].state, State::Closed);
        const ProviderStatus &openai = shown.providers[1];
        QCOMPARE(openai.state, State::Open);
        QCOMPARE(openai.failures, 3);
        QVERIFY(openai.cooldownUntil.has_value());
        QCOMPARE(openai.rollup.count, 1);
        QCOMPARE(openai.rollup.threshold, 2);
        QCOMPARE(openai.rollup.openKeys, QList<Key>{key("b")});
        QVERIFY(!openai.rollup.open);
        QCOMPARE(openai.keys[0].key, key("b"));
        QCOMPARE(openai.keys[0].recent.size(), 2);
        QCOMPARE(openai.keys[0].recent[0].cause.status, 503);
        QCOMPARE(openai.keys[0].recent[0].cause.kind, FailureKind::Http503);
        QVERIFY(!openai.keys[1].until);
    }

    void anOpenKeyWithAnEmptyWindowIsStillShownOpen()
    {
        m_subject->open(key("a"));
        m_subject->advance(20s);
        const ProviderStatus shown = m_subject->snapshot().providers[0];
        QCOMPARE(shown.failures, 0);
        QCOMPARE(shown.state, State::Open);
        QVERIFY(shown.cooldownUntil.has_value());
    }

    void keepsModelsOfAnyBytes()
    {
        const Key odd = key("a:b{c}\n\x01 ü");
        m_subject->open(odd);
        QCOMPARE(m_subject->refusal(odd), Refusal::Open);
        QVERIFY(m_subject->passes(key("a")));
        QCOMPARE(m_subject->snapshot().providers[0].keys[0].key, odd);
    }

private:
    void use(const Policy &policy)
    {
        QFETCH_GLOBAL(QByteArray, backend);
        m_subject.reset();
        if (backend == "memory")
            m_subject = std::make_unique<Subject>(policy);
        else if (backend == "memory, a turn later")
            m_subject = std::make_unique<LaterSubject>(policy);
        else
            m_subject = std::make_unique<RedisSubject>(
                policy, *m_server, RedisLayout{"llm", backend == "redis for a cluster"});
    }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Subject> m_subject;
};

QTEST_GUILESS_MAIN(BreakerStoreTest)
#include "tst_breaker_store.moc"
