// SPDX-License-Identifier: MIT
#include "engine/storage/redis_layout.h"

namespace llmproxy::storage {

QByteArrayList RedisLayout::breakerKeys(const circuit::Key &key) const
{
    const QByteArray provider = forCluster ? '{' + key.provider + '}' : key.provider;
    const QByteArray whole = key.model.isEmpty() ? provider : provider + ':' + key.model;
    const QByteArray prefix = nameSpace + ":cb:";
    return {prefix + "failures:" + whole,
            prefix + "state:" + whole,
            prefix + "halfopen:" + whole,
            prefix + "probe:" + whole,
            prefix + "forced:" + whole,
            prefix + "closed:" + whole,
            prefix + "rollup:" + provider,
            prefix + "rollup_open:" + provider,
            prefix + "hold:" + provider,
            prefix + "models:" + provider};
}

QByteArray RedisLayout::holdKey(QByteArrayView provider) const
{
    return nameSpace + ":cb:hold:"
           + (forCluster ? '{' + provider.toByteArray() + '}' : provider.toByteArray());
}

QByteArray RedisLayout::windowKey(ratelimit::Window window,
                                  qint64 number,
                                  ratelimit::Dimension dimension,
                                  const QByteArray &name) const
{
    return nameSpace + ":rl:{" + LimitsTag
           + "}:" + (window == ratelimit::Window::Minute ? "min:" : "day:")
           + QByteArray::number(number) + ':' + ratelimit::nameOf(dimension).toByteArray()
           + (dimension == ratelimit::Dimension::Global ? QByteArray() : ':' + name);
}

QByteArray RedisLayout::aliveKey() const
{
    return nameSpace + ":alive";
}

} // namespace llmproxy::storage
