// SPDX-License-Identifier: MIT
#include "ui/saved_filters.h"

#include <QMenu>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

/// A menu would take an ampersand for a shortcut.
QString menuText(const QString &filter)
{
    QString text = filter.size() > 60 ? filter.left(59) + u'\u2026' : filter;
    return text.replace(u'&', u"&&"_s);
}

} // namespace

SavedFilters::SavedFilters(QWidget *parent)
    : QPushButton(tr("Saved"), parent)
    , m_menu(new QMenu(this))
{
    setAutoDefault(false);
    setAccessibleName(tr("Saved filters"));
    setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &SavedFilters::fill);
}

void SavedFilters::fill()
{
    m_menu->clear();
    for (const QString &filter : std::as_const(m_filters))
        m_menu->addAction(menuText(filter), this, [this, filter] { emit chosen(filter); });
    m_menu->addSeparator();
    QAction *save = m_menu->addAction(
        tr("Save this filter"), this, [this, filter = m_current] { this->save(filter); });
    save->setEnabled(!m_current.isEmpty() && !m_filters.contains(m_current));
    QMenu *removal = m_menu->addMenu(tr("Remove"));
    removal->setEnabled(!m_filters.isEmpty());
    for (const QString &filter : std::as_const(m_filters))
        removal->addAction(menuText(filter), this, [this, filter] { remove(filter); });
}

void SavedFilters::setFilters(const QStringList &filters)
{
    m_filters = filters.mid(0, Most);
}

void SavedFilters::save(const QString &filter)
{
    if (filter.isEmpty() || m_filters.contains(filter))
        return;
    m_filters.append(filter);
    if (m_filters.size() > Most)
        m_filters.removeFirst();
}

void SavedFilters::remove(const QString &filter)
{
    m_filters.removeAll(filter);
}

} // namespace llmproxy::ui
