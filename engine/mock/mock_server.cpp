// SPDX-License-Identifier: MIT
#include "engine/mock/mock_server.h"

#include "engine/mock/mock_connection.h"
#include "engine/net/deadlines.h"
#include "engine/net/event_dispatcher.h"
#include "engine/net/mailbox.h"

#include <QEventLoop>
#include <QSslServer>
#include <QTcpServer>
#include <QTcpSocket>

#include <future>
#include <utility>

namespace llmproxy::mock {

namespace {

constexpr int Backlog = 4096; // thousands may come at once

std::unique_ptr<QTcpServer> makeServer(const Endpoint &endpoint)
{
    if (!endpoint.tls)
        return std::make_unique<QTcpServer>();
    auto server = std::make_unique<QSslServer>();
    server->setSslConfiguration(*endpoint.tls);
    return server;
}

} // namespace

/// What the thread has. Born and destroyed in it.
class MockServer::World final
{
public:
    World(const Settings &settings,
          Respond respond,
          const Endpoint &endpoint,
          std::atomic<int> &open)
        : m_settings(settings)
        , m_respond(std::move(respond))
        , m_open(open)
        , m_server(makeServer(endpoint))
    {
        m_server->setListenBacklogSize(Backlog);
        QObject::connect(m_server.get(),
                         &QTcpServer::pendingConnectionAvailable,
                         &m_connections,
                         [this] { accept(); });
        m_server->listen(QHostAddress::LocalHost, endpoint.port);
    }

    quint16 port() const { return m_server->serverPort(); }
    QString errorString() const { return m_server->errorString(); }
    void setSettings(const Settings &settings) { m_settings = settings; }

private:
    void accept()
    {
        while (QTcpSocket *socket = m_server->nextPendingConnection()) {
            const auto respond = [this](const Request &request) {
                Settings settings = m_settings;
                settings.seed += m_answered++; // no two answers have the same ids
                return m_respond(request, settings);
            };
            auto *connection = new MockConnection(socket, m_deadlines, respond, &m_connections);
            ++m_open;
            QObject::connect(connection, &QObject::destroyed, &m_counted, [this] { --m_open; });
        }
    }

    Settings m_settings;
    Respond m_respond;
    quint64 m_answered = 0;
    std::atomic<int> &m_open;
    QObject m_counted; // outlives the connections, whose end it waits for
    net::Deadlines m_deadlines;
    QObject m_connections; // their parent
    std::unique_ptr<QTcpServer> m_server;
};

MockServer::MockServer(const Settings &settings, Respond respond, Endpoint endpoint)
{
    struct Started
    {
        World *world = nullptr;
        net::Mailbox *mailbox = nullptr;
        quint16 port = 0;
        QString error;
    };
    std::promise<Started> promise;
    std::future<Started> future = promise.get_future();
    m_thread.reset(QThread::create([this,
                                    settings,
                                    respond = std::move(respond),
                                    endpoint = std::move(endpoint),
                                    promise = std::move(promise)]() mutable {
        net::Mailbox mailbox;
        QEventLoop loop;
        World world(settings, std::move(respond), endpoint, m_connections);
        promise.set_value({&world, &mailbox, world.port(), world.errorString()});
        loop.exec();
    }));
    m_thread->setObjectName(QStringLiteral("mock"));
    if (auto dispatcher = net::makeEventDispatcher(net::EventDispatcher::Choice::Epoll))
        m_thread->setEventDispatcher(dispatcher.release());
    m_thread->start();
    const Started started = future.get();
    m_world = started.world;
    m_mailbox = started.mailbox;
    m_port = started.port;
    m_error = started.error;
}

MockServer::~MockServer()
{
    m_mailbox->post([] { QThread::currentThread()->exit(); });
    m_thread->wait();
}

void MockServer::setSettings(const Settings &settings)
{
    // Shared, for the task may still be inside set_value() when the wait is over.
    const auto taken = std::make_shared<std::promise<void>>();
    m_mailbox->post([world = m_world, settings, taken] {
        world->setSettings(settings);
        taken->set_value();
    });
    taken->get_future().wait();
}

} // namespace llmproxy::mock
