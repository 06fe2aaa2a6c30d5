// SPDX-License-Identifier: MIT
#include "app/admin_client.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::app;
using namespace Qt::StringLiterals;

namespace {

const Result<QByteArray, QString> NoToken = Failure<QString>(u"there is none"_s);

/// Answers every connection with the same bytes, and keeps what it was asked.
class Api
{
public:
    explicit Api(QByteArray answer)
        : m_answer(std::move(answer))
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                m_asked += socket->readAll();
                socket->write(m_answer);
                socket->disconnectFromHost();
            });
        });
    }

    QUrl url() const { return QUrl(u"http://127.0.0.1:%1"_s.arg(m_server.serverPort())); }
    const QByteArray &asked() const { return m_asked; }

private:
    QByteArray m_answer;
    QByteArray m_asked;
    QTcpServer m_server;
};

QByteArray http(const QByteArray &status, const QByteArray &body)
{
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(body.size())
           + "\r\nConnection: close\r\n\r\n" + body;
}

} // namespace

class AdminClientTest : public QObject
{
    Q_OBJECT

private slots:
    void asksWithTheToken()
    {
        const Api api(http("200 OK", "{}"));
        AdminClient client(api.url(), QByteArray("the-token"), u"/f"_s);
        const auto answer = client.ask({"GET", "/exchanges?limit=5&filter=a%2Bb%20%3Ac", {}});
        QVERIFY2(answer, qPrintable(answer ? QString() : answer.error()));
        QCOMPARE(*answer, QByteArray("{}"));
        QVERIFY2(api.asked().startsWith(
                     "GET /admin/api/v1/exchanges?limit=5&filter=a%2Bb%20%3Ac HTTP/1.1\r\n"),
                 api.asked().constData());
        QVERIFY(api.asked().contains("Authorization: Bearer the-token\r\n"));
    }

    void tellsInJson()
    {
        const Api api(http("200 OK", "{}"));
        AdminClient client(api.url(), NoToken, u"/f"_s);
        const QJsonObject body{{u"seconds"_s, 5}};
        QVERIFY(client.ask({"POST", "/circuit/openai%3Aa%2Fb/open", body}));
        QVERIFY2(api.asked().startsWith("POST /admin/api/v1/circuit/openai%3Aa%2Fb/open HTTP/1.1"),
                 api.asked().constData());
        QVERIFY(api.asked().contains("Content-Type: application/json\r\n"));
        QVERIFY(api.asked().endsWith("{\"seconds\":5}"));
        QVERIFY(!api.asked().contains("Authorization"));
    }

    void handsOnWhatComes()
    {
        const Api api("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
        AdminClient client(api.url(), NoToken, u"/f"_s);
        QByteArray got;
        QVERIFY(
            client.follow({"GET", "/events", {}}, [&](const QByteArray &piece) { got += piece; }));
        QCOMPARE(got, QByteArray("abcdefg"));
    }

    void explainsWhatWentWrong_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QString>("error"); // %1: the gateway
        const auto row = [](const char *name,
                            const QByteArray &answer,
                            const QByteArray &token,
                            const char *error) {
            QTest::newRow(name) << answer << token << QString::fromUtf8(error);
        };
        row("without a token",
            http("401 Unauthorized", "{}"),
            "",
            "the gateway at %1 wants a token: there is none");
        row("with the wrong token",
            http("401 Unauthorized", "{}"),
            "x",
            "the gateway at %1 does not take the token in /f");
        row("in the API's words",
            http("409 Conflict", R"({"error":{"message":"The breaker\u001b is off"}})"),
            "",
            "The breaker? is off");
        row("with problems",
            http("422 No", R"({"error":{"message":"Bad"},"problems":["a.yml:1","b.yml:2"]})"),
            "",
            "Bad\na.yml:1\nb.yml:2");
        row("no API", http("404 Not Found", "<html>"), "", "the gateway at %1 answered 404");
    }

    void explainsWhatWentWrong()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const QByteArray, token);
        QFETCH(const QString, error);
        const Api api(answer);
        AdminClient client(
            api.url(), token.isEmpty() ? NoToken : Result<QByteArray, QString>(token), u"/f"_s);
        const QString expected = QString(error).replace(u"%1"_s, api.url().toString());
        QCOMPARE(client.ask({"GET", "/status", {}}).error(), expected);
        const auto followed = client.follow({"GET", "/status", {}}, [](const QByteArray &) {
            QFAIL("an error is no part of what was asked for");
        });
        QCOMPARE(followed.error(), expected);
    }

    void saysThatNoGatewayIsThere()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const QUrl url(u"http://127.0.0.1:%1"_s.arg(server.serverPort()));
        server.close();
        AdminClient client(url, NoToken, u"/f"_s);
        const auto answer = client.ask({"GET", "/status", {}});
        QVERIFY(!answer);
        QVERIFY2(answer.error().startsWith(u"no gateway answers at "_s + url.toString()),
                 qPrintable(answer.error()));
        QVERIFY(answer.error().endsWith(u"--port or --url names another"_s));
    }

    void saysThatAnAnswerBrokeOff()
    {
        const Api api("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
        AdminClient client(api.url(), NoToken, u"/f"_s);
        const auto answer = client.ask({"GET", "/status", {}});
        QVERIFY(!answer);
        QVERIFY2(answer.error().contains(u"broke off"_s), qPrintable(answer.error()));
    }
};
QTEST_GUILESS_MAIN(AdminClientTest)
#include "tst_admin_client.moc"
