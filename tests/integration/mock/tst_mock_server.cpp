// SPDX-License-Identifier: MIT
#include "engine/http/parser.h"
#include "engine/mock/mock_server.h"
#include "tests/support/mock_requests.h"

#include <QElapsedTimer>
#include <QTcpSocket>
#include <QTest>

#include <set>

using namespace llmproxy;
using namespace llmproxy::mock;
using namespace Qt::Literals;

namespace {

const QByteArray Body = R"({"model":"m","messages":[{"role":"user","content":"hi"}]})";
const QByteArray StreamBody =
    R"({"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]})";

QByteArray requestText(const QByteArray &body, const QByteArray &more = {})
{
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: mock\r\nContent-Length: "
           + QByteArray::number(body.size()) + "\r\n" + more + "\r\n" + body;
}

struct Response
{
    http::ResponseHead head;
    QByteArray body;
    std::vector<qint64> arrivals; // of body pieces, ms since the client began
    qint64 headAt = 0;
    bool keepAlive = false;
};

/// Reads responses one after the other.
class Client final : private http::BodySink
{
public:
    explicit Client(quint16 port)
    {
        m_clock.start();
        QObject::connect(&m_socket, &QTcpSocket::readyRead, &m_socket, [this] { read(); });
        m_socket.connectToHost(u"127.0.0.1"_s, port);
    }

    void send(const QByteArray &bytes) { m_socket.write(bytes); }
    QTcpSocket &socket() { return m_socket; }
    const std::vector<Response> &responses() const { return m_responses; }

private:
    void bodyPiece(const char *data, qsizetype size) override
    {
        m_now.body.append(data, size);
        m_now.arrivals.push_back(m_clock.elapsed());
    }

    void read()
    {
        m_input.append(m_socket.readAll());
        while (!m_input.isEmpty()) {
            const http::ParseStep step = m_parser.feed(m_input.constData(), m_input.size(), this);
            QVERIFY(step.error == http::ParseError::None);
            m_input.remove(0, step.consumed);
            if (step.headDone)
                m_now.headAt = m_clock.elapsed();
            if (step.messageDone)
                finish();
        }
    }

    void finish()
    {
        m_now.head = m_parser.response();
        m_now.keepAlive = m_parser.keepAlive();
        m_responses.push_back(std::exchange(m_now, {}));
        m_parser.reset();
    }

    QElapsedTimer m_clock;
    QTcpSocket m_socket;
    http::ResponseParser m_parser{http::ParseLimits{}};
    QByteArray m_input;
    Response m_now;
    std::vector<Response> m_responses;
};

} // namespace

class MockServerTest : public QObject
{
    Q_OBJECT

private slots:
    void answersWithALength()
    {
        MockServer server(AtOnce);
        QVERIFY(server.port() > 0);
        Client client(server.port());
        client.send(requestText(Body));
        QTRY_COMPARE(client.responses().size(), std::size_t(1));
        const Response &response = client.responses().front();
        QCOMPARE(response.head.status, 200);
        QVERIFY(response.head.find("content-length") == QByteArray::number(response.body.size()));
        QVERIFY(response.head.has("date"));
        QCOMPARE(parsed(response.body)["object"_L1], QJsonValue(u"chat.completion"_s));
    }

    void streamsAtThePaceOfTheSettings()
    {
        MockServer server({Duration(100), 100, 1});
        Client client(server.port());
        client.send(requestText(StreamBody, "X-Mock-Tokens: 30\r\n"));
        QTRY_COMPARE(client.responses().size(), std::size_t(1));
        const Response &response = client.responses().front();
        QVERIFY(response.head.listContains("transfer-encoding", "chunked"));
        // Measured from before the request was sent, so a slow machine can only add to it.
        QVERIFY(response.headAt >= 100);
        QVERIFY(response.arrivals.back() >= 100 + 300);
        QVERIFY(response.arrivals.size() > 30);
        const std::set<qint64> moments(response.arrivals.begin(), response.arrivals.end());
        QVERIFY(moments.size() > 3);
        QVERIFY(response.body.endsWith("data: [DONE]\n\n"));
    }

    void answersManyRequestsOnOneConnection()
    {
        MockServer server(AtOnce);
        Client client(server.port());
        for (std::size_t i = 1; i <= 3; ++i) {
            client.send(requestText(i == 2 ? StreamBody : Body));
            QTRY_COMPARE(client.responses().size(), i);
            QVERIFY(client.responses().back().keepAlive);
        }
        QCOMPARE(server.connections(), 1);
    }

    void answersPipelinedRequestsInOrder()
    {
        MockServer server(AtOnce);
        Client client(server.port());
        QByteArray all;
        for (const char *wait : {"60", "0", "20", "0"})
            all += requestText(Body,
                               QByteArray("X-Mock-Latency-Ms: ") + wait
                                   + "\r\nX-Mock-Tokens: " + wait + "\r\n");
        client.send(all);
        QTRY_COMPARE(client.responses().size(), std::size_t(4));
        QList<int> tokens;
        for (const Response &response : client.responses())
            tokens.append(parsed(response.body)["usage"_L1]["completion_tokens"_L1].toInt());
        QCOMPARE(tokens, QList<int>({60, 0, 20, 0}));
    }

    void answersAThousandPipelinedRequests()
    {
        MockServer server(AtOnce);
        Client client(server.port());
        client.send(requestText(Body).repeated(1000));
        QTRY_COMPARE(client.responses().size(), std::size_t(1000));
    }

