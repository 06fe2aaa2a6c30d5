// SPDX-License-Identifier: MIT
#include "tests/support/tls_pair.h"

#include <QFile>

#include <array>
#include <utility>

namespace llmproxy::test {

Trust::Trust(const Identity &authority)
{
    QFile file(m_folder.filePath(QStringLiteral("ca.pem")));
    if (!file.open(QIODevice::WriteOnly) || file.write(authority.certificatePem()) < 0)
        qFatal("no temporary file");
    m_path = {QStringLiteral("ca_file"), file.fileName()};
}

std::shared_ptr<net::TlsContext> Trust::newContext() const
{
    return net::TlsContext::create({{m_path}, {}, {}}).value();
}

TlsPair::TlsPair(const std::shared_ptr<net::TlsContext> &context,
                 TlsServerContext &serverContext,
                 const QByteArray &host)
    : client(context)
    , server(serverContext)
{
    client.start(host, 443, m_toServer);
}

QByteArray TlsPair::carry()
{
    QByteArray plain;
    do {
        server.feed(std::exchange(m_toServer, {}));
        plain += deliver(server.takeCipher());
        if (client.state() == net::TlsSession::State::Handshaking)
            ++roundTripsBeforeOpen;
    } while (!m_toServer.isEmpty());
    return plain;
}

QByteArray TlsPair::deliver(const QByteArray &bytes)
{
    QByteArray plain;
    for (qsizetype at = 0, size = 0; at < bytes.size(); at += size) {
        size = qMin(pieceSize - (delivered + phase) % pieceSize, bytes.size() - at);
        plain += receive(bytes.sliced(at, size));
        delivered += size;
    }
    return plain;
}

QByteArray TlsPair::receive(const QByteArray &bytes)
{
    QByteArray plain;
    QByteArrayView cipher(bytes);
    std::array<char, 1000> piece{};
    while (const std::size_t size = client.receive(cipher, piece, m_toServer))
        plain.append(piece.data(), qsizetype(size));
    if (!cipher.isEmpty())
        qFatal("bytes were left over");
    return plain;
}

} // namespace llmproxy::test
