// SPDX-License-Identifier: MIT
#include "engine/coding/decoder.h"

#include "engine/coding/decompressor.h"

#include <algorithm>

namespace llmproxy::coding {

namespace {

constexpr QByteArrayView GzipMagic("\x1F\x8B");

std::unique_ptr<Decompressor> makeDecompressor(ContentCoding coding)
{
    switch (coding) {
    case ContentCoding::Gzip:
        return makeGzip();
    case ContentCoding::Deflate:
        return makeDeflate();
    case ContentCoding::Brotli:
        return makeBrotli();
    case ContentCoding::Zstd:
        return makeZstd();
    }
    Q_UNREACHABLE();
}

} // namespace

/// One coding: bytes go in, and what they yield lies in the buffer until the next step.
struct Decoder::Stage
{
    /// Takes what it can off the front of `bytes`; returns how much is in the buffer.
    qsizetype decode(QByteArrayView &bytes);
    bool beginNext();
    bool isBomb() const { return given > MinRatioBytes && given / MaxRatio >= taken; }

    std::unique_ptr<Decompressor> decompressor;
    State state = State::Decoding;
    qint64 taken = 0;
    qint64 given = 0;
    bool hasEnded = false;   ///< a member or frame is complete, and no other has begun
    bool isFirst = true;     ///< it is the first member or frame
    bool hasContent = false; ///< of the current member or frame
    bool isFull = false;     ///< the buffer was filled, so there may be more without more input
    std::array<char, PieceBytes> buffer{};
};

qsizetype Decoder::Stage::decode(QByteArrayView &bytes)
{
    const Step step = decompressor->decode(bytes, buffer);
    const bool isStuck = step.taken == 0 && step.given == 0 && !bytes.isEmpty();
    bytes = bytes.sliced(step.taken);
    taken += step.taken;
    given += step.given;
    hasContent = hasContent || step.given > 0;
    hasEnded = step.result == Step::Result::End;
    isFull = !hasEnded && step.given == PieceBytes;
    if (step.result == Step::Result::Corrupt || (isStuck && !hasEnded))
        state = isFirst || hasContent ? State::Corrupt : State::TrailingBytes;
    return step.given;
}

bool Decoder::Stage::beginNext()
{
    hasEnded = false;
    isFirst = false;
    hasContent = false;
    return decompressor->restart();
}

Decoder::Decoder(QByteArrayView contentEncoding, qint64 limit)
    : m_limit(limit)
{
    const std::optional<CodingList> codings = contentCodings(contentEncoding);
    if (!codings) {
        m_state = State::Unsupported;
        return;
    }
    m_codings = *codings;
    m_sniff = m_codings.size == 0 ? Sniff::First : Sniff::Over;
}

Decoder::~Decoder() = default;
Decoder::Decoder(Decoder &&) noexcept = default;
Decoder &Decoder::operator=(Decoder &&) noexcept = default;

State Decoder::feed(QByteArrayView bytes, ContentSink &sink)
{
    if (m_state != State::Decoding || bytes.isEmpty())
        return m_state;
    if (m_codings.size == 0)
        return passOn(bytes, sink);
    if (m_stages.empty())
        begin();
    const State state = m_state == State::Decoding ? decode(0, bytes, sink) : m_state;
    return state == State::Decoding ? state : stop(state);
}

State Decoder::finish(ContentSink &sink)
{
    if (m_state != State::Decoding)
        return m_state;
    if (m_sniff == Sniff::Second)
        sink.contentPiece(GzipMagic.data(), 1);
    const bool isWhole = std::all_of(
        m_stages.begin(), m_stages.end(), [](const auto &stage) { return stage->hasEnded; });
    return stop(isWhole ? State::Ended : State::Truncated);
}

void Decoder::begin()
{
    for (qsizetype at = m_codings.size - 1; at >= 0; --at) {
        m_stages.push_back(std::make_unique<Stage>());
        m_stages.back()->decompressor = makeDecompressor(m_codings.codings[std::size_t(at)]);
        if (m_stages.back()->decompressor == nullptr)
            m_state = State::Unsupported;
    }
}

/// Content without coding, but for what begins like gzip. A first byte that may be the magic's is
/// held until the second tells.
State Decoder::passOn(QByteArrayView bytes, ContentSink &sink)
{
    if (m_sniff == Sniff::First) {
        m_sniff = bytes.front() == GzipMagic.front() ? Sniff::Second : Sniff::Over;
        if (m_sniff == Sniff::Second)
            bytes = bytes.sliced(1);
    }
    if (bytes.isEmpty())
        return m_state;
    if (m_sniff == Sniff::Second) {
        m_sniff = Sniff::Over;
        if (bytes.front() == GzipMagic.back()) {
            m_codings = {{ContentCoding::Gzip}, 1};
            feed(GzipMagic.first(1), sink);
            return feed(bytes, sink);
        }
        sink.contentPiece(GzipMagic.data(), 1);
    }
    sink.contentPiece(bytes.data(), bytes.size());
    return m_state;
}

/// Takes bytes, at least one, through a stage and those behind it.
State Decoder::decode(std::size_t index, QByteArrayView bytes, ContentSink &sink)
{
    if (index == m_stages.size())
        return give(bytes, sink);
    Stage &stage = *m_stages[index];
    do {
        if (stage.hasEnded && !stage.beginNext())
            return State::TrailingBytes;
        const qsizetype size = stage.decode(bytes);
        if (stage.isBomb())
            return State::TooLarge;
        const State state =
            size == 0 ? State::Decoding : decode(index + 1, {stage.buffer.data(), size}, sink);
        if (state != State::Decoding)
            return state;
    } while (stage.state == State::Decoding && (stage.isFull || !bytes.isEmpty()));
    return stage.state;
}

State Decoder::give(QByteArrayView content, ContentSink &sink)
{
    const qsizetype size = std::min<qint64>(content.size(), m_limit - m_given);
    if (size > 0)
        sink.contentPiece(content.data(), size);
    m_given += size;
    return size < content.size() ? State::TooLarge : State::Decoding;
}

State Decoder::stop(State state)
{
    m_stages.clear();
    m_state = state;
    return state;
}

QByteArray decodedPrefix(QByteArrayView contentEncoding, QByteArrayView body, qsizetype limit)
{
    class Gatherer final : public ContentSink
    {
    public:
        explicit Gatherer(qsizetype bound)
            : m_bound(bound)
        {}

        void contentPiece(const char *data, qsizetype size) override
        {
            content.append(data, std::min(size, m_bound - content.size()));
        }

        QByteArray content;

    private:
        qsizetype m_bound; // content without coding comes without limit
    };

    Gatherer gatherer(limit);
    Decoder decoder(contentEncoding, limit);
    decoder.feed(body, gatherer);
    decoder.finish(gatherer);
    return std::move(gatherer.content);
}

} // namespace llmproxy::coding
