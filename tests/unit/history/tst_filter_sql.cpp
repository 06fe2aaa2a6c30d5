// SPDX-License-Identifier: MIT
#include "engine/history/filter_sql.h"
#include "tests/unit/history/history_test.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::history;

namespace {

Condition conditionFor(const QString &text, bool hasFullText = false)
{
    return conditionOf(*traffic::parseFilter(text, test::Now, QTimeZone::utc()), hasFullText);
}

} // namespace

class FilterSqlTest : public QObject
{
    Q_OBJECT

private slots:
    void asksColumnsForWhatTheyCanAnswer_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QVariantList>("values");
        const auto row = [](const char *filter, const char *sql, const QVariantList &values) {
            QTest::newRow(filter) << QString::fromLatin1(filter) << QString::fromLatin1(sql)
                                  << values;
        };
        row("", "", {});
        row("status:503", "((exchange.status <> 0 AND exchange.status = ?))", {503});
        row("status:none", "((exchange.status = 0))", {});
        row("-status:503", "((NOT (exchange.status <> 0 AND exchange.status = ?)))", {503});
        row("id:7", "((exchange.id <> 0 AND exchange.id = ?))", {7});
        row("took>100ms", "", {});
        row("flag:error", "", {});
    }

    void asksColumnsForWhatTheyCanAnswer()
    {
        QFETCH(QString, filter);
        QFETCH(QString, sql);
        QFETCH(QVariantList, values);
        const Condition condition = conditionFor(filter);
        QCOMPARE(condition.sql, sql);
        QCOMPARE(condition.values.size(), values.size());
        for (qsizetype i = 0; i < values.size(); ++i)
            QCOMPARE(condition.values.at(i).toLongLong(), values.at(i).toLongLong());
    }

    void textIsBoundAndNeverInTheStatement()
    {
        const QString text = QStringLiteral("x' OR 1=1--");
        const Condition condition = conditionFor(QStringLiteral("model:\"%1\"").arg(text));
        QVERIFY(!condition.sql.isEmpty());
        QVERIFY(!condition.sql.contains(QLatin1Char('\'')));
        QVERIFY(condition.values.first().toString().contains(QStringLiteral("or 1=1")));
    }

    void anAlternativeThatNoColumnKnowsLeavesTheClauseOut()
    {
        traffic::Filter filter;
        const traffic::Term model{.subject = traffic::Subject::Model,
                                  .test = traffic::TextTest{"a", false}};
        const traffic::Term path{.subject = traffic::Subject::Path,
                                 .test = traffic::TextTest{"a", false}};
        filter.clauses = {{model, path}};
        QCOMPARE(conditionOf(filter, false).sql, QString());
        filter.clauses = {{model, path}, {model}};
        QCOMPARE(conditionOf(filter, false).values.size(), 1);
    }

    void theIndexIsAskedOnlyWhereItKnowsAll()
    {
        QVERIFY(conditionFor(QStringLiteral("body:needle"), true)
                    .sql.contains(QStringLiteral("MATCH ?")));
        QCOMPARE(conditionFor(QStringLiteral("body:needle"), false).sql, QString());
        QCOMPARE(conditionFor(QStringLiteral("-body:needle"), true).sql, QString());
        QCOMPARE(conditionFor(QStringLiteral("body:ab"), true).sql, QString()); // too short for it
    }

    void quotesForTheIndexAreDoubled()
    {
        traffic::Filter filter;
        filter.clauses = {
            {{.subject = traffic::Subject::Body, .test = traffic::TextTest{"a\"b OR c", false}}}};
        QVERIFY(conditionOf(filter, true)
                    .values.first()
                    .toString()
                    .startsWith(QStringLiteral("\"a\"\"b OR c\" OR ")));
    }
};

QTEST_GUILESS_MAIN(FilterSqlTest)
#include "tst_filter_sql.moc"
