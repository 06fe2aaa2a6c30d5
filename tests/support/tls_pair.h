// SPDX-License-Identifier: MIT
#pragma once

#include "engine/net/tls_session.h"
#include "tests/support/tls_server.h"

#include <QByteArray>
#include <QTemporaryDir>

#include <memory>

namespace llmproxy::test {

/// A file with one authority, and contexts that trust it in place of the system's file.
class Trust
{
public:
    explicit Trust(const Identity &authority);

    /// One with no tickets yet.
    std::shared_ptr<net::TlsContext> newContext() const;

private:
    QTemporaryDir m_folder;
    net::TrustPath m_path;
};

/// A TlsSession and a server's end, wired to each other in memory. The session has begun.
class TlsPair
{
public:
    static constexpr const char *Host = "api.example";

    TlsPair(const std::shared_ptr<net::TlsContext> &context,
            TlsServerContext &serverContext,
            const QByteArray &host = Host);

    /// Carries bytes to and fro until nobody has anything to say. Returns what the client read.
    QByteArray carry();

    /// Gives the client what a server is supposed to have sent. Returns what the client read.
    QByteArray receive(const QByteArray &bytes);

    bool say(const QByteArray &plain) { return client.encrypt(plain, m_toServer); }
    void close() { client.close(m_toServer); }

    net::TlsSession client;
    TlsServer server;

    /// carry() cuts what the server says before each byte whose number, from its first one on, is
    /// a multiple of `pieceSize` when `phase` is added.
    qsizetype pieceSize = 65'536;
    qsizetype phase = 0;

    qsizetype delivered = 0; ///< bytes to the client so far
    int roundTripsBeforeOpen = 0;

private:
    QByteArray deliver(const QByteArray &bytes);

    QByteArray m_toServer;
};

} // namespace llmproxy::test
