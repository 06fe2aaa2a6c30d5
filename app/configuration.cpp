// SPDX-License-Identifier: MIT
#include "app/configuration.h"

#include <QThread>

namespace llmproxy::app {

namespace {

LogLevel logLevel(config::Logging::Level level)
{
    using Level = config::Logging::Level;
    switch (level) {
    case Level::Debug:
        return LogLevel::Debug;
    case Level::Info:
        return LogLevel::Info;
    case Level::Warning:
        return LogLevel::Warn;
    case Level::Error:
        break;
    }
    return LogLevel::Error;
}

} // namespace

ConfigRequest configRequest(const Arguments &arguments)
{
    ConfigRequest request;
    request.files = arguments.configFiles;
    request.directory = arguments.configDir;
    request.searchPath = configSearchPath();
    request.environment = processEnvironment();
    if (arguments.port)
        request.port = QByteArray::number(*arguments.port);
    request.listen = arguments.listen;
    if (arguments.logLevel)
        request.logLevel = nameOf(*arguments.logLevel).toByteArray();
    if (arguments.logFormat)
        request.logFormat = nameOf(*arguments.logFormat).toByteArray();
    request.cores = QThread::idealThreadCount();
    return request;
}

LogOptions logOptions(const config::Logging &logging)
{
    const bool isJson = logging.format == config::Logging::Format::Json;
    return {logLevel(logging.level), isJson ? LogFormat::Json : LogFormat::Text};
}

void logProblems(const config::Problems &problems)
{
    for (const config::Problem &problem : problems) {
        const bool isError = problem.severity == config::Severity::Error;
        writeLog(isError ? LogLevel::Error : LogLevel::Warn, LogLine(problem.toString().toUtf8()));
    }
}

} // namespace llmproxy::app
