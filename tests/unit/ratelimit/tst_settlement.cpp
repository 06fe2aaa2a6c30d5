// SPDX-License-Identifier: MIT
#include "tests/unit/ratelimit/desk.h"

#include <QTest>

#include <limits>
#include <type_traits>

using namespace llmproxy;
using namespace llmproxy::ratelimit;

namespace {

const TimePoint Noon = at(12, 0, 0);

} // namespace

Q_DECLARE_METATYPE(llmproxy::ratelimit::Outcome)

class SettlementTest : public QObject
{
    Q_OBJECT

private slots:
    void choosesTheOutcome_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<qint64>("inputTokens");
        QTest::addColumn<Outcome>("outcome");
        const auto row = [](const char *name, int status, qint64 tokens, const Outcome &outcome) {
            QTest::newRow(name) << status << tokens << outcome;
        };
        row("good answer with usage", 200, 12, Actual{12});
        row("good answer without", 200, 0, Keep{});
        row("client left in the middle, usage was told", 200, 12, Actual{12});
        row("client left in the middle, nothing was told", 200, 0, Keep{});
        row("client left before the head", 0, 0, Cancel{});
        row("client's fault", 400, 0, Keep{});
        row("not found", 404, 0, Keep{});
        row("throttled by the provider", 429, 0, Keep{});
        row("last of the client's faults", 499, 0, Keep{});
        row("first of the provider's", 500, 0, Cancel{});
        row("not reached", 502, 0, Cancel{});
        row("degraded", 503, 0, Cancel{});
        row("Anthropic overloaded", 529, 0, Cancel{});
        row("provider's fault, but it counted", 500, 3, Actual{3});
        row("nonsense", 200, -5, Keep{});
    }

    void choosesTheOutcome()
    {
        QFETCH(const int, status);
        QFETCH(const qint64, inputTokens);
        QFETCH(const Outcome, outcome);
        QVERIFY(outcomeOf(status, inputTokens) == outcome);
    }

    void cannotBeDoneTwice()
    {
        static_assert(!std::is_copy_constructible_v<Reservation>);
        static_assert(!std::is_copy_assignable_v<Reservation>);
        Reservation first(Holding{{}, 5, 1, 1, 7});
        Reservation second = std::move(first);
        QVERIFY(first.isEmpty()); // NOLINT(bugprone-use-after-move): that is what is promised
        QVERIFY(!second.isEmpty());
        QCOMPARE(second.take().serial, quint64(7));
        QVERIFY(second.isEmpty());
        QCOMPARE(second.take(), Holding());
    }

    // The worked example of docs/rate-limits.md.
    void followsTheWorkedExample()
    {
        Desk desk(perMinute(0, 100));
        QVERIFY(desk.passes(at(12, 0, 1), 150)); // A, the first
        QCOMPARE(desk.minute(at(12, 0, 1)).tokens, qint64(150));
        desk.settle(0, Actual{60});
        QCOMPARE(desk.minute(at(12, 0, 2)).tokens, qint64(60));
        QVERIFY(desk.passes(at(12, 0, 3), 40)); // B, exactly the limit
        QCOMPARE(desk.minute(at(12, 0, 3)).tokens, qint64(100));
        const auto denial = desk.ask(at(12, 0, 4), 1); // C
        QCOMPARE(denial->metric, Metric::Tokens);
        QCOMPARE(denial->retryAfter, Duration(std::chrono::seconds(56)));
        desk.settle(1, outcomeOf(502, 0)); // B
        QCOMPARE(desk.minute(at(12, 0, 5)), (Amounts{1, 60}));
        QVERIFY(desk.passes(at(12, 0, 59), 10)); // late
        QVERIFY(desk.passes(at(12, 1, 0), 99));  // D
        QCOMPARE(desk.minute(at(12, 1, 0)).tokens, qint64(99));
        QCOMPARE(desk.day(at(12, 1, 0)).tokens, qint64(169));
        desk.settle(2, Actual{30});
        QCOMPARE(desk.minute(at(12, 1, 1)).tokens, qint64(99));
        QCOMPARE(desk.day(at(12, 1, 1)).tokens, qint64(189));
    }

    void makesRoomWhenLessWasUsed()
    {
        Desk desk(perMinute(0, 100));
        QVERIFY(desk.passes(Noon, 60));
        QVERIFY(!desk.passes(Noon, 70));
        desk.settle(0, Actual{30});
        QVERIFY(desk.passes(Noon, 70));
    }

    void mayGoOverTheLimitWhenMoreWasUsed()
    {
        Desk desk(perMinute(0, 100));
        QVERIFY(desk.passes(Noon, 10));
        desk.settle(0, Actual{500});
        QCOMPARE(desk.minute(Noon), (Amounts{1, 500}));
        QCOMPARE(desk.ask(Noon, 1)->remaining, qint64(0));
    }

    void keepsTheEstimate()
    {
        Desk desk((Policy()));
        QVERIFY(desk.passes(Noon, 10));
        desk.settle(0, Keep{});
        QCOMPARE(desk.minute(Noon), (Amounts{1, 10}));
    }

    void takesACancelledCallBack()
    {
        Desk desk(perMinute(1, 0));
        QVERIFY(desk.passes(Noon, 10, everything()));
        desk.settle(0, Cancel{});
        for (const char *scope :
             {"global", "provider:openai", "model:gpt-4o", "key:sk-…cdef", "user:alice"}) {
            QCOMPARE(desk.minute(Noon, scope), Amounts());
            QCOMPARE(desk.day(Noon, scope), Amounts());
        }
        QVERIFY(desk.passes(Noon, 10, everything()));
    }

    void leavesANewMinuteAlone_data()
    {
        QTest::addColumn<Outcome>("outcome");
        QTest::addColumn<Amounts>("day");
        QTest::newRow("more") << Outcome(Actual{50}) << Amounts{2, 57};
        QTest::newRow("less") << Outcome(Actual{1}) << Amounts{2, 8};
        QTest::newRow("cancelled") << Outcome(Cancel{}) << Amounts{1, 7};
    }

    void leavesANewMinuteAlone()
    {
        QFETCH(const Outcome, outcome);
        Desk desk((Policy()));
        QVERIFY(desk.passes(at(12, 0, 59), 20));
        QVERIFY(desk.passes(at(12, 1, 0), 7));
        desk.settle(0, outcome);
        const WindowUse minute = desk.use(at(12, 1, 0), Window::Minute);
        QCOMPARE(minute.used, (Amounts{1, 7}));
        QCOMPARE(minute.held, (Amounts{1, 7}));
        const WindowUse day = desk.use(at(12, 1, 0), Window::Day);
        QTEST(day.used, "day");
        QCOMPARE(day.held, (Amounts{1, 7}));
    }

    void leavesANewDayAlone()
    {
        Desk desk((Policy()));
        QVERIFY(desk.passes(at(23, 59, 59), 20));
        QVERIFY(desk.passes(at(24, 0, 0), 7));
        desk.settle(0, Cancel{});
        QCOMPARE(desk.minute(at(24, 0, 0)), (Amounts{1, 7}));
        QCOMPARE(desk.day(at(24, 0, 0)), (Amounts{1, 7}));
    }

    void tellsWhatCallsInFlightHold()
    {
        Desk desk((Policy()));
        QVERIFY(desk.passes(Noon, 20));
        QVERIFY(desk.passes(Noon, 30));
        QCOMPARE(desk.use(Noon, Window::Minute).held, (Amounts{2, 50}));
        desk.settle(0, Actual{5});
        QCOMPARE(desk.use(Noon, Window::Minute).held, (Amounts{1, 30}));
        QCOMPARE(desk.use(Noon, Window::Minute).used, (Amounts{2, 35}));
        desk.settle(1, Keep{});
        QCOMPARE(desk.use(Noon, Window::Minute).held, Amounts());
        QCOMPARE(desk.use(Noon, Window::Day).held, Amounts());
    }

    void staysInBoundsWhateverIsReported()
    {
        const qint64 huge = std::numeric_limits<qint64>::max();
        Desk desk((Policy()));
        for (std::size_t i = 0; i < 100; ++i) {
            QVERIFY(desk.passes(Noon, i % 2 == 0 ? huge : -huge));
            desk.settle(i, Actual{i % 3 == 0 ? huge : -huge});
        }
        QVERIFY(desk.minute(Noon).tokens > 0);
        QVERIFY(desk.minute(Noon).tokens < huge / 2);
    }

    void doesNotTouchACounterThatIsYoungerThanTheCall()
    {
        Desk desk((Policy()));
        QVERIFY(desk.passes(Noon, 20, {{}, "model 0", {}}));
        for (int i = 1; i <= 4096; ++i) // the first makes room for the last
            QVERIFY(desk.passes(Noon, 1, {{}, "model " + QByteArray::number(i), {}}));
        QCOMPARE(desk.minute(Noon, "model:model 0"), Amounts());
        QVERIFY(desk.passes(Noon, 5, {{}, "model 0", {}}));
        desk.settle(0, Cancel{});
        QCOMPARE(desk.minute(Noon, "model:model 0"), (Amounts{1, 5}));
        QCOMPARE(desk.minute(Noon, "global"), (Amounts{4097, 4101}));
    }
};
QTEST_APPLESS_MAIN(SettlementTest)
#include "tst_settlement.moc"
