// SPDX-License-Identifier: MIT
#pragma once

#include "engine/admin/door.h"
#include "engine/control.h"

#include <QByteArrayList>

#include <functional>

namespace llmproxy::admin {

/// What came of reading the configuration again.
struct ReloadOutcome
{
    bool isReloaded = false;
    QByteArrayList problems; ///< "file:line:column: path: what is wrong"; warnings too

    bool operator==(const ReloadOutcome &) const = default;
};

/// What may be asked and told over HTTP about the engine. One for all workers, which it outlives;
/// may be used from any thread.
struct Powers
{
    Control &control;
    QByteArray version = {}; ///< of the program
    Door door = {};
    std::function<QByteArray()> metrics = {};       ///< Prometheus text
    std::function<QByteArray()> configuration = {}; ///< in force, as YAML, secrets masked
    /// `done` is called later, in another thread.
    std::function<void(std::function<void(ReloadOutcome)> done)> reload = {};
};

} // namespace llmproxy::admin
