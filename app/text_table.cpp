// SPDX-License-Identifier: MIT
#include "app/text_table.h"

#include <algorithm>

namespace llmproxy::app {

namespace {

QLatin1String codeOf(Tint tint)
{
    switch (tint) {
    case Tint::None:
        return {};
    case Tint::Dim:
        return QLatin1String("2");
    case Tint::Good:
        return QLatin1String("32");
    case Tint::Warning:
        return QLatin1String("33");
    case Tint::Bad:
        return QLatin1String("31");
    }
    Q_UNREACHABLE();
}

} // namespace

QString tinted(const QString &text, Tint tint, bool isColoured)
{
    const QLatin1String code = codeOf(tint);
    return isColoured && !code.isEmpty() ? QStringLiteral("\x1b[%1m%2\x1b[0m").arg(code, text)
                                         : text;
}

QByteArray tableLine(const QList<Column> &columns, const QList<Cell> &cells, bool isColoured)
{
    QString line;
    for (qsizetype i = 0; i < cells.size(); ++i) {
        const Cell &cell = cells[i];
        const QString space(std::max<qsizetype>(0, columns[i].width - cell.text.size()), u' ');
        const QString text = tinted(cell.text, cell.tint, isColoured);
        const bool isLast = i + 1 == cells.size();
        line += i == 0 ? QString() : QStringLiteral("  ");
        if (columns[i].isNumber)
            line += space + text;
        else
            line += isLast ? text : text + space; // nothing invisible at the line's end
    }
    return line.toUtf8() + '\n';
}

QByteArray table(QList<Column> columns, const QList<QList<Cell>> &rows, bool isColoured)
{
    QList<Cell> headings;
    for (const Column &column : std::as_const(columns))
        headings.append({column.heading, Tint::Dim});
    const auto fit = [&columns](const QList<Cell> &cells) {
        for (qsizetype i = 0; i < cells.size(); ++i)
            columns[i].width = std::max(columns[i].width, cells[i].text.size());
    };
    fit(headings);
    std::for_each(rows.begin(), rows.end(), fit);
    QByteArray text = tableLine(columns, headings, isColoured);
    for (const QList<Cell> &row : rows)
        text += tableLine(columns, row, isColoured);
    return text;
}

} // namespace llmproxy::app
