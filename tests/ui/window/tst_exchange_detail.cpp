// SPDX-License-Identifier: MIT
#include "ui/exchange_detail.h"

#include <QLabel>
#include <QTest>
#include <QTextDocument>
#include <QTextEdit>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;

class ExchangeDetailTest : public QObject
{
    Q_OBJECT

private slots:
    void showsMarkupFromTheWireAsItsCharacters_data()
    {
        QTest::addColumn<QByteArray>("wire");
        QTest::newRow("bold") << QByteArray("<b>bold</b>");
        QTest::newRow("picture") << QByteArray("<img src=\"file:///etc/passwd\">");
        QTest::newRow("link") << QByteArray("<a href=\"http://example.org\">x</a>");
        QTest::newRow("document") << QByteArray("<html><body>x</body></html>");
        QTest::newRow("entity") << QByteArray("&lt;b&gt;");
    }
    void showsMarkupFromTheWireAsItsCharacters()
    {
        QFETCH(QByteArray, wire);
        const QString expected = QString::fromLatin1(wire);
        traffic::ExchangeRecord record;
        record.id = 1;
        record.method = "POST";
        record.target = '/' + wire;
        record.model = wire;
        record.error = wire;
        record.provider = wire;
        record.user = wire;
        ExchangeDetail detail;
        detail.setRecord(record, record.at);
        QCOMPARE(detail.text().count(expected), 5);
        const auto labels = detail.findChildren<QLabel *>();
        for (const QLabel *label : labels)
            QCOMPARE(label->textFormat(), Qt::PlainText);
        const auto *fields = detail.findChild<QTextEdit *>();
        const auto formats = fields->document()->allFormats();
        for (const QTextFormat &format : formats) {
            QVERIFY(!format.isImageFormat());
            QVERIFY(!format.boolProperty(QTextFormat::IsAnchor));
        }
    }

    void followsTheRecordItShows()
    {
        traffic::ExchangeRecord record;
        record.id = 7;
        record.phase = traffic::Phase::Streaming;
        record.status = 200;
        ExchangeDetail detail;
        QCOMPARE(detail.shownId(), 0);
        detail.setRecord(record, record.at);
        QCOMPARE(detail.shownId(), 7);
        QVERIFY(detail.text().contains(u"Streaming"_s));
        record.phase = traffic::Phase::Done;
        record.total = std::chrono::milliseconds(1'500);
        detail.setRecord(record, record.at);
        QVERIFY(detail.text().contains(u"1.50 s"_s));
        detail.clear(u"gone"_s);
        QCOMPARE(detail.shownId(), 0);
        QVERIFY(detail.text().isEmpty());
    }

    void leavesASelectionAloneWhileTheRecordRuns()
    {
        traffic::ExchangeRecord record;
        record.id = 7;
        record.phase = traffic::Phase::Streaming;
        ExchangeDetail detail;
        detail.setRecord(record, record.at);
        auto *fields = detail.findChild<QTextEdit *>();
        fields->selectAll();
        record.bytesOut = 5'000;
        detail.setRecord(record, record.at);
        QVERIFY(fields->textCursor().hasSelection());
    }
};
QTEST_MAIN(ExchangeDetailTest)
#include "tst_exchange_detail.moc"
