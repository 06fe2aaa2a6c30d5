// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/node.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace llmproxy::config {

enum class Severity { Warning, Error };

/// Something wrong with the configuration, for people. Never holds a secret.
struct Problem
{
    Severity severity = Severity::Error;
    Origin at;
    QByteArray path; ///< the key, e.g. "server.port"; empty where no key is concerned
    QString message; ///< what is wrong, and what is allowed

    /// `file:line:column: path: message`; what does not apply is left out.
    QString toString() const;
};

using Problems = QList<Problem>;

bool hasErrors(const Problems &problems);

} // namespace llmproxy::config
