// SPDX-License-Identifier: MIT
#include "tests/unit/ratelimit/desk.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ratelimit;

namespace {

const TimePoint Noon = at(12, 0, 0);

Policy logged(Policy policy)
{
    policy.mode = Policy::Mode::Log;
    return policy;
}

QByteArrayList scopesOf(const Snapshot &snapshot)
{
    QByteArrayList scopes;
    for (const WindowUse &use : snapshot.windows)
        scopes.append(use.scope + ' ' + nameOf(use.window).toByteArray());
    return scopes;
}

} // namespace

class SnapshotTest : public QObject
{
    Q_OBJECT

private slots:
    void isEmptyAtTheStart()
    {
        Desk desk(perMinute(1, 1));
        Snapshot empty;
        empty.at = Noon;
        QCOMPARE(desk.limiter().snapshot(Noon, 10), empty);
    }

    void showsEveryLiveWindow()
    {
        Desk desk(policyOf({{5, 100}, {50, 1000}}));
        QVERIFY(desk.passes(at(12, 0, 30), 20, everything()));
        QVERIFY(desk.passes(at(12, 1, 30), 7));
        const Snapshot snapshot = desk.limiter().snapshot(at(12, 1, 31), 10);
        QCOMPARE(snapshot.at, at(12, 1, 31));
        QCOMPARE(snapshot.scopes, qint64(5));
        // The others' minute is over.
        QCOMPARE(scopesOf(snapshot),
                 (QByteArrayList{"global minute",
                                 "global day",
                                 "provider:openai day",
                                 "model:gpt-4o day",
                                 "key:sk-…cdef day",
                                 "user:alice minute",
                                 "user:alice day"}));
        QCOMPARE(snapshot.windows[0],
                 (WindowUse{"global",
                            Dimension::Global,
                            Window::Minute,
                            {1, 7},
                            {1, 7},
                            {5, 100},
                            at(12, 2, 0)}));
        QCOMPARE(snapshot.windows[1],
                 (WindowUse{"global",
                            Dimension::Global,
                            Window::Day,
                            {2, 27},
                            {2, 27},
                            {50, 1000},
                            at(24, 0, 0)}));
    }

    void showsNothingOfYesterday()
    {
        Desk desk(perDay(1, 0));
        QVERIFY(desk.passes(Noon));
        QVERIFY(!desk.passes(Noon));
        const Snapshot snapshot = desk.limiter().snapshot(at(24, 0, 0), 10);
        QVERIFY(snapshot.windows.isEmpty());
        QCOMPARE(snapshot.scopes, qint64(0));
        QCOMPARE(snapshot.today, DayStats());
        QCOMPARE(snapshot.denials.size(), 1);
    }

    void showsThoseUsedLastWhereThereAreMany()
    {
        Desk desk((Policy()));
        for (const char *name : {"a", "b", "c", "a"})
            QVERIFY(desk.passes(Noon, 0, user(name)));
        const Snapshot snapshot = desk.limiter().snapshot(Noon, 2);
        QCOMPARE(snapshot.scopes, qint64(4));
        QCOMPARE(scopesOf(snapshot),
                 (QByteArrayList{"global minute",
                                 "global day",
                                 "user:a minute",
                                 "user:a day",
                                 "user:c minute",
                                 "user:c day"}));
    }

    void showsTheLimitsThatHoldNow()
    {
        Desk desk((Policy()));
        QVERIFY(desk.passes(Noon));
        Policy policy = perMinute(5, 0);
        policy.named[std::size_t(Dimension::User)]["alice"] = {{9, 0}, {}};
        desk.limiter().setPolicy(std::make_shared<const Policy>(policy));
        QCOMPARE(desk.use(Noon, Window::Minute, "global").limit, (Amounts{5, 0}));
        QCOMPARE(desk.use(Noon, Window::Minute).limit, (Amounts{9, 0}));
    }

