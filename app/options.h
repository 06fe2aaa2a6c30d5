// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_line.h"

#include <QByteArrayView>
#include <QString>

#include <span>

namespace llmproxy::app {

/// One option of the command line: how it is read, and its lines in --help.
struct Option
{
    enum class Group { Dashboard, Configuration, Network, Demo, Log, About, Command };

    /// Takes the value (empty for an option without one) into the arguments; false if it is
    /// none of those allowed.
    using Accept = bool (*)(Arguments &, const QString &);

    Group group = Group::About;
    QByteArrayView name;    ///< without the dashes
    QByteArrayView value;   ///< what --help calls it; empty: the option takes none
    QByteArrayView allowed; ///< ends the sentence "--port takes …"
    QByteArrayView help;    ///< lines of at most 52 columns
    Accept accept = nullptr;
    bool goesWithCommands = false;
};

/// Those of the program, those of a group together. The ones of a command are in commands.h.
std::span<const Option> options();

} // namespace llmproxy::app
