// SPDX-License-Identifier: MIT
// What every store of limits must do, be it in memory or on Redis.
#include "engine/ratelimit/windows.h"
#include "engine/storage/redis_limit_store.h"
#include "engine/storage/redis_scripts.h"
#include "tests/support/later_stores.h"
#include "tests/support/redis_server.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ratelimit;
using namespace llmproxy::storage;
using namespace llmproxy::test;
using namespace std::chrono_literals;

namespace {

constexpr int PatienceMs = 10'000;

std::shared_ptr<const Policy> policyOf(const Limits &limits)
{
    auto policy = std::make_shared<Policy>();
    policy->defaults.fill(limits);
    return policy;
}

std::shared_ptr<const Policy> perMinute(qint64 requests, qint64 tokens)
{
    return policyOf({{requests, tokens}, {}});
}

std::shared_ptr<const Policy> perDay(qint64 requests, qint64 tokens)
{
    return policyOf({{}, {requests, tokens}});
}

std::shared_ptr<const Policy> onlyUsers(qint64 requestsPerMinute)
{
    auto policy = std::make_shared<Policy>();
    policy->defaults[std::size_t(Dimension::User)] = {{requestsPerMinute, 0}, {}};
    return policy;
}

Scopes user(const QByteArray &name)
{
    Scopes scopes;
    scopes.caller.user = name;
    return scopes;
}

/// A store and its clock, which begins at the first second of a minute.
class Subject
{
public:
    explicit Subject(std::shared_ptr<const Policy> policy)
        : m_memory(std::move(policy))
    {}
    virtual ~Subject()
    {
        for (Reservation &reservation : m_reservations)
            reservation.take();
    }
    Q_DISABLE_COPY_MOVE(Subject)

    virtual LimitStore &store() { return m_memory; }
    virtual void advance(Duration by) { now += by; }
    virtual void settled() {} ///< what was settled is through

    Decision ask(qint64 tokens = 0, const Scopes &scopes = user("alice"))
    {
        std::optional<Decision> answer;
        Wait wait;
        store().reserve({1, scopes, tokens}, now, wait, [&](Decision decision) {
            answer = std::move(decision);
        });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, PatienceMs))
            qFatal("no answer");
        return *std::move(answer);
    }
    /// Nothing: let through.
    std::optional<Denial> denial(qint64 tokens = 0, const Scopes &scopes = user("alice"))
    {
        Decision decision = ask(tokens, scopes);
        if (auto *denial = std::get_if<Denial>(&decision))
            return *denial;
        auto &admitted = std::get<Admitted>(decision);
        m_reservations.push_back(std::move(admitted.reservation));
        m_requests = admitted.requests;
        m_wouldDeny = admitted.wouldDeny;
        return std::nullopt;
    }
    bool passes(qint64 tokens = 0, const Scopes &scopes = user("alice"))
    {
        return !denial(tokens, scopes);
    }
    /// Of the `index`th call that was let through.
    void settle(std::size_t index, const Outcome &outcome)
    {
        store().settle(std::move(m_reservations.at(index)), outcome);
        settled();
    }
    Amounts minute(const QByteArray &scope = "user:alice")
    {
        const Snapshot snapshot = store().snapshot(now, 1000);
        for (const WindowUse &use : snapshot.windows) {
            if (use.scope == scope && use.window == Window::Minute)
                return use.used;
        }
        return {};
    }
    const std::optional<Headroom> &requests() const { return m_requests; }
    const std::optional<Denial> &wouldDeny() const { return m_wouldDeny; }

    TimePoint now{1'772'582'401s};

protected:
    MemoryLimitStore m_memory;

private:
    std::vector<Reservation> m_reservations;
    std::optional<Headroom> m_requests;
    std::optional<Denial> m_wouldDeny;
};

class LaterSubject final : public Subject
{
public:
    using Subject::Subject;
    LimitStore &store() override { return m_later; }

private:
    LaterLimitStore m_later{m_memory};
};

class RedisSubject final : public Subject
{
public:
    RedisSubject(std::shared_ptr<const Policy> policy, RedisServer &server)
        : Subject(std::move(policy))
        , m_server(server)
        , m_servers(m_loop,
                    server.settings(),
                    std::make_shared<redis::Watch>(TimePoint(), redis::Watch::Changed()),
                    RedisScripts::all().list())
        , m_store(m_servers, RedisLayout(), m_memory, m_digest)
    {
        server.ask({"FLUSHALL"});
        const redis::Reply time = server.ask({"TIME"});
        const qint64 second = time.number(0) % 86400;
        server.advance(std::chrono::seconds(86400 - second + 1)); // the first second of a day
        if (!QTest::qWaitFor([this] { return m_servers.isUp({}); }, PatienceMs))
            qFatal("no connection to the redis-server");
    }

