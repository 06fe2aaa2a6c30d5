// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"
#include "engine/config/config.h"
#include "engine/config/layers.h"
#include "engine/config/node.h"
#include "engine/config/problem.h"

#include <QByteArrayView>
#include <QList>
#include <QString>

namespace llmproxy::config {

/// What values that stand in no file, nor in the environment or on the command line, come from.
QString builtInLayer();

/// configs/base.yml as it was when the program was built.
QByteArrayView builtInBase();

/// What loading depends on besides the files.
struct Surroundings
{
    Environment environment; ///< for ${VAR}, AWS_REGION, HTTPS_PROXY, …
    int cores = 1;           ///< of the machine: the default of server.workers
    Severity unknownKeys = Severity::Warning;
};

struct Loaded
{
    Config config;
    Node tree;         ///< what was merged, expanded, with every default: for printYaml()
    Problems warnings; ///< of severity Warning alone
};

/// Merges the layers, later ones winning, over the built-in defaults, expands variables, checks
/// everything. Failure: all problems found, warnings too.
Result<Loaded, Problems> load(const QList<Node> &layers, const Surroundings &surroundings);

/// The defaults of the table in schema.h as a tree; names of the user's choice are not in it.
Node defaultsTree();

} // namespace llmproxy::config
