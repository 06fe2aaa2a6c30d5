// SPDX-License-Identifier: MIT
#include "ui/error_bars.h"

#include "ui/format.h"
#include "ui/notice.h"

#include <QDesktopServices>
#include <QUrl>
#include <QVBoxLayout>

namespace llmproxy::ui {
namespace {

using Fault = ErrorBars::Fault;

void addStart(QList<Fault> &faults, const std::optional<StartFailure> &failure)
{
    if (!failure)
        return;
    const QString text =
        ErrorBars::tr("Not running: %1 (tried %2)").arg(failure->text, failure->at);
    if (failure->freePort != 0)
        faults.append({.text = text,
                       .way = Fault::Way::UsePort,
                       .wayText = ErrorBars::tr("Use %1 now").arg(failure->freePort),
                       .port = failure->freePort});
    else
        faults.append(
            {.text = text, .way = Fault::Way::TryAgain, .wayText = ErrorBars::tr("Try again")});
}

void addConfig(QList<Fault> &faults, const ConfigFacts *config)
{
    if (!config)
        return;
    QStringList errors;
    QString file;
    for (const ConfigProblem &problem : config->problems) {
        if (!problem.isError)
            continue;
        errors.append(problem.text);
        if (file.isEmpty())
            file = problem.file;
    }
    if (errors.isEmpty())
        return;
    QString text = errors.constFirst();
    if (errors.size() > 1)
        text += u'\n' + ErrorBars::tr("and %1 more").arg(errors.size() - 1);
    if (config->isKept)
        text += u'\n'
                + ErrorBars::tr("Still running with the configuration of %1.").arg(config->readAt);
    else if (config->fellBack)
        text += u'\n' + ErrorBars::tr("Running with the built-in configuration instead.");
    faults.append({.text = text,
                   .way = file.isEmpty() ? Fault::Way::None : Fault::Way::OpenFile,
                   .wayText = file.isEmpty() ? QString() : ErrorBars::tr("Open the file"),
                   .file = file});
}

} // namespace

ErrorBars::ErrorBars(const DashboardContext *context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    hide();
}

QList<ErrorBars::Fault> ErrorBars::faults(const stats::EngineSnapshot &snapshot,
                                          const ConfigFacts *config,
                                          const std::optional<StartFailure> &failure)
{
    QList<Fault> faults;
    addStart(faults, failure);
    addConfig(faults, config);
    if (snapshot.totals.recordsDropped > 0)
        faults.append(
            {.text = tr("%1 requests were not recorded: the recorder could not keep up. They were "
                        "answered all the same.")
                         .arg(format::count(snapshot.totals.recordsDropped)),
             .isError = false});
    for (const stats::TransportStatus &transport : snapshot.transports) {
        if (transport.lastError.isEmpty())
            continue;
        faults.append({.text = tr("Cost records are lost at %1: %2 (%3 so far)")
                                   .arg(format::plain(transport.name),
                                        format::plain(transport.lastError),
                                        format::count(transport.dropped)),
                       .way = Fault::Way::Usage,
                       .wayText = tr("Show"),
                       .isError = false});
    }
    return faults;
}

void ErrorBars::showSnapshot(const stats::EngineSnapshot &snapshot)
{
    const auto config = m_context->config ? m_context->config() : nullptr;
    const auto failure = m_context->failure ? m_context->failure() : std::optional<StartFailure>();
    const QList<Fault> now = faults(snapshot, config.get(), failure);
    if (now == m_faults)
        return;
    m_faults = now;
    while (QLayoutItem *item = m_column->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (const Fault &fault : std::as_const(m_faults)) {
        auto *bar = new Notice(Notice::Shape::Bar, this);
        bar->say(fault.isError ? Glyph::Error : Glyph::Warning,
                 fault.isError ? Ink::Error : Ink::Warning,
                 fault.text,
                 fault.wayText);
        connect(bar, &Notice::wayTaken, this, [this, fault] { take(fault); });
        m_column->addWidget(bar);
    }
    setVisible(!m_faults.isEmpty());
}

void ErrorBars::take(const Fault &fault)
{
    switch (fault.way) {
    case Fault::Way::TryAgain:
    case Fault::Way::UsePort:
        if (m_context->start)
            m_context->start(fault.port);
        break;
    case Fault::Way::OpenFile:
        QDesktopServices::openUrl(QUrl::fromLocalFile(fault.file));
        break;
    case Fault::Way::Usage:
        emit usageWanted();
        break;
    case Fault::Way::None:
        break;
    }
}

} // namespace llmproxy::ui
