// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <array>
#include <optional>

namespace llmproxy::usage {

/// Undoes base64 (RFC 4648 §4) that comes cut anywhere, with or without padding.
class Base64Decoder
{
public:
    /// The next byte; nullopt if `character` completes none.
    std::optional<char> feed(char character);
    bool failed() const { return m_failed; }

private:
    quint32 m_bits = 0;
    quint8 m_count = 0;   ///< bits in m_bits that belong to no byte yet
    bool m_ended = false; ///< padding has come
    bool m_failed = false;
};

} // namespace llmproxy::usage
