// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/node.h"

#include <QByteArray>
#include <QList>

namespace llmproxy::config {

/// The tree as YAML that readYaml() takes, each value followed by a comment that tells where it
/// was written. Secrets are masked: passwords, the user info of URLs, API keys that limits are
/// given for, and whatever an unknown key holds.
QByteArray printYaml(const Node &root);

/// One value of a tree, as printYaml() shows it.
struct PrintedValue
{
    QByteArray path; ///< "server.port"; "transports[0].path"
    QByteArray value;
    Origin origin;

    bool operator==(const PrintedValue &) const = default;
};

/// Every value of the tree in its order, with the same secrets masked.
QList<PrintedValue> printValues(const Node &root);

} // namespace llmproxy::config
