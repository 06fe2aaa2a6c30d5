// SPDX-License-Identifier: MIT
#include "ui/about_dialog.h"

#include "ui/app_icon.h"
#include "ui/copy_button.h"
#include "ui/format.h"
#include "ui/theme.h"
#include "ui/window_settings.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

QLabel *value(const QString &text)
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

QString runningQt()
{
    return QString::fromLatin1(qVersion());
}

} // namespace

AboutDialog::AboutDialog(const DashboardContext &context, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"about"_s);
    setWindowTitle(tr("About LLM Proxy"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *copy = new CopyButton(tr("Copy diagnostics"),
                                tr("build, system, files and counters"),
                                [&context] { return diagnostics(context); });
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->addButton(copy, QDialogButtonBox::ActionRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    buttons->button(QDialogButtonBox::Close)->setDefault(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 16);
    column->setSpacing(16);
    column->addWidget(buildHead(context.build));
    column->addWidget(buildFacts(context), 1);
    column->addWidget(buttons);
    // A dialog's own first size takes no account of text that wraps.
    const int width = std::max(sizeHint().width(), fontMetrics().averageCharWidth() * 84);
    setMinimumSize(width, column->totalHeightForWidth(width));
}

QWidget *AboutDialog::buildHead(const BuildFacts &build)
{
    auto *head = new QWidget;
    auto *icon = new QLabel;
    icon->setPixmap(applicationIcon().pixmap(QSize(64, 64), devicePixelRatioF()));
    icon->setAccessibleName(tr("Icon of LLM Proxy"));
    QLabel *name = value(u"LLM Proxy %1"_s.arg(build.version));
    name->setFont(scaled(font(), 1.6, true));
    QLabel *claim = value(tr("A local developer gateway for LLM APIs"));
    makeDim(claim);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addStretch();
    words->addWidget(name);
    words->addWidget(claim);
    words->addStretch();
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(16);
    row->addWidget(icon);
    row->addLayout(words, 1);
    return head;
}

QWidget *AboutDialog::buildFacts(const DashboardContext &context)
{
    auto *facts = new QWidget;
    auto *form = new QFormLayout(facts);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(18);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    const auto add = [form](const QString &name, const QString &text) {
        auto *label = new QLabel(name);
        label->setAlignment(Qt::AlignTop);
        makeDim(label);
        QLabel *field = value(text);
        field->setAccessibleName(name);
        form->addRow(label, field);
    };
    const BuildFacts &build = context.build;
    add(tr("Commit"),
        build.commit.isEmpty() ? tr("none: built outside a repository") : build.commit);
    add(tr("Built"), build.time);
    add(tr("Compiler"), build.compiler);
    add(tr("Qt"), tr("%1 built with, %2 running").arg(build.qt, runningQt()));
    add(tr("Configuration"),
        context.configFiles.isEmpty() ? tr("built-in defaults") : context.configFiles.join(u'\n'));
    add(tr("Window settings"), WindowSettings().fileName());
    add(tr("Licences"),
        tr("LLM Proxy: MIT. Qt: LGPL-3. Qt Charts, which this window is built with: GPL-3, so the "
           "window as shipped is under the GPL-3; the program without it is not. yaml-cpp, llhttp: "
           "MIT. OpenSSL: Apache-2.0."));
    return facts;
}

QString AboutDialog::diagnostics(const DashboardContext &context)
{
    const BuildFacts &build = context.build;
    const auto snapshot = context.control->snapshot();
    QStringList lines = {
        u"LLM Proxy %1 (%2)"_s.arg(build.version, build.commit),
        u"built %1, %2, Qt %3, running on Qt %4"_s.arg(
            build.time, build.compiler, build.qt, runningQt()),
        u"system %1, %2, platform %3"_s.arg(QSysInfo::prettyProductName(),
                                            QSysInfo::currentCpuArchitecture(),
                                            QGuiApplication::platformName()),
    };
    for (const QScreen *screen : QGuiApplication::screens())
        lines.append(u"screen %1x%2 at %3"_s.arg(screen->geometry().width())
                         .arg(screen->geometry().height())
                         .arg(screen->devicePixelRatio()));
    for (const QString &file : context.configFiles)
        lines.append(u"config %1"_s.arg(file));
    lines.append(u"running %1, workers %2, up %3"_s.arg(snapshot->running ? u"yes"_s : u"no"_s)
                     .arg(snapshot->workers)
                     .arg(format::uptime(snapshot->at - snapshot->startedAt)));
    const stats::Totals &totals = snapshot->totals;
    lines.append(
        u"requests %1, in flight %2, 4xx %3, 5xx %4, dropped records %5"_s.arg(totals.requests)
            .arg(totals.inFlight)
            .arg(totals.clientErrors)
            .arg(totals.serverErrors)
            .arg(totals.recordsDropped));
    return lines.join(u'\n') + u'\n';
}

} // namespace llmproxy::ui
