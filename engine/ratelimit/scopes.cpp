// SPDX-License-Identifier: MIT
#include "engine/ratelimit/scopes.h"

#include <QCryptographicHash>

namespace llmproxy::ratelimit {

const QByteArray &Scopes::name(Dimension dimension) const
{
    static const QByteArray everybody("global");
    switch (dimension) {
    case Dimension::Global:
        break;
    case Dimension::Provider:
        return provider;
    case Dimension::Model:
        return model;
    case Dimension::Key:
        return caller.key;
    case Dimension::User:
        return caller.user;
    }
    return everybody;
}

QByteArray Scopes::shown(Dimension dimension) const
{
    if (dimension == Dimension::Global)
        return name(dimension);
    const QByteArray &text = dimension == Dimension::Key ? caller.keyShown : name(dimension);
    return nameOf(dimension).toByteArray() + ':' + text;
}

QByteArray boundedName(const QByteArray &name)
{
    if (name.size() <= MaxNameBytes)
        return name;
    constexpr qsizetype digits = 32;
    const QByteArray digest = QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex();
    return name.first(MaxNameBytes - digits - 1) + '~' + digest.first(digits);
}

} // namespace llmproxy::ratelimit
