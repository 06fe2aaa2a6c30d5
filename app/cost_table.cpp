// SPDX-License-Identifier: MIT
#include "app/cost_table.h"

#include "app/plain_text.h"
#include "app/text_table.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace llmproxy::app {

namespace {

QString shown(cost::Money money)
{
    return QString::fromLatin1(cost::shownUsd(money));
}

QList<Cell> cells(const cost::ReportRow &row)
{
    return {{printable(row.name)},
            {grouped(row.exchanges)},
            {grouped(row.inputTokens)},
            {grouped(row.outputTokens)},
            {grouped(row.cacheReadTokens)},
            {grouped(row.cacheWriteTokens)},
            {shown(row.total)},
            {shown(row.estimated)},
            {grouped(row.unknown)}};
}

QList<Column> columns(cost::Grouping grouping)
{
    return {{QString::fromLatin1(nameOf(grouping))},
            {QStringLiteral("exchanges"), true},
            {QStringLiteral("input"), true},
            {QStringLiteral("output"), true},
            {QStringLiteral("cache read"), true},
            {QStringLiteral("cache write"), true},
            {QStringLiteral("cost"), true},
            {QStringLiteral("of it estimated"), true},
            {QStringLiteral("cost unknown"), true}};
}

double usd(cost::Money money)
{
    return cost::decimalUsd(money).toDouble();
}

QJsonObject object(const cost::ReportRow &row)
{
    return {{QStringLiteral("name"), QString::fromUtf8(row.name)},
            {QStringLiteral("exchanges"), row.exchanges},
            {QStringLiteral("unknown"), row.unknown},
            {QStringLiteral("input_tokens"), row.inputTokens},
            {QStringLiteral("output_tokens"), row.outputTokens},
            {QStringLiteral("cache_read_tokens"), row.cacheReadTokens},
            {QStringLiteral("cache_write_tokens"), row.cacheWriteTokens},
            {QStringLiteral("total_cost"), usd(row.total)},
            {QStringLiteral("estimated_cost"), usd(row.estimated)}};
}

} // namespace

QByteArray costTable(const cost::Report &report)
{
    QList<QList<Cell>> rows;
    for (const cost::ReportRow &row : report.rows())
        rows += cells(row);
    rows += cells(report.total());
    return table(columns(report.grouping()), rows, false);
}

QByteArray costJson(const cost::Report &report)
{
    QJsonArray rows;
    for (const cost::ReportRow &row : report.rows())
        rows.append(object(row));
    const QJsonObject whole{{QStringLiteral("by"), QString::fromLatin1(nameOf(report.grouping()))},
                            {QStringLiteral("rows"), rows},
                            {QStringLiteral("total"), object(report.total())},
                            {QStringLiteral("other_lines"), report.foreignLines()}};
    return QJsonDocument(whole).toJson(QJsonDocument::Indented);
}

} // namespace llmproxy::app
