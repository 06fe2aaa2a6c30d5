// SPDX-License-Identifier: MIT
#include "tests/ui/window/sample_states.h"
#include "ui/limit_rows.h"
#include "ui/window_clock.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ratelimit::Window;

class LimitRowsTest : public QObject
{
    Q_OBJECT

private:
    stats::EngineSnapshot m_state;

    static LimitBar bar(const Row &row, int column)
    {
        return row.cells[column].paints.value<LimitBar>();
    }

private slots:
    void init()
    {
        m_state = {};
        m_state.at = TimePoint{1'760'000'000s};
        SampleStates::limits(m_state);
    }

    void changesItsLevelAtItsBounds_data()
    {
        QTest::addColumn<qint64>("used");
        QTest::addColumn<qint64>("held");
        QTest::addColumn<qint64>("limit");
        QTest::addColumn<int>("level");
        QTest::newRow("no limit") << qint64(5) << qint64(0) << qint64(0) << 0;
        QTest::newRow("just below 80 %") << qint64(79) << qint64(0) << qint64(100) << 1;
        QTest::newRow("80 % with what is held") << qint64(70) << qint64(10) << qint64(100) << 2;
        QTest::newRow("just below the limit") << qint64(99) << qint64(0) << qint64(100) << 2;
        QTest::newRow("the limit") << qint64(99) << qint64(1) << qint64(100) << 3;
        QTest::newRow("above it") << qint64(140) << qint64(0) << qint64(100) << 3;
    }
    void changesItsLevelAtItsBounds()
    {
        QFETCH(const qint64, used);
        QFETCH(const qint64, held);
        QFETCH(const qint64, limit);
        LimitBar made{.used = used, .held = held, .limit = limit};
        QTEST(static_cast<int>(made.level()), "level");
        QCOMPARE(made.text().contains(u"REJECTING"_s), made.level() == LimitBar::Level::Rejecting);
    }

    void tellsUsedFromHeld()
    {
        const QList<Row> rows = LimitRows::scopes(m_state.limits, Window::Minute);
        QCOMPARE(rows.size(), 5);
        QCOMPARE(rows[0].cells[1].text, u"210 + 30 held / 500"_s);
        QCOMPARE(bar(rows[0], 1).used, 210); // the engine's sum has what is held in it
        QCOMPARE(rows[4].cells[1].text, u"\u221E \u00B7 4 used"_s);
    }

    void showsTheOtherWindowWhereThatOneBites()
    {
        const Row minute = LimitRows::scopes(m_state.limits, Window::Minute)[3];
        QCOMPARE(minute.cells[1].text, u"DAY 1,000 / 1,000 REJECTING"_s);
        const Row day = LimitRows::scopes(m_state.limits, Window::Day)[3];
        QCOMPARE(day.cells[1].text, u"1,000 / 1,000 REJECTING"_s);
        m_state.limits.windows[4].used.requests = 799; // of 1000: not near
        QCOMPARE(LimitRows::scopes(m_state.limits, Window::Minute)[3].cells[1].text, u"12 / 100"_s);
        m_state.limits.windows[4].used.requests = 800;
        QVERIFY(LimitRows::scopes(m_state.limits, Window::Minute)[3].cells[1].text.startsWith(
            u"DAY"_s));
    }

    void rejectsNothingWhereItOnlyObserves()
    {
        m_state.limits.mode = ratelimit::Policy::Mode::Log;
        const Row row = LimitRows::scopes(m_state.limits, Window::Day)[3];
        QVERIFY(row.cells[1].text.endsWith(u"OVER"_s));
        QVERIFY(LimitRows::facts(m_state.limits).startsWith(u"OBSERVE ONLY"_s));
    }

    void countsScopesThatAreFull()
    {
        QCOMPARE(LimitRows::rejecting(m_state.limits), 1);
        QVERIFY(LimitRows::hasLimits(m_state.limits));
        SampleStates::noLimits(m_state);
        QCOMPARE(LimitRows::rejecting(m_state.limits), 0);
        QVERIFY(!LimitRows::hasLimits(m_state.limits));
    }

    void linksARefusedCallToItsRequest()
    {
        const QList<Row> rows = LimitRows::denials(m_state.limits);
        QCOMPARE(rows.size(), 3);
        QCOMPARE(LimitRows::exchangeOf(rows[0].id), 308);
        QCOMPARE(rows[0].cells[2].text, u"1,000 requests a day"_s);
        QCOMPARE(rows[0].cells[3].text, u"11:38:04"_s);
    }

    void countsDownToTheNextWindow()
    {
        const TimePoint now{std::chrono::days(20'000) + 14h + 3min + 23s};
        QVERIFY(WindowClock::words(now).startsWith(
            u"minute resets in 00:37 \u00B7 day resets in 09:56:37"_s));
    }
};
QTEST_MAIN(LimitRowsTest)
#include "tst_limit_rows.moc"
