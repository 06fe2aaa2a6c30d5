// SPDX-License-Identifier: MIT
#pragma once

#include <QLocale>

class QCoreApplication;

namespace llmproxy::ui {

/// The locale of the window: that of a chosen language ("de", "en"), else the system's. Its
/// numbers go with its words.
QLocale localeFor(const QString &chosen, const QLocale &system);

/// Makes the window speak the language that is set, as far as there are translations; English is
/// in the sources, its plurals are a translation like any other. Once, before there is a window.
void installLanguage(QCoreApplication *application);

} // namespace llmproxy::ui
