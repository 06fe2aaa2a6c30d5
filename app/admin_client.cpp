// SPDX-License-Identifier: MIT
#include "app/admin_client.h"

#include "app/admin_text.h"
#include "app/plain_text.h"

#include <QEventLoop>
#include <QJsonDocument>
#include <QNetworkProxy>
#include <QNetworkReply>

#include <memory>

using namespace Qt::StringLiterals;

namespace llmproxy::app {

namespace {

constexpr qint64 MostUnreadBytes = qint64(1024) * 1024;
constexpr int PatienceMs = 30'000; ///< without a byte of an answer that is expected to end

} // namespace

AdminClient::AdminClient(const QUrl &gateway, Result<QByteArray, QString> token, QString tokenFile)
    : m_gateway(gateway)
    , m_token(std::move(token))
    , m_tokenFile(std::move(tokenFile))
{
    m_network.setProxy(QNetworkProxy::NoProxy); // the token is for nobody on the way
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

Result<QByteArray, QString> AdminClient::ask(const AdminCall &call)
{
    return perform(call, {});
}

Result<QByteArray, QString> AdminClient::follow(const AdminCall &call, const Sink &sink)
{
    return perform(call, sink);
}

Result<QByteArray, QString> AdminClient::perform(const AdminCall &call, const Sink &sink)
{
    const QUrl url = QUrl::fromEncoded(m_gateway.toEncoded(QUrl::StripTrailingSlash)
                                       + "/admin/api/v1" + call.target);
    QNetworkRequest request(url);
    if (m_token)
        request.setRawHeader("Authorization", "Bearer " + *m_token);
    if (!sink)
        request.setTransferTimeout(PatienceMs);
    QByteArray body;
    if (call.body) {
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        body = QJsonDocument(*call.body).toJson(QJsonDocument::Compact);
    }
    const std::unique_ptr<QNetworkReply> reply(
        m_network.sendCustomRequest(request, call.method, body));
    const auto isGood = [&reply] {
        return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() / 100 == 2;
    };
    reply->setReadBufferSize(sink ? MostUnreadBytes : 0); // else it is gathered as a whole
    if (sink)
        QObject::connect(reply.get(), &QNetworkReply::readyRead, [&] {
            if (isGood())
                sink(reply->readAll());
        });
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    const QByteArray rest = reply->readAll();
    if (!isGood() || reply->error() != QNetworkReply::NoError)
        return Failure<QString>(explained(*reply, rest));
    if (sink && !rest.isEmpty())
        sink(rest);
    return rest;
}

QString AdminClient::explained(QNetworkReply &reply, const QByteArray &body) const
{
    const QString gateway = m_gateway.toString();
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0)
        return u"no gateway answers at %1 (%2); --port or --url names another"_s.arg(
            gateway, reply.errorString());
    if (status == 401)
        return m_token
                   ? u"the gateway at %1 does not take the token in %2"_s.arg(gateway, m_tokenFile)
                   : u"the gateway at %1 wants a token: %2"_s.arg(gateway, m_token.error());
    const QJsonObject answer = QJsonDocument::fromJson(body).object();
    const QByteArray message = answer[u"error"][u"message"].toString().toUtf8();
    if (message.isEmpty())
        return status / 100 == 2
                   ? u"the gateway at %1 broke off (%2)"_s.arg(gateway, reply.errorString())
                   : u"the gateway at %1 answered %2"_s.arg(gateway).arg(status);
    const QString problems =
        QString::fromUtf8(problemsText(answer[u"problems"].toArray())).trimmed();
    return printable(message) + (problems.isEmpty() ? QString() : u'\n' + problems);
}

} // namespace llmproxy::app
