// SPDX-License-Identifier: MIT
#pragma once

#include "engine/coding/decoder.h"
#include "engine/eventstream/decoder.h"
#include "engine/sse/reader.h"
#include "engine/transcript/assembly.h"
#include "engine/transcript/objects.h"

namespace llmproxy::transcript {

/// Reads an answer while it comes: its events, and what they say put together. Memory is bounded
/// by MaxDecodedBytes and MaxEvents; what follows is not read.
class AnswerReader final : private coding::ContentSink, private sse::EventSink
{
public:
    /// The fields of the answer's head, empty if absent.
    AnswerReader(QByteArrayView contentType, QByteArrayView contentCoding);

    /// The next bytes of the body, as they are coded; `at`: when they came.
    void feed(QByteArrayView bytes, Duration at);

    /// No more comes; `isWhole`: it was all there is. Once.
    void finish(bool isWhole);

    const QList<Event> &events() const { return m_events; }
    Answer answer() const;

private:
    enum class Framing : quint8 { Unknown, Sse, Frames, Objects };

    static Framing framingOf(QByteArrayView contentType);
    void contentPiece(const char *data, qsizetype size) override;
    void dataPiece(const char *data, qsizetype size) override;
    void eventEnded(QByteArrayView name, sse::Ending ending) override;
    void takeFrames();
    void takeObjects();
    void take(QByteArray type, QByteArray data, bool isCutOff);
    Reading reading() const;

    coding::Decoder m_coding;
    sse::Reader m_sse;
    eventstream::Decoder m_frames;
    Objects m_objects;
    Assembly m_assembly;
    QList<Event> m_events;
    QByteArray m_data; ///< of the SSE event that is coming
    Duration m_at{};
    qsizetype m_decoded = 0; ///< bytes
    Framing m_framing;
    bool m_hasBody = false;
    bool m_isCut = false;
    bool m_isTooLong = false;
};

} // namespace llmproxy::transcript
