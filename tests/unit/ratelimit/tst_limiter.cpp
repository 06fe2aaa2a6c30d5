// SPDX-License-Identifier: MIT
#include "tests/unit/ratelimit/desk.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ratelimit;
using namespace std::chrono_literals;

namespace {

const TimePoint Noon = at(12, 0, 0);

} // namespace

class LimiterTest : public QObject
{
    Q_OBJECT

private slots:
    void countsNothingAgainstNoLimit()
    {
        Desk desk((Policy()));
        for (int i = 0; i < 1000; ++i)
            QVERIFY(desk.passes(Noon, 1'000'000));
        QCOMPARE(desk.minute(Noon), (Amounts{1000, 1'000'000'000}));
        QVERIFY(!desk.last().requests && !desk.last().tokens);
    }

    void deniesTheRequestAfterTheLast()
    {
        Desk desk(perMinute(2, 0));
        QVERIFY(desk.passes(at(12, 0, 4.9)));
        QVERIFY(desk.passes(at(12, 0, 4.9)));
        const auto denial = desk.ask(at(12, 0, 4.9));
        QVERIFY(denial);
        QCOMPARE(
            *denial,
            (Denial{"global", Dimension::Global, Window::Minute, Metric::Requests, 2, 0, 56s}));
    }

    void tellsWhatWasLeftOfTheTokens()
    {
        Desk desk(perMinute(0, 100));
        QVERIFY(desk.passes(Noon, 70));
        QCOMPARE(desk.ask(Noon, 31)->remaining, qint64(30));
        QVERIFY(desk.passes(Noon, 30));
        QCOMPARE(desk.ask(Noon, 1)->remaining, qint64(0));
    }

    void letsTheFirstTokensOfAWindowThrough()
    {
        Desk desk(perMinute(0, 20));
        QVERIFY(desk.passes(Noon, 25));
        const auto denial = desk.ask(Noon, 25);
        QVERIFY(denial);
        QCOMPARE(denial->metric, Metric::Tokens);
        QCOMPARE(denial->remaining, qint64(0));
        QVERIFY(desk.passes(at(12, 1, 0), 25));
    }

    void callsWithoutTokensDoNotUseUpTheFirst()
    {
        Desk desk(perMinute(0, 20));
        QVERIFY(desk.passes(Noon, 0));
        QVERIFY(desk.passes(Noon, 25));
        QVERIFY(!desk.passes(Noon, 0));
    }

    void limitsRequestsOfTheFirstTokensToo()
    {
        Desk desk(perMinute(1, 20));
        QVERIFY(desk.passes(Noon, 0));
        QCOMPARE(desk.ask(Noon, 25)->metric, Metric::Requests);
    }

    void letsTheFirstTokensThroughInEachScopeAndWindowByItself()
    {
        Policy policy;
        policy.defaults[std::size_t(Dimension::User)] = {{0, 20}, {0, 100}};
        Desk desk(policy);
        QVERIFY(desk.passes(Noon, 90, user("alice")));
        QVERIFY(desk.passes(Noon, 90, user("bob")));
        const auto denial = desk.ask(at(12, 1, 0), 90, user("alice")); // the minute is fresh
        QVERIFY(denial);
        QCOMPARE(denial->window, Window::Day);
    }

    void tellsOfRequestsWhereBothAreOver()
    {
        Desk desk(perMinute(1, 10));
        QVERIFY(desk.passes(Noon, 10));
        QCOMPARE(desk.ask(Noon, 10)->metric, Metric::Requests);
    }

    void tellsOfTheFirstLimitInOrder_data()
    {
        QTest::addColumn<Policy>("policy");
        QTest::addColumn<QByteArray>("scope");
        QTest::addColumn<Window>("window");
        QTest::addColumn<Metric>("metric");
        const auto row = [](const char *name,
                            const QList<std::pair<Dimension, Limits>> &limits,
                            const char *scope,
                            Window window,
                            Metric metric) {
            Policy policy;
            for (const auto &[dimension, limit] : limits)
                policy.defaults[std::size_t(dimension)] = limit;
            QTest::newRow(name) << policy << QByteArray(scope) << window << metric;
        };
        const Limits minuteRequests{{1, 0}, {}};
        const Limits minuteTokens{{0, 1}, {}};
        const Limits dayRequests{{}, {1, 0}};
        const Limits dayTokens{{}, {0, 1}};
        const Limits all{{1, 1}, {1, 1}};
        using D = Dimension;
        row("all", {{D::Global, all}, {D::User, all}}, "global", Window::Minute, Metric::Requests);
        row("minute's tokens before the day's requests",
            {{D::Global, {{0, 1}, {1, 1}}}},
            "global",
            Window::Minute,
            Metric::Tokens);
        row("day's requests before its tokens",
            {{D::Global, {{}, {1, 1}}}},
            "global",
            Window::Day,
            Metric::Requests);
        row("day's tokens", {{D::Global, dayTokens}}, "global", Window::Day, Metric::Tokens);
        row("global's last before the provider's first",
            {{D::Global, dayTokens}, {D::Provider, minuteRequests}},
            "global",
            Window::Day,
            Metric::Tokens);
        row("provider before model",
            {{D::Provider, dayTokens}, {D::Model, minuteRequests}},
            "provider:openai",
            Window::Day,
            Metric::Tokens);
        row("model before key",
            {{D::Model, dayRequests}, {D::Key, minuteRequests}},
            "model:gpt-4o",
            Window::Day,
            Metric::Requests);
        row("key before user",
            {{D::Key, minuteTokens}, {D::User, minuteRequests}},
            "key:sk-…cdef",
            Window::Minute,
            Metric::Tokens);
        row("user", {{D::User, minuteRequests}}, "user:alice", Window::Minute, Metric::Requests);
    }

    void tellsOfTheFirstLimitInOrder()
    {
        QFETCH(const Policy, policy);
        Desk desk(policy);
        QVERIFY(desk.passes(Noon, 1, everything()));
        const auto denial = desk.ask(Noon, 1, everything());
        QVERIFY(denial);
        QTEST(denial->scope, "scope");
        QTEST(denial->window, "window");
        QTEST(denial->metric, "metric");
    }

    void countsEachNameByItself()
    {
        Policy policy;
        policy.defaults[std::size_t(Dimension::Model)] = {{1, 0}, {}};
        Desk desk(policy);
        Scopes scopes = everything();
        QVERIFY(desk.passes(Noon, 0, scopes));
        QVERIFY(!desk.passes(Noon, 0, scopes));
        scopes.model = "gpt-4.1";
        QVERIFY(desk.passes(Noon, 0, scopes));
        scopes.model.clear(); // not known: neither counted nor limited
        QVERIFY(desk.passes(Noon, 0, scopes));
        QVERIFY(desk.passes(Noon, 0, scopes));
    }

    void doesNotTakeAProviderForAModelOfThatName()
    {
        Policy policy;
        policy.defaults[std::size_t(Dimension::Model)] = {{1, 0}, {}};
        Desk desk(policy);
        QVERIFY(desk.passes(Noon, 0, {"same", {}, {}}));
        QVERIFY(desk.passes(Noon, 0, {{}, "same", {}}));
        QVERIFY(!desk.passes(Noon, 0, {{}, "same", {}}));
    }

    void appliesTheLimitsOfASingleName_data()
    {
        QTest::addColumn<Dimension>("dimension");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("provider") << Dimension::Provider << QByteArray("openai")
                                  << QByteArray("provider:openai");
        QTest::newRow("model") << Dimension::Model << QByteArray("gpt-4o")
                               << QByteArray("model:gpt-4o");
        QTest::newRow("key") << Dimension::Key << QByteArray("0123") << QByteArray("key:sk-…cdef");
        QTest::newRow("user") << Dimension::User << QByteArray("alice") << QByteArray("user:alice");
    }

    void appliesTheLimitsOfASingleName()
    {
        QFETCH(const Dimension, dimension);
        QFETCH(const QByteArray, name);
        Policy policy;
        policy.named[std::size_t(dimension)][name] = {{1, 0}, {}};
        Desk desk(policy);
        QVERIFY(desk.passes(Noon, 0, everything()));
        const auto denial = desk.ask(Noon, 0, everything());
        QVERIFY(denial);
        QTEST(denial->scope, "shown");
        const Scopes others{"gemini", "gemini-pro", {"4567", "AIz…9876", "bob"}};
        QVERIFY(desk.passes(Noon, 0, others));
        QVERIFY(desk.passes(Noon, 0, others));
    }

    void leavesNoTraceOfADeniedCall()
    {
        Policy policy;
        policy.defaults[std::size_t(Dimension::User)] = {{1, 0}, {}};
        Desk desk(policy);
        QVERIFY(desk.passes(Noon, 5, everything()));
        Scopes another = everything();
        another.model = "never seen";
        QVERIFY(!desk.passes(Noon, 7, another));
        for (const char *scope :
             {"global", "provider:openai", "model:gpt-4o", "key:sk-…cdef", "user:alice"}) {
            QCOMPARE(desk.minute(Noon, scope), (Amounts{1, 5}));
            QCOMPARE(desk.day(Noon, scope), (Amounts{1, 5}));
        }
        QCOMPARE(desk.limiter().snapshot(Noon, 100).scopes, qint64(5));
    }

    void beginsAnewWithTheMinute()
    {
        Desk desk(perMinute(1, 0));
        QVERIFY(desk.passes(at(12, 0, 59.9)));
        QVERIFY(!desk.passes(at(12, 0, 59.999)));
        QVERIFY(desk.passes(at(12, 1, 0)));
        QVERIFY(!desk.passes(at(12, 1, 0.1)));
    }

    void beginsAnewWithTheDay()
    {
        Desk desk(perDay(2, 0));
        QVERIFY(desk.passes(at(12, 0, 0)));
        QVERIFY(desk.passes(at(23, 59, 59)));
        const auto denial = desk.ask(at(23, 59, 59.999));
        QVERIFY(denial);
        QCOMPARE(denial->window, Window::Day);
        QCOMPARE(denial->retryAfter, Duration(1s));
        QVERIFY(desk.passes(at(24, 0, 0)));
        QCOMPARE(desk.limiter().snapshot(at(24, 0, 0), 100).scopes, qint64(2));
    }

    void saysWhenTheDayEnds()
    {
        Desk desk(perDay(1, 0));
        QVERIFY(desk.passes(at(0, 0, 0)));
        QCOMPARE(desk.ask(at(0, 0, 0))->retryAfter, Duration(24h));
        QCOMPARE(desk.ask(at(18, 0, 0))->retryAfter, Duration(6h));
    }

    void neverCarriesOverUnderSteadyLoad()
    {
        Desk desk(perMinute(60, 0));
        int passed = 0;
        for (int second = 0; second < 180; ++second) {
            for (int i = 0; i < 5; ++i)
                passed += desk.passes(Noon + second * 1s + i * 200ms) ? 1 : 0;
        }
        QCOMPARE(passed, 180);
    }

    void admitsAtMostTwiceTheLimitInAnyMinute()
    {
        Desk desk(perMinute(10, 0));
        std::vector<TimePoint> passed;
        for (int i = 0; i < 3000; ++i) { // five minutes, a call each 100 ms
            const TimePoint now = Noon + i * 100ms;
            if (desk.passes(now))
                passed.push_back(now);
        }
        QCOMPARE(passed.size(), std::size_t(50));
        for (std::size_t i = 20; i < passed.size(); ++i)
            QVERIFY(passed[i] - passed[i - 20] >= 1min);
    }

    void grantsOneWindowAfterManyWithoutCalls()
    {
        Desk desk(perMinute(3, 0));
        QVERIFY(desk.passes(Noon));
        int passed = 0;
        for (int i = 0; i < 100; ++i)
            passed += desk.passes(at(13, 30, 0)) ? 1 : 0;
        QCOMPARE(passed, 3);
    }

    void letsThroughWhoeverWaitedAsLongAsItWasTold_data()
    {
        QTest::addColumn<Policy>("policy");
        QTest::addColumn<double>("second");
        for (const double second : {0.0, 0.001, 29.5, 59.0, 59.999}) {
            const auto row = [&](const char *name, const Policy &policy) {
                QTest::addRow("%s at %.3f", name, second) << policy << second;
            };
            row("minute's requests", perMinute(2, 0));
            row("minute's tokens", perMinute(0, 40));
            row("day's requests", perDay(2, 0));
            row("day's tokens", perDay(0, 40));
            row("both windows, the minute told", policyOf({{2, 0}, {2, 0}}));
            row("different metrics", policyOf({{0, 40}, {2, 0}}));
        }
    }

    void letsThroughWhoeverWaitedAsLongAsItWasTold()
    {
        QFETCH(const Policy, policy);
        QFETCH(const double, second);
        Desk desk(policy);
        const TimePoint now = at(12, 0, second);
        QVERIFY(desk.passes(now, 20));
        QVERIFY(desk.passes(now, 20));
        const auto denial = desk.ask(now, 50);
        QVERIFY(denial);
        QVERIFY(denial->retryAfter >= 1s && denial->retryAfter % 1s == 0s);
        QVERIFY(desk.passes(now + denial->retryAfter, 50));
    }

    void takesATimeJustBeforeTheLatestForTheLatest()
    {
        Desk desk(perMinute(2, 0));
        QVERIFY(desk.passes(at(12, 0, 59.999)));
        QVERIFY(desk.passes(at(12, 1, 0.001)));
        QVERIFY(desk.passes(at(12, 0, 59.999))); // of another thread
        QVERIFY(!desk.passes(at(12, 1, 0.001)));
        QVERIFY(!desk.passes(at(12, 0, 59.999)));
        QCOMPARE(desk.minute(at(12, 0, 59.999)), (Amounts{2, 0}));
    }

    void goesOnFromWhereTheClockWasSetBackTo()
    {
        Desk desk(policyOf({{1, 0}, {10, 0}}));
        QVERIFY(desk.passes(at(36, 0, 0)));
        QVERIFY(!desk.passes(at(36, 0, 0)));
        QVERIFY(desk.passes(at(35, 58, 0))); // the same day
        QCOMPARE(desk.day(at(35, 58, 0)), (Amounts{2, 0}));
        QVERIFY(desk.passes(Noon)); // the day before
        QCOMPARE(desk.day(Noon), (Amounts{1, 0}));
    }

    void keepsTimesInOrderAfterTheClockWasSetBackToo()
    {
        Desk desk(perMinute(2, 0));
        QVERIFY(desk.passes(at(13, 0, 0)));
        QVERIFY(desk.passes(at(12, 1, 0.001)));
        QVERIFY(desk.passes(at(12, 0, 59.999)));
        QVERIFY(!desk.passes(at(12, 1, 0.002)));
    }

    void takesOtherLimitsAtOnceAndKeepsTheCounts()
    {
        Desk desk(perMinute(2, 0));
        QVERIFY(desk.passes(Noon, 7));
        QVERIFY(desk.passes(Noon, 7));
        QVERIFY(!desk.passes(Noon, 7));
        desk.limiter().setPolicy(std::make_shared<const Policy>(perMinute(3, 0)));
        QVERIFY(desk.passes(Noon, 7));
        QVERIFY(!desk.passes(Noon, 7));
        desk.limiter().setPolicy(std::make_shared<const Policy>(perMinute(1, 0)));
        QVERIFY(!desk.passes(Noon, 7));
        desk.limiter().setPolicy(std::make_shared<const Policy>(perDay(0, 21)));
        QCOMPARE(desk.ask(Noon, 7)->window, Window::Day);
        QCOMPARE(desk.minute(Noon), (Amounts{3, 21}));
    }

    void tellsTheNearestLimitOfEachMetric()
    {
        Policy policy;
        policy.defaults[std::size_t(Dimension::Global)] = {{10, 1000}, {}};
        policy.defaults[std::size_t(Dimension::User)] = {{0, 0}, {5, 5000}};
        Desk desk(policy);
        QVERIFY(desk.passes(at(12, 0, 50), 300));
        QCOMPARE(*desk.last().requests, (Headroom{Window::Day, 5, 4, 12h - 50s}));
        QCOMPARE(*desk.last().tokens, (Headroom{Window::Minute, 1000, 700, 10s}));
        QVERIFY(desk.passes(at(12, 0, 51), 2000, user("bob")) == false);
        QVERIFY(desk.passes(at(12, 1, 51), 2000, user("bob")));
        QCOMPARE(*desk.last().tokens, (Headroom{Window::Minute, 1000, 0, 9s}));
    }

    void tellsOfTwoLimitsThatAreAsNearTheOneThatLasts()
    {
        Policy policy;
        policy.defaults[std::size_t(Dimension::Global)] = {{}, {5, 0}};
        policy.defaults[std::size_t(Dimension::User)] = {{5, 0}, {}};
        Desk desk(policy);
        QVERIFY(desk.passes(Noon));
        QCOMPARE(*desk.last().requests, (Headroom{Window::Day, 5, 4, 12h}));
        std::swap(policy.defaults.front(), policy.defaults.back());
        Desk swapped(policy);
        QVERIFY(swapped.passes(Noon));
        QCOMPARE(*swapped.last().requests, (Headroom{Window::Day, 5, 4, 12h}));
    }
};
QTEST_APPLESS_MAIN(LimiterTest)
#include "tst_limiter.moc"
