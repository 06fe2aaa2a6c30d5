// SPDX-License-Identifier: MIT
#include "ui/tray.h"

#include "ui/app_icon.h"
#include "ui/circuit_view.h"
#include "ui/endpoints.h"
#include "ui/usage_rows.h"
#include "ui/window_settings.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace llmproxy::ui {
namespace {

constexpr int MaxTries = 5;
constexpr auto Interval = 2s;
constexpr auto BetweenTries = 5s;

/// The program's icon with the state's shape in its corner.
QIcon iconWith(const std::pair<Glyph, Ink> &look)
{
    QIcon icon;
    for (const int side : {22, 32, 44, 64}) {
        QPixmap pixmap(side, side);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paintApplicationIcon(painter, QRectF(0, 0, side, side));
        const double mark = side * 0.56;
        const QRectF corner(side - mark, side - mark, mark, mark);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Qt::white);
        painter.drawEllipse(corner);
        paintGlyph(painter, corner, look.first, inkColor(look.second, QPalette(Qt::white)));
        icon.addPixmap(pixmap);
    }
    return icon;
}

int openCount(const stats::EngineSnapshot &snapshot)
{
    int open = 0;
    for (const stats::ProviderStatus &provider : snapshot.providers)
        open += CircuitView::provider(snapshot, provider.name, 0).state == ShownState::Open ? 1 : 0;
    return open;
}

} // namespace

Tray::Tray(Control *control, QObject *parent)
    : QObject(parent)
    , m_control(control)
    , m_menu(std::make_unique<QMenu>())
    , m_pulse(
          Interval, [this] { beat(); }, this)
{
    fillMenu();
    m_icon.setContextMenu(m_menu.get());
    connect(
        &m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason why) {
            if (why == QSystemTrayIcon::Trigger || why == QSystemTrayIcon::DoubleClick)
                emit windowWanted();
        });
    connect(&m_icon, &QSystemTrayIcon::messageClicked, this, &Tray::windowWanted);
    seek();
}

Tray::~Tray() = default;

bool Tray::isThere() const
{
    return m_icon.isVisible();
}

// A desktop that starts the program with the session may not have its tray yet.
void Tray::seek()
{
    if (!QSystemTrayIcon::isSystemTrayAvailable()) {
        if (++m_tries < MaxTries)
            QTimer::singleShot(BetweenTries, this, &Tray::seek);
        return;
    }
    m_icon.setIcon(iconWith(m_look));
    m_icon.show();
    m_pulse.setPace(Pace::Full);
}

void Tray::fillMenu()
{
    m_menu->addAction(tr("Open"), this, &Tray::windowWanted);
    m_urls = m_menu->addMenu(tr("Copy base URL"));
    m_testModesOff = m_menu->addAction(tr("All test modes off"), this, &Tray::testModesOffWanted);
    m_menu->addSeparator();
    m_menu->addAction(tr("Quit"), this, &Tray::quitWanted);
}

void Tray::fillUrls(const stats::EngineSnapshot &snapshot)
{
    QStringList urls;
    const QList<Endpoint> all = endpoints(snapshot);
    for (const Endpoint &endpoint : all)
        urls.append(endpoint.url);
    if (urls == m_shownUrls)
        return;
    m_shownUrls = urls;
    m_urls->clear();
    for (const Endpoint &endpoint : all)
        m_urls->addAction(tr("%1: %2", "provider, URL").arg(endpoint.title, endpoint.url),
                          this,
                          [url = endpoint.url] { QGuiApplication::clipboard()->setText(url); });
}

QString Tray::tip(const stats::EngineSnapshot &snapshot)
{
    QString address = rootUrl(snapshot.listeners);
    address = address.mid(address.indexOf(u"//"_s) + 2);
    QStringList parts{snapshot.running ? u"LLM Proxy "_s + address : tr("LLM Proxy, stopped")};
    if (!snapshot.testModes.isEmpty())
        parts.append(tr("TEST MODE"));
    if (const int open = openCount(snapshot); open > 0)
        parts.append(tr("%1 open").arg(open));
    const stats::CostTotals today = UsageRows::today(snapshot);
    if (today.exchanges > 0)
        parts.append(tr("%1 today").arg(UsageRows::cost(today)));
    return parts.join(u" \u2014 "_s);
}

std::pair<Glyph, Ink> Tray::look(const stats::EngineSnapshot &snapshot)
{
    if (!snapshot.running)
        return {Glyph::Off, Ink::Off};
    if (!snapshot.testModes.isEmpty())
        return {Glyph::Flask, Ink::Warning};
    const ShownState worst = CircuitView::worst(snapshot);
    if (worst == ShownState::NoData)
        return {Glyph::Fine, Ink::Fine};
    return {StatePainter::glyph(worst), StatePainter::ink(worst)};
}

void Tray::beat()
{
    const auto snapshot = m_control->snapshot();
    m_icon.setToolTip(tip(*snapshot));
    if (const auto now = look(*snapshot); now != m_look) {
        m_look = now;
        m_icon.setIcon(iconWith(now));
    }
    m_testModesOff->setEnabled(!snapshot->testModes.isEmpty());
    fillUrls(*snapshot);
    const QList<News> news = m_news.take(*snapshot);
    if (!WindowSettings().value(u"window/notify"_s, true).toBool())
        return;
    for (const News &one : news)
        m_icon.showMessage(one.title,
                           one.text,
                           one.isBad ? QSystemTrayIcon::Warning : QSystemTrayIcon::Information);
}

void Tray::sayThatItStays()
{
    WindowSettings settings;
    if (settings.value(u"window/saidThatItStays"_s).toBool())
        return;
    settings.setValue(u"window/saidThatItStays"_s, true);
    m_icon.showMessage(tr("Still running in the tray"),
                       tr("Quit ends the gateway; the settings can change what closing does."));
}

} // namespace llmproxy::ui
