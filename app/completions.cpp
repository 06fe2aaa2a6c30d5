// SPDX-License-Identifier: MIT
#include "app/reference.h"
#include "app/reference_words.h"
#include "engine/clients/tool.h"
#include "engine/clients/vendors.h"

namespace llmproxy::app {

namespace {

const QByteArray Notice = "# Written by the build from the program's own tables.\n";

QByteArray dashed(const Option &option)
{
    return "--" + option.name.toByteArray();
}

QByteArrayList dashed(const std::vector<const Option *> &options)
{
    QByteArrayList names;
    for (const Option *option : options)
        names += dashed(*option);
    return names;
}

QByteArrayList commandNames()
{
    QByteArrayList names;
    for (const Command &command : commands())
        names += command.name.toByteArray();
    return names;
}

/// What `connect` can be given without knowing the configuration.
QByteArrayList clientNames()
{
    QByteArrayList names;
    for (const clients::Vendor &vendor : clients::vendors())
        names += vendor.type.toUtf8();
    for (const clients::Tool &tool : clients::tools())
        names += tool.name.toByteArray();
    return names;
}

bool takesFile(const Command &command)
{
    return command.operand == "FILE";
}

bool takesClient(const Command &command)
{
    return command.operand == "[CLIENT]";
}

QByteArray bashValue(const Option &option)
{
    switch (completesAs(option)) {
    case Completes::Choices:
        return "COMPREPLY=($(compgen -W '" + choicesOf(option).join(' ') + "' -- \"$cur\"))";
    case Completes::Files:
        return "COMPREPLY=($(compgen -f -- \"$cur\"))";
    case Completes::Folders:
        return "COMPREPLY=($(compgen -d -- \"$cur\"))";
    case Completes::Nothing:
        break;
    }
    return "COMPREPLY=()";
}

/// For all commands together, so an option must be completed alike wherever it stands.
QByteArray bashValues()
{
    QByteArrayList seen;
    QByteArray cases;
    const auto add = [&](const Command *command) {
        for (const Option *option : optionsOf(command)) {
            if (option->value.isEmpty() || seen.contains(dashed(*option)))
                continue;
            seen += dashed(*option);
            cases += "        " + dashed(*option) + ") " + bashValue(*option) + "; return ;;\n";
        }
    };
    add(nullptr);
    for (const Command &command : commands())
        add(&command);
    return cases;
}

QByteArray bashCommand(const Command &command)
{
    if (command.operands == Command::Operands::Rest)
        return "        " + command.name.toByteArray() + ") [[ $cur == -* ]] && words='"
               + dashed(optionsOf(&command)).join(' ')
               + "' || COMPREPLY=($(compgen -c -- \"$cur\")) ;;\n";
    QByteArrayList words = dashed(optionsOf(&command));
    if (takesClient(command))
        words += clientNames();
    QByteArray line =
        "        " + command.name.toByteArray() + ") words='" + words.join(' ') + '\'';
    if (takesFile(command))
        line += "; [[ $cur == -* ]] || COMPREPLY=($(compgen -f -- \"$cur\"))";
    return line + " ;;\n";
}

QByteArray zshQuoted(QByteArray text)
{
    return text.replace("'", "'\\''").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:");
}

QByteArray zshSpec(const Option &option)
{
    QByteArray spec = "'" + dashed(option) + (option.value.isEmpty() ? "" : "=") + '['
                      + zshQuoted(onOneLine(option.help)) + ']';
    if (option.value.isEmpty())
        return spec + '\'';
    spec += ':' + option.value.toByteArray() + ':';
    switch (completesAs(option)) {
    case Completes::Choices:
        return spec + '(' + choicesOf(option).join(' ') + ")'";
    case Completes::Files:
        return spec + "_files'";
    case Completes::Folders:
        return spec + "_files -/'";
    case Completes::Nothing:
        break;
    }
    return spec + " '";
}

QByteArray zshArguments(const Command *command)
{
    QByteArray lines = "_arguments";
    for (const Option *option : optionsOf(command))
        lines += " \\\n            " + zshSpec(*option);
    return lines;
}

QByteArray zshOperand(const Command &command)
{
    if (command.operands == Command::Operands::Rest)
        return " \\\n            '*::command:_normal'";
    if (takesClient(command))
        return " \\\n            ':client:(" + clientNames().join(' ') + ")'";
    return takesFile(command) ? " \\\n            ':file:_files'" : "";
}

QByteArray fishQuoted(QByteArray text)
{
    return '\'' + text.replace("\\", "\\\\").replace("'", "\\'") + '\'';
}

QByteArray fishOption(const Option &option, const QByteArray &condition)
{
    QByteArray line =
        "complete -c llm-proxy -n " + fishQuoted(condition) + " -l " + option.name.toByteArray();
    switch (completesAs(option)) {
    case Completes::Choices:
        line += " -x -a '" + choicesOf(option).join(' ') + '\'';
        break;
    case Completes::Files:
        line += " -r -F";
        break;
    case Completes::Folders:
        line += " -x -a '(__fish_complete_directories)'";
        break;
    case Completes::Nothing:
        line += option.value.isEmpty() ? "" : " -x";
        break;
    }
    return line + " -d " + fishQuoted(onOneLine(option.help)) + '\n';
}

QByteArray fishOperand(const Command &command, const QByteArray &condition)
{
    const QByteArray begin = "complete -c llm-proxy -n " + fishQuoted(condition);
    if (command.operands == Command::Operands::Rest)
        return begin + " -x -a '(__fish_complete_subcommand)'\n";
    if (takesClient(command))
        return begin + " -x -a '" + clientNames().join(' ') + "'\n";
    return takesFile(command) ? begin + " -F\n" : QByteArray();
}

} // namespace

QByteArray bashCompletion()
{
    QByteArray text =
        Notice
        + "_llm_proxy()\n{\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=\n"
          "    COMPREPLY=()\n"
          "    case $prev in\n"
        + bashValues() + "    esac\n    case ${COMP_WORDS[1]} in\n";
    for (const Command &command : commands())
        text += bashCommand(command);
    text += "        *) words='" + dashed(optionsOf(nullptr)).join(' ')
            + "'\n           [[ $COMP_CWORD -gt 1 ]] || words+=' " + commandNames().join(' ')
            + "' ;;\n    esac\n"
              "    [[ -z $words || -n ${COMPREPLY-} ]] || COMPREPLY=($(compgen -W \"$words\" -- "
              "\"$cur\"))\n"
              "}\ncomplete -F _llm_proxy llm-proxy\n";
    return text;
}

QByteArray zshCompletion()
{
    QByteArray text = "#compdef llm-proxy\n" + Notice + "local -a commands\ncommands=(\n";
    for (const Command &command : commands())
        text += "    '" + command.name.toByteArray() + ':' + zshQuoted(command.help.toByteArray())
                + "'\n";
    text += ")\nif (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
            "    _describe command commands\n    return\nfi\n"
            "local command=$words[2]\n"
            "case $command in\n";
    for (const Command &command : commands())
        text += "    " + command.name.toByteArray()
                + ")\n        shift words; (( CURRENT-- ))\n        " + zshArguments(&command)
                + zshOperand(command) + "\n        ;;\n";
    return text + "    *)\n        " + zshArguments(nullptr) + "\n        ;;\nesac\n";
}

QByteArray fishCompletion()
{
    QByteArray text = Notice + "complete -c llm-proxy -f\n";
    for (const Command &command : commands())
        text += "complete -c llm-proxy -n __fish_use_subcommand -a " + command.name.toByteArray()
                + " -d " + fishQuoted(command.help.toByteArray()) + '\n';
    for (const Option *option : optionsOf(nullptr))
        text += fishOption(*option, "__fish_use_subcommand");
    for (const Command &command : commands()) {
        const QByteArray condition = "__fish_seen_subcommand_from " + command.name.toByteArray();
        for (const Option *option : optionsOf(&command))
            text += fishOption(*option, condition);
        text += fishOperand(command, condition);
    }
    return text;
}

} // namespace llmproxy::app
