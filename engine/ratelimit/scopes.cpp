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

QByteArray shownScope(Dimension dimension, const QByteArray &name)
{
    const QByteArray kind = nameOf(dimension).toByteArray();
    return dimension == Dimension::Global ? kind : kind + ':' + name;
}

QByteArray boundedName(const QByteArray &name)
{
    if (name.size() <= MaxNameBytes)
        return name;
    constexpr qsizetype digits = 32;
    const QByteArray digest = QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex();
    return name.first(MaxNameBytes - digits - 1) + '~' + digest.first(digits);
}

Scopes bounded(Scopes scopes)
{
    for (QByteArray *name :
         {&scopes.provider, &scopes.model, &scopes.caller.key, &scopes.caller.user}) {
        if (name->size() > MaxNameBytes)
            *name = boundedName(*name);
    }
    return scopes;
}

} // namespace llmproxy::ratelimit
