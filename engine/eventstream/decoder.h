// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"
#include "engine/eventstream/message.h"

namespace llmproxy::eventstream {

/// Why bytes are not an event stream. There is no way back into step after any of them.
enum class DecodeError {
    BadLength,     ///< a total length below MinMessageBytes, or a header block longer than that
    TooLarge,      ///< over MaxMessageBytes or MaxHeaderBlockBytes
    BadPreludeCrc, ///< the lengths cannot be trusted
    BadMessageCrc,
    BadHeader, ///< cut off, of an unknown type, without a name, or named twice
};

/// Messages from a byte stream that is cut anywhere. The lengths are believed, and bytes beyond
/// them are waited for, only once their own CRC is right and the limits hold; memory grows with
/// what has arrived, never with what is announced. One thread at a time.
class Decoder
{
public:
    /// Takes in the stream's next bytes. Ignored after an error.
    void feed(QByteArrayView bytes);

    /// The next whole message, nullopt if more bytes are needed. Call until nullopt after each
    /// feed(). Messages in front of a faulty one are still given; then the error repeats.
    Result<std::optional<Message>, DecodeError> next();

    /// Does the stream's end now cut a message in two?
    bool insideMessage() const { return m_read < m_buffer.size(); }

private:
    Failure<DecodeError> fail(DecodeError error);

    QByteArray m_buffer;
    qsizetype m_read = 0; ///< bytes of m_buffer that are already decoded
    std::optional<DecodeError> m_error;
};

} // namespace llmproxy::eventstream
