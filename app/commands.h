// SPDX-License-Identifier: MIT
#pragma once

#include "app/options.h"

namespace llmproxy::app {

/// What the program does instead of running the gateway, when its first word is the name.
struct Command
{
    QByteArrayView name;
    QByteArrayView help; ///< one line of at most 60 columns
    Arguments::Action action = Arguments::Action::Run;
    std::span<const Option> options; ///< besides those that go with every command
    /// The word that the command must have, as --help calls it; empty: it takes none.
    QByteArrayView operand = {};
    void (*acceptOperand)(Arguments &, const QString &) = nullptr;
};

std::span<const Command> commands();

/// Null: there is none of that name.
const Command *findCommand(const QString &name);

} // namespace llmproxy::app
