// SPDX-License-Identifier: MIT
// What of Qt needs an event loop works in ours as in Qt's own.
#include "tests/unit/net/dispatcher_test.h"

#include <QEventLoop>
#include <QHostInfo>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

using namespace llmproxy::test;

class DispatcherUsersTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data() { eachDispatcher(); }

    void carriesTcpConnections()
    {
        inEachLoop([] {
            QTcpServer server;
            QVERIFY(server.listen(QHostAddress::LocalHost));
            connect(&server, &QTcpServer::newConnection, &server, [&] {
                QTcpSocket *peer = server.nextPendingConnection();
                connect(
                    peer, &QTcpSocket::readyRead, peer, [peer] { peer->write(peer->readAll()); });
                connect(peer, &QTcpSocket::disconnected, peer, &QObject::deleteLater);
            });
            const QByteArray sent(1 << 20, 'x');
            QByteArray received;
            QTcpSocket client;
            connect(&client, &QTcpSocket::connected, &client, [&] { client.write(sent); });
            connect(
                &client, &QTcpSocket::readyRead, &client, [&] { received += client.readAll(); });
            client.connectToHost(QHostAddress::LocalHost, server.serverPort());
            QTRY_COMPARE(received.size(), sent.size());
            client.disconnectFromHost();
            QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
            QTRY_VERIFY(server.findChildren<QTcpSocket *>().isEmpty());
        });
    }

    void reportsARefusedConnection()
    {
        inEachLoop([] {
            QTcpServer server;
            QVERIFY(server.listen(QHostAddress::LocalHost));
            const quint16 port = server.serverPort();
            server.close();
            QTcpSocket client;
            client.connectToHost(QHostAddress::LocalHost, port);
            QTRY_COMPARE(client.error(), QAbstractSocket::ConnectionRefusedError);
        });
    }

    void runsProcesses()
    {
#ifdef __SANITIZE_THREAD__
        QSKIP("ThreadSanitizer loses track of threads at QProcess's vfork()");
#endif
        inEachLoop([] {
            QProcess process;
            process.start(QStringLiteral("/bin/cat"), {});
            process.write("through a pipe");
            process.closeWriteChannel();
            QTRY_COMPARE(process.state(), QProcess::NotRunning);
            QCOMPARE(process.readAll(), QByteArray("through a pipe"));
        });
    }

    void looksUpHosts()
    {
        inEachLoop([] {
            Loop loop;
            QHostInfo found;
            QHostInfo::lookupHost(QStringLiteral("localhost"), &loop, [&](const QHostInfo &host) {
                found = host;
                loop.quit();
            });
            QTimer::singleShot(5000, &loop, &Loop::quit);
            loop.exec();
            QCOMPARE(found.error(), QHostInfo::NoError);
            QVERIFY(!found.addresses().isEmpty());
        });
    }
};
QTEST_GUILESS_MAIN(DispatcherUsersTest)
#include "tst_dispatcher_users.moc"
