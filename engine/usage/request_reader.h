// SPDX-License-Identifier: MIT
#pragma once

#include "engine/usage/request_table.h"

#include <memory>

namespace llmproxy::usage {

/// What a request says, as far as it has been read.
struct RequestFacts
{
    QByteArray model; ///< empty: not said, or longer than 256 bytes
    QByteArray user;  ///< the body's
    bool streaming = false;
    bool hasText = false;      ///< textCodePoints is known: the body was JSON and no longer than a
                               ///< sample, and all of it has come
    qint64 textCodePoints = 0; ///< of all texts for the model
    qint64 bodyBytes = 0;      ///< Content-Length, or what has come if that is more

    bool operator==(const RequestFacts &) const = default;
};

/// Reads a request's body on the side, as it passes, in one pass and bounded memory. Lives in: the
/// exchange. Not movable.
///
///     RequestReader reader(vendor.requests(), head, target, maxSampleBytes);
///     reader.feed(bytes);       // any pieces, transfer coding taken off
///     reader.finish(complete);  // facts() is final then, and good for reading before
class RequestReader
{
public:
    /// `target` is what goes upstream, without the proxy's own prefix. Texts are counted in bodies
    /// up to `maxSampleBytes`, never if that is negative. `table` must outlive the reader; the head
    /// is not kept.
    RequestReader(const RequestTable &table,
                  const http::RequestHead &head,
                  QByteArrayView target,
                  qint64 maxSampleBytes);
    ~RequestReader();
    RequestReader(const RequestReader &) = delete;
    RequestReader &operator=(const RequestReader &) = delete;

    void feed(QByteArrayView bytes);
    void finish(bool complete);

    const RequestFacts &facts() const { return m_facts; }
    /// Could more of the body tell more?
    bool isReading() const { return m_use != BodyUse::Nothing; }

private:
    class Body;

    void takeFacts();
    void stop();

    const RequestTable *m_table;
    RequestFacts m_facts;
    std::unique_ptr<Body> m_body; ///< made at the first byte, gone when there is no more to read
    qint64 m_maxSampleBytes;
    qint64 m_seen = 0; ///< bytes of the body so far
    BodyUse m_use = BodyUse::Nothing;
    bool m_readsTexts = true;
    bool m_hasModel = false; ///< of the path
    bool m_headStreams = false;
    bool m_bodyDecides = false;
};

} // namespace llmproxy::usage
