// SPDX-License-Identifier: MIT
#include "app/cost_command.h"

#include "app/configuration.h"
#include "app/cost_table.h"
#include "app/data_folder.h"
#include "app/plain_text.h"
#include "app/program.h"
#include "engine/accounting.h"
#include "engine/history/reader.h"
#include "engine/history/store.h"

#include <QFile>
#include <QFileInfo>
#include <QTimeZone>

#include <algorithm>

namespace llmproxy::app {

namespace {

/// The first file that records are written to; the error is for people.
Result<QString, QString> recordsFile(const config::CostTracking &tracking)
{
    using Type = config::CostTransport::Type;
    if (!tracking.enabled)
        return Failure<QString>(QStringLiteral(
            "features.cost_tracking is off, so no costs are recorded; --file reads another file"));
    if (tracking.transports.isEmpty())
        return QString::fromUtf8(tracking.fallbackFile);
    const auto file =
        std::find_if(tracking.transports.begin(),
                     tracking.transports.end(),
                     [](const auto &transport) { return transport.type == Type::File; });
    if (file == tracking.transports.end())
        return Failure<QString>(QStringLiteral(
            "features.cost_tracking.transports names no file; --file reads another file"));
    return QString::fromUtf8(file->path);
}

void addLines(cost::Report &report, QFile &file)
{
    constexpr qint64 longest = 1 << 20;
    bool isRest = false; // of a line that is too long for a record
    while (true) {
        const QByteArray line = file.readLine(longest);
        if (line.isEmpty())
            return;
        const bool isWhole = line.endsWith('\n') || file.atEnd();
        if (isWhole && !isRest)
            report.add(line);
        else if (isWhole)
            report.addForeign();
        isRest = !isWhole;
    }
}

/// Where costs are read from.
struct Source
{
    QString file;    ///< of records; empty: the history
    QString history; ///< its database
};

/// The file of records where there is one, else the history. The error is for people.
Result<Source, QString> sourceFor(const config::Config &config)
{
    const auto file = recordsFile(config.costTracking);
    const QString history = history::Files(historyFolder()).database;
    if (QFileInfo::exists(history) && (!file || !QFileInfo::exists(*file)))
        return Source{.file = {}, .history = history};
    return file ? Result<Source, QString>(Source{.file = *file, .history = {}})
                : Failure<QString>(file.error());
}

/// False: it cannot be read, which was told.
bool addHistory(cost::Report &report, const QString &path, TimePoint since)
{
    const auto read = history::readAll(path, since, [&](const traffic::ExchangeRecord &record) {
        if (isBilled(record))
            report.add(cost::jsonLine(costRecord(record)));
        return true;
    });
    if (!read)
        complain(QStringLiteral("%1: %2").arg(path, read.error().text));
    return read.has_value();
}

bool addFile(cost::Report &report, const QString &path)
{
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) {
        addLines(report, file);
        return true;
    }
    complain(QStringLiteral("%1: %2").arg(path, file.errorString()));
    return false;
}

/// The error is the exit code; why was said.
Result<Source, ExitCode> chosenSource(const Arguments &arguments)
{
    if (!arguments.cost.file.isEmpty())
        return Source{.file = arguments.cost.file, .history = {}};
    ConfigRequest request = configRequest(arguments);
    request.mayFallBack = false;
    const ConfigOutcome outcome = loadConfig(request);
    if (!outcome.loaded) {
        for (const config::Problem &problem : outcome.problems)
            complain(problem.toString());
        return Failure<ExitCode>(Misused);
    }
    auto source = sourceFor(outcome.loaded->config);
    if (source)
        return *source;
    complain(source.error());
    return Failure<ExitCode>(Failed);
}

} // namespace

int printCosts(const Arguments &arguments)
{
    const auto source = chosenSource(arguments);
    if (!source)
        return source.error();
    std::optional<TimePoint> since;
    if (arguments.cost.since)
        since = TimePoint(
            Duration(arguments.cost.since->startOfDay(QTimeZone::utc()).toMSecsSinceEpoch()));
    cost::Report report(arguments.cost.by, since);
    const bool isRead = source->file.isEmpty()
                            ? addHistory(report, source->history, since.value_or(TimePoint{}))
                            : addFile(report, source->file);
    if (!isRead)
        return Failed;
    print(arguments.cost.asJson ? costJson(report) : costTable(report));
    if (report.foreignLines() > 0)
        complain(QStringLiteral("%1 lines of %2 are no cost records")
                     .arg(report.foreignLines())
                     .arg(source->file));
    return Ended;
}

} // namespace llmproxy::app
