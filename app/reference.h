// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <optional>

namespace llmproxy::app {

// What is written for users out of the tables of options, commands and configuration keys, so that
// it cannot say anything else than the program does. The build writes the files,
// reference_main.cpp.

/// Of what the man page is.
struct Release
{
    QByteArray version;
    QByteArray date; ///< ISO 8601
};

QByteArray manPage(const Release &release); ///< llm-proxy(1), man(7) macros
QByteArray bashCompletion();
QByteArray zshCompletion();
QByteArray fishCompletion();
QByteArray commandsPage(); ///< docs/commands.md
QByteArray keysPage();     ///< docs/configuration-keys.md

/// By the name of the file that it goes to: "llm-proxy.1", "llm-proxy.bash", "_llm-proxy",
/// "llm-proxy.fish", "commands.md", "configuration-keys.md".
std::optional<QByteArray> referenceNamed(const QByteArray &fileName, const Release &release);

} // namespace llmproxy::app
