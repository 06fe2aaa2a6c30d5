// SPDX-License-Identifier: MIT
#pragma once

#include <QPushButton>
#include <QStringList>

class QMenu;

namespace llmproxy::ui {

/// A button with the filters that a person wants to use again.
class SavedFilters final : public QPushButton
{
    Q_OBJECT

public:
    static constexpr qsizetype Most = 30;

    explicit SavedFilters(QWidget *parent = nullptr);

    /// The filter in force, which can be saved; empty: none.
    void setCurrent(const QString &filter) { m_current = filter; }

    QStringList filters() const { return m_filters; }
    void setFilters(const QStringList &filters);

    void save(const QString &filter); ///< once; beyond Most the oldest goes
    void remove(const QString &filter);

signals:
    void chosen(const QString &filter);

private:
    void fill();

    QStringList m_filters;
    QString m_current;
    QMenu *m_menu;
};

} // namespace llmproxy::ui
