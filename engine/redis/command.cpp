// SPDX-License-Identifier: MIT
#include "engine/redis/command.h"

#include <QCryptographicHash>

#include <hiredis/hiredis.h>
#include <vector>

namespace llmproxy::redis {

namespace {

QByteArray callOf(const QByteArray &verb, const QByteArray &script, const Call &call)
{
    return commandOf(QByteArrayList{verb, script, QByteArray::number(call.keys.size())} + call.keys
                     + call.arguments);
}

} // namespace

QByteArray commandOf(const QByteArrayList &arguments)
{
    std::vector<const char *> texts;
    std::vector<std::size_t> sizes;
    texts.reserve(std::size_t(arguments.size()));
    sizes.reserve(std::size_t(arguments.size()));
    for (const QByteArray &argument : arguments) {
        texts.push_back(argument.constData());
        sizes.push_back(std::size_t(argument.size()));
    }
    // The one that makes an sds: the other writes each length by sprintf.
    sds made = nullptr;
    const auto size =
        redisFormatSdsCommandArgv(&made, int(arguments.size()), texts.data(), sizes.data());
    if (size < 0)
        return {};
    const QByteArray command(made, qsizetype(size));
    redisFreeSdsCommand(made);
    return command;
}

Script::Script(QByteArray source)
    : m_source(std::move(source))
    , m_sha1(QCryptographicHash::hash(m_source, QCryptographicHash::Sha1).toHex())
{}

QByteArray byDigest(const Call &call)
{
    return callOf("EVALSHA", call.script->sha1(), call);
}

QByteArray bySource(const Call &call)
{
    return callOf("EVAL", call.script->source(), call);
}

} // namespace llmproxy::redis
