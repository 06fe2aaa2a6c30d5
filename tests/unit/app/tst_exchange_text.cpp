// SPDX-License-Identifier: MIT
#include "app/exchange_tail.h"
#include "app/exchange_text.h"
#include "engine/traffic/record_json.h"
#include "tests/unit/traffic/filter_samples.h"

#include <QJsonDocument>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::app;
using namespace Qt::StringLiterals;
using traffic::ExchangeRecord;

namespace {

const Display Plain{QTimeZone("Europe/Berlin"), false};

QStringList texts(const QList<Cell> &cells)
{
    QStringList list;
    for (const Cell &cell : cells)
        list += cell.text;
    return list;
}

QByteArray eventOf(const ExchangeRecord &record)
{
    return "event: exchange\nid: 1-2\ndata: "
           + QJsonDocument(traffic::toJson(record)).toJson(QJsonDocument::Compact) + "\n\n";
}

} // namespace

class ExchangeTextTest : public QObject
{
    Q_OBJECT

private slots:
    void alignsColumns()
    {
        const QList<Column> columns{{u"name"_s}, {u"count"_s, true}, {u"more"_s}};
        const QList<QList<Cell>> rows{{{u"a"_s}, {u"1,234,567"_s}, {u"x"_s}},
                                      {{u"longer"_s}, {u"2"_s, Tint::Bad}, {u"y"_s, Tint::Good}}};
        QCOMPARE(table(columns, rows, false),
                 QByteArray("name        count  more\n"
                            "a       1,234,567  x\n"
                            "longer          2  y\n"));
        QVERIFY(table(columns, rows, true)
                    .contains("longer          \x1b[31m2\x1b[0m  \x1b[32my\x1b[0m\n"));
    }

