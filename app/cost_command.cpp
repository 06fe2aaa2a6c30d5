// SPDX-License-Identifier: MIT
#include "app/cost_command.h"

#include "app/configuration.h"
#include "app/cost_table.h"
#include "app/plain_text.h"
#include "app/program.h"

#include <QFile>
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

} // namespace

int printCosts(const Arguments &arguments)
{
    QString path = arguments.cost.file;
    if (path.isEmpty()) {
        ConfigRequest request = configRequest(arguments);
        request.mayFallBack = false;
        const ConfigOutcome outcome = loadConfig(request);
        if (!outcome.loaded) {
            for (const config::Problem &problem : outcome.problems)
                complain(problem.toString());
            return Misused;
        }
        const auto found = recordsFile(outcome.loaded->config.costTracking);
        if (!found) {
            complain(found.error());
            return Failed;
        }
        path = *found;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        complain(QStringLiteral("%1: %2").arg(path, file.errorString()));
        return Failed;
    }
    std::optional<TimePoint> since;
    if (arguments.cost.since)
        since = TimePoint(
            Duration(arguments.cost.since->startOfDay(QTimeZone::utc()).toMSecsSinceEpoch()));
    cost::Report report(arguments.cost.by, since);
    addLines(report, file);
    print(arguments.cost.asJson ? costJson(report) : costTable(report));
    if (report.foreignLines() > 0)
        complain(QStringLiteral("%1 lines of %2 are no cost records")
                     .arg(report.foreignLines())
                     .arg(path));
    return Ended;
}

} // namespace llmproxy::app
