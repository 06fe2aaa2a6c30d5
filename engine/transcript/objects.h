// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace llmproxy::transcript {

/// The outermost objects of JSON that comes cut anywhere: of one document, of an array of them
/// (Gemini's streams), or of lines of them. What stands between them is passed over.
class Objects
{
public:
    void feed(QByteArrayView bytes) { m_buffer.append(bytes); }

    /// The next whole object; nullopt if more bytes are needed.
    std::optional<QByteArray> next();

    /// What came of an object whose end did not come; empty if there is none.
    QByteArray begun() const { return m_begin < 0 ? QByteArray() : m_buffer.sliced(m_begin); }

private:
    void step(char byte);

    QByteArray m_buffer;
    qsizetype m_at = 0;
    qsizetype m_begin = -1; ///< of the object that is open
    qsizetype m_depth = 0;
    bool m_isInString = false;
    bool m_isEscaped = false;
};

} // namespace llmproxy::transcript
