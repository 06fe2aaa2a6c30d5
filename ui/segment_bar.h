// SPDX-License-Identifier: MIT
#pragma once

#include <QWidget>

class QButtonGroup;

namespace llmproxy::ui {

/// A row of words of which one is chosen; the arrow keys move the choice.
class SegmentBar final : public QWidget
{
    Q_OBJECT

public:
    /// `name` says what is chosen, for people who cannot see.
    explicit SegmentBar(const QString &name, QWidget *parent = nullptr);

    /// Replaces all words; the first is chosen.
    void setWords(const QStringList &words);
    void choose(int index); ///< out of range: nothing happens
    int chosen() const;     ///< -1 without words

signals:
    void chosenChanged(int index);

private:
    QButtonGroup *m_group;
};

} // namespace llmproxy::ui
