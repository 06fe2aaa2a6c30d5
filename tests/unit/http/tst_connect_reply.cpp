// SPDX-License-Identifier: MIT
#include "engine/http/connect_tunnel.h"

#include <QTest>

using namespace llmproxy::http;
using llmproxy::Result;

namespace {

const QByteArray Established = "HTTP/1.1 200 Connection established\r\nVia: 1.1 p\r\n\r\n";

/// How the answer ended, as one word.
QByteArray outcome(const Result<bool, ConnectError> &reply)
{
    if (reply)
        return *reply ? "open" : "waiting";
    switch (reply.error().fault) {
    case ConnectFault::Refused:
        return "refused";
    case ConnectFault::Malformed:
        return "malformed";
    case ConnectFault::TooLarge:
        return "too large";
    case ConnectFault::EarlyData:
        return "early data";
    }
    return {};
}

QByteArray headOfSize(qsizetype size)
{
    const QByteArray begin = "HTTP/1.1 200 OK\r\nX: ";
    const QByteArray end = "\r\n\r\n";
    return begin + QByteArray(size - begin.size() - end.size(), 'x') + end;
}

} // namespace

class ConnectReplyTest : public QObject
{
    Q_OBJECT

private slots:
    void writesTheRequest_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("authorization");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("name") << QByteArray("api.example") << QByteArray()
                              << QByteArray("CONNECT api.example:443 HTTP/1.1\r\n"
                                            "Host: api.example:443\r\n\r\n");
        QTest::newRow("IPv6") << QByteArray("2001:db8::1") << QByteArray()
                              << QByteArray("CONNECT [2001:db8::1]:443 HTTP/1.1\r\n"
                                            "Host: [2001:db8::1]:443\r\n\r\n");
        QTest::newRow("IPv6 in brackets") << QByteArray("[2001:db8::1]") << QByteArray()
                                          << QByteArray("CONNECT [2001:db8::1]:443 HTTP/1.1\r\n"
                                                        "Host: [2001:db8::1]:443\r\n\r\n");
        QTest::newRow("credentials") << QByteArray("api.example") << QByteArray("Basic am9l")
                                     << QByteArray("CONNECT api.example:443 HTTP/1.1\r\n"
                                                   "Host: api.example:443\r\n"
                                                   "Proxy-Authorization: Basic am9l\r\n\r\n");
    }

    void writesTheRequest()
    {
        QFETCH(const QByteArray, host);
        QFETCH(const QByteArray, authorization);
        QTEST(connectRequest(host, 443, authorization), "expected");
    }

    void judgesTheAnswer_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const QByteArray &answer, const char *expected) {
            QTest::newRow(name) << answer << QByteArray(expected);
        };
        row("200", Established, "open");
        row("200 of HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\n", "open");
        row("201", "HTTP/1.1 201 Created\r\n\r\n", "open");
        row("299", "HTTP/1.1 299 Odd\r\n\r\n", "open");
        row("204", "HTTP/1.1 204 No Content\r\n\r\n", "open");
        row("200 that claims a body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "open");
        row("200 that claims chunks",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            "open");
        row("407", "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "refused");
        row("407 with a body", "HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno", "refused");
        row("502", "HTTP/1.1 502 Bad Gateway\r\n\r\n", "refused");
        row("300", "HTTP/1.1 300 Multiple\r\n\r\n", "refused");
        row("199", "HTTP/1.1 199 Odd\r\n\r\n", "refused");
        row("101", "HTTP/1.1 101 Switching Protocols\r\n\r\n", "refused");
        row("early data", Established + "\x16", "early data");
        row("a second head", Established + Established, "early data");
        row("no HTTP", "SSH-2.0-OpenSSH\r\n", "malformed");
        row("HTTP/2", "HTTP/2.0 200 OK\r\n\r\n", "malformed");
        row("a request", "GET / HTTP/1.1\r\n\r\n", "malformed");
        row("a blank in a field name", "HTTP/1.1 200 OK\r\nX : y\r\n\r\n", "malformed");
        row("head not complete", "HTTP/1.1 200 OK\r\nX: y\r\n", "waiting");
        row("nothing yet", "", "waiting");
        row("head of exactly the limit", headOfSize(ConnectReply::MaxHead), "open");
        row("head one byte longer", headOfSize(ConnectReply::MaxHead + 1), "too large");
        row("endless field", "HTTP/1.1 200 OK\r\nX: " + QByteArray(100'000, 'x'), "too large");
    }

    void judgesTheAnswer()
    {
        QFETCH(const QByteArray, answer);
        QTEST(outcome(ConnectReply("p.corp").feed(answer)), "expected");
    }

    void readsTheAnswerHoweverItIsCut()
    {
        for (qsizetype cut = 0; cut < Established.size(); ++cut) {
            ConnectReply reply("p.corp");
            QCOMPARE(outcome(reply.feed(Established.first(cut))), "waiting");
            QCOMPARE(outcome(reply.feed(Established.sliced(cut))), "open");
        }
        ConnectReply reply("p.corp");
        for (qsizetype i = 0; i + 1 < Established.size(); ++i)
            QCOMPARE(outcome(reply.feed(Established.sliced(i, 1))), "waiting");
        QCOMPARE(outcome(reply.feed(Established.last(1))), "open");
    }

    void countsTheHeadOverAllPieces()
    {
        ConnectReply reply("p.corp");
        const QByteArray head = headOfSize(ConnectReply::MaxHead + 1);
        QCOMPARE(outcome(reply.feed(head.first(ConnectReply::MaxHead - 1))), "waiting");
        QCOMPARE(outcome(reply.feed(head.sliced(ConnectReply::MaxHead - 1))), "too large");
    }

    void namesTheProxyAndTheStatusAlone()
    {
        const auto reply = ConnectReply("p.corp").feed(
            "HTTP/1.1 407 https://login.example/?token=x\r\nX: secret\r\n\r\n");
        QVERIFY(!reply);
        QCOMPARE(reply.error().status, 407);
        QCOMPARE(reply.error().text,
                 QStringLiteral("the proxy p.corp refused the tunnel with status 407"));
    }
};
QTEST_APPLESS_MAIN(ConnectReplyTest)
#include "tst_connect_reply.moc"
