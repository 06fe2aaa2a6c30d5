// SPDX-License-Identifier: MIT
#include "tests/ui/window/sample_details.h"
#include "ui/annotations.h"
#include "ui/event_table.h"
#include "ui/exchange_detail.h"
#include "ui/format.h"
#include "ui/lines_view.h"
#include "ui/plain_table.h"
#include "ui/segment_bar.h"
#include "ui/timeline.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QScrollBar>
#include <QTest>
#include <QTreeView>

#include <ctime>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const TimePoint Now{1'760'000'000'000ms};

qsizetype allEvents()
{
    return sampleEvents().size();
}

} // namespace

class ExchangeDetailTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<FakeControl> m_control;
    std::unique_ptr<Annotations> m_annotations;
    std::unique_ptr<ExchangeDetail> m_detail;

    void put(const SampleDetail &sample)
    {
        putDetail(*m_control, sample);
        m_detail->setRecord(sample.record, Now);
    }

    void open(const QString &tab)
    {
        m_detail->showTab(tab);
        QCOMPARE(m_detail->shownTab(), tab);
    }

    LinesView *lines() const
    {
        const auto all = m_detail->findChildren<LinesView *>();
        for (LinesView *view : all) {
            if (view->isVisible())
                return view;
        }
        return nullptr;
    }

    QString shown(const QString &tab)
    {
        open(tab);
        return lines() ? lines()->text() : QString();
    }

    PlainTable *table() const
    {
        const auto all = m_detail->findChildren<PlainTable *>();
        for (PlainTable *one : all) {
            if (one->isVisible())
                return one;
        }
        return nullptr;
    }

