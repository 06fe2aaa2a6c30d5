// SPDX-License-Identifier: MIT
#pragma once

#include "ui/lines.h"

#include <QPlainTextEdit>
#include <QSet>
#include <QTimer>

namespace llmproxy::ui {

/// Shows lines of plain text with labels beside them, some of them folded. Nothing is ever read
/// as markup. Long texts are taken in bit by bit, and laid out where they are seen; a text that
/// grows is appended to, so the selection and the place stay.
class LinesView final : public QPlainTextEdit
{
    Q_OBJECT

public:
    /// `name`: what is shown, for people who cannot see.
    explicit LinesView(const QString &name, QWidget *parent = nullptr);

    /// Shows lines in place of those before: from the start if it `isOther` text, else where it
    /// is. At the end it stays at the end.
    void setLines(const Lines &lines, bool isOther);
    const Lines &lines() const { return m_lines; }

    /// All of the lines, folded or not, taken in already or not.
    QString text() const;

    /// Unfolds or folds what is behind the head in line `index`.
    void toggle(qsizetype index);
    bool isUnfolded(qsizetype index) const { return m_unfolded.contains(index); }

    /// Marks the next place where `needle` stands (any case), and unfolds what hides it.
    bool findNext(const QString &needle, bool isBackward = false);

    /// How often `needle` stands in the lines.
    qsizetype count(const QString &needle) const;

protected:
    QMimeData *createMimeDataFromSelection() const override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    class Gutter;

    void takeIn(qsizetype lines);
    void takeInAll() { takeIn(m_lines.size()); }
    void replace(qsizetype index, const Line &line);
    void showFolds(qsizetype from, qsizetype to);
    bool isHidden(qsizetype index, qsizetype head) const;
    QTextCharFormat formatOf(Line::Style style) const;
    void placeGutter();
    void paintGutter(QPaintEvent *event);
    bool toggleAt(int y);

    Lines m_lines;
    qsizetype m_taken = 0; ///< lines that are in the document, a block each
    QSet<qsizetype> m_unfolded;
    QTimer m_more;
    Gutter *m_gutter;
};

} // namespace llmproxy::ui
