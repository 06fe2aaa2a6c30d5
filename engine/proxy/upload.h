// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace llmproxy::proxy {

class WireProbe;

/// A request's bytes on their way upstream, head first. What was sent is kept while another try
/// may need it and it is not too much; after that only what is unsent is held.
class Upload
{
public:
    /// From now on at most this much is kept for another try; 0: nothing that was sent.
    void keepUpTo(qint64 bytes);

    /// To append to.
    QByteArray &bytes() { return m_bytes; }
    QByteArrayView unsent() const { return QByteArrayView(m_bytes).sliced(m_sent); }
    bool hasUnsent() const { return m_sent < m_bytes.size(); }
    /// All there is was sent.
    void markSent();
    /// `probe`, if not null, sees what is sent; `isChunked`: the body has that coding.
    void watch(WireProbe *probe, bool isChunked);

    /// Can it be sent from its beginning once more?
    bool isWhole() const { return m_isWhole; }
    void rewind();

    /// The request has no more bytes to come.
    bool isComplete() const { return m_isComplete; }
    void complete() { m_isComplete = true; }

private:
    void dropSent();

    QByteArray m_bytes;
    qsizetype m_sent = 0; ///< bytes at the front of m_bytes that went out
    qint64 m_kept = 0;    ///< how much may be kept
    WireProbe *m_probe = nullptr;
    bool m_isChunked = false; ///< known only with a probe
    bool m_isWhole = true;
    bool m_isComplete = false;
};

} // namespace llmproxy::proxy
