// SPDX-License-Identifier: MIT
#include "app/log.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QtGlobal>

#include <atomic>
#include <cerrno>
#include <unistd.h>

namespace llmproxy::app {

namespace {

std::atomic<LogLevel> &wantedLevel()
{
    static std::atomic<LogLevel> level{LogOptions{}.level};
    return level;
}

std::atomic<LogFormat> &wantedFormat()
{
    static std::atomic<LogFormat> format{LogOptions{}.format};
    return format;
}

// A line longer than a pipe's atomic 4096 bytes may be taken in part; the rest follows.
void writeAll(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written =
            ::write(STDERR_FILENO, bytes.data(), static_cast<size_t>(bytes.size()));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return;
        bytes = bytes.sliced(written);
    }
}

LogLevel levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return LogLevel::Debug;
    case QtInfoMsg:
        return LogLevel::Info;
    case QtWarningMsg:
        return LogLevel::Warn;
    case QtCriticalMsg:
    case QtFatalMsg:
        break; // Qt ends the program after a fatal message
    }
    return LogLevel::Error;
}

void writeQtMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    LogLine line(message.toUtf8());
    const QByteArrayView category(context.category);
    if (!category.isEmpty() && category != "default")
        line.text("category", category.toByteArray());
    writeLog(levelOf(type), line);
}

} // namespace

void installLog(LogOptions options)
{
    wantedLevel() = options.level;
    wantedFormat() = options.format;
    qInstallMessageHandler(writeQtMessage);
}

bool isLogged(LogLevel level)
{
    return level >= wantedLevel().load(std::memory_order_relaxed);
}

void writeLog(LogLevel level, const LogLine &line)
{
    if (isLogged(level))
        writeAll(rendered(wantedFormat().load(std::memory_order_relaxed),
                          level,
                          QDateTime::currentDateTime(),
                          line));
}

} // namespace llmproxy::app
