// SPDX-License-Identifier: MIT
#include "engine/traffic/masked_head.h"

#include <QTest>

using namespace llmproxy::traffic;
using Kind = FieldChange::Kind;

class MaskedHeadTest : public QObject
{
    Q_OBJECT

private slots:
    void showsARequestWithoutItsSecrets()
    {
        const QByteArray raw = "POST /v1/chat?key=AIzaCANARY0123456789&x=1 HTTP/1.1\r\n"
                               "Host: localhost:9002\r\n"
                               "Authorization: Bearer sk-CANARY0123456789abcdef\r\n"
                               "Accept:  */* \r\n\r\n";
        const QByteArray shown = maskedHead(raw);
        QVERIFY(!shown.contains("CANARY"));
        QVERIFY(shown.startsWith("POST /v1/chat?key="));
        QVERIFY(shown.contains("&x=1 HTTP/1.1\nHost: localhost:9002\nAuthorization: Bearer "));
        QVERIFY(shown.endsWith("\nAccept:  */* \n"));
    }

    void showsAStatusLineAsItIs()
    {
        QCOMPARE(maskedHead("HTTP/1.1 404 Not Found at all\r\nDate: x\r\n\r\n"),
                 QByteArray("HTTP/1.1 404 Not Found at all\nDate: x\n"));
    }

    void takesWhatIsNoHead_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no line end") << QByteArray("GET / HTTP/1.1");
        QTest::newRow("a line without a colon") << QByteArray("GET / HTTP/1.1\r\nx\r\n\r\n");
        QTest::newRow("a name that is empty") << QByteArray("GET / HTTP/1.1\r\n: x\r\n\r\n");
    }

    void takesWhatIsNoHead()
    {
        QFETCH(QByteArray, raw);
        QVERIFY(maskedHead(raw).count('\n') == 1);
        QVERIFY(maskedPair(raw, raw).changes.isEmpty());
    }

    void tellsWhatWasChangedOnTheWay()
    {
        const QByteArray before = "GET /openai/v1 HTTP/1.1\r\nHost: localhost:9002\r\n"
                                  "X-One: 1\r\nConnection: keep-alive\r\nx-multi: a\r\n"
                                  "X-Multi: b\r\n\r\n";
        const QByteArray after = "GET /v1 HTTP/1.1\r\nHost: api.openai.com\r\nX-One: 1\r\n"
                                 "X-Multi: b\r\nAccept-Encoding: identity\r\n\r\n";
        const QList<FieldChange> expected{
            {Kind::Changed, "Host", "localhost:9002", "api.openai.com"},
            {Kind::Removed, "Connection", "keep-alive", ""},
            {Kind::Removed, "x-multi", "a", ""},
            {Kind::Added, "Accept-Encoding", "", "identity"}};
        const MaskedPair pair = maskedPair(before, after);
        QCOMPARE(pair.changes, expected);
        QCOMPARE(pair.before, maskedHead(before));
        QCOMPARE(pair.after, maskedHead(after));
    }

    void aSecretThatPassedIsMaskedInBoth()
    {
        const QByteArray head =
            "GET / HTTP/1.1\r\nauthorization: Bearer sk-CANARY0123456789abcdef\r\n\r\n";
        const MaskedPair pair = maskedPair(head, head);
        QVERIFY(pair.changes.isEmpty());
        QCOMPARE(pair.before, pair.after);
        QVERIFY(!pair.after.contains("CANARY") && pair.after.contains("authorization: Bearer "));
    }

    void aSecretThatWasChangedShowsNeither()
    {
        const MaskedPair pair =
            maskedPair("GET / HTTP/1.1\r\nx-api-key: sk-ant-CANARY-AAAAAAAA-1234\r\n\r\n",
                       "GET / HTTP/1.1\r\nX-Api-Key: sk-ant-CANARY-BBBBBBBB-1234\r\n\r\n");
        QVERIFY(!pair.before.contains("CANARY") && !pair.after.contains("CANARY"));
        const QList<FieldChange> &changes = pair.changes;
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes[0].kind, Kind::Changed);
        QVERIFY(!changes[0].before.contains("CANARY") && !changes[0].after.contains("CANARY"));
    }
};

QTEST_APPLESS_MAIN(MaskedHeadTest)
#include "tst_masked_head.moc"
