// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"
#include "engine/net/loop.h"
#include "engine/net/resolver.h"
#include "engine/net/socket.h"

#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace llmproxy::net {

struct DialError
{
    bool nameNotFound = false;
    QString text; ///< for people; names the host and port
};

/// Gets a TCP connection to a host that may have several addresses: they are tried in order, the
/// next one as soon as one failed or 250 ms after it was tried, and the first to connect wins
/// (RFC 8305 §5). Has no time limit of its own. Its end gives up.
/// Lives in: a worker. Owned by: its connection.
class Dialer final : public Mortal
{
public:
    using Outcome = Result<std::unique_ptr<Socket>, DialError>;

    /// `done` is called once, perhaps from within dial(); the dialer may be buried there.
    Dialer(Loop &loop, Resolver &resolver, std::function<void(Outcome)> done);
    ~Dialer() override;
    Q_DISABLE_COPY_MOVE(Dialer)

    void dial(const QByteArray &host, quint16 port);

private:
    struct Attempt;

    void resolved(const Resolved &addresses);
    void tryNext();
    void connected(Attempt &attempt);
    void failed(Attempt &attempt, QAbstractSocket::SocketError error);
    void finish(Outcome outcome);
    QString place() const;

    Loop &m_loop;
    Resolver &m_resolver;
    std::function<void(Outcome)> m_done;
    QByteArray m_host;
    quint16 m_port = 0;
    Resolver::Query m_query;
    Addresses m_addresses;
    qsizetype m_next = 0;
    std::vector<std::unique_ptr<Attempt>> m_attempts;
    Deadline m_stagger;
    bool m_finished = false;
};

} // namespace llmproxy::net
