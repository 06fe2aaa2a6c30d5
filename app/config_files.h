// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/load.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>

namespace llmproxy::app {

/// What the command line and the surroundings say about where the configuration is.
struct ConfigRequest
{
    QStringList files;      ///< --config, in order; not empty: nothing is searched for
    QString directory;      ///< --config-dir; empty: $LLM_PROXY_CONFIG_DIR, else `searchPath`
    QStringList searchPath; ///< folders, the first that holds one of the files is taken
    config::Environment environment;

    // Given on the command line, as written there.
    std::optional<QByteArray> port;
    std::optional<QByteArray> listen;
    std::optional<QByteArray> logLevel;
    std::optional<QByteArray> logFormat;

    int cores = 1;                                            ///< of the machine
    config::Severity unknownKeys = config::Severity::Warning; ///< Error for --check-config
    /// Whether built-in defaults may stand in for files that cannot be used: at a start, not at a
    /// reload. Where ENVIRONMENT is empty, dev or local and no file was named on the command line,
    /// or LLM_PROXY_ALLOW_DEFAULT_CONFIG is 1.
    bool mayFallBack = true;
};

struct ConfigOutcome
{
    std::optional<config::Loaded> loaded; ///< none: there is nothing to run with
    /// Errors and warnings, also those of files that the defaults stand in for.
    config::Problems problems;
    bool fellBack = false; ///< `loaded` is the built-in base and the overrides alone
    QStringList read;      ///< the files that were read, in the order of the layers
    QStringList watched;   ///< the files whose change or coming calls for a reload
};

/// Finds the layers, reads them, and lays the environment's and the command line's over them:
///   --config: the built-in base.yml, then each file
///   else: base.yml or the built-in one, <ENVIRONMENT>.yml (dev) if it is there,
///         <LLM_PROXY_CONFIG_PROFILE>.yml
///   then PORT, LOG_LEVEL, LOG_FORMAT; then --port, --listen, --log-level, --log-format
/// Reads files; otherwise without effect.
ConfigOutcome loadConfig(const ConfigRequest &request);

/// `./configs`, the user's config folder, the ones of an installed program, in this order.
QStringList configSearchPath();

/// This process's environment.
config::Environment processEnvironment();

} // namespace llmproxy::app
