// SPDX-License-Identifier: MIT
#pragma once

#include "engine/admin/powers.h"
#include "engine/base/log_line.h"
#include "engine/base/result.h"
#include "engine/config/config.h"
#include "engine/control.h"
#include "engine/http/outbound_proxy.h"

#include <functional>
#include <memory>

namespace llmproxy {

/// What an engine is started and reloaded with.
struct EngineSettings
{
    std::shared_ptr<const config::Config> config;
    http::Environment environment; ///< for outbound proxies and certificate authorities
    /// Where requests go instead of the configured base URLs, e.g. the built-in mock provider of
    /// --demo: "http://127.0.0.1:41233". Every provider is enabled then.
    QByteArray demoUpstream;
    QByteArray adminToken;        ///< of /admin; empty: nobody has it
    QByteArray configurationText; ///< in force, as YAML, secrets masked
    QByteArray version;           ///< of the program, for what it exports and tells of itself
    QByteArray commit;
    QString historyFolder; ///< where what went through is stored; empty: nowhere
};

/// Why an engine cannot run.
struct StartError
{
    enum class Kind {
        Settings,  ///< the configuration asks for what cannot be done, e.g. an unreadable CA file
        PortInUse, ///< `port` on `address` is taken
        Listen,    ///< another reason not to listen there
    };
    Kind kind = Kind::Settings;
    QString text; ///< for people, without secrets
    QByteArray address;
    quint16 port = 0;
};

/// Where access log lines go. Both are called from other threads; `write` may be empty.
struct AccessLog
{
    LogSink write;
    std::function<bool(LogLevel)> wants = [](LogLevel) { return true; };
};

/// The gateway: listeners, workers, recorder. Made and called in one thread, which needs a Qt
/// event loop; what Control offers may be called from any.
///
/// Stopping is a sequence: no new connections; running exchanges end or the deadline comes; the
/// rest is cut off; workers end; the recorder folds what it was told and ends.
class Engine final : public Control
{
public:
    /// Reads the configuration again and, if it is good, calls reload(). In the engine's thread.
    using Reload = std::function<admin::ReloadOutcome()>;

    explicit Engine(AccessLog log, Reload reloadConfiguration = {});
    ~Engine() override; ///< stops at once if it runs
    Q_DISABLE_COPY_MOVE(Engine)

    /// Accepts connections when it returns.
    Result<void, StartError> start(const EngineSettings &settings);
    /// New rules for exchanges that begin from now on; nothing changes on an error. Address, port
    /// and the number of workers stay as they are until the next start.
    Result<void, StartError> reload(const EngineSettings &settings);
    /// Calls `done` in this thread when all exchanges ended, or `deadline` after this call.
    void stop(Duration deadline, std::function<void()> done);
    void stopNow();

    std::shared_ptr<const stats::EngineSnapshot> snapshot() const override;
    traffic::RecordDelta recordsSince(quint64 cursor, qsizetype max) const override;
    QList<traffic::ExchangeRecord> recordsBefore(qint64 id, qsizetype max) const override;
    std::shared_ptr<const traffic::ExchangeDetail> detail(qint64 id) const override;
    void history(const traffic::HistoryQuery &query, HistoryThen then) const override;
    void storedExchange(qint64 id, StoredThen then) const override;
    void purge(std::function<void(QByteArray error)> then) override;
    void pauseRecording(bool isPaused) override;
    void forceCircuit(const circuit::Key &key, const circuit::Force &force) override;
    qint64 switchTestModeOn(const circuit::TestRule &rule) override;
    bool switchTestModeOff(qint64 id) override;

private:
    class Running;
    std::unique_ptr<Running> m_running;
    AccessLog m_log;
    Reload m_reload;
};

} // namespace llmproxy
