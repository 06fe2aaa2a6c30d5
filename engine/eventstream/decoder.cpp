// SPDX-License-Identifier: MIT
#include "engine/eventstream/decoder.h"

#include "engine/eventstream/crc32.h"

#include <QtEndian>

#include <algorithm>
#include <utility>

namespace llmproxy::eventstream {

namespace {

/// Takes values off the front of a header block. Once something is missing it stays failed and
/// gives empty values, so that one check at the end is enough.
class Reader
{
public:
    explicit Reader(QByteArrayView block)
        : m_rest(block)
    {}

    bool atEnd() const { return m_rest.isEmpty(); }
    bool failed() const { return m_failed; }
    void fail() { m_failed = true; }

    QByteArrayView take(qsizetype size)
    {
        if (m_failed || size > m_rest.size()) {
            m_failed = true;
            return {};
        }
        const QByteArrayView taken = m_rest.first(size);
        m_rest = m_rest.sliced(size);
        return taken;
    }

    template<class Integer>
    Integer number()
    {
        const QByteArrayView bytes = take(qsizetype(sizeof(Integer)));
        return m_failed ? Integer() : qFromBigEndian<Integer>(bytes.data());
    }

    QByteArray sized() { return take(number<quint16>()).toByteArray(); }

private:
    QByteArrayView m_rest;
    bool m_failed = false;
};

Value readValue(Reader &reader)
{
    switch (reader.number<quint8>()) {
    case 0:
        return true;
    case 1:
        return false;
    case 2:
        return reader.number<qint8>();
    case 3:
        return reader.number<qint16>();
    case 4:
        return reader.number<qint32>();
    case 5:
        return reader.number<qint64>();
    case 6:
        return Bytes{reader.sized()};
    case 7:
        return Text{reader.sized()};
    case 8:
        return TimePoint(Duration(reader.number<qint64>()));
    case 9:
        return QUuid::fromRfc4122(reader.take(16));
    default:
        reader.fail();
        return false;
    }
}

std::optional<std::vector<Header>> readHeaders(QByteArrayView block)
{
    std::vector<Header> headers;
    Reader reader(block);
    while (!reader.atEnd() && !reader.failed()) {
        Header header;
        header.name = reader.take(reader.number<quint8>()).toByteArray();
        header.value = readValue(reader);
        const bool known = std::any_of(headers.begin(), headers.end(), [&](const Header &other) {
            return other.name == header.name;
        });
        if (header.name.isEmpty() || known)
            return std::nullopt;
        headers.push_back(std::move(header));
    }
    if (reader.failed())
        return std::nullopt;
    return headers;
}

struct Prelude
{
    qsizetype total = 0;
    qsizetype headerBlock = 0;
};

Result<Prelude, DecodeError> readPrelude(QByteArrayView bytes)
{
    const Prelude prelude{qFromBigEndian<quint32>(bytes.data()),
                          qFromBigEndian<quint32>(bytes.data() + 4)};
    if (crc32(bytes.first(8)) != qFromBigEndian<quint32>(bytes.data() + 8))
        return Failure<DecodeError>(DecodeError::BadPreludeCrc);
    if (prelude.total > MaxMessageBytes || prelude.headerBlock > MaxHeaderBlockBytes)
        return Failure<DecodeError>(DecodeError::TooLarge);
    if (prelude.total < MinMessageBytes || prelude.headerBlock > prelude.total - MinMessageBytes)
        return Failure<DecodeError>(DecodeError::BadLength);
    return prelude;
}

} // namespace

void Decoder::feed(QByteArrayView bytes)
{
    if (m_error)
        return;
    // What was decoded leaves before more comes in, so the buffer holds one message and a piece.
    m_buffer.remove(0, m_read);
    m_read = 0;
    m_buffer.append(bytes);
}

Result<std::optional<Message>, DecodeError> Decoder::next()
{
    if (m_error)
        return Failure<DecodeError>(*m_error);
    const QByteArrayView rest = QByteArrayView(m_buffer).sliced(m_read);
    if (rest.size() < PreludeBytes)
        return std::nullopt;
    const Result<Prelude, DecodeError> prelude = readPrelude(rest);
    if (!prelude)
        return fail(prelude.error());
    if (rest.size() < prelude->total)
        return std::nullopt;

    const QByteArrayView covered = rest.first(prelude->total - 4);
    if (crc32(covered) != qFromBigEndian<quint32>(covered.end()))
        return fail(DecodeError::BadMessageCrc);
    auto headers = readHeaders(covered.sliced(PreludeBytes, prelude->headerBlock));
    if (!headers)
        return fail(DecodeError::BadHeader);
    m_read += prelude->total;
    return Message{std::move(*headers),
                   covered.sliced(PreludeBytes + prelude->headerBlock).toByteArray()};
}

Failure<DecodeError> Decoder::fail(DecodeError error)
{
    m_error = error;
    m_buffer.clear();
    m_read = 0;
    return Failure<DecodeError>(error);
}

} // namespace llmproxy::eventstream
