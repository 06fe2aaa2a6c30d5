// SPDX-License-Identifier: MIT
#include "app/program.h"

#include "app/build_info.h"
#include "app/config_facts.h"
#include "app/configuration.h"
#include "app/data_folder.h"
#include "app/log.h"
#include "app/port_holder.h"
#include "engine/admin/token_file.h"
#include "engine/config/print.h"
#include "engine/mock/mock_server.h"

#include <QCoreApplication>
#include <QHostAddress>

#include <cstdio>
#include <utility>

namespace llmproxy::app {

namespace {

QByteArray url(const stats::Listener &listener)
{
    const bool isIpv6 = listener.address.contains(':');
    return "http://" + (isIpv6 ? '[' + listener.address + ']' : listener.address) + ':'
           + QByteArray::number(listener.port);
}

QByteArray portInUse(const StartError &error)
{
    QByteArray text =
        "port " + QByteArray::number(error.port) + " on " + error.address + " is in use";
    if (const auto holder = portHolder(error.port))
        text += " by " + holder->name + " (process " + QByteArray::number(holder->pid) + ')';
    return text;
}

QByteArray explained(const StartError &error)
{
    if (error.kind != StartError::Kind::PortInUse)
        return error.text.toUtf8();
    return portInUse(error) + "; --port takes another, --port 0 a free one";
}

/// Standard output has the one line that scripts wait for; the rest is for people.
void announce(const stats::EngineSnapshot &snapshot)
{
    if (snapshot.listeners.isEmpty())
        return;
    const QByteArray base = url(snapshot.listeners.first());
    for (const stats::Listener &listener : snapshot.listeners) {
        writeLog(LogLevel::Info, LogLine("listening").text("url", url(listener)));
        if (!QHostAddress(QString::fromLatin1(listener.address)).isLoopback())
            writeLog(LogLevel::Warn,
                     LogLine("other machines can reach this address").text("url", url(listener)));
    }
    for (const stats::ProviderStatus &provider : snapshot.providers)
        writeLog(LogLevel::Info,
                 LogLine("provider")
                     .text("name", provider.name)
                     .text("base_url", base + '/' + provider.name)
                     .text("upstream", provider.baseUrl));
    std::fputs(QByteArray("listening on " + base + '\n').constData(), stdout);
    std::fflush(stdout);
}

http::Environment outboundEnvironment(const config::Environment &environment)
{
    http::Environment made;
    for (auto variable = environment.begin(); variable != environment.end(); ++variable)
        made.insert(variable.key(), variable.value());
    return made;
}

bool storesHistory(const config::Traffic &traffic, bool hasDashboard)
{
    using Store = config::Traffic::Store;
    return traffic.store == Store::Sqlite || (traffic.store == Store::Auto && hasDashboard);
}

/// What a running engine keeps until it is started again.
bool needsRestart(const config::Server &before, const config::Server &after)
{
    return before.listen != after.listen || before.port != after.port
           || before.workers != after.workers;
}

} // namespace

Program::Program(Arguments arguments,
                 ConfigRequest request,
                 const ConfigOutcome &outcome,
                 bool hasDashboard)
    : m_arguments(std::move(arguments))
    , m_request(std::move(request))
    , m_config(std::make_shared<config::Config>(outcome.loaded->config))
    , m_configText(config::printYaml(outcome.loaded->tree))
    , m_configFiles(outcome.read)
    , m_facts(std::make_shared<const ConfigFacts>(factsOf(outcome)))
    , m_watcher([this] { reload(); })
    , m_engine({.write = writeLog, .wants = isLogged}, [this] { return reload(); })
    , m_hasDashboard(hasDashboard)
{
    m_request.mayFallBack = false; // only a start is better off with defaults than with nothing
    m_watcher.watch(outcome.watched);
}

Program::~Program() = default;

bool Program::startMock()
{
    mock::Settings settings;
    if (m_arguments.demoLatencyMs)
        settings.latency = Duration(*m_arguments.demoLatencyMs);
    if (m_arguments.demoTokensPerSecond)
        settings.tokensPerSecond = *m_arguments.demoTokensPerSecond;
    m_mock = std::make_unique<mock::MockServer>(settings);
    if (m_mock->port() != 0)
        return true;
    writeLog(LogLevel::Error,
             LogLine("the mock provider of --demo cannot listen")
                 .text("error", m_mock->errorString().toUtf8()));
    return false;
}

EngineSettings Program::settings(std::shared_ptr<const config::Config> config,
                                 QByteArray text) const
{
    EngineSettings settings;
    settings.config = std::move(config);
    settings.configurationText = std::move(text);
    settings.version = thisBuild().version;
    settings.commit = thisBuild().commit;
    if (storesHistory(settings.config->traffic, m_hasDashboard))
        settings.historyFolder = historyFolder();
    settings.environment = outboundEnvironment(m_request.environment);
    if (m_mock)
        settings.demoUpstream = "http://127.0.0.1:" + QByteArray::number(m_mock->port());
    // Anew each time, so that a reload takes a token that was renewed.
    const auto token = admin::ensureToken(admin::tokenPath());
    if (token)
        settings.adminToken = *token;
    else
        writeLog(
            LogLevel::Warn,
            LogLine("/admin is closed, there is no token").text("error", token.error().toUtf8()));
    return settings;
}

std::optional<ExitCode> Program::start()
{
    if (m_arguments.demo && !m_mock && !startMock())
        return Failed;
    if (const auto started = m_engine.start(settings(m_config, m_configText)); !started) {
        writeLog(LogLevel::Error, LogLine(explained(started.error())));
        noteFailure(started.error());
        return started.error().kind == StartError::Kind::Settings ? Misused : Failed;
    }
    m_failure.reset();
    announce(*m_engine.snapshot());
    return std::nullopt;
}

void Program::startOn(quint16 port)
{
    if (m_stopping || !m_failure)
        return;
    if (port != 0) {
        auto changed = std::make_shared<config::Config>(*m_config);
        changed->server.port = port;
        m_config = std::move(changed);
    }
    start();
}

void Program::noteFailure(const StartError &error)
{
    const bool isTaken = error.kind == StartError::Kind::PortInUse;
    m_failure = {.text = QString::fromUtf8(isTaken ? portInUse(error) : error.text.toUtf8()),
                 .at = timeOfDay(),
                 .freePort = isTaken ? freePortAfter(error.address, error.port) : quint16(0)};
}

void Program::stop()
{
    if (std::exchange(m_stopping, true))
        return;
    const Duration drain = m_config->server.drain;
    writeLog(LogLevel::Info,
             LogLine("stopping")
                 .number("in_flight", m_engine.snapshot()->totals.inFlight)
                 .number("drain_ms", drain.count()));
    m_engine.stop(drain, [] {
        writeLog(LogLevel::Info, LogLine("stopped"));
        QCoreApplication::quit();
    });
}

void Program::stopNow()
{
    m_stopping = true;
    m_engine.stopNow();
    writeLog(LogLevel::Warn, LogLine("stopped without waiting for running exchanges"));
    QCoreApplication::quit();
}

admin::ReloadOutcome Program::reload()
{
    if (m_stopping)
        return {};
    const ConfigOutcome outcome = loadConfig(m_request);
    m_watcher.watch(outcome.watched);
    logProblems(outcome.problems);
    admin::ReloadOutcome told;
    for (const config::Problem &problem : outcome.problems)
        told.problems.append(problem.toString().toUtf8());
    if (!outcome.loaded) {
        m_facts = std::make_shared<const ConfigFacts>(kept(*m_facts, outcome));
        writeLog(LogLevel::Error, LogLine("configuration not reloaded, the old one stays"));
        return told;
    }
    auto config = std::make_shared<const config::Config>(outcome.loaded->config);
    const QByteArray text = config::printYaml(outcome.loaded->tree);
    if (const auto reloaded = m_engine.reload(settings(config, text)); !reloaded) {
        writeLog(LogLevel::Error,
                 LogLine("configuration not reloaded, the old one stays")
                     .text("error", reloaded.error().text.toUtf8()));
        told.problems.append(reloaded.error().text.toUtf8());
        m_facts = std::make_shared<const ConfigFacts>(kept(*m_facts, reloaded.error().text));
        return told;
    }
    if (needsRestart(m_config->server, config->server))
        writeLog(LogLevel::Warn,
                 LogLine("server.listen, port and workers change at the next start"));
    m_config = std::move(config);
    m_configFiles = outcome.read;
    m_facts = std::make_shared<const ConfigFacts>(factsOf(outcome));
    installLog(logOptions(m_config->logging));
    writeLog(LogLevel::Info, LogLine("configuration reloaded"));
    told.isReloaded = true;
    return told;
}

} // namespace llmproxy::app
