// SPDX-License-Identifier: MIT
#include "engine/ratelimit/scopes.h"
#include "engine/ratelimit/windows.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ratelimit;
using namespace std::chrono_literals;

class LimitsTest : public QObject
{
    Q_OBJECT

private slots:
    void combinesLimits_data()
    {
        QTest::addColumn<Override>("by");
        QTest::addColumn<Limits>("expected");
        const Limits base{{10, 100}, {1000, 0}};
        QTest::newRow("nothing") << Override() << base;
        QTest::newRow("lower") << Override{{{5, 0}, {}}} << Limits{{5, 100}, {1000, 0}};
        QTest::newRow("higher") << Override{{{0, 900}, {}}} << Limits{{10, 900}, {1000, 0}};
        QTest::newRow("limits what was not")
            << Override{{{}, {0, 7}}} << Limits{{10, 100}, {1000, 7}};
        QTest::newRow("unlimited") << Override{{}, true} << Limits();
        QTest::newRow("unlimited but for one")
            << Override{{{0, 0}, {50, 0}}, true} << Limits{{}, {50, 0}};
    }

    void combinesLimits()
    {
        QFETCH(const Override, by);
        QTEST(changed({{10, 100}, {1000, 0}}, by), "expected");
    }

    void findsTheLimitsOfAName()
    {
        Policy policy;
        policy.defaults[std::size_t(Dimension::User)] = {{1, 0}, {}};
        policy.named[std::size_t(Dimension::User)]["alice"] = {{2, 0}, {}};
        policy.named[std::size_t(Dimension::Model)]["bob"] = {{3, 0}, {}};
        QCOMPARE(policy.limitsOf(Dimension::User, "alice").minute.requests, qint64(2));
        QCOMPARE(policy.limitsOf(Dimension::User, "bob").minute.requests, qint64(1));
        QCOMPARE(policy.limitsOf(Dimension::Model, "alice").minute.requests, qint64(0));
        QCOMPARE(policy.limitsOf(Dimension::Model, "bob").minute.requests, qint64(3));
    }

    void numbersWindows_data()
    {
        QTest::addColumn<TimePoint>("time");
        QTest::addColumn<qint64>("minute");
        QTest::addColumn<qint64>("day");
        QTest::addColumn<Duration>("untilMinute");
        QTest::addColumn<Duration>("untilDay");
        const auto row = [](const char *name,
                            Duration sinceEpoch,
                            std::pair<qint64, qint64> numbers,
                            Duration untilMinute,
                            Duration untilDay) {
            QTest::newRow(name) << TimePoint(sinceEpoch) << numbers.first << numbers.second
                                << untilMinute << untilDay;
        };
        row("the epoch", 0ms, {0, 0}, 60s, 24h);
        row("a moment later", 1ms, {0, 0}, 60s, 24h);
        row("a second later", 1s, {0, 0}, 59s, 24h - 1s);
        row("before the minute", 60s - 1ms, {0, 0}, 1s, 24h - 59s);
        row("the minute", 60s, {1, 0}, 60s, 24h - 60s);
        row("before the day", 24h - 1ms, {1439, 0}, 1s, 1s);
        row("the day", 24h, {1440, 1}, 60s, 24h);
        row("before the epoch", -1ms, {-1, -1}, 1s, 1s);
    }

    void numbersWindows()
    {
        QFETCH(const TimePoint, time);
        QTEST(numberOf(Window::Minute, time), "minute");
        QTEST(numberOf(Window::Day, time), "day");
        QTEST(untilEnd(Window::Minute, time), "untilMinute");
        QTEST(untilEnd(Window::Day, time), "untilDay");
    }

    void shortensLongNamesAndKeepsThemDifferent()
    {
        const QByteArray longest(MaxNameBytes, 'x');
        QCOMPARE(boundedName({}), QByteArray());
        QCOMPARE(boundedName(longest), longest);
        const QByteArray first = boundedName(longest + 'a');
        const QByteArray second = boundedName(longest + 'b');
        QCOMPARE(first.size(), MaxNameBytes);
        QVERIFY(first != second);
        QVERIFY(first.startsWith("xxxx"));
        QCOMPARE(boundedName(longest + 'a'), first);
    }

    void boundsEveryNameOfACall()
    {
        const QByteArray name(1000, 'x');
        const QByteArray shortened = boundedName(name);
        QCOMPARE(bounded({name, name, {name, "sk-…cdef", name}}),
                 (Scopes{shortened, shortened, {shortened, "sk-…cdef", shortened}}));
        const Scopes untouched{"openai", "gpt-4o", {"0123", "sk-…cdef", "alice"}};
        QCOMPARE(bounded(untouched), untouched);
    }
};
QTEST_APPLESS_MAIN(LimitsTest)
#include "tst_limits.moc"
