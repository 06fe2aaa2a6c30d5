// SPDX-License-Identifier: MIT
#pragma once

#include "engine/http/chunk_decoder.h"
#include "engine/traffic/body_hash.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace llmproxy::proxy {

/// Reads a message back from the very bytes that are given to a socket, cut anywhere: its head, and
/// its body without the framing. So what is told of it is what was sent, not what was meant.
///
///   Head --empty line--> Body          any --restart()--> Head
///
/// Lives in: a worker. Owned by: a Capture.
class WireProbe final : private http::BodySink
{
public:
    /// `sink` gets the body's pieces; may be null. Without `readsBody` all is over with the head.
    WireProbe(bool readsBody, http::BodySink *sink);

    /// A message begins, perhaps once more. `isChunked`: its body has that coding.
    void restart(bool isChunked);
    /// To be told before the first byte of the body.
    void setChunked(bool isChunked) { m_isChunked = isChunked; }
    void passed(QByteArrayView bytes);

    bool hasHead() const { return m_inBody; }
    const QByteArray &head() const { return m_head; } ///< with its empty line, once hasHead()
    qint64 bodyBytes() const { return m_bodyBytes; }
    QByteArray bodyHash() const { return m_hash ? m_hash->hex() : QByteArray(); }

private:
    void bodyPiece(const char *data, qsizetype size) override;
    QByteArrayView takeHead(QByteArrayView bytes);

    http::BodySink *const m_sink;
    http::ChunkDecoder m_chunks;
    std::optional<traffic::BodyHash> m_hash;
    QByteArray m_head;
    qint64 m_bodyBytes = 0;
    bool m_inBody = false;
    bool m_isChunked = false;
};

} // namespace llmproxy::proxy
