// SPDX-License-Identifier: MIT
#include "engine/eventstream/crc32.h"
#include "engine/eventstream/decoder.h"
#include "engine/eventstream/encoder.h"

#include <QTest>
#include <QtEndian>

#include <limits>

using namespace llmproxy;
using namespace llmproxy::eventstream;

namespace {

QByteArray bigEndian(quint32 value)
{
    QByteArray bytes(4, Qt::Uninitialized);
    qToBigEndian(value, bytes.data());
    return bytes;
}

QByteArray prelude(quint32 total, quint32 headerBlock)
{
    const QByteArray lengths = bigEndian(total) + bigEndian(headerBlock);
    return lengths + bigEndian(crc32(lengths));
}

/// A message whose CRCs are right around a header block of any bytes.
QByteArray framed(const QByteArray &headerBlock)
{
    const auto block = static_cast<quint32>(headerBlock.size());
    const QByteArray bytes = prelude(16 + block, block) + headerBlock;
    return bytes + bigEndian(crc32(bytes));
}

struct Outcome
{
    std::vector<Message> messages;
    std::optional<DecodeError> error;
};

void drain(Decoder &decoder, Outcome &outcome)
{
    forever {
        auto message = decoder.next();
        if (!message)
            outcome.error = message.error();
        if (!message || !*message)
            return;
        outcome.messages.push_back(std::move(**message));
    }
}

Outcome decode(const QByteArray &bytes)
{
    Decoder decoder;
    Outcome outcome;
    decoder.feed(bytes);
    drain(decoder, outcome);
    return outcome;
}

const Message Everything{{
                             {"true", true},
                             {"false", false},
                             {"int8", qint8(-1)},
                             {"int16", qint16(-32768)},
                             {"int32", qint32(-2)},
                             {"int64", std::numeric_limits<qint64>::min()},
                             {"bytes", Bytes{QByteArray("\0\1\xff", 3)}},
                             {"empty bytes", Bytes{}},
                             {":event-type", Text{"contentBlockDelta"}},
                             {"time", TimePoint(Duration(1'700'000'000'123))},
                             {"uuid", QUuid("{01020304-0506-0708-090a-0b0c0d0e0f10}")},
                         },
                         QByteArray("{\"a\":\0}", 7)};

} // namespace

class DecoderTest : public QObject
{
    Q_OBJECT

private slots:
    void readsBackEveryTypeOfHeader()
    {
        const Outcome outcome = decode(encode(Everything));
        QVERIFY(!outcome.error);
        QCOMPARE(outcome.messages.size(), std::size_t(1));
        QVERIFY(outcome.messages.front() == Everything);
    }

    void findsTextHeadersByName()
    {
        QVERIFY(Everything.text(":event-type") == "contentBlockDelta");
        QVERIFY(!Everything.text("bytes"));
        QVERIFY(!Everything.text("absent"));
    }

    void readsMessagesHoweverTheyAreCut()
    {
        const Message second{{{"n", qint8(2)}}, {}};
        const QByteArray bytes = encode(Everything) + encode(second) + encode({});
        for (qsizetype cut = 0; cut <= bytes.size(); ++cut) {
            Decoder decoder;
            Outcome outcome;
            decoder.feed(bytes.first(cut));
            drain(decoder, outcome);
            decoder.feed(bytes.sliced(cut));
            drain(decoder, outcome);
            QVERIFY(!outcome.error);
            QVERIFY(outcome.messages == std::vector<Message>({Everything, second, {}}));
            QVERIFY(!decoder.insideMessage());
        }
    }

    void readsMessagesByteByByte()
    {
        Decoder decoder;
        Outcome outcome;
        const QByteArray bytes = encode(Everything) + encode(Everything);
        for (const char byte : bytes) {
            decoder.feed(QByteArrayView(&byte, 1));
            drain(decoder, outcome);
        }
        QVERIFY(!outcome.error);
        QVERIFY(outcome.messages == std::vector<Message>({Everything, Everything}));
    }

    void knowsWhenTheEndCutsAMessage()
    {
        Decoder decoder;
        Outcome outcome;
        QVERIFY(!decoder.insideMessage());
        decoder.feed(encode(Everything).chopped(1));
        drain(decoder, outcome);
        QVERIFY(!outcome.error);
        QVERIFY(outcome.messages.empty());
        QVERIFY(decoder.insideMessage());
    }

