// SPDX-License-Identifier: MIT
#include "ui/connection_card.h"

#include "ui/copy_button.h"
#include "ui/elided_label.h"
#include "ui/glyph_mark.h"
#include "ui/listening_line.h"
#include "ui/snippet_pane.h"
#include "ui/theme.h"

#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

constexpr int Margin = 16;

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    return label;
}

} // namespace

ConnectionCard::ConnectionCard(QWidget *parent)
    : Card(parent)
    , m_snippets(new SnippetPane)
    , m_listening(new ListeningLine)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Margin, Margin - 6, Margin, Margin - 6);
    layout->setSpacing(6);
    layout->addWidget(buildHead());
    layout->addWidget(buildBody());
    fold(false);
}

QWidget *ConnectionCard::buildHead()
{
    auto *head = new QWidget;
    m_headline = new ElidedLabel({}, head);
    m_foldButton = new QPushButton(head);
    m_foldButton->setAutoDefault(false);
    m_foldButton->setFlat(true);
    m_foldButton->setObjectName(u"connectionHelp"_s);
    connect(m_foldButton, &QPushButton::clicked, this, [this] { setUnfolded(!isUnfolded()); });
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_headline, 1);
    row->addWidget(m_foldButton);
    return head;
}

QWidget *ConnectionCard::buildBody()
{
    m_body = new QWidget;
    m_lanWarning =
        plainLabel(tr("Visible to your network: other machines can use this gateway."), m_body);
    m_lanWarning->hide();
    m_rowsPlace = new QVBoxLayout;
    auto *keys = plainLabel(
        tr("Your keys pass through. They are not stored, and shown as sk-\u20263f2a."), m_body);
    keys->setWordWrap(true);
    makeDim(keys);
    auto *layout = new QVBoxLayout(m_body);
    layout->setContentsMargins(0, 2, 0, 6);
    layout->setSpacing(12);
    layout->addWidget(m_lanWarning);
    layout->addLayout(m_rowsPlace);
    layout->addWidget(m_snippets);
    layout->addWidget(keys);
    layout->addWidget(m_listening);
    return m_body;
}

void ConnectionCard::showSnapshot(const stats::EngineSnapshot &snapshot)
{
    const QList<Endpoint> now = endpoints(snapshot);
    if (now != m_endpoints)
        setEndpoints(now);
    m_lanWarning->setVisible(visibleToOthers(snapshot.listeners));
    m_listening->setState(snapshot.listeners, snapshot.totals.requests);
    if (!m_sawRequests && snapshot.totals.requests > 0) {
        m_sawRequests = true;
        fold(!m_unfoldedByHand);
    }
    QString headline = tr("The gateway is not listening");
    if (isUnfolded() && !now.isEmpty())
        headline = tr("Point your SDK here, and keep your own key");
    else if (!now.isEmpty())
        headline = tr("Base URL for %1: %2").arg(now.first().title, now.first().url);
    m_headline->setText(headline);
}

void ConnectionCard::setEndpoints(const QList<Endpoint> &endpoints)
{
    m_endpoints = endpoints;
    delete m_rows;
    m_rows = new QWidget(m_body);
    auto *grid = new QGridLayout(m_rows);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(3, 1);
    m_rowsPlace->addWidget(m_rows);
    for (int i = 0; i < endpoints.size(); ++i)
        addRow(i, endpoints[i]);
    m_snippets->setEndpoints(endpoints);
}

void ConnectionCard::addRow(int row, const Endpoint &endpoint)
{
    auto *grid = qobject_cast<QGridLayout *>(m_rows->layout());
    QLabel *title = plainLabel(endpoint.title, m_rows);
    title->setFont(scaled(font(), 1, true));
    QLabel *url = plainLabel(endpoint.url, m_rows);
    url->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    url->setTextInteractionFlags(Qt::TextSelectableByMouse);
    url->setAccessibleName(tr("Base URL for %1").arg(endpoint.title));
    auto *copy = new CopyButton(tr("Copy"),
                                tr("the base URL for %1").arg(endpoint.title),
                                [endpoint] { return endpoint.url; });
    const QString between =
        endpoint.variable.isEmpty() || endpoint.hint.isEmpty() ? QString() : u"  \u00B7  "_s;
    auto *hint = new ElidedLabel(endpoint.variable + between + endpoint.hint, m_rows);
    makeDim(hint);
    grid->addWidget(title, row, 0);
    grid->addWidget(url, row, 1);
    grid->addWidget(copy, row, 2);
    grid->addWidget(hint, row, 3, 1, endpoint.isSigned ? 1 : 2);
    if (!endpoint.isSigned)
        return;
    auto *show = new QPushButton(tr("Show how"), m_rows);
    show->setAutoDefault(false);
    show->setAccessibleName(tr("Show how to reach %1").arg(endpoint.title));
    connect(show, &QPushButton::clicked, this, [this, title = endpoint.title] {
        m_snippets->choose(title, Language::Python);
    });
    grid->addWidget(show, row, 4);
}

void ConnectionCard::setUnfolded(bool unfolded)
{
    m_unfoldedByHand = unfolded;
    fold(!unfolded);
}

bool ConnectionCard::isUnfolded() const
{
    return !m_body->isHidden();
}

void ConnectionCard::fold(bool folded)
{
    m_body->setVisible(!folded);
    m_headline->setFont(folded ? font() : scaled(font(), 1.2, true));
    m_foldButton->setText(folded ? tr("Show connection help") : tr("Hide connection help"));
    m_foldButton->setAccessibleName(m_foldButton->text());
}

} // namespace llmproxy::ui
