// SPDX-License-Identifier: MIT
#include "engine/clients/tool.h"

#include "engine/clients/codex.h"
#include "engine/clients/json_member.h"
#include "engine/clients/marked_block.h"
#include "engine/clients/shell.h"

#include <algorithm>
#include <array>

namespace llmproxy::clients {

namespace {

using Edited = Result<QByteArray, QString>;

// https://code.claude.com/docs/en/settings: "env" is set for every session.
const MemberPath ClaudeCode = {"env", "ANTHROPIC_BASE_URL"};

QByteArray claudeCodeSettings(const QString &baseUrl)
{
    return *withMember("{}", ClaudeCode, baseUrl) + '\n';
}

Edited connectClaudeCode(const QByteArray &content, const QString &baseUrl)
{
    return withMember(content, ClaudeCode, baseUrl);
}

Edited disconnectClaudeCode(const QByteArray &content, const QByteArray &before)
{
    if (const auto value = memberOf(before, ClaudeCode))
        return withMember(content, ClaudeCode, *value);
    return withoutMember(content, ClaudeCode);
}

Edited disconnectCodex(const QByteArray &content, const QByteArray &)
{
    return withoutCodex(content);
}

// https://geminicli.com/docs/get-started/configuration: .env is read at each start.
constexpr auto GeminiVariable = "GOOGLE_GEMINI_BASE_URL";

QByteArray geminiSettings(const QString &baseUrl)
{
    return assignment(GeminiVariable, baseUrl);
}

Edited connectGemini(const QByteArray &content, const QString &baseUrl)
{
    return withBlock(content, "gemini-cli", geminiSettings(baseUrl));
}

Edited disconnectGemini(const QByteArray &content, const QByteArray &)
{
    return withoutBlock(content, "gemini-cli");
}

constexpr std::array Tools = {
    Tool{.name = "claude-code",
         .title = "Claude Code",
         .type = "anthropic",
         .folderVariable = "CLAUDE_CONFIG_DIR",
         .folder = ".claude",
         .file = "settings.json",
         .settings = claudeCodeSettings,
         .connect = connectClaudeCode,
         .disconnect = disconnectClaudeCode},
    Tool{.name = "codex",
         .title = "Codex",
         .type = "openai",
         .folderVariable = "CODEX_HOME",
         .folder = ".codex",
         .file = "config.toml",
         .settings = codexSettings,
         .connect = withCodex,
         .disconnect = disconnectCodex},
    Tool{.name = "gemini-cli",
         .title = "Gemini CLI",
         .type = "gemini",
         .folderVariable = "",
         .folder = ".gemini",
         .file = ".env",
         .settings = geminiSettings,
         .connect = connectGemini,
         .disconnect = disconnectGemini},
};

} // namespace

std::span<const Tool> tools()
{
    return Tools;
}

const Tool *findTool(QByteArrayView name)
{
    const auto *const found = std::find_if(
        Tools.begin(), Tools.end(), [&](const Tool &tool) { return tool.name == name; });
    return found == Tools.end() ? nullptr : found;
}

} // namespace llmproxy::clients