    void refusesAnyFlippedBit()
    {
        const QByteArray good = encode(Everything);
        for (qsizetype at = 0; at < good.size(); ++at) {
            QByteArray bad = good;
            bad[at] = static_cast<char>(bad[at] ^ 1);
            const Outcome outcome = decode(bad);
            QVERIFY(outcome.messages.empty());
            QVERIFY(outcome.error
                    == (at < 12 ? DecodeError::BadPreludeCrc : DecodeError::BadMessageCrc));
        }
    }

    void givesWhatCameBeforeAFaultAndStaysFailed()
    {
        Decoder decoder;
        Outcome outcome;
        decoder.feed(encode(Everything));
        decoder.feed(QByteArray(12, 'x'));
        decoder.feed(encode(Everything));
        drain(decoder, outcome);
        QCOMPARE(outcome.messages.size(), std::size_t(1));
        QVERIFY(outcome.error == DecodeError::BadPreludeCrc);
        decoder.feed(encode(Everything));
        QVERIFY(!decoder.next());
    }

    void refusesLengthsThatCannotBe_data()
    {
        QTest::addColumn<quint32>("total");
        QTest::addColumn<quint32>("headerBlock");
        QTest::addColumn<DecodeError>("error");
        constexpr quint32 most = 16 << 20;
        QTest::addRow("nothing") << 0U << 0U << DecodeError::BadLength;
        QTest::addRow("one below the smallest") << 15U << 0U << DecodeError::BadLength;
        QTest::addRow("headers one byte too long") << 20U << 5U << DecodeError::BadLength;
        QTest::addRow("headers longer than all") << 16U << 100U << DecodeError::BadLength;
        QTest::addRow("one over 16 MiB") << most + 1 << 0U << DecodeError::TooLarge;
        QTest::addRow("4 GiB") << 0xFFFFFFFFU << 0U << DecodeError::TooLarge;
        QTest::addRow("headers over 128 KiB") << most << 131073U << DecodeError::TooLarge;
        QTest::addRow("headers of 4 GiB") << 100U << 0xFFFFFFFFU << DecodeError::TooLarge;
    }

    // The answer comes from the prelude alone, so nothing can have been set aside for the rest.
    void refusesLengthsThatCannotBe()
    {
        QFETCH(quint32, total);
        QFETCH(quint32, headerBlock);
        const Outcome outcome = decode(prelude(total, headerBlock));
        QVERIFY(outcome.messages.empty());
        QVERIFY(outcome.error.has_value());
        QTEST(*outcome.error, "error");
    }

    void waitsForTheLargestMessage()
    {
        const Outcome outcome = decode(prelude(16 << 20, 128 << 10));
        QVERIFY(!outcome.error);
        QVERIFY(outcome.messages.empty());
    }

    void readsTheSmallestMessage()
    {
        const Outcome outcome = decode(framed({}));
        QVERIFY(!outcome.error);
        QVERIFY(outcome.messages == std::vector<Message>({Message{}}));
    }

    void refusesBrokenHeaderBlocks_data()
    {
        QTest::addColumn<QByteArray>("block");
        QTest::addRow("name without length") << QByteArray("\0\0", 2);
        QTest::addRow("name cut off") << QByteArray("\5abc", 4);
        QTest::addRow("no type") << QByteArray("\1a", 2);
        QTest::addRow("type 10") << QByteArray("\1a\12", 3);
        QTest::addRow("type 255") << QByteArray("\1a\xff", 3);
        QTest::addRow("int8 cut off") << QByteArray("\1a\2", 3);
        QTest::addRow("int64 cut off") << QByteArray("\1a\5\0\0\0\0\0\0\0", 10);
        QTest::addRow("text longer than the block") << QByteArray("\1a\7\0\2x", 6);
        QTest::addRow("length cut off") << QByteArray("\1a\7\0", 4);
        QTest::addRow("uuid cut off") << QByteArray("\1a\11uuuuuuuuuuuuuuu", 18);
        QTest::addRow("named twice") << QByteArray("\1a\0\1a\1", 6);
    }

    void refusesBrokenHeaderBlocks()
    {
        QFETCH(QByteArray, block);
        const Outcome outcome = decode(framed(block));
        QVERIFY(outcome.messages.empty());
        QVERIFY(outcome.error == DecodeError::BadHeader);
    }
};
QTEST_APPLESS_MAIN(DecoderTest)
#include "tst_decoder.moc"
