// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

namespace encoders {

/// zlib's three wrappings, by its windowBits.
inline QByteArray deflated(const QByteArray &content, int windowBits)
{
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
    QByteArray input = content;
    QByteArray coded(qsizetype(deflateBound(&stream, uLong(content.size()))) + 32, '\0');
    stream.next_in = reinterpret_cast<Bytef *>(input.data());
    stream.avail_in = uInt(input.size());
    stream.next_out = reinterpret_cast<Bytef *>(coded.data());
    stream.avail_out = uInt(coded.size());
    deflate(&stream, Z_FINISH);
    coded.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return coded;
}

inline QByteArray gzip(const QByteArray &content)
{
    return deflated(content, 15 + 16);
}

inline QByteArray zlib(const QByteArray &content)
{
    return deflated(content, 15);
}

inline QByteArray rawDeflate(const QByteArray &content)
{
    return deflated(content, -15);
}

/// `windowBits` over 24 makes a large window, which RFC 7932 does not have.
inline QByteArray brotli(const QByteArray &content, uint32_t windowBits = 22)
{
    BrotliEncoderState *state = BrotliEncoderCreateInstance(nullptr, nullptr, nullptr);
    BrotliEncoderSetParameter(state, BROTLI_PARAM_QUALITY, 5);
    BrotliEncoderSetParameter(state, BROTLI_PARAM_LARGE_WINDOW, windowBits > 24 ? 1 : 0);
    BrotliEncoderSetParameter(state, BROTLI_PARAM_LGWIN, windowBits);
    QByteArray coded(content.size() + 1024, '\0');
    auto left = std::size_t(content.size());
    auto room = std::size_t(coded.size());
    const auto *next = reinterpret_cast<const uint8_t *>(content.data());
    auto *to = reinterpret_cast<uint8_t *>(coded.data());
    BrotliEncoderCompressStream(state, BROTLI_OPERATION_FINISH, &left, &next, &room, &to, nullptr);
    BrotliEncoderDestroyInstance(state);
    coded.chop(qsizetype(room));
    return coded;
}

/// One frame. Its size is not told, so that the window is not made to fit.
inline QByteArray zstd(const QByteArray &content, int windowLog = 20)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    QByteArray coded(qsizetype(ZSTD_compressBound(std::size_t(content.size()))) + 64, '\0');
    ZSTD_inBuffer in{content.data(), std::size_t(content.size()), 0};
    ZSTD_outBuffer out{coded.data(), std::size_t(coded.size()), 0};
    ZSTD_compressStream2(context, &out, &in, ZSTD_e_flush);
    ZSTD_compressStream2(context, &out, &in, ZSTD_e_end);
    ZSTD_freeCCtx(context);
    coded.truncate(qsizetype(out.pos));
    return coded;
}

} // namespace encoders
