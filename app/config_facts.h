// SPDX-License-Identifier: MIT
#pragma once

#include "app/config_files.h"
#include "ui/program_facts.h"

namespace llmproxy::app {

/// What the window is shown of a configuration that was read and is in force.
ConfigFacts factsOf(const ConfigOutcome &outcome);

/// The same settings as before, with what is wrong with those that could not take their place.
ConfigFacts kept(const ConfigFacts &before, const ConfigOutcome &useless);
ConfigFacts kept(const ConfigFacts &before, const QString &error);

QString timeOfDay(); ///< now, local, "14:01:07"

/// A port of the address that is free now, the nearest above `port`; 0: none is near.
quint16 freePortAfter(const QByteArray &address, quint16 port);

} // namespace llmproxy::app
