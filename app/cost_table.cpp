// SPDX-License-Identifier: MIT
#include "app/cost_table.h"

#include "app/plain_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include <algorithm>

namespace llmproxy::app {

namespace {

QString shown(cost::Money money)
{
    return QString::fromLatin1(cost::shownUsd(money));
}

QStringList cells(const cost::ReportRow &row)
{
    return {printable(row.name),
            grouped(row.exchanges),
            grouped(row.inputTokens),
            grouped(row.outputTokens),
            grouped(row.cacheReadTokens),
            grouped(row.cacheWriteTokens),
            shown(row.total),
            shown(row.estimated),
            grouped(row.unknown)};
}

QStringList heading(cost::Grouping grouping)
{
    return {QString::fromLatin1(nameOf(grouping)),
            QStringLiteral("exchanges"),
            QStringLiteral("input"),
            QStringLiteral("output"),
            QStringLiteral("cache read"),
            QStringLiteral("cache write"),
            QStringLiteral("cost"),
            QStringLiteral("of it estimated"),
            QStringLiteral("cost unknown")};
}

QString aligned(const QStringList &cells, const QList<qsizetype> &widths)
{
    QString line = cells[0].leftJustified(widths[0]);
    for (qsizetype i = 1; i < cells.size(); ++i)
        line += u"  " + cells[i].rightJustified(widths[i]);
    return line + u'\n';
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
    QList<QStringList> lines{heading(report.grouping())};
    for (const cost::ReportRow &row : report.rows())
        lines += cells(row);
    lines += cells(report.total());
    QList<qsizetype> widths(lines[0].size(), 0);
    for (const QStringList &line : lines) {
        for (qsizetype i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], line[i].size());
    }
    QString text;
    for (const QStringList &line : lines)
        text += aligned(line, widths);
    return text.toUtf8();
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
