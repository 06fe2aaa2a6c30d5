// SPDX-License-Identifier: MIT
#include "ui/test_request.h"

#include <QHostAddress>
#include <QNetworkProxy>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

TestRequest::TestRequest(QObject *parent)
    : QObject(parent)
{
    m_socket.setProxy(QNetworkProxy::NoProxy);
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        finish(0, tr("no answer within %n second(s)", nullptr, 3));
    });
    connect(&m_socket, &QTcpSocket::connected, this, [this] {
        m_socket.write("GET /health HTTP/1.1\r\nHost: " + m_host
                       + "\r\nConnection: close\r\nAccept: application/json\r\n\r\n");
    });
    connect(&m_socket, &QTcpSocket::readyRead, this, &TestRequest::read);
    connect(
        &m_socket, &QTcpSocket::errorOccurred, this, [this] { finish(0, m_socket.errorString()); });
}

void TestRequest::send(const stats::Listener &to)
{
    if (m_isUnderWay)
        return;
    QHostAddress address(QString::fromLatin1(to.address));
    if (address == QHostAddress::AnyIPv4 || address.isNull())
        address = QHostAddress::LocalHost;
    // NOLINTNEXTLINE(misc-redundant-expression): Any is both families, AnyIPv6 is one
    else if (address == QHostAddress::AnyIPv6 || address == QHostAddress::Any)
        address = QHostAddress::LocalHostIPv6;
    const bool isIpv6 = address.protocol() == QAbstractSocket::IPv6Protocol;
    const QString host = isIpv6 ? u"[%1]"_s.arg(address.toString()) : address.toString();
    m_host = host.toLatin1() + ':' + QByteArray::number(to.port);
    m_received.clear();
    m_isUnderWay = true;
    m_since.start();
    m_deadline.start(Deadline);
    m_socket.abort();
    m_socket.connectToHost(address, to.port);
}

void TestRequest::read()
{
    static const QRegularExpression statusLine(u"^HTTP/1\\.[01] ([1-5][0-9]{2})(?: |$)"_s);
    m_received += m_socket.readAll();
    const qsizetype end = m_received.indexOf("\r\n");
    if (end < 0 && m_received.size() < 1024)
        return;
    const auto match = statusLine.match(QString::fromLatin1(m_received.left(end)));
    if (match.hasMatch())
        finish(match.captured(1).toInt(), {});
    else
        finish(0, tr("the answer is not HTTP"));
}

void TestRequest::finish(int status, const QString &error)
{
    if (!m_isUnderWay)
        return;
    m_isUnderWay = false;
    m_deadline.stop();
    const Answer answer{status, Duration(m_since.elapsed()), error};
    m_socket.abort();
    emit finished(answer);
}

} // namespace llmproxy::ui
