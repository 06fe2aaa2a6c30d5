// SPDX-License-Identifier: MIT
#include "app/port_holder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace llmproxy::app;

class PortHolderTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_proc;

    void write(const QString &path, const QByteArray &content)
    {
        QFile file(m_proc.filePath(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }

private slots:
    void initTestCase()
    {
        QDir proc(m_proc.path());
        for (const char *folder : {"net", "self/fd", "100/fd", "200/fd"})
            QVERIFY(proc.mkpath(QLatin1String(folder)));
        write(QStringLiteral("net/tcp"),
              "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  "
              "timeout inode\n"
              "   0: 0100007F:232A 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000   "
              "     0 41 1 0\n"
              "   1: 0100007F:0050 0100007F:232B 01 00000000:00000000 00:00000000 00000000  1000   "
              "     0 42 1 0\n"
              "   2: 0100007F:232C 0100007F:0050 01 00000000:00000000 00:00000000 00000000  1000   "
              "     0 43 1 0\n"
              "   3: cut off\n");
        write(
            QStringLiteral("net/tcp6"),
            "   0: 00000000000000000000000001000000:232D 00000000000000000000000000000000:0000 0A "
            "00000000:00000000 00:00000000 00000000 0 0 44 1 0\n");
        write(QStringLiteral("100/comm"), "sshd\n");
        write(QStringLiteral("200/comm"), "llm-proxy\n");
        const auto link = [this](const char *target, const char *name) {
            QVERIFY(QFile::link(QLatin1String(target), m_proc.filePath(QLatin1String(name))));
        };
        link("/dev/null", "200/fd/0");
        link("socket:[41]", "200/fd/7");
        link("socket:[42]", "100/fd/3");
        link("socket:[43]", "100/fd/4");
        link("socket:[44]", "100/fd/5");
        link("socket:[41]", "self/fd/5");
    }

    void findsTheListener_data()
    {
        QTest::addColumn<int>("port");
        QTest::addColumn<qint64>("pid"); // 0: none
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("IPv4") << 0x232A << qint64(200) << QByteArray("llm-proxy");
        QTest::newRow("IPv6") << 0x232D << qint64(100) << QByteArray("sshd");
        QTest::newRow("a connection's far end") << 0x232B << qint64(0) << QByteArray();
        QTest::newRow("a connection's near end") << 0x232C << qint64(0) << QByteArray();
        QTest::newRow("free") << 0x9999 << qint64(0) << QByteArray();
        QTest::newRow("the end of another's digits") << 0x32A << qint64(0) << QByteArray();
    }

    void findsTheListener()
    {
        QFETCH(int, port);
        QFETCH(qint64, pid);
        QFETCH(QByteArray, name);
        const auto holder = portHolder(static_cast<quint16>(port), m_proc.path());
        QCOMPARE(holder.value_or(PortHolder{}).pid, pid);
        QCOMPARE(holder.value_or(PortHolder{}).name, name);
    }

    void findsThisProcess()
    {
#ifndef Q_OS_LINUX
        QSKIP("only Linux has /proc/net/tcp");
#endif
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const auto holder = portHolder(server.serverPort());
        QVERIFY(holder.has_value());
        QCOMPARE(holder->pid, QCoreApplication::applicationPid());
        QVERIFY(QByteArray("unit.app.port_holder").startsWith(holder->name));
        const quint16 port = server.serverPort();
        server.close();
        QVERIFY(!portHolder(port));
    }

    void findsNobodyWithoutProc()
    {
        QVERIFY(!portHolder(80, QStringLiteral("/nonexistent")));
    }
};
QTEST_GUILESS_MAIN(PortHolderTest)
#include "tst_port_holder.moc"
