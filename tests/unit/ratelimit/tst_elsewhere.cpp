// SPDX-License-Identifier: MIT
// Calls that were decided elsewhere, by counts that others share.
#include "tests/unit/ratelimit/desk.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ratelimit;
using namespace std::chrono_literals;

namespace {

Elsewhere told(bool passed, Dimension dimension, const Amounts &minute)
{
    Elsewhere elsewhere;
    elsewhere.passed = passed;
    elsewhere.used[std::size_t(dimension)][std::size_t(Window::Minute)] = minute;
    return elsewhere;
}

const TimePoint Now = at(12, 0, 1);

} // namespace

class ElsewhereTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_limiter.emplace(std::make_shared<const Policy>(perMinute(10, 0))); }

    void takesOverWhatOthersCounted()
    {
        Decision decision = adopt(told(true, Dimension::Global, {6, 60}));
        auto &admitted = std::get<Admitted>(decision);
        QVERIFY(admitted.reservation.holding().isShared);
        QCOMPARE(admitted.requests->remaining, 3); // this call is counted, too
        QCOMPARE(used("global"), (Amounts{7, 65}));
        m_limiter->settle(admitted.reservation.take(), Actual{2});
        QCOMPARE(used("global"), (Amounts{7, 62}));
    }

    void tellsADenialAsItWouldHaveDecidedItself()
    {
        const Decision decision = adopt(told(false, Dimension::User, {10, 0}));
        const auto &denial = std::get<Denial>(decision);
        QCOMPARE(denial.scope, "user:alice");
        QCOMPARE(denial.limit, 10);
        QCOMPARE(denial.retryAfter, 59s);
        QCOMPARE(m_limiter->snapshot(Now, 10).today.all, (Tally{0, 1}));
        QCOMPARE(m_limiter->snapshot(Now, 10).denials.size(), 1);
    }

    void goesOnByItselfFromThere()
    {
        take(adopt(told(true, Dimension::Global, {8, 0})));
        take(m_limiter->reserve({1, user("alice"), 0}, Now));
        QVERIFY(std::holds_alternative<Denial>(m_limiter->reserve({1, user("alice"), 0}, Now)));
    }

    void letsThroughWhatOtherLimitsWouldNotDeny()
    {
        m_limiter->setPolicy(std::make_shared<const Policy>(perMinute(100, 0)));
        const Decision decision = adopt(told(false, Dimension::Global, {10, 0}));
        QVERIFY(std::get<Admitted>(decision).reservation.isEmpty()); // it is not counted there
    }

    void letsThroughWhatPassedThereAndWouldNotHere()
    {
        m_limiter->setPolicy(std::make_shared<const Policy>(perMinute(1, 0)));
        Decision decision = adopt(told(true, Dimension::Global, {10, 0}));
        QVERIFY(!std::get<Admitted>(decision).reservation.isEmpty());
        take(std::move(decision));
    }

    void whatWasToldOfAMinuteEndsWithIt()
    {
        take(adopt(told(true, Dimension::Global, {9, 0})));
        take(m_limiter->reserve({1, user("alice"), 0}, at(12, 1, 0)));
        QCOMPARE(used("global", at(12, 1, 0)), (Amounts{1, 0}));
    }

private:
    Decision adopt(const Elsewhere &elsewhere)
    {
        return m_limiter->adopt({1, user("alice"), 5}, elsewhere, Now);
    }
    static void take(Decision decision) { std::get<Admitted>(decision).reservation.take(); }
    Amounts used(const QByteArray &scope, TimePoint now = Now) const
    {
        const Snapshot snapshot = m_limiter->snapshot(now, 10);
        for (const WindowUse &use : snapshot.windows) {
            if (use.scope == scope && use.window == Window::Minute)
                return use.used;
        }
        return {};
    }

    std::optional<Limiter> m_limiter;
};

QTEST_APPLESS_MAIN(ElsewhereTest)
#include "tst_elsewhere.moc"
