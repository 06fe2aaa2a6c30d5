// SPDX-License-Identifier: MIT
#include "app/cost_table.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::app;
using cost::Label;
using cost::Money;

namespace {

QByteArray lineOf(const QByteArray &model, qint64 input, Label label, qint64 nanoUsd)
{
    cost::Record record;
    record.at = QDateTime(QDate(2026, 1, 31), QTime(12, 0), Qt::UTC);
    record.model = model;
    record.usage.input = {input, usage::Source::Reported};
    record.charge.label = label;
    if (label != Label::Unknown)
        record.charge.total = Money{nanoUsd};
    return jsonLine(record);
}

cost::Report reportOf(const QByteArrayList &lines)
{
    cost::Report report(cost::Grouping::Model, {});
    for (const QByteArray &line : lines)
        report.add(line);
    return report;
}

} // namespace

class CostTableTest : public QObject
{
    Q_OBJECT

private slots:
    void alignsItsColumns()
    {
        const cost::Report report =
            reportOf({lineOf("gpt-4o", 1'234'567, Label::Reported, 7'500'000),
                      lineOf("gpt-4o", 1, Label::Estimated, 2'500'000),
                      lineOf("", 5, Label::Unknown, 0)});
        QCOMPARE(costTable(report),
                 QByteArray("model   exchanges      input  output  cache read  cache write   cost"
                            "  of it estimated  cost unknown\n"
                            "gpt-4o          2  1,234,568       0           0            0  $0.01"
                            "          $0.0025             0\n"
                            "(none)          1          5       0           0            0     $0"
                            "               $0             1\n"
                            "total           3  1,234,573       0           0            0  $0.01"
                            "          $0.0025             1\n"));
    }

    void hasATotalOfNothing()
    {
        const QByteArrayList lines = costTable(reportOf({})).split('\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY(lines[1].startsWith("total "));
    }

    void letsNoNameSteerTheTerminal()
    {
        const QByteArray table =
            costTable(reportOf({lineOf("a\x1b[31m\n\xE2\x80\xAEz", 1, Label::Reported, 1)}));
        QCOMPARE(table.count('\n'), 3);
        QVERIFY(table.contains("a?[31m??z"));
        QVERIFY(!table.contains('\x1b'));
    }

    void writesJson()
    {
        cost::Report report = reportOf({lineOf("m", 5, Label::Estimated, 7'500'000), "hello"});
        const QJsonObject whole = QJsonDocument::fromJson(costJson(report)).object();
        QCOMPARE(whole[u"by"].toString(), QStringLiteral("model"));
        QCOMPARE(whole[u"other_lines"].toInt(), 1);
        const QJsonObject row = whole[u"rows"].toArray().first().toObject();
        QCOMPARE(row[u"name"].toString(), QStringLiteral("m"));
        QCOMPARE(row[u"input_tokens"].toInt(), 5);
        QCOMPARE(row[u"total_cost"].toDouble(), 0.0075);
        QCOMPARE(row[u"estimated_cost"].toDouble(), 0.0075);
        QCOMPARE(whole[u"total"].toObject()[u"exchanges"].toInt(), 1);
        QVERIFY(costJson(report).contains("\"total_cost\": 0.0075"));
    }
};
QTEST_APPLESS_MAIN(CostTableTest)
#include "tst_cost_table.moc"
