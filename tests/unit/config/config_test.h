// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/load.h"
#include "engine/config/yaml_reader.h"

#include <QString>

namespace llmproxy::config {

/// A layer from YAML text, called "test.yml". Text that is no YAML becomes an empty layer.
inline Node layer(const QByteArray &yaml, const QString &name = QStringLiteral("test.yml"))
{
    return readYaml(yaml, name).value_or(Node());
}

inline Node baseLayer()
{
    return layer(builtInBase().toByteArray(), QStringLiteral("base.yml"));
}

/// `yaml` over a tree that has no providers.
inline Result<Loaded, Problems> loadText(const QByteArray &yaml,
                                         const Surroundings &surroundings = {})
{
    return load({layer("providers: {}", QStringLiteral("base.yml")), layer(yaml)}, surroundings);
}

/// All problems, one on each line.
inline QString allProblems(const Problems &problems)
{
    QStringList lines;
    for (const Problem &problem : problems)
        lines.append(problem.toString());
    return lines.join(u'\n');
}

inline QString allProblems(const Result<Loaded, Problems> &loaded)
{
    return allProblems(loaded ? loaded->warnings : loaded.error());
}

} // namespace llmproxy::config
