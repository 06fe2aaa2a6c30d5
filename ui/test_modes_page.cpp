// SPDX-License-Identifier: MIT
#include "ui/test_modes_page.h"

#include "ui/action_table.h"
#include "ui/card.h"
#include "ui/copy_button.h"
#include "ui/endpoints.h"
#include "ui/format.h"
#include "ui/key_words.h"
#include "ui/notice.h"
#include "ui/table_view.h"
#include "ui/test_words.h"
#include "ui/theme.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QComboBox>
#include <QFontDatabase>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

constexpr int Spacing = 12;
constexpr int BelowAChoice = 22;

QLabel *caption(const QString &text, const QFont &font)
{
    auto *made = new QLabel(text);
    made->setFont(scaled(font, 1, true));
    return made;
}

QRadioButton *addChoice(QButtonGroup *group, int id, const QString &text)
{
    auto *made = new QRadioButton(text);
    made->setAccessibleName(text);
    group->addButton(made, id);
    return made;
}

QLabel *dimLine(const QString &text, int indent)
{
    auto *made = new QLabel(text);
    made->setWordWrap(true);
    made->setIndent(indent);
    makeDim(made);
    return made;
}

} // namespace

TestModesPage::TestModesPage(Control *control, QWidget *parent)
    : Page(parent)
    , m_control(control)
    , m_stack(new QStackedWidget(this))
    , m_locked(new Notice(Notice::Shape::Middle, this))
{
    m_locked->say(
        Glyph::Off,
        Ink::Off,
        tr("Test mode is locked by test_mode_enabled: false, or the circuit breaker is off"),
        tr("Show the setting"));
    connect(m_locked, &Notice::wayTaken, this, [this] {
        emit settingWanted("features.circuit_breaker.test_mode_enabled");
    });
    m_stack->addWidget(m_locked);
    m_stack->addWidget(buildBody());
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_stack);
}

QString TestModesPage::title() const
{
    return tr("Test mode");
}

QWidget *TestModesPage::buildBody()
{
    auto *content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    content->setAutoFillBackground(true);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(20, 20, 20, 20);
    column->setSpacing(Spacing);
    column->addWidget(buildForm());
    column->addWidget(buildActive());
    column->addWidget(buildPerCall());
    column->addStretch(1);
    auto *scroller = new QScrollArea;
    scroller->setWidgetResizable(true);
    scroller->setFrameShape(QFrame::NoFrame);
    scroller->setAccessibleName(title());
    scroller->setWidget(content);
    return scroller;
}

Card *TestModesPage::buildForm()
{
    auto *card = new Card;
    auto *begin = new QPushButton(tr("Start"));
    begin->setObjectName(u"startTestMode"_s);
    begin->setAccessibleName(tr("Start the test mode"));
    begin->setAutoDefault(false);
    connect(begin, &QPushButton::clicked, this, &TestModesPage::start);
    auto *foot = new QHBoxLayout;
    foot->addWidget(begin);
    foot->addWidget(dimLine(tr("It holds for new calls at once. Nothing is restored when the "
                               "program starts again."),
                            0),
                    1);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(8);
    column->addWidget(caption(tr("Switch on for traffic"), font()));
    column->addLayout(buildModes());
    column->addLayout(buildScope());
    column->addLayout(buildExtent());
    column->addSpacing(4);
    column->addLayout(foot);
    return card;
}

QLayout *TestModesPage::buildModes()
{
    m_mode = new QButtonGroup(this);
    auto *column = new QVBoxLayout;
    column->setSpacing(2);
    column->addWidget(addChoice(m_mode, Degraded, u"force_degraded"_s));
    column->addWidget(dimLine(
        tr("Every matching call gets the 503 of a degraded provider. Nothing is sent, nothing "
           "is counted, the breaker is not touched."),
        BelowAChoice));
    column->addSpacing(4);
    column->addWidget(addChoice(m_mode, TransientRecover, u"force_transient_recover"_s));
    column->addWidget(dimLine(tr("The first try fails inside the gateway, the retry goes upstream: "
                                 "it costs what it costs."),
                              BelowAChoice));
    m_mode->button(Degraded)->setChecked(true);
    return column;
}