private slots:
    void init()
    {
        m_control = std::make_unique<FakeControl>();
        m_annotations = std::make_unique<Annotations>();
        m_detail = std::make_unique<ExchangeDetail>(m_control.get(), m_annotations.get());
        m_detail->resize(900, 500);
        m_detail->show();
    }

    void cleanup()
    {
        m_detail.reset();
        m_annotations.reset();
        m_control.reset();
    }

    void tellsTheConversation()
    {
        put(sampleDetail(1, Now, allEvents()));
        const QString text = shown(u"Messages"_s);
        const QStringList expected = {u"15 words"_s,
                                      u"2 definitions: read_file, bash"_s,
                                      u"temperature 0.2"_s,
                                      u"Find the failing test"_s,
                                      u"image/png"_s,
                                      u"I will look at the log first."_s,
                                      u"call read_file"_s,
                                      u"result of read_file"_s,
                                      u"4: FAIL retry"_s,
                                      u"4 more lines"_s,
                                      u"thinking, 11 words"_s,
                                      u"The test `retry` fails: it waits for a time"_s,
                                      u"call bash"_s,
                                      u"{\"command\": \"cat tests/retry.cpp\"}"_s,
                                      u"tool_use"_s,
                                      u"1,102 out"_s};
        qsizetype at = 0;
        for (const QString &part : expected) {
            at = text.indexOf(part, at);
            QVERIFY2(at >= 0, qPrintable(part));
        }
        QStringList labels;
        for (const Line &line : lines()->lines()) {
            if (!line.label.isEmpty())
                labels.append(line.label);
        }
        const QStringList roles = {u"system"_s,
                                   u"tools"_s,
                                   u"settings"_s,
                                   u"user"_s,
                                   u"assistant"_s,
                                   u"user"_s,
                                   u"assistant"_s,
                                   u"end"_s};
        QCOMPARE(labels, roles);
    }

    void showsMarkupFromTheWireAsItsCharacters_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::newRow("bold") << QByteArray("<b>bold</b>");
        QTest::newRow("picture") << QByteArray("<img src=file:///etc/passwd>");
        QTest::newRow("link") << QByteArray("<a href='http://example.org'>x</a>");
        QTest::newRow("document") << QByteArray("<html><body>x</body></html>");
        QTest::newRow("entity") << QByteArray("&lt;b&gt;");
    }
    void showsMarkupFromTheWireAsItsCharacters()
    {
        QFETCH(QByteArray, wire);
        const QString expected = QString::fromLatin1(wire);
        SampleDetail sample = sampleDetail(1, Now, allEvents());
        sample.record.target = '/' + wire;
        sample.record.model = sample.record.error = sample.record.user = wire;
        sample.detail.request.bytes = "{\"system\":\"" + wire + "\",\"tools\":[{\"name\":\"" + wire
                                      + "\"}],\"messages\":[{\"role\":\"" + wire
                                      + "\",\"content\":\"" + wire + "\"}]}";
        sample.detail.response.bytes = "event: " + wire + "\ndata: " + wire + "\n\n";
        sample.detail.requestHead = "POST / HTTP/1.1\nX-A: " + wire + '\n';
        sample.record.tries = {{{}, {}, {}, 0, wire, wire}};
        put(sample);
        QVERIFY(shown(u"Messages"_s).contains(expected));
        QVERIFY(shown(u"Headers"_s).contains(expected));
        QVERIFY(shown(u"Summary"_s).contains(expected));
        QVERIFY(shown(u"Raw"_s).contains(expected));
        open(u"Events"_s);
        const auto *events = m_detail->findChild<QTreeView *>(u"events"_s);
        const QModelIndex type = events->model()->index(0, EventTable::Type);
        QCOMPARE(type.data().toString(), expected.left(64));
        QVERIFY(!type.data(Qt::ToolTipRole).isValid());
        open(u"Attempts"_s);
        QVERIFY(table()->rows().constFirst().contains(expected));
        const auto labels = m_detail->findChildren<QLabel *>();
        for (const QLabel *label : labels)
            QCOMPARE(label->textFormat(), Qt::PlainText);
        const auto views = m_detail->findChildren<LinesView *>();
        for (const LinesView *view : views) {
            const auto formats = view->document()->allFormats();
            for (const QTextFormat &format : formats)
                QVERIFY(!format.isImageFormat() && !format.boolProperty(QTextFormat::IsAnchor));
        }
    }

    void showsTheEventsAndTheirGaps()
    {
        put(sampleDetail(1, Now, allEvents()));
        open(u"Events"_s);
        auto *events = m_detail->findChild<QTreeView *>(u"events"_s);
        const QAbstractItemModel *model = events->model();
        const QAbstractItemModelTester tester(
            events->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(model->rowCount(), allEvents());
        const auto cell = [model](int row, int column) {
            return model->index(row, column).data().toString();
        };
        QCOMPARE(cell(5, EventTable::Type), u"content_block_delta"_s);
        QCOMPARE(cell(5, EventTable::Summary), u"The test `retry` fails:"_s);
        QCOMPARE(cell(1, EventTable::Gap), u"+0.26 s"_s);
        QCOMPARE(cell(7, EventTable::Gap), u"+2.56 s"_s);
        QVERIFY(model->index(7, EventTable::Gap).data(Qt::DecorationRole).isValid());
        QVERIFY(!model->index(6, EventTable::Gap).data(Qt::DecorationRole).isValid());
        events->setCurrentIndex(model->index(11, 0));
        QCOMPARE(lines()->text(), u"{\n  \"type\": \"message_stop\"\n}"_s);
    }

    void addsEventsWhileItStreams()
    {
        m_detail->setPace(Pace::Full);
        put(sampleDetail(1, Now, 3));
        open(u"Events"_s);
        auto *events = m_detail->findChild<QTreeView *>(u"events"_s);
        QCOMPARE(events->model()->rowCount(), 3);
        events->setCurrentIndex(events->model()->index(1, 0));
        put(sampleDetail(1, Now, 6));
        QTRY_COMPARE(events->model()->rowCount(), 6);
        QCOMPARE(events->currentIndex().row(), 1);
    }

    void appendsToTheConversationWhileItStreams()
    {
        m_detail->setPace(Pace::Full);
        put(sampleDetail(1, Now, 6));
        QVERIFY(shown(u"Messages"_s).contains(u"The test `retry` fails: "_s));
        QVERIFY(shown(u"Messages"_s).contains(u"under way"_s));
        lines()->findNext(u"careful"_s);
        put(sampleDetail(1, Now, allEvents()));
        QTRY_VERIFY(lines()->text().contains(u"that never comes."_s));
        QVERIFY(!lines()->text().contains(u"under way"_s));
        QCOMPARE(lines()->textCursor().selectedText(), u"careful"_s);
    }

    void asksNoMoreOnceItIsDone()
    {
        m_detail->setPace(Pace::Full);
        put(sampleDetail(1, Now, allEvents()));
        QTRY_VERIFY(m_control->detailCalls >= 3);
        QTest::qWait(600);
        const int calls = m_control->detailCalls;
        QTest::qWait(600);
        QCOMPARE(m_control->detailCalls, calls);
    }

    void asksForNothingWhileItCannotBeSeen()
    {
        m_detail->setPace(Pace::Full);
        put(sampleDetail(1, Now, 3));
        m_detail->hide();
        QCoreApplication::processEvents();
        const int calls = m_control->detailCalls;
        QTest::qWait(600);
        QCOMPARE(m_control->detailCalls, calls);
    }

    void tellsEachAttempt()
    {
        put(sampleDetail(1, Now, allEvents()));
        open(u"Attempts"_s);
        const QList<QStringList> expected = {
            {u"1"_s, u"2 ms"_s, u"–"_s, u"0.43 s"_s, u"529"_s, u"http_529"_s, u"–"_s},
            {u"2"_s, u"0.83 s"_s, u"0.40 s"_s, u"0.79 s"_s, u"200"_s, u"–"_s, u"–"_s}};
        QCOMPARE(table()->rows(), expected);
    }

    void tellsTheOnlyAttempt()
    {
        SampleDetail sample = sampleDetail(1, Now, allEvents());
        sample.record.tries.clear();
        sample.record.attempts = 1;
        put(sample);
        open(u"Attempts"_s);
        QCOMPARE(table()->rows().size(), 1);
        QCOMPARE(table()->rows().constFirst().at(4), u"200"_s);
        sample.record.id = 2;
        sample.record.attempts = 0;
        put(sample);
        QVERIFY(table()->rows().isEmpty());
    }

    void showsTheArithmetic()
    {
        put(sampleDetail(1, Now, allEvents()));
        open(u"Usage"_s);
        const QList<QStringList> rows = table()->rows();
        QCOMPARE(rows.size(), 4);
        const QStringList input = {
            u"input"_s, u"18,204"_s, u"reported"_s, u"$3.00"_s, u"$0.0546"_s, {}};
        QCOMPARE(rows.at(0), input);
        QCOMPARE(rows.at(3).at(0), u"in all"_s);
        QCOMPARE(rows.at(3).at(1), u"30,326"_s);
        QCOMPARE(rows.at(3).at(4), u"$0.0744"_s);
    }

    void showsTokensWithoutAPrice()
    {
        SampleDetail sample = sampleDetail(1, Now, allEvents());
        sample.record.cost = {};
        sample.record.usage.output.source = usage::Source::Estimated;
        put(sample);
        open(u"Usage"_s);
        QCOMPARE(table()->rows().size(), 3);
        QCOMPARE(table()->rows().at(2).at(2), u"estimated"_s);
        bool saysSo = false;
        const auto labels = m_detail->findChildren<QLabel *>();
        for (const QLabel *label : labels)
            saysSo =
                saysSo || (label->isVisible() && label->text().contains(u"No price is known"_s));
        QVERIFY(saysSo);
    }

    void marksWhatWasChangedInTheHeads()
    {
        put(sampleDetail(1, Now, allEvents()));
        open(u"Headers"_s);
        QStringList marked;
        for (const Line &line : lines()->lines()) {
            if (!line.label.isEmpty())
                marked.append(line.label + u' ' + line.text);
        }
        const QStringList expected = {u"~ changed Host: 127.0.0.1:9002"_s,
                                      u"\u2212 removed Connection: keep-alive"_s,
                                      u"~ changed Host: api.anthropic.com"_s,
                                      u"+ added X-LLM-Proxy-Cost: 0.1124"_s};
        QCOMPARE(marked, expected);
        QVERIFY(lines()->text().contains(u"2 fields changed"_s));
        QCOMPARE(lines()->text().count(u"byte for byte"_s), 2);
    }

    void doesNotPraiseABodyThatWasChanged()
    {
        SampleDetail sample = sampleDetail(1, Now, allEvents());
        sample.detail.response.hashPassedOn = "00";
        sample.detail.request.hashPassedOn.clear();
        put(sample);
        const QString text = shown(u"Headers"_s);
        QVERIFY(!text.contains(u"byte for byte"_s));
        QVERIFY(text.contains(u"not the same went out"_s));
    }

    void showsBodiesRaw()
    {
        put(sampleDetail(1, Now, allEvents()));
        QVERIFY(shown(u"Raw"_s).startsWith(u"event: message_start\ndata: {\"type\""_s));
        const auto bars = m_detail->findChildren<SegmentBar *>();
        bars.at(0)->choose(0);
        QVERIFY(lines()->text().startsWith(u"{\n  \"model\": \"claude-sonnet-4-5\",\n"_s));
        bars.at(1)->choose(1);
        QCOMPARE(lines()->text(), QString::fromUtf8(sampleRequestBody()));
        bars.at(1)->choose(2);
        QVERIFY(lines()->text().startsWith(
            u"00000000  7b 22 6d 6f 64 65 6c 22  3a 22 63 6c 61 75 64 65  {\"model\":\"claude"_s));
    }

    void opensOneMegabyteAtOnce_data()
    {
        QTest::addColumn<QString>("tab");
        for (const char *tab : {"Messages", "Raw", "Events"})
            QTest::newRow(tab) << QString::fromLatin1(tab);
    }
    void opensOneMegabyteAtOnce()
    {
        QFETCH(QString, tab);
        SampleDetail sample = sampleDetail(1, Now, allEvents());
        QByteArray body = "{\"choices\":[{\"message\":{\"content\":\"";
        while (body.size() < 990'000)
            body += QByteArray(70, 'x') + "\\n" + QByteArray(20, 'y') + ' ';
        body += "\"}}]}";
        sample.detail.responseHead = "HTTP/1.1 200 OK\nContent-Type: application/json\n";
        sample.detail.response.bytes = body;
        sample.detail.response.size = body.size();
        putDetail(*m_control, sample);
        open(tab);
        const std::clock_t before = std::clock();
        m_detail->setRecord(sample.record, Now);
        m_detail->grab();
        const double ms = 1'000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
        qInfo("%.0f ms of CPU", ms);
        QVERIFY2(ms < 200, qPrintable(QString::number(ms))); // this build is not optimised
    }

    void saysWhyABodyIsNotThere()
    {
        SampleDetail sample = sampleDetail(1, Now, allEvents());
        m_control->put(sample.record);
        m_detail->setRecord(sample.record, Now);
        const QString dropped = u"dropped to keep the budget; head, usage and cost remain"_s;
        QCOMPARE(shown(u"Messages"_s).count(dropped), 2);
        QVERIFY(shown(u"Raw"_s).contains(dropped));
        QVERIFY(shown(u"Headers"_s).contains(u"not kept any more"_s));
    }

    void saysThatBodiesAreNotCaptured()
    {
        SampleDetail sample = sampleDetail(1, Now, allEvents());
        sample.detail.request.bytes.clear();
        sample.detail.response.bytes.clear();
        put(sample);
        QCOMPARE(shown(u"Messages"_s).count(u"traffic.capture_bodies"_s), 2);
        QVERIFY(shown(u"Headers"_s).contains(u"X-Api-Key"_s));
    }

    void saysHowMuchOfABodyIsKept()
    {
        SampleDetail sample = sampleDetail(1, Now, allEvents());
        sample.detail.request.size *= 10;
        put(sample);
        const QString told = u"Only the first %1 of %2 are kept."_s.arg(
            format::bytes(sample.detail.request.bytes.size()),
            format::bytes(sample.detail.request.size));
        QVERIFY2(shown(u"Messages"_s).contains(told), qPrintable(told));
    }

    void tellsWhereTheTimeWent()
    {
        ExchangeReading reading;
        const SampleDetail sample = sampleDetail(1, Now, allEvents());
        reading.take(
            sample.record, std::make_shared<const traffic::ExchangeDetail>(sample.detail), Now);
        const Timeline timeline = Timeline::of(reading);
        QStringList told;
        for (const Span &span : timeline.spans)
            told.append(u"%1 %2-%3"_s.arg(span.name).arg(span.from.count()).arg(span.to.count()));
        const QStringList expected = {u"try 1: 529 2-432"_s,
                                      u"pause 432-832"_s,
                                      u"try 2: 200 832-1622"_s,
                                      u"head to first byte 1622-1900"_s,
                                      u"answer 1900-7100"_s,
                                      u"nothing came 3460-6020"_s};
        QCOMPARE(told, expected);
        QCOMPARE(timeline.end, 7'100ms);
    }

    void forgetsTheFirstAnswerWhereAnotherTryGivesOne()
    {
        m_detail->setPace(Pace::Full);
        SampleDetail sample = sampleDetail(1, Now, 3);
        sample.detail.responseHead = "HTTP/1.1 503 X\nContent-Type: application/json\n";
        sample.detail.response.bytes = R"({"error":{"message":"Overloaded"}})";
        put(sample);
        QVERIFY(shown(u"Messages"_s).contains(u"Overloaded"_s));
        put(sampleDetail(1, Now, allEvents()));
        QTRY_VERIFY(lines()->text().contains(u"that never comes."_s));
        QVERIFY(!lines()->text().contains(u"Overloaded"_s));
    }

    void showsAnotherExchangeFromItsStart()
    {
        put(sampleDetail(1, Now, allEvents()));
        open(u"Messages"_s);
        lines()->verticalScrollBar()->setValue(3);
        SampleDetail other = sampleDetail(2, Now, 2);
        other.detail.request.bytes = R"({"messages":[{"role":"user","content":"Another"}]})";
        put(other);
        QCOMPARE(lines()->verticalScrollBar()->value(), 0);
        QVERIFY(lines()->text().contains(u"Another"_s));
        QVERIFY(!lines()->text().contains(u"failing"_s));
        m_detail->clear(u"gone"_s);
        QCOMPARE(m_detail->shownId(), 0);
        QVERIFY(!lines());
    }
};
QTEST_MAIN(ExchangeDetailTest)
#include "tst_exchange_detail.moc"
