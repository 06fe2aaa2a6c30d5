// SPDX-License-Identifier: MIT
#pragma once

#include "engine/exports/replay.h"

#include <QHash>
#include <QObject>
#include <QTcpSocket>
#include <QTimer>

namespace llmproxy::ui {

/// What the variables of a replay stand for, by their names.
using Secrets = QHash<QByteArray, QString>;

/// The names of a replay's variables, each once.
QByteArrayList variablesOf(const exports::Replay &replay);

/// The replay as bytes of HTTP/1.1 for the proxy at `authority`, whatever host it was sent to.
/// Empty where a value could not stand in a head, or the URL has no path.
QByteArray
requestBytes(const exports::Replay &replay, const Secrets &secrets, const QByteArray &authority);

/// Sends one request to the proxy, which shows it like any other, and reads its answer to the end.
class Resend final : public QObject
{
    Q_OBJECT

public:
    explicit Resend(QObject *parent = nullptr);

    /// Once. `authority`: "127.0.0.1:9002".
    void send(const QByteArray &authority, const QByteArray &request);

signals:
    void answered(int status);          ///< the head has come
    void failed(const QString &reason); ///< none came
    void ended();                       ///< nothing more comes

private:
    void read();
    void fail(const QString &reason);

    QTcpSocket m_socket;
    QTimer m_deadline;
    QByteArray m_request;
    QByteArray m_head;
    bool m_isAnswered = false;
    bool m_isEnded = false;
};

} // namespace llmproxy::ui
