// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_line.h"
#include "app/config_files.h"
#include "app/config_watcher.h"
#include "engine/engine.h"
#include "ui/program_facts.h"

#include <QStringList>

#include <memory>
#include <optional>

namespace llmproxy::mock {
class MockServer;
}

namespace llmproxy::app {

/// What main() returns; 0 is an end that was asked for.
enum ExitCode { Ended = 0, Failed = 1, Misused = 2 };

/// The gateway and what surrounds it: its configuration, the reload of it, and the mock provider
/// of --demo. Lives in the main thread, whose event loop it needs, and ends that loop when it has
/// stopped.
class Program final
{
public:
    /// `request` is read again for a reload. `outcome` has something to run with.
    /// `hasDashboard`: a window shows it.
    Program(Arguments arguments,
            ConfigRequest request,
            const ConfigOutcome &outcome,
            bool hasDashboard);
    ~Program(); ///< stops at once if it runs
    Q_DISABLE_COPY_MOVE(Program)

    /// Connections are accepted when it returns, and standard output has the line that says
    /// where. If it cannot run, the log has the reason, and the exit code is returned.
    std::optional<ExitCode> start();

    /// Takes no more connections, and ends when the running exchanges have, or
    /// `server.drain_seconds` later. Calling it again changes nothing.
    void stop();
    void stopNow();

    /// Reads the configuration again, as it also does when a file changes. If anything is wrong
    /// with it the log says what, and everything stays as it was.
    admin::ReloadOutcome reload();

    Control &control() { return m_engine; }
    const QStringList &configFiles() const { return m_configFiles; }

    /// For the window; never null, another one after every reading of the configuration.
    const std::shared_ptr<const ConfigFacts> &configFacts() const { return m_facts; }
    /// Why the last try to start failed; none: it runs.
    const std::optional<StartFailure> &failure() const { return m_failure; }
    /// Tries again, 0: on the port of the configuration.
    void startOn(quint16 port);

private:
    bool startMock();
    void noteFailure(const StartError &error);
    /// `text`: the configuration as `--print-config` tells it.
    EngineSettings settings(std::shared_ptr<const config::Config> config, QByteArray text) const;

    Arguments m_arguments;
    ConfigRequest m_request;
    std::shared_ptr<const config::Config> m_config; // never null
    const QByteArray m_configText;                  ///< of the start
    QStringList m_configFiles;
    std::shared_ptr<const ConfigFacts> m_facts;
    std::optional<StartFailure> m_failure;
    ConfigWatcher m_watcher;
    std::unique_ptr<mock::MockServer> m_mock; // null without --demo; outlives the engine
    Engine m_engine;
    const bool m_hasDashboard;
    bool m_stopping = false;
};

} // namespace llmproxy::app
