// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>

namespace llmproxy::ui {

/// One line of a LinesView: plain text, one paragraph of it.
struct Line
{
    enum class Style : quint8 {
        Text,
        Mono,
        MonoDim,
        Strong,
        Dim,
        Alarm,
        Gap, ///< air between two paragraphs; without text
    };

    QString text;
    Style style = Style::Text;
    QString label = {};  ///< what stands beside it
    bool isHead = false; ///< folds the lines behind it that are inFold
    bool inFold = false;
    bool continues = false; ///< the line before, which was too long for one

    bool operator==(const Line &) const = default;
};

using Lines = QList<Line>;

/// Longer lines are cut into several: laying out one costs more than its length.
inline constexpr qsizetype MaxLineLength = 1'500;

/// Appends a text from the wire, a Line for each of its lines that is otherwise `like`. Only the
/// first of them gets the label.
void addText(Lines &lines, const QString &text, Line like);

/// The same, but what is beyond `shown` lines is folded behind "34 more lines".
void addFolded(Lines &lines, const QString &text, Line like, qsizetype shown);

/// A head with `text` behind it, folded.
void addBehind(Lines &lines, const Line &head, const QString &text, Line::Style style);

} // namespace llmproxy::ui
