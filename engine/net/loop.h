// SPDX-License-Identifier: MIT
#pragma once

#include "engine/net/deadlines.h"

#include <array>
#include <memory>
#include <vector>

namespace llmproxy::net {

/// Something that may be on the call stack when its end is decided.
class Mortal
{
public:
    virtual ~Mortal() = default;
};

/// What all connections of one worker thread share. Lives in: its worker, which owns it.
class Loop final : public QObject
{
public:
    static constexpr qsizetype BufferSize = 64 << 10;
    static constexpr int ReadsPerTurn = 4; ///< of one connection, so that none starves the others

    Loop();
    ~Loop() override;

    Deadlines &deadlines() { return m_deadlines; }
    MonotonicTime now() const { return m_deadlines.now(); }

    /// Where every socket of the thread is read into. What it holds is gone with the next read,
    /// and reads are never nested: whoever wants to read again does so in a later turn.
    char *buffer() { return m_buffer->data(); }
    /// Where what was read is decrypted into, under the same rule.
    char *plain() { return m_plain->data(); }
    /// Two to put bytes together in before they are written; used up within one call.
    QByteArray &scratch() { return m_scratch; }
    QByteArray &cipher() { return m_cipher; }

    /// Destroys it in a later turn of the loop, when nothing of it is on the stack any more.
    void bury(std::unique_ptr<Mortal> mortal);

protected:
    bool event(QEvent *event) override;

private:
    using Buffer = std::array<char, std::size_t(BufferSize)>;

    Deadlines m_deadlines;
    std::unique_ptr<Buffer> m_buffer = std::make_unique_for_overwrite<Buffer>();
    std::unique_ptr<Buffer> m_plain = std::make_unique_for_overwrite<Buffer>();
    QByteArray m_scratch;
    QByteArray m_cipher;
    std::vector<std::unique_ptr<Mortal>> m_dead;
};

} // namespace llmproxy::net
