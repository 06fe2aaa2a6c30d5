// SPDX-License-Identifier: MIT
#pragma once

#include "app/admin_orders.h"

#include <QNetworkAccessManager>
#include <QUrl>

#include <functional>

namespace llmproxy::app {

/// A client of a gateway's control API, for commands: each call waits for its answer. Needs an
/// application object; one thread.
class AdminClient
{
public:
    /// Without a token none is sent; why there is none is told where one is wanted. `tokenFile` is
    /// where it comes from.
    AdminClient(const QUrl &gateway, Result<QByteArray, QString> token, QString tokenFile);

    /// The answer's body. The error is one for people: no gateway there, not let in, what the API
    /// says.
    Result<QByteArray, QString> ask(const AdminCall &call);

    /// The same, but hands the body on in pieces as it comes, without an end to wait for where
    /// the gateway has none.
    using Sink = std::function<void(const QByteArray &piece)>;
    Result<QByteArray, QString> follow(const AdminCall &call, const Sink &sink);

private:
    Result<QByteArray, QString> perform(const AdminCall &call, const Sink &sink);
    QString explained(QNetworkReply &reply, const QByteArray &body) const;

    QUrl m_gateway;
    Result<QByteArray, QString> m_token;
    QString m_tokenFile;
    QNetworkAccessManager m_network;
};

} // namespace llmproxy::app