    void readsRequestsHoweverTheyAreCut()
    {
        MockServer server(AtOnce);
        Client client(server.port());
        QTRY_COMPARE(client.socket().state(), QAbstractSocket::ConnectedState);
        client.socket().setSocketOption(QAbstractSocket::LowDelayOption, 1);
        const QByteArray text = "POST /v1/chat/completions HTTP/1.1\r\nHost: mock\r\n"
                                "Transfer-Encoding: chunked\r\n\r\n"
                                + QByteArray::number(Body.size(), 16) + "\r\n" + Body
                                + "\r\n0\r\n\r\n";
        for (const char byte : text) {
            client.send(QByteArray(1, byte));
            client.socket().flush();
        }
        QTRY_COMPARE(client.responses().size(), std::size_t(1));
        QCOMPARE(client.responses().front().head.status, 200);
    }

    void closesWhereTheClientAsksForIt()
    {
        MockServer server(AtOnce);
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, server.port());
        socket.write(requestText(Body, "Connection: close\r\n"));
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        const QByteArray answer = socket.readAll();
        QVERIFY(answer.startsWith("HTTP/1.1 200 OK\r\n"));
        QVERIFY(answer.contains("\r\nconnection: close\r\n"));
        QTRY_COMPARE(server.connections(), 0);
    }

    void refusesMalformedRequests()
    {
        MockServer server(AtOnce);
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, server.port());
        socket.write("GET / HTTP/1.1\r\nNo host here\r\n\r\n");
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        QVERIFY(socket.readAll().startsWith("HTTP/1.1 400 "));
    }

    void asksForTheBodyWhereTheClientWaits()
    {
        MockServer server(AtOnce);
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, server.port());
        socket.write("POST /v1/embeddings HTTP/1.1\r\nHost: m\r\nExpect: 100-continue\r\n"
                     "Content-Length: 2\r\n\r\n");
        QTRY_COMPARE(socket.bytesAvailable(), qint64(25));
        QCOMPARE(socket.readAll(), QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
        socket.write("{}");
        QTRY_VERIFY(socket.bytesAvailable() > 0);
        QVERIFY(socket.readAll().startsWith("HTTP/1.1 400 "));
    }

    void answersHeadWithoutABody()
    {
        MockServer server(AtOnce);
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, server.port());
        socket.write("HEAD /v1/models HTTP/1.1\r\nHost: m\r\nConnection: close\r\n\r\n");
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        QVERIFY(socket.readAll().endsWith("\r\n\r\n"));
    }

    void stopsWhenTheClientLeaves()
    {
        MockServer server({Duration(0), 1, 1}); // the stream would take a minute
        Client client(server.port());
        client.send(requestText(StreamBody, "X-Mock-Tokens: 60\r\n"));
        QTRY_COMPARE(server.connections(), 1);
        QTRY_VERIFY(client.socket().bytesAvailable() == 0);
        client.socket().abort();
        QTRY_COMPARE(server.connections(), 0);
    }

    void endsWithStreamsUnderWay()
    {
        {
            MockServer server({Duration(0), 1, 1});
            Client client(server.port());
            client.send(requestText(StreamBody));
            QTRY_COMPARE(server.connections(), 1);
        }
        // The destructor returned, so the thread is gone with the stream in it.
    }

    void takesNewSettingsWhileItRuns()
    {
        MockServer server(AtOnce);
        Client client(server.port());
        client.send(requestText(Body));
        QTRY_COMPARE(client.responses().size(), std::size_t(1));
        QVERIFY(client.responses().front().head.find("openai-processing-ms")
                == QByteArrayView("0"));
        server.setSettings({Duration(30), 0, 1});

        client.send(requestText(Body));
        QTRY_COMPARE(client.responses().size(), std::size_t(2));
        QVERIFY(client.responses().back().head.find("openai-processing-ms")
                == QByteArrayView("30"));
    }

    void givesEveryAnswerItsOwnId()
    {
        MockServer server(AtOnce);
        Client client(server.port());
        client.send(requestText(Body).repeated(2));
        QTRY_COMPARE(client.responses().size(), std::size_t(2));
        QVERIFY(parsed(client.responses().front().body)["id"_L1]
                != parsed(client.responses().back().body)["id"_L1]);
    }

    void showsRequestsAsTheyArrived()
    {
        Request seen;
        MockServer server(AtOnce, [&](const Request &request, const Settings &settings) {
            seen = request; // read after the answer came, which happens later
            return answer(request, settings);
        });
        Client client(server.port());
        client.send("GET /a%3A0/b?x=%20 HTTP/1.1\r\nhOsT: mock\r\nX-B: 1\r\nX-A:  2\r\n\r\n");
        QTRY_COMPARE(client.responses().size(), std::size_t(1));
        QCOMPARE(seen.target, QByteArray("/a%3A0/b?x=%20"));
        QCOMPARE(seen.headers, HeaderList({{"hOsT", "mock"}, {"X-B", "1"}, {"X-A", "2"}}));
    }

    void servesAThousandStreamsAtOnce()
    {
        MockServer server({Duration(0), 20, 1});
        std::vector<std::unique_ptr<Client>> clients;
        for (int i = 0; i < 1000; ++i) {
            clients.push_back(std::make_unique<Client>(server.port()));
            clients.back()->send(requestText(StreamBody, "X-Mock-Tokens: 20\r\n"));
        }
        const auto done = [&clients] {
            return std::all_of(clients.begin(), clients.end(), [](const auto &client) {
                return client->responses().size() == 1;
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(done(), 30'000);
        for (const auto &client : clients)
            QVERIFY(client->responses().front().body.endsWith("data: [DONE]\n\n"));
    }
};
QTEST_GUILESS_MAIN(MockServerTest)
#include "tst_mock_server.moc"
