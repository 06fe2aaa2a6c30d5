// SPDX-License-Identifier: MIT
#include "tests/support/tls_listener.h"
#include "tests/support/tls_pair.h"

#include <QTcpSocket>
#include <QTest>

#include <array>
#include <functional>

using namespace llmproxy::net;
using namespace llmproxy::test;

namespace {

using Connection = TlsListener::Connection;

/// The simplest user of a TlsSession there can be.
class Client
{
public:
    Client(std::shared_ptr<TlsContext> context, quint16 port)
        : tls(std::move(context))
    {
        QObject::connect(&m_socket, &QTcpSocket::readyRead, [this] { read(); });
        QObject::connect(&m_socket, &QTcpSocket::connected, [this, port] {
            tls.start("localhost", port, m_out);
            flush();
        });
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    }

    void say(const QByteArray &plain)
    {
        tls.encrypt(plain, m_out);
        flush();
    }

    bool isConnected() const { return m_socket.state() != QAbstractSocket::UnconnectedState; }

    TlsSession tls;
    QByteArray heard;

private:
    void read()
    {
        const QByteArray bytes = m_socket.readAll();
        QByteArrayView cipher(bytes);
        std::array<char, 4096> plain{};
        while (const std::size_t size = tls.receive(cipher, plain, m_out))
            heard.append(plain.data(), qsizetype(size));
        flush();
    }

    void flush() { m_socket.write(std::exchange(m_out, {})); }

    QTcpSocket m_socket;
    QByteArray m_out;
};

} // namespace

class TlsListenerTest : public QObject
{
    Q_OBJECT

    const Identity m_root = issueAuthority("Test Root");
    const TlsServerSettings m_settings{.identity = issueLeaf("localhost", m_root)};
    const std::shared_ptr<TlsContext> m_context = Trust(m_root).newContext();

private slots:
    void answersManyClients()
    {
        TlsListener listener(m_settings);
        listener.onPlain = [](Connection &client, const QByteArray &plain) {
            client.write("heard " + plain);
        };
        std::array<std::unique_ptr<Client>, 5> clients;
        for (auto &client : clients)
            client = std::make_unique<Client>(m_context, listener.serverPort());
        for (const auto &client : clients)
            QTRY_COMPARE(client->tls.state(), TlsSession::State::Open);
        for (const auto &client : clients)
            client->say("hello");
        for (const auto &client : clients)
            QTRY_COMPARE(client->heard, QByteArray("heard hello"));
        QCOMPARE(listener.connections().size(), std::size_t(5));
        QCOMPARE(listener.connections().front()->tls().serverName(), QByteArray("localhost"));
    }

    void endsAsToldTo_data()
    {
        using Act = std::function<void(Connection &)>;
        QTest::addColumn<Act>("act");
        QTest::addColumn<bool>("closesTls");
        QTest::newRow("close") << Act(&Connection::close) << true;
        QTest::newRow("cut") << Act(&Connection::cut) << false;
        QTest::newRow("reset") << Act(&Connection::reset) << false;
    }

    void endsAsToldTo()
    {
        QFETCH(const std::function<void(Connection &)>, act);
        TlsListener listener(m_settings);
        listener.onPlain = [&act](Connection &client, const QByteArray &) {
            client.write("bye");
            act(client);
        };
        Client client(m_context, listener.serverPort());
        QTRY_COMPARE(client.tls.state(), TlsSession::State::Open);
        client.say("hello");
        QTRY_VERIFY(!client.isConnected());
        QTEST(client.tls.peerClosed(), "closesTls");
        QVERIFY(!listener.connections().front()->isConnected());
    }
};
QTEST_GUILESS_MAIN(TlsListenerTest)
#include "tst_tls_listener.moc"
