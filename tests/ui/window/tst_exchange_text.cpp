// SPDX-License-Identifier: MIT
#include "ui/exchange_text.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using traffic::EndedBy;
using traffic::ExchangeRecord;
using traffic::Phase;

namespace {

ExchangeRecord answered(int status)
{
    ExchangeRecord record;
    record.id = 310;
    record.at = TimePoint{1'700'000'000'000ms};
    record.provider = "anthropic";
    record.method = "POST";
    record.target = "/anthropic/v1/messages";
    record.model = "claude-sonnet-4-5";
    record.status = status;
    record.phase = Phase::Done;
    record.total = 6'400ms;
    return record;
}

} // namespace

class ExchangeTextTest : public QObject
{
    Q_OBJECT

private slots:
    void namesTheOperation_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QString>("operation");
        const auto row = [](const char *name, const char *target, const char *operation) {
            QTest::newRow(name) << QByteArray(target) << QString::fromLatin1(operation);
        };
        row("chat", "/openai/v1/chat/completions", "POST chat/completions");
        row("messages with a query", "/anthropic/v1/messages?beta=true", "POST messages");
        row("Gemini",
            "/gemini/v1beta/models/x:streamGenerateContent?alt=sse",
            "POST streamGenerateContent");
        row("Bedrock",
            "/bedrock/model/us.anthropic.claude%3A0/converse-stream",
            "POST converse-stream");
        row("a user's", "/meta/alice/openai/v1/responses", "POST responses");
        row("version at the end", "/openai/v1", "POST v1");
        row("nothing", "", "POST /");
        row("root", "/", "POST /");
        row("only a query", "?x", "POST /");
        row("not a version", "/x/vectors/abc", "POST abc");
    }
    void namesTheOperation()
    {
        QFETCH(QByteArray, target);
        ExchangeRecord record = answered(200);
        record.target = target;
        QTEST(ExchangeText::operation(record), "operation");
    }

    void tellsNotYetFromZeroAndNone()
    {
        ExchangeRecord record = answered(0);
        record.phase = Phase::Upstream;
        record.total.reset();
        const auto cell = [&](Column column) {
            return ExchangeText::cell(record, column, record.at + 800ms);
        };
        QCOMPARE(cell(Column::By), u"\u2013"_s);
        QCOMPARE(cell(Column::Status), u"\u2026"_s);
        QCOMPARE(cell(Column::Took), u"0.80 s >"_s);
        QCOMPARE(cell(Column::Bytes), u"0 B \u2192 0 B"_s);
        record.phase = Phase::Streaming;
        record.status = 200;
        QCOMPARE(cell(Column::By), u"up"_s);
        QCOMPARE(cell(Column::Status), u"200"_s);
        record.phase = Phase::Done;
        record.status = 0;
        record.endedBy = EndedBy::Client;
        QCOMPARE(cell(Column::Status), u"none"_s);
        QCOMPARE(cell(Column::Took), u"\u2013"_s);
    }

    void neverShowsAnUpstreams503AsItsOwn()
    {
        ExchangeRecord theirs = answered(503);
        ExchangeRecord ours = answered(503);
        ours.madeHere = true;
        QCOMPARE(ExchangeText::cell(theirs, Column::By, theirs.at), u"up"_s);
        QCOMPARE(ExchangeText::cell(ours, Column::By, ours.at), u"proxy"_s);
        QCOMPARE(ExchangeText::originMark(theirs)->glyph, Glyph::Upstream);
        QCOMPARE(ExchangeText::originMark(ours)->glyph, Glyph::Proxy);
    }

    void marksWhatWentWrong_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("endedBy");
        QTest::addColumn<int>("glyph"); // -1: none
        const auto row = [](const char *name, int status, EndedBy by, int glyph) {
            QTest::newRow(name) << status << static_cast<int>(by) << glyph;
        };
        const int warning = static_cast<int>(Glyph::Warning);
        const int error = static_cast<int>(Glyph::Error);
        row("good", 200, EndedBy::Nobody, -1);
        row("last good", 399, EndedBy::Nobody, -1);
        row("first of the client's", 400, EndedBy::Nobody, warning);
        row("last of the client's", 499, EndedBy::Nobody, warning);
        row("first of the server's", 500, EndedBy::Nobody, error);
        row("good but broken off", 200, EndedBy::Upstream, error);
        row("client left", 200, EndedBy::Client, warning);
        row("timed out", 0, EndedBy::Timeout, error);
        row("ended by us", 0, EndedBy::Proxy, error);
    }
    void marksWhatWentWrong()
    {
        QFETCH(int, status);
        QFETCH(int, endedBy);
        ExchangeRecord record = answered(status);
        record.endedBy = static_cast<EndedBy>(endedBy);
        const auto mark = ExchangeText::statusMark(record);
        QTEST(mark ? static_cast<int>(mark->glyph) : -1, "glyph");
    }

    void tellsWhoAnswered_data()
    {
        QTest::addColumn<ExchangeRecord>("record");
        QTest::addColumn<QString>("word");
        QTest::addColumn<int>("glyph");
        const auto row =
            [](const char *name, const ExchangeRecord &record, const char *word, Glyph glyph) {
                QTest::newRow(name)
                    << record << QString::fromLatin1(word) << static_cast<int>(glyph);
            };
        ExchangeRecord record = answered(503);
        row("the upstream", record, "up", Glyph::Upstream);
        record.breaker = "bypassed";
        row("the upstream, past the breaker", record, "bypass", Glyph::Bypass);
        record.madeHere = true;
        row("the proxy", record, "proxy", Glyph::Proxy);
        record.testMode = "force_degraded";
        row("a test mode", record, "test", Glyph::Test);
        record.overLimit = "user:alice, requests of the minute";
        row("a rate limit", record, "limit", Glyph::Limit);
    }
    void tellsWhoAnswered()
    {
        QFETCH(ExchangeRecord, record);
        QTEST(ExchangeText::cell(record, Column::By, record.at), "word");
        QTEST(static_cast<int>(ExchangeText::originMark(record)->glyph), "glyph");
    }

    void tellsTokensAndCost()
    {
        using usage::Source;
        ExchangeRecord record = answered(200);
        const auto cell = [&record](Column column) {
            return ExchangeText::cell(record, column, record.at);
        };
        QCOMPARE(cell(Column::Tokens), u"?"_s);
        QCOMPARE(cell(Column::Cost), u"?"_s);
        record.usage.input = {18'204, Source::Reported};
        record.usage.output = {1'102, Source::Estimated};
        record.cost.total = cost::Money{74'400'000};
        record.cost.label = cost::Label::Estimated;
        QCOMPARE(cell(Column::Tokens), u"18.2k \u2192 \u22481,102"_s);
        QCOMPARE(cell(Column::Cost), u"\u2248$0.0744"_s);
        record.cost.label = cost::Label::Reported;
        QCOMPARE(cell(Column::Cost), u"$0.0744"_s);
        record.phase = Phase::Streaming;
        QCOMPARE(cell(Column::Tokens), u"18.2k \u2192 \u2026"_s);
        QCOMPARE(cell(Column::Cost), u"\u2013"_s);
        record = answered(503);
        record.madeHere = true;
        QCOMPARE(cell(Column::Tokens), u"\u2013"_s);
        QCOMPARE(cell(Column::Cost), u"$0"_s);
    }

    void tellsTheSpeedOfAStream()
    {
        ExchangeRecord record = answered(200);
        const auto speed = [&record] {
            return ExchangeText::cell(record, Column::Speed, record.at);
        };
        QCOMPARE(speed(), u"\u2013"_s);
        record.firstByte = 1'400ms;
        record.streaming = true;
        QCOMPARE(speed(), u"?"_s);
        record.usage.output = {500, usage::Source::Reported};
        QCOMPARE(speed(), u"100"_s);
        record.firstByte = record.total;
        QCOMPARE(speed(), u"?"_s);
    }

    void hasAHeadingForEveryColumn()
    {
        for (int column = 0; column < ColumnCount; ++column) {
            QVERIFY(!ExchangeText::heading(static_cast<Column>(column)).isEmpty());
            QVERIFY(!sampleText(static_cast<Column>(column)).isEmpty());
        }
        QVERIFY(ExchangeText::heading(static_cast<Column>(ColumnCount)).isEmpty());
    }

    void copiesARowAsOneLineOfColumns()
    {
        ExchangeRecord record = answered(200);
        record.model = "evil\tmodel\nwith breaks";
        const QString line = ExchangeText::line(record, record.at);
        QCOMPARE(line.count(u'\t'), FirstHiddenColumn - 1);
        QVERIFY(!line.contains(u'\n'));
        QVERIFY(line.startsWith(u"310\t"_s));
    }

    void listsEveryField()
    {
        ExchangeRecord record = answered(502);
        record.error = "connect";
        record.user = "alice";
        record.client = "127.0.0.1:51234";
        record.firstByte = 410ms;
        QStringList values;
        const auto fields = ExchangeText::fields(record, record.at);
        for (const auto &field : fields) {
            QVERIFY(!field.name.isEmpty());
            values.append(field.value);
        }
        for (const QString &value : {u"connect"_s,
                                     u"alice"_s,
                                     u"127.0.0.1:51234"_s,
                                     u"0.41 s"_s,
                                     u"6.40 s"_s,
                                     u"502"_s,
                                     u"POST /anthropic/v1/messages"_s})
            QVERIFY2(values.contains(value), qPrintable(value));
    }
};
QTEST_APPLESS_MAIN(ExchangeTextTest)
#include "tst_exchange_text.moc"
