// SPDX-License-Identifier: MIT
#include "ui/test_request.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;

class TestRequestTest : public QObject
{
    Q_OBJECT

private:
    QTcpServer m_server;
    QByteArray m_asked;
    QByteArray m_answer;
    TestRequest m_request;
    QList<TestRequest::Answer> m_answers;

    stats::Listener listener() const { return {"127.0.0.1", m_server.serverPort()}; }

private slots:
    void initTestCase()
    {
        QVERIFY(m_server.listen(QHostAddress::LocalHost));
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                m_asked += socket->readAll();
                if (m_asked.endsWith("\r\n\r\n"))
                    socket->write(m_answer);
            });
        });
        connect(&m_request,
                &TestRequest::finished,
                this,
                [this](const TestRequest::Answer &answer) { m_answers.append(answer); });
    }

    void init()
    {
        m_asked.clear();
        m_answers.clear();
    }

    void tellsTheStatusAndTheTime()
    {
        m_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        m_request.send(listener());
        QVERIFY(m_request.isUnderWay());
        QTRY_COMPARE(m_answers.size(), 1);
        QVERIFY(!m_request.isUnderWay());
        QCOMPARE(m_answers.first().status, 200);
        QVERIFY(m_answers.first().took < TestRequest::Deadline);
        QVERIFY(m_asked.startsWith("GET /health HTTP/1.1\r\n"));
        const QByteArray host = "Host: 127.0.0.1:" + QByteArray::number(listener().port);
        QVERIFY(m_asked.contains(host));
    }

    void tellsAnUnhealthyStatus()
    {
        m_answer = "HTTP/1.1 503 \r\n\r\n";
        m_request.send(listener());
        QTRY_COMPARE(m_answers.size(), 1);
        QCOMPARE(m_answers.first().status, 503);
    }

    void tellsThatItIsNotHttp()
    {
        m_answer = "SSH-2.0-OpenSSH\r\n";
        m_request.send(listener());
        QTRY_COMPARE(m_answers.size(), 1);
        QCOMPARE(m_answers.first().status, 0);
        QVERIFY(!m_answers.first().error.isEmpty());
    }

    void tellsThatNobodyListens()
    {
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        const quint16 port = closed.serverPort();
        closed.close();
        m_request.send({"127.0.0.1", port});
        QTRY_COMPARE(m_answers.size(), 1);
        QCOMPARE(m_answers.first().status, 0);
        QVERIFY(!m_answers.first().error.isEmpty());
    }

    void givesUpOnASilentOne()
    {
        m_answer.clear();
        m_request.send(listener());
        QTRY_COMPARE_WITH_TIMEOUT(m_answers.size(), 1, 6'000);
        QCOMPARE(m_answers.first().status, 0);
        QVERIFY(m_answers.first().took >= TestRequest::Deadline - TestRequest::Deadline / 10);
    }

    void reachesAListenerOnAllAddresses()
    {
        m_answer = "HTTP/1.1 200 OK\r\n\r\n";
        m_request.send({"0.0.0.0", listener().port});
        QTRY_COMPARE(m_answers.size(), 1);
        QCOMPARE(m_answers.first().status, 200);
    }
};
QTEST_GUILESS_MAIN(TestRequestTest)
#include "tst_test_request.moc"
