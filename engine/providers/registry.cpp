// SPDX-License-Identifier: MIT
#include "engine/providers/provider.h"

#include <algorithm>
#include <array>

namespace llmproxy::providers {

// Named, not self-registering: a static library drops objects that nobody refers to.
std::span<const Provider> all()
{
    static const std::array builtin = {openai(), anthropic(), gemini(), bedrock()};
    return builtin;
}

const Provider *find(QByteArrayView type)
{
    const auto providers = all();
    const auto found = std::find_if(providers.begin(), providers.end(), [&](const Provider &each) {
        return each.type == type;
    });
    return found == providers.end() ? nullptr : &*found;
}

bool isStream(const Provider &provider, QByteArrayView contentType)
{
    const qsizetype semicolon = contentType.indexOf(';');
    const QByteArrayView media =
        http::trimmed(semicolon < 0 ? contentType : contentType.first(semicolon));
    return std::any_of(provider.streamTypes.begin(),
                       provider.streamTypes.end(),
                       [&](QByteArrayView type) { return http::equalsIgnoringCase(media, type); });
}

} // namespace llmproxy::providers
