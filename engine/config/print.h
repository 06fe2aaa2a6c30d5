// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/node.h"

#include <QByteArray>

namespace llmproxy::config {

/// The tree as YAML that readYaml() takes, each value followed by a comment that tells where it
/// was written. Secrets are masked: passwords, the user info of URLs, API keys that limits are
/// given for, and whatever an unknown key holds.
QByteArray printYaml(const Node &root);

} // namespace llmproxy::config