QLayout *TestModesPage::buildScope()
{
    m_provider = new QComboBox;
    m_provider->setAccessibleName(tr("Provider"));
    m_provider->setMinimumContentsLength(16);
    m_provider->addItem(tr("all providers"));
    m_model = new QLineEdit;
    m_model->setPlaceholderText(tr("any"));
    m_model->setAccessibleName(tr("Model"));
    m_model->setMaxLength(200);
    m_model->setEnabled(false);
    connect(m_provider, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_model->setEnabled(index > 0);
    });
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(new QLabel(tr("For")));
    row->addWidget(m_provider);
    row->addWidget(new QLabel(tr("model")));
    row->addWidget(m_model, 1);
    return row;
}

QLayout *TestModesPage::buildExtent()
{
    m_extent = new QButtonGroup(this);
    m_minutes = new QComboBox;
    m_minutes->setAccessibleName(tr("Minutes until it ends"));
    for (const int minutes : {1, 5, 10, 30, 60})
        m_minutes->addItem(tr("%n minute(s)", nullptr, minutes), minutes);
    m_minutes->setCurrentIndex(2);
    m_calls = new QSpinBox;
    m_calls->setAccessibleName(tr("Calls until it ends"));
    m_calls->setRange(1, 1'000'000);
    m_calls->setValue(10);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(new QLabel(tr("Ends")));
    row->addWidget(addChoice(m_extent, ForTime, tr("in")));
    row->addWidget(m_minutes);
    row->addSpacing(12);
    row->addWidget(addChoice(m_extent, ForCalls, tr("after")));
    row->addWidget(m_calls);
    row->addWidget(new QLabel(tr("calls")));
    row->addSpacing(12);
    row->addWidget(addChoice(m_extent, UntilOff, tr("when I stop it")));
    row->addStretch(1);
    m_extent->button(ForTime)->setChecked(true);
    return row;
}

Card *TestModesPage::buildActive()
{
    auto *card = new Card;
    m_activeCaption = caption({}, font());
    m_answered = new QLabel;
    makeDim(m_answered);
    m_active = new TableView(
        tr("Test modes that are on"), new RowsModel(TestWords::headings()), {30, 30, 34, 18});
    connect(m_active, &TableView::currentIdChanged, this, [this] {
        m_off->setEnabled(!m_active->currentId().isEmpty());
    });
    m_off = new QPushButton(tr("Turn off the chosen one"));
    m_off->setAccessibleName(m_off->text());
    connect(m_off, &QPushButton::clicked, this, &TestModesPage::switchChosenOff);
    m_allOff = new QPushButton(tr("All test modes off"));
    m_allOff->setAccessibleName(m_allOff->text());
    connect(m_allOff, &QPushButton::clicked, this, &TestModesPage::switchAllOff);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_off);
    foot->addWidget(m_allOff);
    foot->addStretch(1);
    foot->addWidget(m_answered);
    for (QPushButton *each : {m_off, m_allOff})
        each->setAutoDefault(false);
    m_off->setEnabled(false);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(8);
    column->addWidget(m_activeCaption);
    column->addWidget(m_active);
    column->addLayout(foot);
    return card;
}

Card *TestModesPage::buildPerCall()
{
    auto *card = new Card;
    m_perCall = new QLabel;
    m_perCall->setTextFormat(Qt::PlainText);
    m_perCall->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_perCall->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_perCall->setAccessibleName(tr("How one call asks for a test mode"));
    m_perCall->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *head = new QHBoxLayout;
    head->addWidget(caption(tr("Per call, without this page"), font()));
    head->addWidget(dimLine(tr("What a call asks for wins over this page."), 0), 1);
    head->addWidget(new CopyButton(
        tr("Copy"), m_perCall->accessibleName(), [this] { return m_perCall->text(); }));
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(8);
    column->addLayout(head);
    column->addWidget(m_perCall);
    connect(m_mode, &QButtonGroup::idToggled, this, [this] { refresh(); });
    return card;
}