    LimitStore &store() override { return m_store; }
    void advance(Duration by) override
    {
        Subject::advance(by);
        m_server.advance(by);
    }
    void settled() override
    {
        bool done = false;
        m_servers.send({}, {"PING"}, [&](const redis::Reply *) { done = true; });
        QVERIFY(QTest::qWaitFor([&] { return done; }, PatienceMs));
    }

private:
    RedisServer &m_server;
    const KeyDigest m_digest{QByteArray(32, 's')};
    net::Loop m_loop;
    redis::Servers m_servers;
    RedisLimitStore m_store;
};

} // namespace

class LimitStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_server = RedisServer::start(); }

    void initTestCase_data()
    {
        QTest::addColumn<QByteArray>("backend");
        for (const char *name : {"memory", "memory, a turn later", "redis"})
            QTest::newRow(name) << QByteArray(name);
    }

    void init()
    {
        QFETCH_GLOBAL(QByteArray, backend);
        if (backend == "redis" && !m_server)
            QSKIP("NOT TESTED: there is no redis-server on this machine");
    }

    void cleanup() { m_subject.reset(); }

    void letsThroughAsManyRequestsAsTheLimitSays()
    {
        use(perMinute(2, 0));
        QVERIFY(m_subject->passes());
        QVERIFY(m_subject->passes());
        const auto denial = m_subject->denial();
        QVERIFY(denial);
        QCOMPARE(denial->scope, "global");
        QCOMPARE(denial->window, Window::Minute);
        QCOMPARE(denial->metric, Metric::Requests);
        QCOMPARE(denial->limit, 2);
        QCOMPARE(denial->remaining, 0);
        QVERIFY(denial->retryAfter > 50s && denial->retryAfter <= 59s);
    }

    void theFirstCallWithTokensPassesWhateverItAsksFor()
    {
        use(perMinute(0, 100));
        QVERIFY(m_subject->passes(150));
        const auto denial = m_subject->denial(1);
        QVERIFY(denial && denial->metric == Metric::Tokens);
        m_subject->settle(0, Actual{60});
        QVERIFY(m_subject->passes(40)); // up to the limit and not above
        QVERIFY(!m_subject->passes(1));
        m_subject->settle(1, Cancel{});
        QCOMPARE(m_subject->minute(), (Amounts{1, 60}));
        QVERIFY(m_subject->passes(40));
    }

    void aDeniedCallLeavesNoTrace()
    {
        auto policy = std::make_shared<Policy>();
        policy->named[std::size_t(Dimension::User)]["alice"] = {{1, 0}, {}};
        policy->defaults[std::size_t(Dimension::Global)] = {{10, 0}, {}};
        use(policy);
        QVERIFY(m_subject->passes());
        QVERIFY(!m_subject->passes());
        QVERIFY(!m_subject->passes());
        QCOMPARE(m_subject->minute("global"), (Amounts{1, 0}));
        QVERIFY(m_subject->passes(0, user("bob")));
        QCOMPARE(m_subject->minute("global"), (Amounts{2, 0}));
    }

    void scopesAreCheckedInOrder()
    {
        auto policy = std::make_shared<Policy>();
        const auto limit = [&](Dimension dimension, qint64 requests) {
            policy->defaults[std::size_t(dimension)] = {{requests, 0}, {}};
        };
        limit(Dimension::Provider, 1);
        limit(Dimension::Model, 1);
        limit(Dimension::Key, 1);
        use(policy);
        const Scopes scopes{"openai", "gpt-4o", {"0123", "sk-…cdef", "alice"}};
        QVERIFY(m_subject->passes(0, scopes));
        QCOMPARE(m_subject->denial(0, scopes)->scope, "provider:openai");
        QCOMPARE(m_subject->denial(0, {"gemini", "gpt-4o", {}})->scope, "model:gpt-4o");
        QCOMPARE(m_subject->denial(0, {"gemini", "other", {"0123", "sk-…cdef", {}}})->scope,
                 "key:sk-…cdef");
        QVERIFY(m_subject->passes(0, {"gemini", "other", {"4567", "sk-…4567", {}}}));
    }

    void bothOverTellsTheRequests() // LP-09
    {
        use(perMinute(1, 10));
        QVERIFY(m_subject->passes(10));
        QCOMPARE(m_subject->denial(10)->metric, Metric::Requests);
    }

    void aNewMinuteBeginsAnew()
    {
        use(perMinute(1, 0));
        QVERIFY(m_subject->passes());
        m_subject->advance(55s);
        QVERIFY(!m_subject->passes());
        m_subject->advance(5s);
        QVERIFY(m_subject->passes());
        QVERIFY(!m_subject->passes());
    }

    void whatIsSettledLateLeavesTheNewMinuteAlone() // LP-04
    {
        use(perMinute(0, 100));
        QVERIFY(m_subject->passes(80));
        m_subject->advance(60s);
        QVERIFY(m_subject->passes(50));
        m_subject->settle(0, Cancel{});
        QCOMPARE(m_subject->minute(), (Amounts{1, 50}));
        QVERIFY(!m_subject->passes(51));
    }

    void aDayIsCountedOverItsMinutes()
    {
        use(perDay(2, 0));
        QVERIFY(m_subject->passes());
        m_subject->advance(3h);
        QVERIFY(m_subject->passes());
        m_subject->advance(20h);
        const auto denial = m_subject->denial();
        QVERIFY(denial && denial->window == Window::Day);
        QVERIFY(denial->retryAfter <= 1h && denial->retryAfter > 50min);
        m_subject->advance(1h);
        QVERIFY(m_subject->passes());
    }

    void neverCountsBelowZero() // LP-03
    {
        use(perMinute(0, 100));
        QVERIFY(m_subject->passes(10));
        QVERIFY(m_subject->passes(10));
        m_subject->settle(0, Actual{1});
        m_subject->settle(1, Cancel{});
        QCOMPARE(m_subject->minute(), (Amounts{1, 1}));
        QVERIFY(m_subject->passes(99));
    }

    void tellsWhatIsLeft()
    {
        use(perMinute(5, 0));
        QVERIFY(m_subject->passes());
        QVERIFY(m_subject->passes());
        QVERIFY(m_subject->requests());
        QCOMPARE(m_subject->requests()->limit, 5);
        QCOMPARE(m_subject->requests()->remaining, 3);
    }

    void inModeLogItTellsWhatItWouldHaveDenied()
    {
        auto policy = std::make_shared<Policy>(*perMinute(1, 0));
        policy->mode = Policy::Mode::Log;
        use(policy);
        QVERIFY(m_subject->passes());
        QVERIFY(!m_subject->wouldDeny());
        QVERIFY(m_subject->passes());
        QVERIFY(m_subject->wouldDeny());
        QCOMPARE(m_subject->minute(), (Amounts{1, 0}));
    }

    void takesOtherLimitsAtOnceAndKeepsWhatWasCounted() // LP-07
    {
        use(perMinute(1, 0));
        QVERIFY(m_subject->passes());
        QVERIFY(!m_subject->passes());
        m_subject->store().setPolicy(perMinute(2, 0));
        QVERIFY(m_subject->passes());
        QVERIFY(!m_subject->passes());
    }

    void aCallThatNobodyWaitsForIsNotCounted()
    {
        use(perMinute(1, 0));
        {
            Wait wait;
            m_subject->store().reserve(
                {1, user("alice"), 5}, m_subject->now, wait, [](Decision decision) {
                    if (auto *admitted = std::get_if<Admitted>(&decision))
                        admitted->reservation.take();
                });
            if (!wait.isOpen())
                QSKIP("it answers at once");
        }
        m_subject->settled();
        QTRY_COMPARE(m_subject->minute(), Amounts());
        m_subject->settled();
        QVERIFY(m_subject->passes());
    }

    void longNamesStayDifferent()
    {
        use(perMinute(1, 0));
        m_subject->store().setPolicy(onlyUsers(1));
        const QByteArray name(1000, 'm');
        QVERIFY(m_subject->passes(0, user(name)));
        QVERIFY(!m_subject->passes(0, user(name)));
        QVERIFY(m_subject->passes(0, user(name + 'm')));
    }

private:
    void use(std::shared_ptr<const Policy> policy)
    {
        QFETCH_GLOBAL(QByteArray, backend);
        m_subject.reset();
        if (backend == "memory")
            m_subject = std::make_unique<Subject>(std::move(policy));
        else if (backend == "memory, a turn later")
            m_subject = std::make_unique<LaterSubject>(std::move(policy));
        else
            m_subject = std::make_unique<RedisSubject>(std::move(policy), *m_server);
    }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Subject> m_subject;
};

QTEST_GUILESS_MAIN(LimitStoreTest)
#include "tst_limit_store.moc"
