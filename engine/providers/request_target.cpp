// SPDX-License-Identifier: MIT
#include "engine/providers/request_target.h"

namespace llmproxy::providers {

namespace {

int hexValue(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    const char lower = char(digit | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

bool queryHolds(QByteArrayView target, QByteArrayView parameter)
{
    QByteArrayView rest = target.sliced(pathOf(target).size());
    while (!rest.isEmpty()) {
        rest = rest.sliced(1); // the ? or &
        const qsizetype end = rest.indexOf('&');
        if ((end < 0 ? rest : rest.first(end)) == parameter)
            return true;
        rest = end < 0 ? QByteArrayView() : rest.sliced(end);
    }
    return false;
}

bool accepts(const http::RequestHead &head, QByteArrayView mediaType)
{
    const auto accept = head.find("accept");
    return accept && accept->toByteArray().toLower().contains(mediaType);
}

QByteArray percentDecoded(QByteArrayView text)
{
    QByteArray decoded;
    decoded.reserve(text.size());
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            decoded.append(text[at]);
            continue;
        }
        const int high = text.size() - at > 2 ? hexValue(text[at + 1]) : -1;
        const int low = high >= 0 ? hexValue(text[at + 2]) : -1;
        if (low < 0)
            return text.toByteArray();
        decoded.append(char(high * 16 + low));
        at += 2;
    }
    return decoded;
}

} // namespace llmproxy::providers
