// SPDX-License-Identifier: MIT
#include "tests/support/sigv4.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSslSocket>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace llmproxy;
using namespace Qt::Literals;

namespace {

const QByteArray Body = R"({"messages":[{"role":"user","content":[{"text":"hi"}]}]})";
const QByteArray Path = "/model/anthropic.claude-v1%3A0/converse";

/// The program under test; it ends with this object.
class Upstream
{
public:
    explicit Upstream(const QStringList &arguments)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(MOCK_UPSTREAM), arguments);
        while (!m_process.canReadLine() && m_process.waitForReadyRead(10'000)) {
        }
        const QByteArray line = m_process.readLine().trimmed();
        if (line.startsWith("listening on "))
            m_port = line.sliced(13).toUShort();
    }
    ~Upstream()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(Upstream)

    quint16 port() const { return m_port; }

private:
    QProcess m_process;
    quint16 m_port = 0;
};

QByteArray signedRequest(const QByteArray &secret)
{
    const QByteArray date =
        QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd'T'HHmmss'Z'").toLatin1();
    sigv4::Arrived request{"POST", Path, {}, {{"Host", "h"}, {"X-Amz-Date", date}}, Body};
    QByteArray value = "AWS4-HMAC-SHA256 Credential=AK/" + date.first(8)
                       + "/us-west-2/bedrock/aws4_request, SignedHeaders=host;x-amz-date, "
                         "Signature=";
    const auto authorization = sigv4::parseAuthorization(value + '0');
    value += sigv4::calculate(request, *authorization, secret).signature;
    return "POST " + Path + " HTTP/1.1\r\nHost: h\r\nX-Amz-Date: " + date + "\r\nAuthorization: "
           + value + "\r\nConnection: close\r\nContent-Length: " + QByteArray::number(Body.size())
           + "\r\n\r\n" + Body;
}

QByteArray exchange(QTcpSocket &socket, const QByteArray &request)
{
    socket.write(request);
    [&socket] { QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState); }();
    return socket.readAll();
}

QByteArray exchange(quint16 port, const QByteArray &request)
{
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, port);
    return exchange(socket, request);
}

} // namespace

class MockUpstreamTest : public QObject
{
    Q_OBJECT

private slots:
    void acceptsTheRightSignature()
    {
        const Upstream upstream({u"--verify-sigv4"_s, u"AK:SE:CRET"_s});
        QVERIFY(upstream.port() > 0);
        const QByteArray answer = exchange(upstream.port(), signedRequest("SE:CRET"));
        QVERIFY(answer.startsWith("HTTP/1.1 200 OK\r\n"));
    }

    void refusesAnotherSignature()
    {
        const Upstream upstream({u"--verify-sigv4"_s, u"AK:SECRET"_s});
        const QByteArray answer = exchange(upstream.port(), signedRequest("OTHER"));
        QVERIFY(answer.startsWith("HTTP/1.1 403 Forbidden\r\n"));
        QVERIFY(answer.contains("\r\nx-amzn-errortype: InvalidSignatureException\r\n"));
        QVERIFY(answer.contains("The request signature we calculated does not match"));
    }

    void logsRequestsAsTheyArrived()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(u"log"_s);
        const Upstream upstream({u"--log"_s, path});
        exchange(upstream.port(),
                 "GET /a%3A0?b=%20 HTTP/1.1\r\nhOST: h\r\nConnection: close\r\n\r\n");
        exchange(upstream.port(), signedRequest("x"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject first = QJsonDocument::fromJson(file.readLine()).object();
        QCOMPARE(first.value("target"_L1).toString(), u"/a%3A0?b=%20"_s);
        QCOMPARE(first.value("method"_L1).toString(), u"GET"_s);
        QCOMPARE(first.value("headers"_L1).toArray().first().toArray(),
                 QJsonArray({u"hOST"_s, u"h"_s}));
        const QJsonObject second = QJsonDocument::fromJson(file.readLine()).object();
        QCOMPARE(QByteArray::fromBase64(second.value("body"_L1).toString().toLatin1()), Body);
    }

    void speaksTls()
    {
        const QTemporaryDir dir;
        const QString key = dir.filePath(u"key.pem"_s);
        const QString cert = dir.filePath(u"cert.pem"_s);
        if (QProcess::execute(u"openssl"_s,
                              {u"req"_s,
                               u"-x509"_s,
                               u"-newkey"_s,
                               u"rsa:2048"_s,
                               u"-nodes"_s,
                               u"-keyout"_s,
                               key,
                               u"-out"_s,
                               cert,
                               u"-days"_s,
                               u"2"_s,
                               u"-subj"_s,
                               u"/CN=localhost"_s})
            != 0)
            QSKIP("no openssl command to make a certificate with");
        const Upstream upstream({u"--tls-cert"_s, cert, u"--tls-key"_s, key});
        QVERIFY(upstream.port() > 0);
        QSslSocket socket;
        socket.setPeerVerifyMode(QSslSocket::VerifyNone);
        socket.connectToHostEncrypted(u"127.0.0.1"_s, upstream.port());
        const QByteArray answer =
            exchange(socket, "GET /v1/models HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        QVERIFY(answer.startsWith("HTTP/1.1 200 OK\r\n"));
    }
};
QTEST_GUILESS_MAIN(MockUpstreamTest)
#include "tst_mock_upstream.moc"
