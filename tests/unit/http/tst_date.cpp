// SPDX-License-Identifier: MIT
#include "engine/http/date.h"

#include <QTest>

using namespace llmproxy;
using namespace std::chrono_literals;

class DateTest : public QObject
{
    Q_OBJECT

private slots:
    void readsTheThreeForms_data()
    {
        QTest::addColumn<QByteArray>("text");
        // RFC 9110 §5.6.7's own examples; the middle one is of 1994 in 2026
        QTest::newRow("IMF-fixdate") << QByteArray("Sun, 06 Nov 1994 08:49:37 GMT");
        QTest::newRow("RFC 850") << QByteArray("Sunday, 06-Nov-94 08:49:37 GMT");
        QTest::newRow("asctime") << QByteArray("Sun Nov  6 08:49:37 1994");
        QTest::newRow("blanks around it") << QByteArray(" Sun, 06 Nov 1994 08:49:37 GMT ");
    }

    void readsTheThreeForms()
    {
        QFETCH(const QByteArray, text);
        QCOMPARE(http::parseDate(text, TimePoint(1'770'000'000s)), TimePoint(784'111'777s));
    }

    void twoDigitsOfAYearAreAtMostFiftyYearsAhead()
    {
        const TimePoint in2026(1'770'000'000s);
        const auto year = [&](const QByteArray &digits) {
            const auto date =
                http::parseDate(QByteArray("Sunday, 01-Jan-" + digits + " 00:00:00 GMT"), in2026);
            const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(*date));
            return int(day.year());
        };
        QCOMPARE(year("26"), 2026);
        QCOMPARE(year("76"), 2076);
        QCOMPARE(year("77"), 1977);
        QCOMPARE(year("00"), 2000);
    }

    void refusesAnythingElse_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *const text : {"",
                                       "7",
                                       "Sun, 06 Nov 1994 08:49:37",
                                       "Sun, 06 Nov 1994 08:49:37 CET",
                                       "Sun, 06 Nox 1994 08:49:37 GMT",
                                       "Sun, 31 Feb 1994 08:49:37 GMT",
                                       "Sun, 00 Nov 1994 08:49:37 GMT",
                                       "Sun, 06 Nov 94 08:49:37 GMT",
                                       "Sun, 06 Nov 1994 24:00:00 GMT",
                                       "Sun, 06 Nov 1994 08:60:00 GMT",
                                       "Sun, 06 Nov 1994 08:49:61 GMT",
                                       "Sun, 06 Nov 1994 08:49 GMT",
                                       "Sun, 06 Nov 1994 +8:49:37 GMT",
                                       "Sunday, 06-Nov-1994 08:49:37 GMT",
                                       "Sunday, 06-Nov 08:49:37 GMT",
                                       "Sun Nov  6 08:49:37 94",
                                       "1994-11-06T08:49:37Z"})
            QTest::newRow(text) << QByteArray(text);
    }

    void refusesAnythingElse()
    {
        QFETCH(const QByteArray, text);
        QVERIFY(!http::parseDate(text, TimePoint(0s)));
    }
};

QTEST_APPLESS_MAIN(DateTest)
#include "tst_date.moc"
