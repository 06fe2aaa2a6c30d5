// SPDX-License-Identifier: MIT
#pragma once

#include <QSettings>

namespace llmproxy::ui {

/// What the window remembers between two runs. Raised when the layout of saved states changes:
/// what an other version saved is then left alone and the defaults are used.
constexpr int SavedStateVersion = 1;

class WindowSettings final : public QSettings
{
    Q_OBJECT

public:
    WindowSettings();

    /// Whether saved states (geometry, splitters, headers) are of this version.
    bool hasOurStates() const;
};

} // namespace llmproxy::ui
