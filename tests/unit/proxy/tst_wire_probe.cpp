// SPDX-License-Identifier: MIT
#include "engine/proxy/wire_probe.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::proxy;

namespace {

struct Gathered final : http::BodySink
{
    void bodyPiece(const char *data, qsizetype size) override { bytes.append(data, size); }
    QByteArray bytes;
};

const QByteArray Head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";

QByteArray hashOf(QByteArrayView bytes)
{
    traffic::BodyHash hash;
    hash.add(bytes);
    return hash.hex();
}

} // namespace

class WireProbeTest : public QObject
{
    Q_OBJECT

private slots:
    void readsAMessageBack_data()
    {
        QTest::addColumn<bool>("chunked");
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("plain") << false << QByteArray("hello\r\n\r\nworld")
                               << QByteArray("hello\r\n\r\nworld");
        QTest::newRow("chunked") << true
                                 << QByteArray("5\r\nhello\r\n2;x=y\r\n!!\r\n0\r\nA: b\r\n\r\n")
                                 << QByteArray("hello!!");
        QTest::newRow("no body") << false << QByteArray() << QByteArray();
    }

    void readsAMessageBack()
    {
        QFETCH(bool, chunked);
        QFETCH(QByteArray, wire);
        QFETCH(QByteArray, body);
        const QByteArray message = Head + wire;
        for (qsizetype first = 0; first <= message.size(); ++first) {
            Gathered gathered;
            WireProbe probe(true, &gathered);
            probe.restart(chunked);
            probe.passed(QByteArrayView(message).first(first));
            QCOMPARE(probe.hasHead(), first >= Head.size());
            probe.passed(QByteArrayView(message).sliced(first));
            QCOMPARE(probe.head(), Head);
            QCOMPARE(gathered.bytes, body);
            QCOMPARE(probe.bodyBytes(), body.size());
            QCOMPARE(probe.bodyHash(), hashOf(body));
        }
    }

    void readsByteByByte()
    {
        Gathered gathered;
        WireProbe probe(true, &gathered);
        probe.restart(true);
        const QByteArray message = Head + "3\r\nabc\r\n0\r\n\r\n";
        for (const char byte : message)
            probe.passed({&byte, 1});
        QCOMPARE(probe.head(), Head);
        QCOMPARE(gathered.bytes, QByteArray("abc"));
    }

    void beginsOnceMore()
    {
        WireProbe probe(true, nullptr);
        probe.passed(QByteArray(Head + "first try"));
        probe.restart(false);
        QVERIFY(!probe.hasHead());
        probe.passed(QByteArray(Head + "second"));
        QCOMPARE(probe.bodyHash(), hashOf("second"));
    }

    void withoutBodiesItReadsHeadsAlone()
    {
        WireProbe probe(false, nullptr);
        probe.passed(QByteArray(Head + "body"));
        QCOMPARE(probe.head(), Head);
        QCOMPARE(probe.bodyBytes(), 0);
        QVERIFY(probe.bodyHash().isEmpty());
    }
};

QTEST_APPLESS_MAIN(WireProbeTest)
#include "tst_wire_probe.moc"
