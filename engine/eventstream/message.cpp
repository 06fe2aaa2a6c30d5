// SPDX-License-Identifier: MIT
#include "engine/eventstream/message.h"

#include <algorithm>

namespace llmproxy::eventstream {

std::optional<QByteArrayView> Message::text(QByteArrayView name) const
{
    const auto found = std::find_if(headers.begin(), headers.end(), [name](const Header &header) {
        return header.name == name;
    });
    if (found == headers.end())
        return std::nullopt;
    const Text *value = std::get_if<Text>(&found->value);
    return value == nullptr ? std::nullopt : std::optional<QByteArrayView>(value->utf8);
}

} // namespace llmproxy::eventstream