    void writesDurationsForPeople()
    {
        QCOMPARE(shownDuration(Duration(0)), u"0 ms"_s);
        QCOMPARE(shownDuration(Duration(99)), u"99 ms"_s);
        QCOMPARE(shownDuration(Duration(100)), u"0.10 s"_s);
        QCOMPARE(shownDuration(Duration(9'999)), u"10.00 s"_s);
        QCOMPARE(shownDuration(Duration(10'000)), u"10.0 s"_s);
        QCOMPARE(shownDuration(Duration(60'000)), u"1 min 00 s"_s);
        QCOMPARE(shownDuration(Duration(3'599'999)), u"59 min 59 s"_s);
        QCOMPARE(shownDuration(Duration(3'600'000)), u"1 h 00 min"_s);
    }

    void showsAnExchangeInALine()
    {
        QCOMPARE(texts(exchangeCells(traffic::answered(), Plain)),
                 (QStringList{u"310"_s,
                              u"12:59:30"_s,
                              u"upstream"_s,
                              u"openai"_s,
                              u"gpt-4o-mini"_s,
                              u"/openai/v1/chat/completions"_s,
                              u"200"_s,
                              u"0.41 s"_s,
                              u"2.00 s"_s,
                              u"1,200 > 300"_s,
                              u"$0.05"_s,
                              u"-"_s}));
        QCOMPARE(texts(exchangeCells(traffic::underWay(), Plain)).mid(4, 8),
                 (QStringList{u"-"_s,
                              u"/anthropic/v1/messages"_s,
                              u"..."_s,
                              u"-"_s,
                              u"-"_s,
                              u"? > ?"_s,
                              u"?"_s,
                              u"-"_s}));
        QCOMPARE(exchangeCells(traffic::answered(), Plain).size(), exchangeColumns().size());
    }

    void marksWhatIsNotAsItShouldBe()
    {
        ExchangeRecord record = traffic::answered();
        const auto tint = [&record] { return exchangeCells(record, Plain).at(6).tint; };
        QVERIFY(tint() == Tint::None);
        record.status = 429;
        QVERIFY(tint() == Tint::Warning);
        record.status = 500;
        QVERIFY(tint() == Tint::Bad);
        record.status = 0;
        QVERIFY(tint() == Tint::Bad);
        record.usage.input.source = usage::Source::Estimated;
        record.cost.label = cost::Label::Estimated;
        record.streaming = true;
        record.endedBy = traffic::EndedBy::Client;
        QCOMPARE(texts(exchangeCells(record, Plain)).mid(9),
                 (QStringList{u"~1,200 > 300"_s, u"~$0.05"_s, u"S!"_s}));
    }

    void showsAllOfAnExchange()
    {
        ExchangeRecord record = traffic::answered();
        record.tries = {{.at = Duration(0),
                         .waited = Duration(0),
                         .took = Duration(90),
                         .status = 503,
                         .error = {},
                         .kind = "http_503"},
                        {.at = Duration(500),
                         .waited = Duration(410),
                         .took = Duration(300),
                         .status = 200,
                         .error = {},
                         .kind = {}}};
        const traffic::ExchangeDetail detail = traffic::sampleDetail();
        const QByteArray text = exchangeText(record, &detail, Plain);
        for (const char *part : {"request           POST /openai/v1/chat/completions\n",
                                 "started           2026-01-31 12:59:30.000\n",
                                 "status            200, by upstream\n",
                                 "first byte after  0.41 s\n",
                                 "    0 ms    0 ms   90 ms     503  http_503\n",
                                 "\nrequest, as it came\n",
                                 "  X-Team: blue\n",
                                 "  {\"choices\":[{\"message\":{\"content\":\"Here it is\"}}]}\n"})
            QVERIFY2(text.contains(part), text.constData());
        QVERIFY(!exchangeText(record, nullptr, Plain).contains("as it came"));
    }

    void letsNothingSteerTheTerminal()
    {
        ExchangeRecord record = traffic::answered();
        record.model = "a\x1b[31m\nb";
        record.target = "/\x1b]0;title\x07";
        traffic::ExchangeDetail detail = traffic::sampleDetail();
        detail.requestHead += "X: \x1b[2J\n";
        detail.response.bytes = "\x1b[2J\r\xE2\x80\xAE" + QByteArray(5'000, 'x');
        detail.response.size = detail.response.bytes.size();
        const QByteArray text = exchangeText(record, &detail, Plain);
        QVERIFY(!text.contains('\x1b') && !text.contains('\r') && !text.contains("\xE2\x80\xAE"));
        QVERIFY(text.contains("(the beginning of 5,008 bytes; --json has all that was kept)"));
        QVERIFY(!texts(exchangeCells(record, Plain)).join(QString()).contains(u'\x1b'));
    }

    void tailsWhatHasEndedOnce()
    {
        ExchangeTail tail(Plain, false);
        const ExchangeRecord done = traffic::answered();
        ExchangeRecord begun = done;
        begun.phase = traffic::Phase::Streaming;
        QCOMPARE(tail.feed(eventOf(begun)), QByteArray());
        const QByteArray stream = ": here\n\n" + eventOf(done);
        QCOMPARE(tail.feed(stream.first(40)), QByteArray());
        const QByteArray line = tail.feed(stream.sliced(40));
        QVERIFY2(line.startsWith("  310  12:59:30  upstream  openai     gpt-4o-mini           "),
                 line.constData());
        QCOMPARE(line.count('\n'), 1);
        QCOMPARE(tail.feed(eventOf(done)), QByteArray());
        QCOMPARE(tail.feed("event: other\ndata: {}\n\nevent: exchange\ndata: nonsense\n\n"),
                 QByteArray());
        QVERIFY(tail.heading().startsWith("    #  time "));
    }

    void tailsAsJsonLines()
    {
        ExchangeTail tail(Plain, true);
        const QByteArray line = tail.feed(eventOf(traffic::answered()));
        QCOMPARE(QJsonDocument::fromJson(line).object(), traffic::toJson(traffic::answered()));
        QVERIFY(line.endsWith("}\n"));
    }
};
QTEST_APPLESS_MAIN(ExchangeTextTest)
#include "tst_exchange_text.moc"
