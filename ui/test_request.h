// SPDX-License-Identifier: MIT
#pragma once

#include "engine/stats/snapshot.h"

#include <QElapsedTimer>
#include <QTcpSocket>
#include <QTimer>

namespace llmproxy::ui {

/// Asks our own listener for /health, to show that a connection works: it costs nothing, since
/// nothing goes upstream. One at a time.
class TestRequest final : public QObject
{
    Q_OBJECT

public:
    static constexpr Duration Deadline = std::chrono::seconds(3);

    struct Answer
    {
        int status = 0; ///< 0: none came, see `error`
        Duration took{};
        QString error;
    };

    explicit TestRequest(QObject *parent = nullptr);

    /// Does nothing while one is under way.
    void send(const stats::Listener &to);
    bool isUnderWay() const { return m_isUnderWay; }

signals:
    void finished(const llmproxy::ui::TestRequest::Answer &answer);

private:
    void read();
    void finish(int status, const QString &error);

    QTcpSocket m_socket;
    QTimer m_deadline;
    QElapsedTimer m_since;
    QByteArray m_host;
    QByteArray m_received;
    bool m_isUnderWay = false;
};

} // namespace llmproxy::ui
