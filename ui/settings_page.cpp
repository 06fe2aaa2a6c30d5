// SPDX-License-Identifier: MIT
#include "ui/settings_page.h"

#include "ui/action_table.h"
#include "ui/card.h"
#include "ui/elided_label.h"
#include "ui/settings_rows.h"
#include "ui/table_view.h"
#include "ui/theme.h"
#include "ui/window_settings.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QLineEdit>
#include <QPushButton>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

constexpr int Spacing = 12;

QCheckBox *switchFor(const QString &text, const QString &key, bool usual)
{
    auto *made = new QCheckBox(text);
    made->setAccessibleName(text);
    made->setChecked(WindowSettings().value(key, usual).toBool());
    QObject::connect(made, &QCheckBox::toggled, made, [key](bool isOn) {
        WindowSettings().setValue(key, isOn);
    });
    return made;
}

} // namespace

SettingsPage::SettingsPage(const DashboardContext *context, QWidget *parent)
    : Page(parent)
    , m_context(context)
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_table = new TableView(tr("Settings"), new RowsModel(SettingsRows::headings()), {44, 36, 24});
    connect(m_table, &TableView::currentIdChanged, this, [this] {
        m_open->setEnabled(!m_table->currentId().isEmpty());
    });
    connect(m_table, &QTreeView::activated, this, &SettingsPage::openFile);
    m_read = new ElidedLabel({}, this);
    makeDim(m_read);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 20);
    column->setSpacing(Spacing);
    column->addWidget(buildWindowSettings());
    column->addLayout(buildHead());
    column->addWidget(m_read);
    column->addWidget(m_table, 1);
}

QString SettingsPage::title() const
{
    return tr("Settings");
}

QLayout *SettingsPage::buildHead()
{
    m_find = new QLineEdit;
    m_find->setPlaceholderText(tr("Find a setting"));
    m_find->setAccessibleName(m_find->placeholderText());
    m_find->setClearButtonEnabled(true);
    connect(m_find, &QLineEdit::textChanged, this, &SettingsPage::showRows);
    m_layers = new ElidedLabel;
    makeDim(m_layers);
    auto *reload = new QPushButton(tr("Reload"));
    reload->setAccessibleName(tr("Read the configuration again"));
    reload->setAutoDefault(false);
    reload->setVisible(bool(m_context->reloadConfig));
    connect(reload, &QPushButton::clicked, this, [this] { m_context->reloadConfig(); });
    m_open = new QPushButton(tr("Open the file"));
    m_open->setAccessibleName(tr("Open the file of the chosen setting"));
    m_open->setAutoDefault(false);
    m_open->setEnabled(false);
    connect(m_open, &QPushButton::clicked, this, &SettingsPage::openFile);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_find, 2);
    row->addWidget(m_layers, 3);
    row->addWidget(reload);
    row->addWidget(m_open);
    return row;
}

QWidget *SettingsPage::buildWindowSettings()
{
    auto *card = new Card;
    auto *caption = new QLabel(tr("Window"), card);
    caption->setFont(scaled(font(), 1, true));
    m_theme = new QComboBox(card);
    m_theme->setAccessibleName(tr("Theme"));
    m_theme->addItems({tr("Theme of the system"), tr("Light"), tr("Dark")});
    connect(m_theme, &QComboBox::activated, this, &SettingsPage::themeChosen);
    auto *language = new QComboBox(card);
    language->setAccessibleName(tr("Language"));
    language->addItem(tr("Language of the system"), QString());
    language->addItem(u"English"_s, u"en"_s);
    language->addItem(u"Deutsch"_s, u"de"_s);
    language->setCurrentIndex(
        std::max(0, language->findData(WindowSettings().value(u"window/language"_s))));
    language->setToolTip(tr("From the next start on"));
    connect(language, &QComboBox::activated, this, [language] {
        WindowSettings().setValue(u"window/language"_s, language->currentData());
    });
    auto *row = new QHBoxLayout(card);
    row->setContentsMargins(16, 10, 16, 10);
    row->setSpacing(14);
    row->addWidget(caption);
    row->addWidget(m_theme);
    row->addWidget(language);
    row->addWidget(switchFor(tr("Close to the tray"), u"window/closeToTray"_s, true));
    row->addWidget(switchFor(tr("Notify"), u"window/notify"_s, true));
    row->addStretch(1);
    return card;
}

void SettingsPage::setTheme(int theme)
{
    m_theme->setCurrentIndex(theme);
}

void SettingsPage::showSnapshot(const stats::EngineSnapshot & /*snapshot*/)
{
    const auto facts = m_context->config ? m_context->config() : nullptr;
    if (facts == m_facts)
        return;
    m_facts = facts;
    showRows();
}

void SettingsPage::showRows()
{
    if (!m_facts)
        return;
    const QList<Row> rows = SettingsRows::rows(*m_facts, m_find->text().trimmed());
    m_table->setRows(rows);
    m_layers->setText(SettingsRows::layers(*m_facts));
    const QString read = tr("Read at %1").arg(m_facts->readAt);
    m_read->setText(rows.isEmpty() ? tr("No setting has \u201C%1\u201D").arg(m_find->text())
                                   : tr("%1. Address, port and workers change at the next start, "
                                        "all else at once.")
                                         .arg(read));
}

void SettingsPage::showSetting(const QByteArray &path)
{
    showSnapshot({});
    m_find->setText(QString::fromUtf8(path));
    m_table->setCurrentId(path);
    m_table->setFocus();
}

void SettingsPage::openFile()
{
    const QByteArray path = m_table->currentId();
    for (qsizetype i = 0; m_facts && i < m_facts->settings.size(); ++i) {
        const SettingFact &setting = m_facts->settings[i];
        if (setting.path == path && setting.line > 0)
            QDesktopServices::openUrl(QUrl::fromLocalFile(setting.layer));
    }
}

void SettingsPage::addActionsTo(ActionTable &table)
{
    table.add({.name = u"file.settings"_s,
               .place = MenuPlace::File,
               .text = tr("&Settings"),
               .keys = {Qt::CTRL | Qt::Key_Comma},
               .run = [this] { emit wanted(); }});
}

} // namespace llmproxy::ui
