// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"
#include "ui/state_strip.h"

namespace llmproxy::ui {

/// The states of a circuit (of a whole provider: by a person's word or its rollup) since the engine
/// started, from its changes and not from samples; equal neighbours are one. Before the start, and
/// before the first change that is still remembered if some were forgotten, there is no data. Pure.
QList<Band> bandsOf(const stats::EngineSnapshot &snapshot, const circuit::Key &key);

/// The worst state of all of a provider's circuits at each time.
QList<Band> bandsOf(const stats::EngineSnapshot &snapshot, const QByteArray &provider);

/// As the key stands now; forced, whatever it was forced to.
ShownState shownState(const circuit::KeyStatus &key);

/// Null: it remembers no failure.
const circuit::ProviderStatus *circuitsOf(const stats::EngineSnapshot &snapshot,
                                          const QByteArray &provider);

} // namespace llmproxy::ui
