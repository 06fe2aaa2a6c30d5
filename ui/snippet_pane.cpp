// SPDX-License-Identifier: MIT
#include "ui/snippet_pane.h"

#include "ui/copy_button.h"
#include "ui/segment_bar.h"

#include <QEvent>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSettings>
#include <QSignalBlocker>

#include <array>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

constexpr std::array Languages = {
    Language::Environment, Language::Python, Language::Node, Language::Go, Language::Curl};

} // namespace

SnippetPane::SnippetPane(QWidget *parent)
    : QWidget(parent)
    , m_providers(new SegmentBar(tr("Provider of the snippet"), this))
    , m_languages(new SegmentBar(tr("Language of the snippet"), this))
    , m_text(new QPlainTextEdit(this))
{
    QStringList names;
    for (const Language language : Languages)
        names.append(Snippets::languageName(language));
    m_languages->setWords(names);

    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setAccessibleName(tr("Snippet"));
    m_text->setTabChangesFocus(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->document()->setDocumentMargin(8);
    m_text->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);

    auto *choices = new QHBoxLayout;
    choices->addWidget(m_providers);
    choices->addStretch();
    choices->addWidget(m_languages);
    auto *copy = new CopyButton(tr("Copy snippet"), tr("the snippet"), [this] { return text(); });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(choices);
    layout->addWidget(m_text);
    layout->addWidget(copy, 0, Qt::AlignRight);

    connect(m_providers, &SegmentBar::chosenChanged, this, [this](int index) {
        if (index >= 0 && index < m_endpoints.size())
            m_wanted = m_endpoints[index].title;
        showText();
    });
    connect(m_languages, &SegmentBar::chosenChanged, this, &SnippetPane::showText);
}

void SnippetPane::setEndpoints(const QList<Endpoint> &endpoints)
{
    m_endpoints = endpoints;
    QStringList titles;
    for (const Endpoint &endpoint : endpoints)
        titles.append(endpoint.title);
    const QSignalBlocker quiet(m_providers); // filling it is no choice of the user's
    m_providers->setWords(titles);
    m_providers->choose(static_cast<int>(titles.indexOf(m_wanted)));
    showText();
}

void SnippetPane::choose(const QString &title, Language language)
{
    for (qsizetype i = 0; i < m_endpoints.size(); ++i) {
        if (m_endpoints[i].title == title)
            m_providers->choose(static_cast<int>(i));
    }
    m_languages->choose(static_cast<int>(std::find(Languages.begin(), Languages.end(), language)
                                         - Languages.begin()));
}

QString SnippetPane::text() const
{
    return m_text->toPlainText();
}

void SnippetPane::showText()
{
    const int provider = m_providers->chosen();
    const int language = m_languages->chosen();
    if (provider < 0 || provider >= m_endpoints.size() || language < 0)
        return;
    m_text->setPlainText(
        Snippets::text(m_endpoints[provider], Languages.at(static_cast<std::size_t>(language))));
    fitHeight();
}

void SnippetPane::fitHeight()
{
    const int lines = std::max(2, m_text->document()->blockCount());
    const QMargins margins = m_text->contentsMargins();
    const int scrollBar = m_text->horizontalScrollBar()->sizeHint().height();
    m_text->setFixedHeight(lines * m_text->fontMetrics().lineSpacing() + 16 + margins.top()
                           + margins.bottom() + scrollBar);
}

void SnippetPane::save(QSettings &settings) const
{
    settings.setValue(u"connection/provider"_s, m_wanted);
    settings.setValue(u"connection/language"_s, m_languages->chosen());
}

void SnippetPane::restore(const QSettings &settings)
{
    m_wanted = settings.value(u"connection/provider"_s).toString();
    m_languages->choose(settings.value(u"connection/language"_s, 1).toInt());
}

void SnippetPane::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::StyleChange || event->type() == QEvent::FontChange)
        fitHeight();
}

} // namespace llmproxy::ui
