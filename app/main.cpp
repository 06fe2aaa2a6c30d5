// SPDX-License-Identifier: MIT
#include "app/admin_command.h"
#include "app/build_info.h"
#include "app/command_line.h"
#include "app/configuration.h"
#include "app/connect_command.h"
#include "app/cost_command.h"
#include "app/dashboard_module.h"
#include "app/display.h"
#include "app/estimate_command.h"
#include "app/log.h"
#include "app/process_limits.h"
#include "app/program.h"
#include "app/run_command.h"
#include "app/signals.h"
#include "app/single_instance.h"
#include "engine/config/print.h"
#include "ui/dashboard_context.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStandardPaths>

#include <cstdio>
#include <memory>

using namespace llmproxy;
using namespace llmproxy::app;

namespace {

void print(std::FILE *stream, const QByteArray &text)
{
    std::fputs(text.constData(), stream);
    std::fflush(stream);
}

void print(std::FILE *stream, const config::Problems &problems)
{
    for (const config::Problem &problem : problems)
        print(stream, problem.toString().toUtf8() + '\n');
}

QStringList words(int argc, char **argv)
{
    QStringList list;
    for (int i = 1; i < argc; ++i)
        list += QString::fromLocal8Bit(argv[i]);
    return list;
}

int refuse(const UsageError &error)
{
    print(stderr,
          "llm-proxy: " + error.message.toUtf8()
              + "\nllm-proxy --help lists commands and options.\n");
    return Misused;
}

int printVersion()
{
    print(stdout, versionText(thisBuild(), qVersion()));
    return Ended;
}

int checkConfig(const Arguments &arguments)
{
    ConfigRequest request = configRequest(arguments);
    request.unknownKeys = config::Severity::Error;
    request.mayFallBack = false;
    const ConfigOutcome outcome = loadConfig(request);
    print(stdout, outcome.problems);
    return config::hasErrors(outcome.problems) ? Failed : Ended;
}

int printConfig(const Arguments &arguments)
{
    ConfigRequest request = configRequest(arguments);
    request.mayFallBack = false;
    const ConfigOutcome outcome = loadConfig(request);
    print(stderr, outcome.problems);
    if (!outcome.loaded)
        return Misused;
    print(stdout, config::printYaml(outcome.loaded->tree));
    return Ended;
}

/// Without an application object, which QCoreApplication::applicationDirPath() would need.
QString executableFolder(const char *calledAs)
{
    const QFileInfo self(QStringLiteral("/proc/self/exe"));
    const QFileInfo executable =
        self.exists() ? self
                      : QFileInfo(QStandardPaths::findExecutable(QString::fromLocal8Bit(calledAs)));
    return QFileInfo(executable.canonicalFilePath()).path();
}

/// The error is why there can be no window.
Result<DashboardModule, QString> openDashboard(const char *calledAs)
{
    const auto environment = QProcessEnvironment::systemEnvironment();
    const QString missing = missingDisplay(environment);
    if (!missing.isEmpty())
        return Failure<QString>(missing);
    return loadDashboard(dashboardFolders(executableFolder(calledAs), environment));
}

BuildFacts facts(const Build &build)
{
    const auto text = [](const QByteArray &bytes) { return QString::fromUtf8(bytes); };
    return {.version = text(build.version),
            .commit = build.commit == "unknown" ? QString() : text(build.commit),
            .time = text(build.time),
            .compiler = text(build.compiler),
            .qt = text(build.qt)};
}

void logVersion(const Build &build)
{
    writeLog(LogLevel::Info,
             LogLine("llm-proxy " + build.version)
                 .text("commit", build.commit)
                 .text("built", build.time)
                 .text("compiler", build.compiler)
                 .text("qt", qVersion()));
}

/// For what is to be said before the configuration is read.
LogOptions earlyLogOptions(const Arguments &arguments)
{
    const auto level =
        arguments.logLevel ? arguments.logLevel : logLevelNamed(qgetenv("LOG_LEVEL"));
    const auto format =
        arguments.logFormat ? arguments.logFormat : logFormatNamed(qgetenv("LOG_FORMAT"));
    return {level.value_or(LogLevel::Info), format.value_or(LogFormat::Text)};
}

int runUntilStopped(Program &program, const DashboardModule *dashboard, SingleInstance *instance)
{
    const Signals signalled({.stop = [&] { program.stop(); },
                             .stopNow = [&] { program.stopNow(); },
                             .reload = [&] { program.reload(); }});
    const auto failed = program.start();
    if (failed && !(dashboard && program.failure()))
        return *failed;
    DashboardContext context{.control = &program.control(),
                             .configFiles = program.configFiles(),
                             .build = facts(thisBuild()),
                             .quit = [&] { program.stop(); },
                             .reloadConfig = [&] { program.reload(); },
                             .config = [&] { return program.configFacts(); },
                             .failure = [&] { return program.failure(); },
                             .start = [&](quint16 port) { program.startOn(port); }};
    const std::unique_ptr<QObject> window(dashboard ? dashboard->createWindow(&context) : nullptr);
    if (window && instance)
        instance->become([&] { QMetaObject::invokeMethod(window.get(), "comeToFront"); });
    const int code = QCoreApplication::exec();
    return program.failure() ? Failed : code;
}

int run(const Arguments &arguments, int &argc, char **argv)
{
    forbidCoreDumps();
    raiseOpenFileLimit();
    ignoreBrokenPipes();
    installLog(earlyLogOptions(arguments));

    // Before any application object: a QApplication ends the process where there is no display.
    Result<DashboardModule, QString> dashboard = Failure<QString>(QString());
    if (!arguments.noGui)
        dashboard = openDashboard(argv[0]);
    const std::unique_ptr<QCoreApplication> application(
        dashboard ? dashboard->createApplication(argc, argv) : new QCoreApplication(argc, argv));

    const ConfigRequest request = configRequest(arguments);
    const ConfigOutcome outcome = loadConfig(request);
    if (!outcome.loaded) {
        print(stderr, outcome.problems);
        return Misused;
    }
    installLog(logOptions(outcome.loaded->config.logging));
    logVersion(thisBuild());
    if (!arguments.noGui && !dashboard)
        writeLog(LogLevel::Warn,
                 LogLine("going on headless, as with --no-gui: " + dashboard.error().toUtf8()));
    logProblems(outcome.problems);
    if (outcome.fellBack)
        writeLog(LogLevel::Warn, LogLine("running with the built-in configuration instead"));

    std::optional<SingleInstance> instance;
    if (const quint16 port = outcome.loaded->config.server.port; dashboard && port != 0)
        instance.emplace(SingleInstance::usualFolder(), port);
    if (instance && instance->showsTheFirst()) {
        writeLog(LogLevel::Info, LogLine("runs already: its window is shown"));
        return Ended;
    }
    Program program(arguments, request, outcome, dashboard.has_value());
    return runUntilStopped(
        program, dashboard ? &*dashboard : nullptr, instance ? &*instance : nullptr);
}

/// What is asked and ends once it is printed. Needs an application object, which tells where the
/// program is installed.
int answer(const Arguments &arguments)
{
    switch (arguments.action) {
    case Arguments::Action::CheckConfig:
        return checkConfig(arguments);
    case Arguments::Action::PrintConfig:
        return printConfig(arguments);
    case Arguments::Action::Cost:
        return printCosts(arguments);
    case Arguments::Action::Estimate:
        return printEstimate(arguments);
    case Arguments::Action::Admin:
        return runAdmin(arguments);
    case Arguments::Action::Connect:
        return connectClient(arguments);
    case Arguments::Action::Exec:
        return runCommand(arguments);
    case Arguments::Action::Run:
    case Arguments::Action::Help:
    case Arguments::Action::Version:
        break;
    }
    return Ended;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication::setApplicationName(QStringLiteral("llm-proxy"));
    const auto arguments = parseCommandLine(words(argc, argv));
    if (!arguments)
        return refuse(arguments.error());
    switch (arguments->action) {
    case Arguments::Action::Help:
        print(stdout, helpText(arguments->command));
        return Ended;
    case Arguments::Action::Version:
        return printVersion();
    case Arguments::Action::Run:
        return run(*arguments, argc, argv);
    case Arguments::Action::CheckConfig:
    case Arguments::Action::PrintConfig:
    case Arguments::Action::Cost:
    case Arguments::Action::Estimate:
    case Arguments::Action::Admin:
    case Arguments::Action::Connect:
    case Arguments::Action::Exec:
        break;
    }
    const QCoreApplication application(argc, argv);
    return answer(*arguments);
}
