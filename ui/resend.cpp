// SPDX-License-Identifier: MIT
#include "ui/resend.h"

#include <QNetworkProxy>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace llmproxy::ui {
namespace {

constexpr std::chrono::minutes Deadline(10); // of a long answer
constexpr qsizetype MaxStatusLine = 1'024;

/// nullopt: a value is missing, or has what ends a line.
std::optional<QByteArray> filled(const exports::Pieces &pieces, const Secrets &secrets)
{
    QByteArray text;
    for (const exports::Piece &piece : pieces) {
        const QByteArray value = piece.isVariable ? secrets.value(piece.text).toUtf8() : piece.text;
        const bool isHarmful = std::any_of(value.begin(), value.end(), [](char byte) {
            return byte == '\r' || byte == '\n' || byte == '\0';
        });
        if (isHarmful || (piece.isVariable && value.isEmpty()))
            return std::nullopt;
        text += value;
    }
    return text;
}

/// What is behind the host: a path and a query.
QByteArray targetIn(const QByteArray &url)
{
    const qsizetype scheme = url.indexOf("://");
    const qsizetype slash = url.indexOf('/', scheme < 0 ? 0 : scheme + 3);
    const QByteArray target = slash < 0 ? QByteArray() : url.sliced(slash);
    return target.contains(' ') ? QByteArray() : target;
}

} // namespace

QByteArrayList variablesOf(const exports::Replay &replay)
{
    QByteArrayList names;
    const auto add = [&names](const exports::Pieces &pieces) {
        for (const exports::Piece &piece : pieces) {
            if (piece.isVariable && !names.contains(piece.text))
                names.append(piece.text);
        }
    };
    add(replay.url);
    for (const exports::ReplayHeader &header : replay.headers)
        add(header.value);
    return names;
}

QByteArray
requestBytes(const exports::Replay &replay, const Secrets &secrets, const QByteArray &authority)
{
    const auto url = filled(replay.url, secrets);
    const QByteArray target = url ? targetIn(*url) : QByteArray();
    if (target.isEmpty())
        return {};
    QByteArray request = replay.method + ' ' + target + " HTTP/1.1\r\nHost: " + authority + "\r\n";
    for (const exports::ReplayHeader &header : replay.headers) {
        const auto value = filled(header.value, secrets);
        if (!value)
            return {};
        request += header.name + ": " + *value + "\r\n";
    }
    if (!replay.body.isEmpty() || replay.method == "POST")
        request += "Content-Length: " + QByteArray::number(replay.body.size()) + "\r\n";
    return request + "Connection: close\r\n\r\n" + replay.body;
}

Resend::Resend(QObject *parent)
    : QObject(parent)
{
    m_socket.setProxy(QNetworkProxy::NoProxy);
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] { fail(tr("it took too long")); });
    connect(&m_socket, &QTcpSocket::connected, this, [this] { m_socket.write(m_request); });
    connect(&m_socket, &QTcpSocket::readyRead, this, &Resend::read);
    connect(&m_socket, &QTcpSocket::errorOccurred, this, [this] { fail(m_socket.errorString()); });
    connect(
        &m_socket, &QTcpSocket::disconnected, this, [this] { fail(tr("nothing was answered")); });
}

void Resend::send(const QByteArray &authority, const QByteArray &request)
{
    const QUrl url(u"http://"_s + QString::fromLatin1(authority));
    m_request = request;
    m_deadline.start(Deadline);
    m_socket.connectToHost(url.host(), static_cast<quint16>(url.port(80)));
}

void Resend::read()
{
    static const QRegularExpression statusLine(u"^HTTP/1\\.[01] ([1-5][0-9]{2})(?: |\\r)"_s);
    const QByteArray bytes = m_socket.readAll();
    if (m_isAnswered)
        return; // the list shows it
    m_head += bytes;
    const auto match = statusLine.match(QString::fromLatin1(m_head.left(MaxStatusLine)));
    if (match.hasMatch()) {
        m_isAnswered = true;
        emit answered(match.captured(1).toInt());
    } else if (m_head.size() > MaxStatusLine) {
        fail(tr("the answer is not HTTP"));
    }
}

void Resend::fail(const QString &reason)
{
    m_deadline.stop();
    if (!std::exchange(m_isAnswered, true))
        emit failed(reason);
    if (std::exchange(m_isEnded, true))
        return;
    m_socket.abort();
    emit ended();
}

} // namespace llmproxy::ui
