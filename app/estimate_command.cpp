// SPDX-License-Identifier: MIT
#include "app/estimate_command.h"

#include "app/configuration.h"
#include "app/estimate_text.h"
#include "app/plain_text.h"
#include "app/program.h"
#include "engine/feature_rules.h"
#include "engine/http/parser.h"
#include "engine/providers/provider.h"

#include <QFile>

#include <cstdio>

namespace llmproxy::app {

namespace {

Result<config::Config, ExitCode> configFor(const Arguments &arguments)
{
    ConfigRequest request = configRequest(arguments);
    request.mayFallBack = false;
    const ConfigOutcome outcome = loadConfig(request);
    if (outcome.loaded)
        return outcome.loaded->config;
    for (const config::Problem &problem : outcome.problems)
        complain(problem.toString());
    return Failure<ExitCode>(Misused);
}

bool open(QFile &file, const QString &name)
{
    if (name == u"-")
        return file.open(stdin, QIODevice::ReadOnly);
    file.setFileName(name);
    return file.open(QIODevice::ReadOnly);
}

/// Reads the body as an exchange would: in pieces, and no more of it in memory than that.
bool feed(usage::RequestReader &reader, QFile &file)
{
    QByteArray piece(65'536, Qt::Uninitialized);
    while (true) {
        const qint64 size = file.read(piece.data(), piece.size());
        if (size <= 0) {
            reader.finish(size == 0);
            return size == 0;
        }
        reader.feed(QByteArrayView(piece).first(size));
    }
}

} // namespace

int printEstimate(const Arguments &arguments)
{
    const EstimateQuery &query = arguments.estimate;
    const auto config = configFor(arguments);
    if (!config)
        return config.error();
    const auto provider = config->providers.constFind(query.provider);
    if (provider == config->providers.constEnd()) {
        complain(
            QStringLiteral("there is no provider %1; there are %2")
                .arg(printable(query.provider), printable(config->providers.keys().join(", "))));
        return Misused;
    }
    http::RequestParser parser{http::ParseLimits{}};
    const QByteArray head =
        "POST " + query.path + " HTTP/1.1\r\nHost: localhost\r\n"
        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    if (!parser.feed(head.constData(), head.size(), nullptr).headDone) {
        complain(QStringLiteral("%1 is no path of a request").arg(printable(query.path)));
        return Misused;
    }
    QFile file;
    InputEstimate estimate{.provider = query.provider,
                           .facts = {},
                           .settings = estimateSettings(config->rateLimiting, query.provider)};
    usage::RequestReader reader(providers::find(provider->type)->requests(),
                                parser.request(),
                                query.path,
                                estimate.settings.maxSampleBytes);
    if (!open(file, query.file) || !feed(reader, file)) {
        complain(QStringLiteral("%1: %2").arg(query.file, file.errorString()));
        return Failed;
    }
    estimate.facts = reader.facts();
    print(query.asJson ? estimateJson(estimate) : estimateText(estimate));
    return Ended;
}

} // namespace llmproxy::app
