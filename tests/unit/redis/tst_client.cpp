// SPDX-License-Identifier: MIT
#include "engine/redis/client.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::redis;
using namespace std::chrono_literals;

namespace {

/// A server that signs everybody in and answers what the test says.
class FakeRedis : public QObject
{
public:
    FakeRedis()
    {
        m_server.listen(QHostAddress::LocalHost, 0);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            socket = m_server.nextPendingConnection();
            ++connections;
            seen.clear();
            connect(socket, &QTcpSocket::readyRead, this, [this] { read(); });
        });
    }

    std::shared_ptr<Settings> settings() const
    {
        auto settings = std::make_shared<Settings>();
        settings->endpoint.host = "127.0.0.1";
        settings->endpoint.port = m_server.serverPort();
        settings->aliveKey = "alive";
        return settings;
    }
    void answer(const QByteArray &bytes) const { socket->write(bytes); }
    void close() const { socket->abort(); }

    QByteArray greeting = "+OK\r\n"; ///< of each command of it
    QByteArray seen;                 ///< behind the greeting
    int pieces = 0;                  ///< that it came in
    QByteArray signIn;
    int connections = 0;
    QTcpSocket *socket = nullptr;

private:
    void read()
    {
        const QByteArray bytes = socket->readAll();
        if (!bytes.contains("SETNAME")) {
            seen += bytes;
            ++pieces;
            return;
        }
        signIn = bytes;
        for (qsizetype i = 0; i < bytes.count("\r\n*") + 1; ++i)
            socket->write(greeting);
    }

    QTcpServer m_server;
};

} // namespace

class ClientTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_redis = std::make_unique<FakeRedis>();
        m_watch = std::make_shared<Watch>(TimePoint(), Watch::Changed());
        m_answers.clear();
    }

    void cleanup()
    {
        m_client.reset();
        m_redis.reset();
    }

    void signsInWithNameAndPassword()
    {
        auto settings = m_redis->settings();
        settings->user = "gateway";
        settings->password = "secret";
        settings->db = 5;
        connect(settings);
        const QByteArray &said = m_redis->signIn;
        QVERIFY(said.startsWith(commandOf({"AUTH", "gateway", "secret"})));
        QVERIFY(said.contains(commandOf({"SELECT", "5"})));
        QVERIFY(said.contains(commandOf({"SCRIPT", "LOAD", "return 1"})));
        QVERIFY(said.endsWith(commandOf({"SET", "alive", "1", "PX", "60000"})));
        QVERIFY(m_watch->status().connected);
    }

    void tellsOfARefusedPasswordTheFirstWordAlone()
    {
        m_redis->greeting = "-ERR unknown command 'AUTH', with args: 'secret'\r\n";
        auto settings = m_redis->settings();
        settings->password = "secret";
        begin(settings);
        QTRY_COMPARE(m_watch->status().lastError, "ERR");
        QVERIFY(!m_client->isUp());
    }

    void isNotUpWhereWritingIsRefused()
    {
        m_redis->greeting = "-READONLY You can't write against a read only replica.\r\n";
        begin(m_redis->settings());
        QTRY_VERIFY(m_watch->status().lastError.startsWith("READONLY"));
        QVERIFY(!m_client->isUp());
    }

    void writesWhatOneTurnAsksForAtOnceAndAnswersInOrder()
    {
        connect(m_redis->settings());
        ask();
        ask();
        ask();
        QTRY_COMPARE(m_redis->seen.count("EVALSHA"), 3);
        QCOMPARE(m_redis->pieces, 1);
        m_redis->answer(":1\r\n:2\r\n:3\r\n");
        QTRY_COMPARE(m_answers, (QByteArrayList{"1", "2", "3"}));
    }

    void sendsAScriptThatTheServerForgot()
    {
        connect(m_redis->settings());
        ask();
        QTRY_VERIFY(m_redis->seen.contains("EVALSHA"));
        m_redis->answer("-NOSCRIPT No matching script.\r\n");
        QTRY_VERIFY(m_redis->seen.endsWith(bySource({&m_script, {"k"}, {"a"}})));
        m_redis->answer(":7\r\n");
        QTRY_COMPARE(m_answers, QByteArrayList{"7"});
        QVERIFY(m_client->isUp());
    }

    void asksNoThirdTime()
    {
        connect(m_redis->settings());
        ask();
        QTRY_VERIFY(m_redis->seen.contains("EVALSHA"));
        m_redis->answer("-NOSCRIPT No matching script.\r\n");
        QTRY_VERIFY(m_redis->seen.contains("$4\r\nEVAL\r\n"));
        m_redis->answer("-NOSCRIPT No matching script.\r\n");
        QTRY_COMPARE(m_answers, QByteArrayList{"none"});
    }

    void endsAllWithoutAnAnswerWhen_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing comes") << QByteArray();
        QTest::newRow("an error comes") << QByteArray("-OOM command not allowed\r\n");
        QTest::newRow("nonsense comes") << QByteArray("<html>\r\n");
        QTest::newRow("the connection ends") << QByteArray("end");
    }

    void endsAllWithoutAnAnswerWhen()
    {
        QFETCH(QByteArray, bytes);
        connect(m_redis->settings());
        ask();
        ask();
        QTRY_COMPARE(m_redis->seen.count("EVALSHA"), 2);
        if (bytes == "end")
            m_redis->close();
        else
            m_redis->answer(bytes);
        QTRY_COMPARE(m_answers, (QByteArrayList{"none", "none"}));
        QVERIFY(!m_client->isUp());
        QVERIFY(!m_watch->status().connected);
        QVERIFY(!m_watch->status().lastError.isEmpty());
        QTRY_VERIFY(m_client->isUp()); // by itself
        QCOMPARE(m_redis->connections, 2);
        ask();
        QTRY_VERIFY(m_redis->seen.contains("EVALSHA"));
        m_redis->answer(":5\r\n");
        QTRY_COMPARE(m_answers.last(), "5");
    }

    void anAnswerThatNobodyAskedForEndsTheConnection()
    {
        connect(m_redis->settings());
        m_redis->answer(":5\r\n");
        QTRY_VERIFY(!m_watch->status().lastError.isEmpty());
    }

    void anAnswerMayAskAgain()
    {
        connect(m_redis->settings());
        m_client->run("tag", {&m_script, {"k"}, {"a"}}, [this](const Reply *) { ask(); });
        QTRY_COMPARE(m_redis->seen.count("EVALSHA"), 1);
        m_redis->answer(":1\r\n");
        QTRY_COMPARE(m_redis->seen.count("EVALSHA"), 2);
        m_redis->answer(":2\r\n");
        QTRY_COMPARE(m_answers, QByteArrayList{"2"});
    }

    void writesWhatIsLeftWhenItEnds()
    {
        connect(m_redis->settings());
        ask();
        m_client.reset();
        QTRY_VERIFY(m_redis->seen.contains("EVALSHA"));
        QVERIFY(m_answers.isEmpty());
    }

private:
    void begin(std::shared_ptr<const Settings> settings)
    {
        m_client = std::make_unique<Client>(
            m_loop, std::move(settings), m_watch, Client::Scripts{&m_script});
    }
    void connect(std::shared_ptr<const Settings> settings)
    {
        begin(std::move(settings));
        QTRY_VERIFY(m_client->isUp());
    }
    void ask()
    {
        m_client->run("tag", {&m_script, {"k"}, {"a"}}, [this](const Reply *reply) {
            m_answers.append(reply == nullptr ? QByteArray("none")
                                              : QByteArray::number(reply->integer));
        });
    }

    const Script m_script{"return 1"};
    net::Loop m_loop;
    std::unique_ptr<FakeRedis> m_redis;
    std::shared_ptr<Watch> m_watch;
    std::unique_ptr<Client> m_client;
    QByteArrayList m_answers;
};

QTEST_GUILESS_MAIN(ClientTest)
#include "tst_client.moc"
