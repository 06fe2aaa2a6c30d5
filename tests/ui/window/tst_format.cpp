// SPDX-License-Identifier: MIT
#include "ui/format.h"

#include <QLocale>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;

class FormatTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void writesDurations_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << 0LL << u"0 ms"_s;
        QTest::newRow("last in milliseconds") << 99LL << u"99 ms"_s;
        QTest::newRow("first in seconds") << 100LL << u"0.10 s"_s;
        QTest::newRow("last with two decimals") << 9'994LL << u"9.99 s"_s;
        QTest::newRow("first with one decimal") << 9'995LL << u"10.0 s"_s;
        QTest::newRow("last in seconds") << 59'949LL << u"59.9 s"_s;
        QTest::newRow("first in minutes") << 59'950LL << u"1 min 00 s"_s;
        QTest::newRow("minutes") << 125'000LL << u"2 min 05 s"_s;
        QTest::newRow("last in minutes") << 3'599'499LL << u"59 min 59 s"_s;
        QTest::newRow("first in hours") << 3'599'500LL << u"1 h 00 min"_s;
    }
    void writesDurations()
    {
        QFETCH(qint64, ms);
        QTEST(format::duration(Duration(ms)), "text");
    }

    void writesBytes_data()
    {
        QTest::addColumn<qint64>("number");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0LL << u"0 B"_s;
        QTest::newRow("last in bytes") << 999LL << u"999 B"_s;
        QTest::newRow("first in kilobytes") << 1'000LL << u"1.0 kB"_s;
        QTest::newRow("last in kilobytes") << 999'949LL << u"999.9 kB"_s;
        QTest::newRow("first in megabytes") << 999'950LL << u"1.0 MB"_s;
        QTest::newRow("beyond the last unit") << 2'000'000'000'000'000LL << u"2,000.0 TB"_s;
    }
    void writesBytes()
    {
        QFETCH(qint64, number);
        QTEST(format::bytes(number), "text");
    }

    void writesUptime_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("not yet") << -1LL << u"00:00:00"_s;
        QTest::newRow("hours") << 8'049LL << u"02:14:09"_s;
        QTest::newRow("last of the first day") << 86'399LL << u"23:59:59"_s;
        QTest::newRow("second day") << 86'400LL << u"1 d 00:00:00"_s;
    }
    void writesUptime()
    {
        QFETCH(qint64, seconds);
        QTEST(format::uptime(std::chrono::seconds(seconds)), "text");
    }

    void writesRates()
    {
        QCOMPARE(format::rate(0.44), u"0.4"_s);
        QCOMPARE(format::rate(99.94), u"99.9"_s);
        QCOMPARE(format::rate(99.95), u"100"_s);
        QCOMPARE(format::rate(1204.2), u"1,204"_s);
    }

    void replacesWhatCouldRedrawTheLine_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<QString>("text");
        QTest::newRow("plain") << QByteArray("gpt-4o") << u"gpt-4o"_s;
        QTest::newRow("umlaut") << QByteArray("gr\xC3\xBC\xC3\x9F") << u"gr\u00FC\u00DF"_s;
        QTest::newRow("line break") << QByteArray("a\nb") << u"a\uFFFDb"_s;
        QTest::newRow("tabulator") << QByteArray("a\tb") << u"a\uFFFDb"_s;
        QTest::newRow("delete") << QByteArray("a\x7F") << u"a\uFFFD"_s;
        QTest::newRow("last before the controls") << QByteArray("~") << u"~"_s;
        QTest::newRow("override of direction") << QByteArray("\xE2\x80\xAE"
                                                             "dcba")
                                               << u"\uFFFDdcba"_s;
        QTest::newRow("isolate") << QByteArray("\xE2\x81\xA6x") << u"\uFFFDx"_s;
        QTest::newRow("line separator") << QByteArray("\xE2\x80\xA8x") << u"\uFFFDx"_s;
        QTest::newRow("not UTF-8") << QByteArray("\xFFx") << u"\uFFFDx"_s;
        QTest::newRow("markup stays what it is") << QByteArray("<b>x</b>") << u"<b>x</b>"_s;
    }
    void replacesWhatCouldRedrawTheLine()
    {
        QFETCH(QByteArray, wire);
        QTEST(format::plain(wire), "text");
    }
};
QTEST_APPLESS_MAIN(FormatTest)
#include "tst_format.moc"
