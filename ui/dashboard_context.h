// SPDX-License-Identifier: MIT
#pragma once

#include "engine/control.h"
#include "ui/program_facts.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace llmproxy {

/// How this program was built, as `--version` prints it.
struct BuildFacts
{
    QString version;  ///< "0.1.0"
    QString commit;   ///< short hash; empty if built outside a repository
    QString time;     ///< UTC, ISO 8601
    QString compiler; ///< "gcc 12.2.0"
    QString qt;       ///< the Qt it was built with; the running one is asked at run time
};

/// What the window is given by the program that shows it. The program owns it, and it outlives
/// the window. The functions are called in the window's thread and return at once.
struct DashboardContext
{
    Control *control = nullptr; ///< never null
    QStringList configFiles;    ///< as read, base first; empty: built-in defaults alone
    BuildFacts build;
    std::function<void()> quit;         ///< ends the program after draining
    std::function<void()> reloadConfig; ///< empty: the window offers no reload

    /// What is in force; a new value after every reading. Empty or null: it is not known.
    std::function<std::shared_ptr<const ConfigFacts>()> config = {};
    /// Why the gateway does not run; empty or nullopt: it does.
    std::function<std::optional<StartFailure>()> failure = {};
    /// Starts the gateway that could not run; 0: on the port of the configuration.
    std::function<void(quint16 port)> start = {};
};

} // namespace llmproxy
