// SPDX-License-Identifier: MIT
#include "engine/cost/report.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::cost;

namespace {

/// A line of 10 and 1 tokens.
QByteArray lineOf(const QByteArray &model,
                  qint64 nanoUsd,
                  Label label = Label::Reported,
                  const QDateTime &at = QDateTime(QDate(2026, 1, 31), QTime(12, 0), Qt::UTC))
{
    Record record;
    record.at = at;
    record.provider = "openai";
    record.model = model;
    record.usage.input = {10, usage::Source::Reported};
    record.usage.output = {1, usage::Source::Reported};
    record.charge.label = label;
    if (label != Label::Unknown)
        record.charge.total = Money{nanoUsd};
    return jsonLine(record);
}

QByteArrayList namesIn(const Report &report)
{
    QByteArrayList names;
    for (const ReportRow &row : report.rows())
        names += row.name;
    return names;
}

} // namespace

class ReportTest : public QObject
{
    Q_OBJECT

private slots:
    void sumsUpTheDearestFirst()
    {
        Report report(Grouping::Model, {});
        report.add(lineOf("cheap", 1));
        report.add(lineOf("dear", 5));
        report.add(lineOf("cheap", 2));
        report.add(lineOf("also cheap", 3));
        QCOMPARE(namesIn(report), (QByteArrayList{"dear", "also cheap", "cheap"}));
        const ReportRow cheap = report.rows().last();
        QCOMPARE(cheap.exchanges, 2);
        QCOMPARE(cheap.inputTokens, 20);
        QCOMPARE(cheap.outputTokens, 2);
        QCOMPARE(cheap.total, Money{3});
        QCOMPARE(report.total().total, Money{11});
        QCOMPARE(report.total().exchanges, 4);
    }

    void countsTheUnknownApart()
    {
        Report report(Grouping::Model, {});
        report.add(lineOf("m", 0, Label::Unknown));
        report.add(lineOf("m", 2, Label::Estimated));
        report.add(lineOf("m", 3));
        QCOMPARE(report.total().unknown, 1);
        QCOMPARE(report.total().estimated, Money{2});
        QCOMPARE(report.total().total, Money{5});
        QCOMPARE(report.total().exchanges, 3);
    }

    void sumsUpDaysOfUtcInTheirOrder()
    {
        Report report(Grouping::Day, {});
        const QDateTime evening(QDate(2026, 1, 31), QTime(23, 30), Qt::OffsetFromUTC, -3600);
        report.add(lineOf("m", 1, Label::Reported, evening));
        report.add(lineOf("m", 9));
        QCOMPARE(namesIn(report), (QByteArrayList{"2026-01-31", "2026-02-01"}));
    }

    void leavesOutWhatIsOlder()
    {
        const QDateTime midnight(QDate(2026, 1, 31), QTime(0, 0), Qt::UTC);
        Report report(Grouping::Model, TimePoint(Duration(midnight.toMSecsSinceEpoch())));
        report.add(lineOf("before", 1, Label::Reported, midnight.addMSecs(-1)));
        report.add(lineOf("at", 1, Label::Reported, midnight));
        QCOMPARE(namesIn(report), QByteArrayList{"at"});
        QCOMPARE(report.foreignLines(), 0);
    }

    void countsLinesThatAreNoRecords()
    {
        Report report(Grouping::Model, {});
        const QByteArray line = lineOf("m", 1);
        report.add("hello");
        report.add(line.first(line.size() / 2));
        report.add("");
        report.add("\n");
        report.add(line);
        report.addForeign();
        QCOMPARE(report.foreignLines(), 3);
        QCOMPARE(report.total().exchanges, 1);
    }

    void boundsTheRows()
    {
        Report report(Grouping::Model, {});
        for (qsizetype i = 0; i < Report::MaxRows + 2; ++i)
            report.add(lineOf(QByteArray::number(i), 1));
        QCOMPARE(report.rows().size(), Report::MaxRows + 1);
        QCOMPARE(report.rows().first().name, QByteArray("other"));
        QCOMPARE(report.rows().first().exchanges, 2);
    }

    void groupsHaveNames()
    {
        for (const Grouping each :
             {Grouping::Model, Grouping::Provider, Grouping::User, Grouping::Key, Grouping::Day})
            QVERIFY(groupingNamed(nameOf(each)) == each);
        QVERIFY(!groupingNamed("colour"));
    }
};
QTEST_APPLESS_MAIN(ReportTest)
#include "tst_report.moc"
