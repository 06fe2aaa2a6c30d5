// SPDX-License-Identifier: MIT
#include "engine/eventstream/crc32.h"
#include "engine/eventstream/encoder.h"

#include <QTest>

using namespace llmproxy::eventstream;

class EncoderTest : public QObject
{
    Q_OBJECT

private slots:
    void computesTheCheckValueOfCrc32()
    {
        QCOMPARE(crc32("123456789"), 0xCBF43926U); // the "check" of every CRC catalogue
        QCOMPARE(crc32({}), 0U);
    }

    void continuesACrcWhereItWasLeft()
    {
        QCOMPARE(crc32("6789", crc32("12345")), crc32("123456789"));
    }

    // The vectors that botocore and aws-c-event-stream test with.
    void writesThePublishedMessages_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QByteArray>("hex");
        QTest::addRow("empty message")
            << QByteArray() << QByteArray("000000100000000005c248eb7d98c8ff");
        QTest::addRow("payload without headers")
            << QByteArray("{'foo':'bar'}")
            << QByteArray("0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936");
    }

    void writesThePublishedMessages()
    {
        QFETCH(QByteArray, payload);
        QTEST(encode({{}, payload}).toHex(), "hex");
    }

    void writesAnInt32Header()
    {
        const Message message{{{"event-type", qint32(40972)}}, "{'foo':'bar'}"};
        QCOMPARE(encode(message).toHex(),
                 QByteArray("0000002d0000001041c424b80a6576656e742d747970650400"
                            "00a00c7b27666f6f273a27626172277d36f480a0"));
    }
};
QTEST_APPLESS_MAIN(EncoderTest)
#include "tst_encoder.moc"
