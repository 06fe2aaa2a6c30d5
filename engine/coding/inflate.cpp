// SPDX-License-Identifier: MIT
#include "engine/coding/decompressor.h"

#include <algorithm>
#include <array>

#define ZLIB_CONST
#include <zlib.h>

namespace llmproxy::coding {

namespace {

// What inflateInit2() takes for the three wrappings of RFC 1950 to 1952.
constexpr int ZlibBits = MAX_WBITS;
constexpr int GzipBits = MAX_WBITS + 16;
constexpr int RawBits = -MAX_WBITS;

constexpr char GzipMagic = '\x1F'; // its first byte

/// RFC 1950 §2.2. Raw data that begins like this would begin with a stored block whose unused bits
/// are set, which no encoder writes.
bool isZlibHeader(quint8 first, quint8 second)
{
    const bool isDeflate = (first & 0x0FU) == 8 && (first >> 4U) <= 7;
    return isDeflate && (first * 256 + second) % 31 == 0;
}

class Inflate final : public Decompressor
{
public:
    Inflate() = default;
    ~Inflate() override { inflateEnd(&m_stream); }
    Q_DISABLE_COPY_MOVE(Inflate)

    bool begin(int windowBits) { return inflateInit2(&m_stream, windowBits) == Z_OK; }

    Step decode(QByteArrayView input, std::span<char> output) override
    {
        // zlib itself would wait for a second byte.
        if (m_atNextMember && !input.isEmpty() && input.front() != GzipMagic)
            return {};
        m_atNextMember = m_atNextMember && input.isEmpty();
        const auto inputSize = static_cast<uInt>(std::min<qsizetype>(input.size(), 1 << 30));
        const auto outputSize = static_cast<uInt>(output.size());
        m_stream.next_in = reinterpret_cast<const Bytef *>(input.data());
        m_stream.avail_in = inputSize;
        m_stream.next_out = reinterpret_cast<Bytef *>(output.data());
        m_stream.avail_out = outputSize;
        const int status = inflate(&m_stream, Z_SYNC_FLUSH);
        Step step;
        step.taken = inputSize - m_stream.avail_in;
        step.given = outputSize - m_stream.avail_out;
        if (status == Z_STREAM_END)
            step.result = Step::Result::End;
        else if (status == Z_OK || status == Z_BUF_ERROR)
            step.result = Step::Result::More;
        return step;
    }

    bool restart() override
    {
        m_atNextMember = true;
        return inflateReset(&m_stream) == Z_OK;
    }

private:
    bool m_atNextMember = false;
    z_stream m_stream{};
};

/// The coding `deflate` is data in zlib's wrapping; some send it without one. The first two bytes
/// tell, so they are waited for.
class Deflate final : public Decompressor
{
public:
    Step decode(QByteArrayView input, std::span<char> output) override
    {
        if (m_headSize == m_head.size())
            return m_inflate.decode(input, output);
        Step step{Step::Result::More};
        while (m_headSize < m_head.size() && step.taken < input.size())
            m_head[m_headSize++] = input[step.taken++];
        if (m_headSize < m_head.size())
            return step;
        const bool isWrapped =
            isZlibHeader(static_cast<quint8>(m_head[0]), static_cast<quint8>(m_head[1]));
        if (!m_inflate.begin(isWrapped ? ZlibBits : RawBits))
            return {Step::Result::Corrupt, step.taken};
        const Step ofHead = m_inflate.decode(m_head, output);
        return {ofHead.result, step.taken, ofHead.given};
    }

    bool restart() override { return false; }

private:
    Inflate m_inflate;
    std::array<char, 2> m_head{};
    std::size_t m_headSize = 0;
};

} // namespace

std::unique_ptr<Decompressor> makeGzip()
{
    auto inflate = std::make_unique<Inflate>();
    if (!inflate->begin(GzipBits))
        return nullptr;
    return inflate;
}

std::unique_ptr<Decompressor> makeDeflate()
{
    return std::make_unique<Deflate>();
}

} // namespace llmproxy::coding
