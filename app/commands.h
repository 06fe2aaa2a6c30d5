// SPDX-License-Identifier: MIT
#pragma once

#include "app/options.h"

#include <vector>

namespace llmproxy::app {

/// What the program does instead of running the gateway, when its first word is the name.
struct Command
{
    /// How many words may follow the name.
    enum class Operands {
        None,
        AtMostOne,
        One,
        Any,
        Rest, ///< all from the first on that is no option, which "--" may stand before
    };

    QByteArrayView name;
    QByteArrayView help; ///< one line of at most 60 columns, in the imperative
    Arguments::Action action = Arguments::Action::Run;
    std::span<const Option> options; ///< besides those that go with every command
    Operands operands = Operands::None;
    QByteArrayView operand = {}; ///< what --help calls them
    QByteArrayView missing = {}; ///< ends the sentence "estimate needs …"
    void (*acceptOperand)(Arguments &, const QString &) = nullptr;
    /// Words that begin with a single dash are operands too: the negated terms of a filter.
    bool takesFilter = false;
    AdminQuery::Verb verb = AdminQuery::Verb::Status; ///< with Action::Admin
};

std::span<const Command> commands();

/// Null: there is none of that name.
const Command *findCommand(const QString &name);

/// The options that may be given: of the program (null), or of a command with those that go with
/// every command.
std::vector<const Option *> optionsOf(const Command *command);

} // namespace llmproxy::app
