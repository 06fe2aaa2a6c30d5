// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace llmproxy::bench {

/// The value of a header field in a message head, looked up without regard to case.
std::optional<std::string_view> headerValue(std::string_view head, std::string_view name);

/// Gathers a message head, up to and with the empty line that ends it.
class HeadReader
{
public:
    /// Takes off the front of `bytes` what belongs to the head; true when the head is complete.
    bool feed(std::string_view &bytes);

    std::string_view head() const { return m_head; }
    void clear() { m_head.clear(); }

private:
    std::string m_head;
};

/// Finds the end of a body that comes in pieces, for peers that are trusted to frame it correctly
/// (RFC 9112 §6 and §7.1 without extensions). Starts finished: no body.
class BodyReader
{
public:
    /// How the body that follows this head is framed. `untilClose` is what a head means that names
    /// neither a length nor chunks: true for responses, false for requests.
    static BodyReader following(std::string_view head, bool untilClose);

    /// Calls `sink` with each run of payload and returns how much was consumed; less than all only
    /// when the body has ended.
    template<class Sink>
    std::size_t feed(std::string_view bytes, Sink &&sink)
    {
        std::size_t used = 0;
        while (used < bytes.size() && m_state != State::Finished) {
            const std::string_view rest = bytes.substr(used);
            if (m_state == State::Data || m_state == State::UntilClose) {
                const std::size_t run =
                    m_state == State::Data ? std::min(rest.size(), m_left) : rest.size();
                sink(rest.substr(0, run));
                finishRun(run);
                used += run;
            } else {
                readFrame(rest.front());
                ++used;
            }
        }
        return used;
    }

    bool isFinished() const { return m_state == State::Finished; }
    bool endsWithConnection() const { return m_state == State::UntilClose; }

private:
    enum class State { Finished, Data, ChunkSize, ChunkEnd, Trailer, UntilClose };

    void finishRun(std::size_t run);
    void readFrame(char byte);

    State m_state = State::Finished;
    bool m_isChunked = false;
    std::size_t m_left = 0;       // payload bytes of this body or chunk that are still to come
    std::size_t m_lineLength = 0; // of the trailer line being read, without CR
};

} // namespace llmproxy::bench