    void countsTheDaysDecisions()
    {
        Policy policy;
        policy.defaults[std::size_t(Dimension::User)] = {{2, 10}, {3, 0}};
        Desk desk(policy);
        Scopes scopes = everything();
        QVERIFY(desk.passes(at(12, 0, 0), 1, scopes));
        QVERIFY(!desk.passes(at(12, 0, 0), 10, scopes)); // minute, tokens
        QVERIFY(desk.passes(at(12, 0, 0), 1, scopes));
        QVERIFY(!desk.passes(at(12, 0, 0), 1, scopes)); // minute, requests
        scopes.provider = "gemini";
        QVERIFY(desk.passes(at(12, 1, 0), 1, scopes));
        QVERIFY(!desk.passes(at(12, 2, 0), 1, scopes)); // day, requests
        DayStats expected;
        expected.all = {3, 3};
        expected.byProvider = {{"openai", {2, 2}}, {"gemini", {1, 1}}};
        expected.deniedByMinute = {1, 1};
        expected.deniedByDay = {1, 0};
        QCOMPARE(desk.limiter().snapshot(at(12, 2, 0), 10).today, expected);
        QCOMPARE(expected.all.total(), qint64(6));
    }

    void remembersTheLastDenials()
    {
        Desk desk(perMinute(1, 0));
        QVERIFY(desk.passes(Noon, 0, everything())); // exchange 1
        for (int i = 0; i < 60; ++i)
            QVERIFY(!desk.passes(at(12, 0, i), 0, everything()));
        const Snapshot snapshot = desk.limiter().snapshot(Noon, 10);
        QCOMPARE(snapshot.denials.size(), KeptDenials);
        const Denial newest{"global",
                            Dimension::Global,
                            Window::Minute,
                            Metric::Requests,
                            1,
                            0,
                            std::chrono::seconds(1)};
        QCOMPARE(snapshot.denials.first(),
                 (DeniedCall{at(12, 0, 59), 61, "openai", "gpt-4o", "sk-…cdef", "alice", newest}));
        QCOMPARE(snapshot.denials.last().exchange, qint64(12));
    }

    void deniesNothingWhereItOnlyLogs()
    {
        Desk desk(logged(perMinute(2, 100)));
        QVERIFY(desk.passes(Noon, 60));
        QVERIFY(!desk.last().wouldDeny);
        QVERIFY(desk.passes(Noon, 41));
        QVERIFY(desk.last().wouldDeny);
        QCOMPARE(desk.last().wouldDeny->metric, Metric::Tokens);
        QVERIFY(desk.passes(Noon, 40));
        QVERIFY(!desk.last().wouldDeny);
        QVERIFY(desk.passes(Noon, 0));
        QCOMPARE(desk.last().wouldDeny->metric, Metric::Requests);

        const Snapshot snapshot = desk.limiter().snapshot(Noon, 10);
        QCOMPARE(snapshot.mode, Policy::Mode::Log);
        QCOMPARE(snapshot.today.all, (Tally{2, 2}));
        QCOMPARE(snapshot.denials.size(), 2);
        QVERIFY(!snapshot.denials.first().enforced);
    }

    // Else the log would accuse calls that were let through were the limits enforced.
    void logsExactlyWhatItWouldDeny()
    {
        const Policy policy = policyOf({{5, 100}, {20, 400}});
        Desk enforced(policy);
        Desk logging(logged(policy));
        for (int i = 0; i < 200; ++i) {
            const TimePoint now = Noon + i * std::chrono::seconds(3);
            const qint64 tokens = i * 37 % 60;
            const auto denial = enforced.ask(now, tokens);
            QVERIFY(logging.passes(now, tokens));
            QCOMPARE(logging.last().wouldDeny, denial);
            QCOMPARE(logging.minute(now), enforced.minute(now));
        }
        QVERIFY(enforced.limiter().snapshot(Noon, 1).today.all.denied > 100);
    }

    void needsNoSettlementOfWhatItOnlyLogged()
    {
        Desk desk(logged(perMinute(1, 0)));
        QVERIFY(desk.passes(Noon, 5));
        QVERIFY(desk.passes(Noon, 7));
        desk.settle(1, Cancel{});
        QCOMPARE(desk.minute(Noon), (Amounts{1, 5}));
    }
};
QTEST_APPLESS_MAIN(SnapshotTest)
#include "tst_snapshot.moc"
