// SPDX-License-Identifier: MIT
#include "app/reference.h"

#include "app/reference_words.h"
#include "engine/config/schema.h"

#include <utility>

namespace llmproxy::app {

namespace {

using config::Key;
using config::Kind;

QByteArray roff(QByteArray text)
{
    text.replace("\\", "\\\\").replace("-", "\\-");
    return text.startsWith('.') || text.startsWith('\'') ? "\\&" + text : text;
}

QByteArray roffOption(const Option &option)
{
    QByteArray line = ".TP\n.B \\-\\-" + roff(option.name.toByteArray());
    if (!option.value.isEmpty())
        line += " \\fI" + option.value.toByteArray() + "\\fP";
    return line + '\n' + roff(onOneLine(option.help)) + '\n';
}

QByteArray roffOptions(const Command *command)
{
    QByteArray text;
    for (const Option *option : optionsOf(command))
        text += roffOption(*option);
    return text;
}

QByteArray sentence(const Command &command)
{
    const QByteArray help = command.help.toByteArray();
    return help.first(1).toUpper() + help.sliced(1) + '.';
}

QByteArray roffCommands()
{
    QByteArray text;
    for (const Command &command : commands()) {
        text += ".SS " + command.name.toByteArray();
        if (!command.operand.isEmpty())
            text += ' ' + command.operand.toByteArray();
        text += '\n' + roff(sentence(command)) + '\n';
        for (const Option &option : command.options)
            text += roffOption(option);
    }
    return text;
}

/// One line of a table, where a pipe would end the cell.
QByteArray cell(QByteArray text)
{
    return text.replace("|", "\\|").replace("<", "&lt;");
}

QByteArray markdownOptions(const std::vector<const Option *> &options)
{
    QByteArray text = "| option | |\n|---|---|\n";
    for (const Option *option : options) {
        QByteArray name = "`--" + option->name.toByteArray();
        if (!option->value.isEmpty())
            name += ' ' + option->value.toByteArray();
        text += "| " + name + "` | " + cell(onOneLine(option->help)) + " |\n";
    }
    return text;
}

QByteArray range(const Key &key)
{
    return QByteArray::number(key.least) + " to " + QByteArray::number(key.most);
}

QByteArray takes(const Key &key)
{
    switch (key.kind) {
    case Kind::Map:
        return "keys";
    case Kind::Block:
        return "keys, or null";
    case Kind::List:
        return "a list";
    case Kind::Bool:
        return "true, false";
    case Kind::Integer:
        return "whole number, " + range(key);
    case Kind::Number:
        return "number, " + range(key);
    case Kind::Text:
        if (key.most > 0)
            return "text, at most " + QByteArray::number(key.most) + " bytes";
        return "text";
    case Kind::Choice:
        return key.choices.split('|').join(", ").replace(", ,", ",");
    case Kind::TextList:
        return "a list of texts";
    case Kind::Date:
        return "a date, YYYY-MM-DD";
    case Kind::Url:
        return "a URL";
    case Kind::Pricing:
        return "[prices](cost.md)";
    case Kind::Ignored:
        return "anything";
    }
    return {};
}

QByteArray shownPath(const Key &key)
{
    QByteArray path = key.path;
    return path.replace(".*", ".<name>").replace(".[]", "[]");
}

bool isHeading(const Key &key)
{
    return !key.path.contains('.')
           || (key.path.startsWith("features.") && key.path.count('.') == 1);
}

QByteArray keyHeading(const Key &key)
{
    const QByteArray comment = key.comment;
    QByteArray text = "\n## " + shownPath(key) + '\n';
    if (!comment.isEmpty())
        text += '\n' + comment.first(1).toUpper() + comment.sliced(1) + ".\n";
    return text;
}

QByteArray keyLine(const Key &key)
{
    const bool hasDefault = qstrcmp(key.fallback, "null") != 0;
    return "| `" + shownPath(key) + "` | " + cell(takes(key)) + " | "
           + (hasDefault ? '`' + QByteArray(key.fallback) + '`' : QByteArray()) + " | "
           + cell(key.comment) + " |\n";
}

} // namespace

QByteArray manPage(const Release &release)
{
    return ".\\\" SPDX-License-Identifier: MIT\n"
           ".\\\" Written by the build from the program's own tables.\n"
           ".TH LLM\\-PROXY 1 "
           + release.date + " \"llm\\-proxy " + release.version
           + "\" \"User Commands\"\n"
             ".SH NAME\nllm\\-proxy \\- local gateway for LLM APIs\n"
             ".SH SYNOPSIS\n.B llm\\-proxy\n[\\fIOPTION\\fP]...\n.br\n"
             ".B llm\\-proxy\n\\fICOMMAND\\fP [\\fIOPTION\\fP]...\n"
             ".SH DESCRIPTION\n"
             "Takes requests for OpenAI, Anthropic, Gemini, Amazon Bedrock and what speaks like "
             "them\n"
             "on a local port and passes them on byte for byte, with the credentials of the "
             "caller.\n"
             "Opens its dashboard unless\n.B \\-\\-no\\-gui\nis given, or where there is no "
             "display.\n"
             "Once it accepts connections it prints\n.I listening on http://127.0.0.1:9002\n"
             "to standard output; its log goes to standard error.\n"
             ".SH OPTIONS\n"
           + roffOptions(nullptr)
           + ".SH COMMANDS\nA command comes first.\n.B llm\\-proxy\n\\fICOMMAND\\fP\n"
             ".B \\-\\-help\nlists all that goes with it.\n"
           + roffCommands()
           + ".SH EXIT STATUS\n0 ended when asked to, 1 failed while running, 2 wrong usage or\n"
             "configuration.\n.B llm\\-proxy run\nends as the command that it starts; 126 and 127\n"
             "say that it could not be started.\n"
             ".SH SIGNALS\nSIGTERM and SIGINT let running exchanges end, a second one ends at "
             "once.\n"
             "SIGHUP reads the configuration again.\n"
             ".SH ENVIRONMENT\n"
             ".TP\n.B PORT\nthe port to listen on; \\-\\-port wins\n"
             ".TP\n.B ENVIRONMENT\nwhich <ENVIRONMENT>.yml is laid over base.yml (default: dev)\n"
             ".TP\n.B LLM_PROXY_CONFIG_DIR, LLM_PROXY_CONFIG_PROFILE\n"
             "where the configuration is, and a further layer of it\n"
             ".TP\n.B AWS_REGION\nthe region of Bedrock where a request names none\n"
             ".TP\n.B LOG_LEVEL, LOG_FORMAT\nas \\-\\-log\\-level and \\-\\-log\\-format\n"
             ".TP\n.B HTTPS_PROXY, HTTP_PROXY, NO_PROXY\nthe way out, where there is a proxy\n"
             ".SH FILES\n"
             ".TP\n.I ~/.config/llm\\-proxy/, /etc/llm\\-proxy/\n"
             "base.yml, <ENVIRONMENT>.yml, <LLM_PROXY_CONFIG_PROFILE>.yml\n"
             ".TP\n.I ~/.local/state/llm\\-proxy/admin\\-token\n"
             "the token of /admin, made at the first start\n"
             ".SH SEE ALSO\n.I /usr/share/doc/llm\\-proxy\n";
}

QByteArray commandsPage()
{
    QByteArray text = "# Commands and options\n\n"
                      "Written by the build from the program's tables; `llm-proxy --help` says the"
                      " same.\n\n## llm-proxy\n\nRuns the gateway.\n\n"
                      + markdownOptions(optionsOf(nullptr));
    for (const Command &command : commands()) {
        std::vector<const Option *> own;
        for (const Option &option : command.options)
            own.push_back(&option);
        QByteArray operand;
        if (!command.operand.isEmpty())
            operand = ' ' + command.operand.toByteArray();
        text += "\n## llm-proxy " + command.name.toByteArray() + operand + "\n\n"
                + sentence(command) + '\n';
        if (!own.empty())
            text += '\n' + markdownOptions(own);
    }
    return text + "\n`--config`, `--config-dir` and `--help` go with every command.\n";
}

QByteArray keysPage()
{
    QByteArray text =
        "# Configuration keys\n\n"
        "Every key there is. Written by the build from the table by which the program checks "
        "files;\n"
        "[configuration.md](configuration.md) tells how files are found and merged. `<name>` "
        "stands\n"
        "for a name of your choice. Where no default is shown, absence has a meaning of its own.\n";
    bool isFirst = true;
    for (const Key &key : config::allKeys()) {
        if (isHeading(key)) {
            text += keyHeading(key);
            isFirst = true;
            continue;
        }
        if (std::exchange(isFirst, false))
            text += "\n| key | takes | default | |\n|---|---|---|---|\n";
        text += keyLine(key);
    }
    return text;
}

std::optional<QByteArray> referenceNamed(const QByteArray &fileName, const Release &release)
{
    if (fileName == "llm-proxy.1")
        return manPage(release);
    if (fileName == "llm-proxy.bash")
        return bashCompletion();
    if (fileName == "_llm-proxy")
        return zshCompletion();
    if (fileName == "llm-proxy.fish")
        return fishCompletion();
    if (fileName == "commands.md")
        return commandsPage();
    if (fileName == "configuration-keys.md")
        return keysPage();
    return std::nullopt;
}

} // namespace llmproxy::app
