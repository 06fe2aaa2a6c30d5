// SPDX-License-Identifier: MIT
#include "ui/entry.h"

#include "ui/app_icon.h"
#include "ui/language.h"
#include "ui/main_window.h"

#include <QApplication>

using namespace Qt::StringLiterals;

QCoreApplication *llmproxy_create_application(int &argc, char **argv)
{
    auto *application = new QApplication(argc, argv);
    QCoreApplication::setOrganizationName(u"llm-proxy"_s);
    QCoreApplication::setApplicationName(u"llm-proxy"_s);
    QGuiApplication::setApplicationDisplayName(u"LLM Proxy"_s);
    QGuiApplication::setDesktopFileName(u"llm-proxy"_s);
    QGuiApplication::setWindowIcon(llmproxy::ui::applicationIcon());
    // The program ends when it has drained, not when its window is gone.
    QGuiApplication::setQuitOnLastWindowClosed(false);
    llmproxy::ui::installLanguage(application);
    llmproxy::ui::applyTheme(llmproxy::ui::Theme::System);
    return application;
}

QObject *llmproxy_create_window(llmproxy::DashboardContext *context)
{
    auto *window = new llmproxy::ui::MainWindow(context);
    window->show();
    return window;
}
