// SPDX-License-Identifier: MIT
#include "engine/coding/decompressor.h"

#include <algorithm>
#include <zstd.h>

namespace llmproxy::coding {

namespace {

constexpr int WindowLog = 23; // 8 MiB: RFC 9659 allows a sender no more

using Context = std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)>;

/// The first byte of a frame's magic number, or of a skippable frame's (RFC 8878 §3.1). Others
/// begin the formats of before 1.0, which the library may still read.
bool canBeginFrame(char byte)
{
    const auto value = static_cast<quint8>(byte);
    return value == 0x28 || (value >> 4U) == 5;
}

std::size_t nextPart(std::size_t wanted)
{
    constexpr std::size_t headerBytes = 3;
    return wanted > headerBytes ? wanted - headerBytes : wanted;
}

class Zstd final : public Decompressor
{
public:
    explicit Zstd(Context context)
        : m_context(std::move(context))
    {}

    Step decode(QByteArrayView input, std::span<char> output) override
    {
        if (m_atFrame && !input.isEmpty()) {
            if (!canBeginFrame(input.front()))
                return {};
            m_wanted = 1;
            m_atFrame = false;
        }
        // A block at a time, and the header of the next one alone. Given more, the library keeps
        // what it has written to itself if what follows is faulty; given a small frame whole, it
        // does not look at the frame's window.
        const auto size = std::min(static_cast<std::size_t>(input.size()), nextPart(m_wanted));
        ZSTD_inBuffer in{input.data(), size, 0};
        ZSTD_outBuffer out{output.data(), output.size(), 0};
        m_wanted = ZSTD_decompressStream(m_context.get(), &out, &in);
        Step step;
        step.taken = static_cast<qsizetype>(in.pos);
        step.given = static_cast<qsizetype>(out.pos);
        if (ZSTD_isError(m_wanted) == 0U)
            step.result = m_wanted == 0 ? Step::Result::End : Step::Result::More;
        return step;
    }

    bool restart() override
    {
        m_atFrame = true;
        return true;
    }

private:
    Context m_context;
    std::size_t m_wanted = 0; ///< bytes to the end of the header of the block after this one
    bool m_atFrame = true;
};

} // namespace

std::unique_ptr<Decompressor> makeZstd()
{
    Context context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
    if (context == nullptr
        || ZSTD_isError(ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, WindowLog))
               != 0U)
        return nullptr;
    return std::make_unique<Zstd>(std::move(context));
}

} // namespace llmproxy::coding