QString TestModesPage::badge(const stats::EngineSnapshot &snapshot) const
{
    return snapshot.testModes.isEmpty() ? QString() : tr("ON");
}

void TestModesPage::showSnapshot(const stats::EngineSnapshot &snapshot)
{
    const bool isOpen = snapshot.circuitFacts.testModesAllowed;
    m_stack->setCurrentIndex(isOpen ? 1 : 0);
    if (!isOpen)
        return;
    offerProviders(snapshot.providers);
    m_root = rootUrl(snapshot.listeners);
    const circuit::TestMode mode = rule().mode;
    m_perCall->setText(TestWords::perCall(m_root, circuit::textOf(mode).toByteArray()));
    m_active->setRows(TestWords::rows(snapshot));
    m_active->fitRows(1, 6);
    m_active->setVisible(!snapshot.testModes.isEmpty());
    m_off->setVisible(!snapshot.testModes.isEmpty());
    m_allOff->setVisible(!snapshot.testModes.isEmpty());
    m_activeCaption->setText(snapshot.testModes.isEmpty() ? tr("No test mode is on")
                                                          : tr("On now"));
    m_answered->setText(tr("%1 answered by test modes in the last 15 minutes")
                            .arg(format::count(TestWords::answered(snapshot))));
}

void TestModesPage::offerProviders(const QList<stats::ProviderStatus> &providers)
{
    QByteArrayList names;
    for (const stats::ProviderStatus &provider : providers) {
        if (provider.enabled)
            names.append(provider.name);
    }
    if (names == m_providers)
        return;
    m_providers = names;
    while (m_provider->count() > 1)
        m_provider->removeItem(1);
    for (const QByteArray &name : std::as_const(names))
        m_provider->addItem(format::plain(name));
}

circuit::TestRule TestModesPage::rule() const
{
    circuit::TestRule made;
    made.by = personHere();
    if (m_mode->checkedId() == TransientRecover)
        made.mode = circuit::ForceTransientRecover{};
    const QByteArray provider = m_providers.value(m_provider->currentIndex() - 1);
    const QByteArray model = m_model->text().trimmed().toUtf8();
    if (!provider.isEmpty() && model.isEmpty())
        made.scope = circuit::OfProvider{provider};
    else if (!provider.isEmpty())
        made.scope = circuit::makeKey(provider, model);
    switch (m_extent->checkedId()) {
    case ForTime:
        made.extent = circuit::UntilTime{MonotonicTime::clock::now()
                                         + std::chrono::minutes(m_minutes->currentData().toInt())};
        break;
    case ForCalls:
        made.extent = circuit::ForRequests{m_calls->value()};
        break;
    default:
        break;
    }
    return made;
}

void TestModesPage::start()
{
    m_control->switchTestModeOn(rule());
    refresh();
}

void TestModesPage::switchChosenOff()
{
    m_control->switchTestModeOff(m_active->currentId().toLongLong());
    refresh();
}

void TestModesPage::switchAllOff()
{
    const auto snapshot = m_control->snapshot();
    for (const stats::TestModeStatus &mode : snapshot->testModes)
        m_control->switchTestModeOff(mode.id);
    refresh();
}

void TestModesPage::refresh()
{
    showSnapshot(*m_control->snapshot());
}

void TestModesPage::addActionsTo(ActionTable &table)
{
    table.add({.name = u"test.allOff"_s,
               .place = MenuPlace::Test,
               .text = tr("&All test modes off"),
               .keys = {Qt::CTRL | Qt::SHIFT | Qt::Key_T},
               .run = [this] { switchAllOff(); }});
    table.add({.name = u"test.show"_s,
               .place = MenuPlace::Test,
               .text = tr("&Switch one on\u2026"),
               .run = [this] { emit wanted(); }});
}

} // namespace llmproxy::ui
