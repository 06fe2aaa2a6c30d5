// SPDX-License-Identifier: MIT
#include "app/config_facts.h"

#include "engine/config/print.h"

#include <QHostAddress>
#include <QTcpServer>
#include <QTime>

namespace llmproxy::app {

namespace {

constexpr int NearPorts = 100;

QList<ConfigProblem> problemsOf(const config::Problems &problems)
{
    QList<ConfigProblem> made;
    for (const config::Problem &problem : problems)
        made.append({.text = problem.toString(),
                     .file = problem.at.line > 0 ? problem.at.layer : QString(),
                     .isError = problem.severity == config::Severity::Error});
    return made;
}

} // namespace

QString timeOfDay()
{
    return QTime::currentTime().toString(QStringLiteral("HH:mm:ss"));
}

ConfigFacts factsOf(const ConfigOutcome &outcome)
{
    ConfigFacts facts;
    facts.problems = problemsOf(outcome.problems);
    facts.files = outcome.read;
    facts.readAt = timeOfDay();
    facts.fellBack = outcome.fellBack;
    if (!outcome.loaded)
        return facts;
    for (const config::PrintedValue &value : config::printValues(outcome.loaded->tree)) {
        const bool isBuiltIn = value.origin.layer == config::builtInLayer();
        facts.settings.append({.path = value.path,
                               .value = QString::fromUtf8(value.value),
                               .layer = value.origin.layer,
                               .line = isBuiltIn ? 0 : value.origin.line});
    }
    return facts;
}

ConfigFacts kept(const ConfigFacts &before, const ConfigOutcome &useless)
{
    ConfigFacts facts = before;
    facts.problems = problemsOf(useless.problems);
    facts.isKept = true;
    return facts;
}

ConfigFacts kept(const ConfigFacts &before, const QString &error)
{
    ConfigFacts facts = before;
    facts.problems = {{.text = error, .file = {}, .isError = true}};
    facts.isKept = true;
    return facts;
}

quint16 freePortAfter(const QByteArray &address, quint16 port)
{
    for (int next = port + 1; next <= std::min(port + NearPorts, 65'535); ++next) {
        QTcpServer probe;
        if (probe.listen(QHostAddress(QString::fromLatin1(address)), static_cast<quint16>(next)))
            return probe.serverPort();
    }
    return 0;
}

} // namespace llmproxy::app
