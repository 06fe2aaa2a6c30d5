// SPDX-License-Identifier: MIT
#include "app/single_instance.h"

#include <QDir>
#include <QLocalSocket>
#include <QStandardPaths>

namespace llmproxy::app {

namespace {

constexpr int PatienceMs = 1'000;
const QByteArray Shown = "shown\n";

} // namespace

SingleInstance::SingleInstance(const QString &folder, quint16 port)
    : m_socket(QDir(folder).filePath(QStringLiteral("llm-proxy-%1.window").arg(port)))
    , m_lock(m_socket + QStringLiteral(".lock"))
{
    m_lock.setStaleLockTime(0); // however long it runs; only a dead process is stale
}

QString SingleInstance::usualFolder()
{
    const QString runtime = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    return runtime.isEmpty() ? QDir::tempPath() : runtime;
}

bool SingleInstance::showsTheFirst()
{
    if (m_lock.tryLock())
        return false;
    QLocalSocket socket;
    socket.connectToServer(m_socket);
    return socket.waitForConnected(PatienceMs) && socket.waitForReadyRead(PatienceMs)
           && socket.readAll() == Shown;
}

void SingleInstance::become(std::function<void()> show)
{
    if (!m_lock.isLocked() && !m_lock.tryLock())
        return;
    m_show = std::move(show);
    QLocalServer::removeServer(m_socket); // of one that died
    m_server = std::make_unique<QLocalServer>();
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    QObject::connect(
        m_server.get(), &QLocalServer::newConnection, m_server.get(), [this] { answer(); });
    m_server->listen(m_socket);
}

// Coming is the whole question: nothing is read, so nothing has to be trusted.
void SingleInstance::answer()
{
    while (QLocalSocket *caller = m_server->nextPendingConnection()) {
        QObject::connect(caller, &QLocalSocket::disconnected, caller, &QObject::deleteLater);
        m_show();
        caller->write(Shown);
        caller->disconnectFromServer();
    }
}

} // namespace llmproxy::app
