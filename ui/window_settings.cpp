// SPDX-License-Identifier: MIT
#include "ui/window_settings.h"

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

WindowSettings::WindowSettings()
    : QSettings(u"llm-proxy"_s, u"dashboard"_s)
{}

bool WindowSettings::hasOurStates() const
{
    return value(u"window/stateVersion"_s).toInt() == SavedStateVersion;
}

} // namespace llmproxy::ui
