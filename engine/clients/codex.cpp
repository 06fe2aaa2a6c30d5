// SPDX-License-Identifier: MIT
#include "engine/clients/codex.h"

#include "engine/clients/marked_block.h"

#include <QByteArrayList>

namespace llmproxy::clients {

namespace {

constexpr auto Top = "codex";
constexpr auto TableName = "codex provider";
constexpr auto Header = "[model_providers.llm-proxy]";
const QByteArray SetAside = "# set aside by llm-proxy: ";
const QByteArray Choice = "model_provider = \"llm-proxy\"\n";

QByteArray table(const QString &baseUrl)
{
    return QByteArray(Header) + "\nname = \"OpenAI through LLM Proxy\"\nbase_url = \""
           + baseUrl.toUtf8() + "\"\nenv_key = \"OPENAI_API_KEY\"\nwire_api = \"responses\"\n";
}

bool chooses(const QByteArray &line)
{
    QByteArray rest = line.trimmed();
    if (!rest.startsWith("model_provider"))
        return false;
    return rest.sliced(int(sizeof "model_provider") - 1).trimmed().startsWith('=');
}

/// Changes the lines of the top level, which ends at the first table.
template<class Change>
QByteArray overTopLevel(const QByteArray &toml, Change change)
{
    QByteArrayList lines = toml.split('\n');
    for (QByteArray &line : lines) {
        if (line.trimmed().startsWith('['))
            break;
        change(line);
    }
    return lines.join('\n');
}

} // namespace

QByteArray codexSettings(const QString &baseUrl)
{
    return Choice + '\n' + table(baseUrl);
}

Result<QByteArray, QString> withCodex(const QByteArray &toml, const QString &baseUrl)
{
    const QByteArray own = withoutCodex(toml);
    if (own.contains(Header))
        return Failure<QString>(QStringLiteral("it has a provider llm-proxy of its own"));
    const QByteArray free = overTopLevel(own, [](QByteArray &line) {
        if (chooses(line))
            line.prepend(SetAside);
    });
    return withBlock(withBlock(free, TableName, table(baseUrl)), Top, Choice, Place::Begin);
}

QByteArray withoutCodex(const QByteArray &toml)
{
    const QByteArray own = withoutBlock(withoutBlock(toml, Top), TableName);
    return overTopLevel(own, [](QByteArray &line) {
        if (line.startsWith(SetAside))
            line.remove(0, SetAside.size());
    });
}

} // namespace llmproxy::clients
