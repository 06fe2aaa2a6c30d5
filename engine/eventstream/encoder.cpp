// SPDX-License-Identifier: MIT
#include "engine/eventstream/encoder.h"

#include "engine/eventstream/crc32.h"

#include <QtEndian>

#include <limits>

namespace llmproxy::eventstream {

namespace {

template<class Integer>
void append(QByteArray &out, Integer value)
{
    const qsizetype at = out.size();
    out.resize(at + qsizetype(sizeof value));
    qToBigEndian(value, out.data() + at);
}

void appendSized(QByteArray &out, const QByteArray &data)
{
    Q_ASSERT_X(data.size() <= std::numeric_limits<quint16>::max(), "encode", "value below 64 KiB");
    append(out, static_cast<quint16>(data.size()));
    out.append(data);
}

/// Writes a value's type and bytes, one overload per type of the format.
class ValueWriter
{
public:
    explicit ValueWriter(QByteArray &out)
        : m_out(out)
    {}

    void operator()(bool value) { append(m_out, static_cast<quint8>(value ? 0 : 1)); }
    void operator()(qint8 value) { number(2, value); }
    void operator()(qint16 value) { number(3, value); }
    void operator()(qint32 value) { number(4, value); }
    void operator()(qint64 value) { number(5, value); }
    void operator()(const Bytes &value)
    {
        append(m_out, quint8(6));
        appendSized(m_out, value.data);
    }
    void operator()(const Text &value)
    {
        append(m_out, quint8(7));
        appendSized(m_out, value.utf8);
    }
    void operator()(TimePoint value) { number(8, qint64(value.time_since_epoch().count())); }
    void operator()(const QUuid &value)
    {
        append(m_out, quint8(9));
        m_out.append(value.toRfc4122());
    }

private:
    template<class Integer>
    void number(quint8 type, Integer value)
    {
        append(m_out, type);
        append(m_out, value);
    }

    QByteArray &m_out;
};

} // namespace

QByteArray encode(const Message &message)
{
    QByteArray block;
    for (const Header &header : message.headers) {
        Q_ASSERT_X(!header.name.isEmpty() && header.name.size() <= 255, "encode", "name's length");
        append(block, static_cast<quint8>(header.name.size()));
        block.append(header.name);
        std::visit(ValueWriter(block), header.value);
    }
    const qsizetype total = MinMessageBytes + block.size() + message.payload.size();
    Q_ASSERT_X(total <= MaxMessageBytes && block.size() <= MaxHeaderBlockBytes, "encode", "size");

    QByteArray out;
    out.reserve(total);
    append(out, static_cast<quint32>(total));
    append(out, static_cast<quint32>(block.size()));
    append(out, crc32(out));
    out.append(block);
    out.append(message.payload);
    append(out, crc32(out));
    return out;
}

} // namespace llmproxy::eventstream
