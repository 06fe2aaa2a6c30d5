// SPDX-License-Identifier: MIT
#include "tests/support/redis_server.h"

#include "engine/redis/command.h"

#include <QFile>
#include <QStandardPaths>
#include <QTcpServer>

#include <algorithm>

namespace llmproxy::test {

namespace {

constexpr int WaitMs = 5000;

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost, 0);
    return server.serverPort();
}

QString program()
{
    const QString redis = QStandardPaths::findExecutable(QStringLiteral("redis-server"));
    return redis.isEmpty() ? QStandardPaths::findExecutable(QStringLiteral("valkey-server"))
                           : redis;
}

} // namespace

std::unique_ptr<RedisServer> RedisServer::start(const QStringList &arguments)
{
    if (program().isEmpty())
        return nullptr;
    std::unique_ptr<RedisServer> server(new RedisServer);
    server->m_arguments = arguments;
    server->m_port = freePort();
    server->advance({});
    return server->launch() ? std::move(server) : nullptr;
}

RedisServer::~RedisServer()
{
    kill();
}

bool RedisServer::launch()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(SHIFTED_CLOCK_MODULE));
    environment.insert(QStringLiteral("SHIFTED_CLOCK"), m_folder.filePath(QStringLiteral("clock")));
    m_process.setProcessEnvironment(environment);
    m_process.setStandardOutputFile(m_folder.filePath(QStringLiteral("log")));
    m_process.setWorkingDirectory(m_folder.path());
    const QString port = QString::number(m_port);
    m_process.start(program(),
                    QStringList{QStringLiteral("--port"),
                                port,
                                QStringLiteral("--bind"),
                                QStringLiteral("127.0.0.1"),
                                QStringLiteral("--save"),
                                QString(),
                                QStringLiteral("--enable-debug-command"),
                                QStringLiteral("yes")}
                        + m_arguments);
    if (!m_process.waitForStarted(WaitMs))
        return false;
    for (int tries = 0; tries < WaitMs / 20; ++tries) {
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
        if (m_socket.waitForConnected(WaitMs))
            return ask({"PING"}).text == "PONG";
        if (m_process.waitForFinished(20))
            return false;
    }
    return false;
}

std::shared_ptr<const redis::Settings> RedisServer::settings() const
{
    auto settings = std::make_shared<redis::Settings>();
    settings->endpoint.host = "127.0.0.1";
    settings->endpoint.port = m_port;
    settings->aliveKey = "llm:alive";
    settings->budget = std::chrono::seconds(2); // a busy machine is no outage
    return settings;
}

void RedisServer::advance(Duration by)
{
    m_shift += by.count();
    QFile clock(m_folder.filePath(QStringLiteral("clock")));
    if (clock.open(QIODevice::ReadWrite)) // not emptied: the server has it mapped
        clock.write(reinterpret_cast<const char *>(&m_shift), sizeof(m_shift));
}

redis::Reply RedisServer::ask(const QByteArrayList &command)
{
    m_socket.write(redis::commandOf(command));
    redis::ReplyReader reader;
    while (m_socket.waitForReadyRead(WaitMs)) {
        reader.feed(m_socket.readAll());
        if (const auto reply = reader.next(); reply && *reply)
            return **reply;
    }
    return {.type = redis::Reply::Type::Error, .integer = 0, .text = "no answer", .items = {}};
}

QByteArrayList RedisServer::keys()
{
    QByteArrayList names;
    for (const redis::Reply &key : ask({"KEYS", "*"}).items)
        names.append(key.text);
    std::sort(names.begin(), names.end());
    return names;
}

void RedisServer::kill()
{
    m_socket.abort();
    m_process.kill();
    m_process.waitForFinished(WaitMs);
}

bool RedisServer::restart()
{
    return launch();
}

} // namespace llmproxy::test
