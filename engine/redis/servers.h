// SPDX-License-Identifier: MIT
#pragma once

#include "engine/redis/client.h"

#include <QHash>

#include <map>

namespace llmproxy::redis {

/// A Redis as a worker asks it: one server, or the nodes of a cluster. What is asked for carries
/// the hash tag of its keys, the text in braces that puts them into one slot. Which node has that
/// is learned from a MOVED, so the first question of each tag goes unanswered. Lives in: a worker.
/// Owned by: its stores.
class Servers final
{
public:
    /// The settings name the only server, or one of the cluster.
    Servers(net::Loop &loop,
            std::shared_ptr<const Settings> settings,
            std::shared_ptr<Watch> watch,
            Client::Scripts scripts);
    Q_DISABLE_COPY_MOVE(Servers)

    /// Can keys of this tag be asked for?
    bool isUp(const QByteArray &tag) const
    {
        return m_nodeOf.isEmpty() ? m_first->isUp() : clientFor(tag)->isUp();
    }
    // As Client has them; only while it is up for the tag.
    void run(const QByteArray &tag, const Call &call, Client::Then then);
    void send(const QByteArray &tag, const QByteArrayList &command, Client::Then then);

private:
    Client *clientFor(const QByteArray &tag) const;
    std::unique_ptr<Client> makeClient(std::shared_ptr<const Settings> settings);
    void moved(const QByteArray &tag, const QByteArray &address);
    void lost(const Client *client);

    net::Loop &m_loop;
    const std::shared_ptr<const Settings> m_settings;
    const std::shared_ptr<Watch> m_watch;
    const Client::Scripts m_scripts;
    std::unique_ptr<Client> m_first;
    QHash<QByteArray, QByteArray> m_nodeOf;                ///< tag -> address
    std::map<QByteArray, std::unique_ptr<Client>> m_nodes; ///< by address
    net::Mailbox m_later;
};

} // namespace llmproxy::redis
