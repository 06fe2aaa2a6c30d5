// SPDX-License-Identifier: MIT
#include "ui/lines.h"

#include "ui/format.h"

#include <QCoreApplication>

namespace llmproxy::ui {

void addText(Lines &lines, const QString &text, Line like)
{
    qsizetype from = 0;
    while (from <= text.size()) {
        qsizetype end = text.indexOf(u'\n', from);
        end = end < 0 ? text.size() : end;
        const bool hasReturn = end > from && text.at(end - 1) == u'\r';
        const QString whole = format::plainLine(text.mid(from, end - from - (hasReturn ? 1 : 0)));
        like.continues = false;
        qsizetype at = 0;
        do {
            qsizetype size = std::min(MaxLineLength, whole.size() - at);
            if (at + size < whole.size() && whole.at(at + size - 1).isHighSurrogate())
                --size;
            like.text = whole.mid(at, size);
            lines.append(like);
            like.label.clear();
            like.continues = true;
            at += size;
        } while (at < whole.size());
        from = end + 1;
    }
}

void addFolded(Lines &lines, const QString &text, Line like, qsizetype shown)
{
    Lines all;
    addText(all, text, std::move(like));
    // Not for the sake of two lines.
    if (all.size() <= shown + 2) {
        lines += all;
        return;
    }
    lines += all.first(shown);
    Line head;
    head.text = QCoreApplication::translate("llmproxy::ui::Lines", "%1 more lines")
                    .arg(format::count(all.size() - shown));
    head.style = Line::Style::Dim;
    head.isHead = true;
    lines.append(head);
    for (qsizetype i = shown; i < all.size(); ++i) {
        all[i].inFold = true;
        lines.append(all[i]);
    }
}

void addBehind(Lines &lines, const Line &head, const QString &text, Line::Style style)
{
    lines.append(head);
    lines.last().isHead = true;
    Line inside;
    inside.style = style;
    inside.inFold = true;
    addText(lines, text, inside);
}

} // namespace llmproxy::ui
