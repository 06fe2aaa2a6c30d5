// SPDX-License-Identifier: MIT
#include "engine/redis/servers.h"

#include <algorithm>

namespace llmproxy::redis {

namespace {

constexpr qsizetype MaxTags = 4096;
constexpr std::size_t MaxNodes = 256;

} // namespace

Servers::Servers(net::Loop &loop,
                 std::shared_ptr<const Settings> settings,
                 std::shared_ptr<Watch> watch,
                 Client::Scripts scripts)
    : m_loop(loop)
    , m_settings(std::move(settings))
    , m_watch(std::move(watch))
    , m_scripts(std::move(scripts))
    , m_first(makeClient(m_settings))
{}

std::unique_ptr<Client> Servers::makeClient(std::shared_ptr<const Settings> settings)
{
    Client::Hooks hooks;
    if (m_settings->isCluster) {
        hooks.moved = [this](const QByteArray &tag, const QByteArray &address) {
            moved(tag, address);
        };
        hooks.lost = [this](const Client *client) { lost(client); };
    }
    return std::make_unique<Client>(
        m_loop, std::move(settings), m_watch, m_scripts, std::move(hooks));
}

// Where a tag's node is not known any node tells it.
Client *Servers::clientFor(const QByteArray &tag) const
{
    const auto address = m_nodeOf.constFind(tag);
    if (address != m_nodeOf.constEnd()) {
        const auto node = m_nodes.find(*address);
        if (node != m_nodes.end())
            return node->second.get();
    }
    if (m_first->isUp())
        return m_first.get();
    const auto other = std::find_if(
        m_nodes.begin(), m_nodes.end(), [](const auto &node) { return node.second->isUp(); });
    return other == m_nodes.end() ? m_first.get() : other->second.get();
}

void Servers::run(const QByteArray &tag, const Call &call, Client::Then then)
{
    clientFor(tag)->run(tag, call, std::move(then));
}

void Servers::send(const QByteArray &tag, const QByteArrayList &command, Client::Then then)
{
    clientFor(tag)->send(tag, command, std::move(then));
}

// `address`: "host:port"; an IPv6 address without brackets, as Redis writes it.
void Servers::moved(const QByteArray &tag, const QByteArray &address)
{
    const qsizetype colon = address.lastIndexOf(':');
    const quint16 port = colon < 0 ? quint16(0) : address.sliced(colon + 1).toUShort();
    if (port == 0)
        return;
    if (m_nodeOf.size() >= MaxTags)
        m_nodeOf.clear();
    m_nodeOf.insert(tag, address);
    if (m_nodes.contains(address) || m_nodes.size() >= MaxNodes)
        return;
    auto settings = std::make_shared<Settings>(*m_settings);
    if (colon > 0) // else: the host that was asked
        settings->endpoint.host = address.first(colon);
    settings->endpoint.port = port;
    m_nodes.emplace(address, makeClient(std::move(settings)));
}

// It may have become somebody else's: the others are asked anew. The client is on the stack.
void Servers::lost(const Client *client)
{
    for (const auto &[address, node] : m_nodes) {
        if (node.get() != client)
            continue;
        const QByteArray gone = address;
        m_nodeOf.removeIf([&gone](auto each) { return each.value() == gone; });
        m_later.post([this, gone] { m_nodes.erase(gone); });
        return;
    }
}

} // namespace llmproxy::redis
