// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace llmproxy::app {

/// The process that listens on a TCP port.
struct PortHolder
{
    qint64 pid = 0;
    QByteArray name; ///< as ps shows it, at most 15 bytes

    bool operator==(const PortHolder &) const = default;
};

/// nullopt where it cannot be found: there is none, it belongs to another user, or the system
/// has no /proc as Linux has it. `proc` is where that is mounted.
std::optional<PortHolder> portHolder(quint16 port, const QString &proc = QStringLiteral("/proc"));

} // namespace llmproxy::app
