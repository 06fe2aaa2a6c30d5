// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace llmproxy::app {

/// How a terminal shows a cell, where it shows colours.
enum class Tint : quint8 { None, Dim, Good, Warning, Bad };

struct Cell
{
    QString text;
    Tint tint = Tint::None;

    bool operator==(const Cell &) const = default;
};

struct Column
{
    QString heading;
    bool isNumber = false; ///< set to the right
    qsizetype width = 0;   ///< at least, letters
};

/// One line, its end included. `columns` has one for each cell.
QByteArray tableLine(const QList<Column> &columns, const QList<Cell> &cells, bool isColoured);

/// A line of headings and one for each row; columns are as wide as their widest cell.
QByteArray table(QList<Column> columns, const QList<QList<Cell>> &rows, bool isColoured);

/// The text as a terminal shows it in that tint.
QString tinted(const QString &text, Tint tint, bool isColoured);

} // namespace llmproxy::app
