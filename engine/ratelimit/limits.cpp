// SPDX-License-Identifier: MIT
#include "engine/ratelimit/limits.h"

namespace llmproxy::ratelimit {

QByteArrayView nameOf(Dimension dimension)
{
    switch (dimension) {
    case Dimension::Global:
        return "global";
    case Dimension::Provider:
        return "provider";
    case Dimension::Model:
        return "model";
    case Dimension::Key:
        return "key";
    case Dimension::User:
        break;
    }
    return "user";
}

QByteArrayView nameOf(Window window)
{
    return window == Window::Minute ? "minute" : "day";
}

QByteArrayView nameOf(Metric metric)
{
    return metric == Metric::Requests ? "requests" : "tokens";
}

Limits changed(const Limits &base, const Override &by)
{
    const auto pick = [&](qint64 below, qint64 above) {
        if (above > 0)
            return above;
        return by.unlimited ? 0 : below;
    };
    const auto both = [&](const Amounts &below, const Amounts &above) {
        return Amounts{pick(below.requests, above.requests), pick(below.tokens, above.tokens)};
    };
    return {both(base.minute, by.limits.minute), both(base.day, by.limits.day)};
}

const Limits &Policy::limitsOf(Dimension dimension, const QByteArray &name) const
{
    const auto at = std::size_t(dimension);
    const auto found = named[at].constFind(name);
    return found == named[at].constEnd() ? defaults[at] : *found;
}

} // namespace llmproxy::ratelimit
