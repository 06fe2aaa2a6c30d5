// SPDX-License-Identifier: MIT
#include "ui/language.h"

#include "ui/window_settings.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QTranslator>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

QLocale localeFor(const QString &chosen, const QLocale &system)
{
    if (chosen.isEmpty() || QLocale(chosen).language() == system.language())
        return system;
    return QLocale(chosen);
}

void installLanguage(QCoreApplication *application)
{
    const QString chosen = WindowSettings().value(u"window/language"_s).toString();
    const QLocale locale = localeFor(chosen, QLocale::system());
    QLocale::setDefault(locale);
    const auto install =
        [application](const QLocale &of, const QString &name, const QString &folder) {
            auto *translator = new QTranslator(application);
            if (translator->load(of, name, u"_"_s, folder))
                QCoreApplication::installTranslator(translator);
        };
    const QString ours = u":/translations"_s;
    install(QLocale(QLocale::English), u"llm-proxy"_s, ours); // where the other has no word
    install(locale, u"qtbase"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    if (locale.language() != QLocale::English)
        install(locale, u"llm-proxy"_s, ours);
}

} // namespace llmproxy::ui
