// SPDX-License-Identifier: MIT
// The input's first byte chooses the Content-Encoding, the second the limit; the rest is the body.
#include "engine/coding/decoder.h"
#include "tests/fuzz/property.h"

using namespace llmproxy;
using namespace llmproxy::coding;

namespace {

constexpr std::array<QByteArrayView, 8> Encodings{
    "", "gzip", "deflate", "br", "zstd", "gzip, br", "zstd, deflate", "br, zstd, gzip"};

class Gatherer final : public ContentSink
{
public:
    explicit Gatherer(bool isCoded)
        : m_isCoded(isCoded)
    {}

    void contentPiece(const char *data, qsizetype size) override
    {
        fuzz::require(size > 0, "no piece is empty");
        fuzz::require(!m_isCoded || size <= PieceBytes, "pieces are bounded");
        content.append(data, size);
    }

    QByteArray content;

private:
    bool m_isCoded;
};

struct Outcome
{
    QByteArray content;
    State state = State::Decoding;
};

Outcome decode(QByteArrayView encoding, const std::vector<QByteArrayView> &pieces, qint64 limit)
{
    Gatherer gatherer(!encoding.isEmpty());
    Decoder decoder(encoding, limit);
    for (const QByteArrayView piece : pieces)
        decoder.feed(piece, gatherer);
    const State state = decoder.finish(gatherer);
    fuzz::require(state != State::Decoding, "the end decides the state");
    const qsizetype size = gatherer.content.size();
    fuzz::require(decoder.feed("more", gatherer) == state && decoder.finish(gatherer) == state
                      && gatherer.content.size() == size,
                  "nothing comes behind the end");
    return {gatherer.content, state};
}

/// Brotli keeps back what it has decoded in front of a fault, and the ratio is judged once a piece;
/// so these ends come sooner or later as the body is cut.
bool agree(const Outcome &one, const Outcome &other)
{
    if (one.state != other.state)
        return one.state == State::TooLarge || other.state == State::TooLarge;
    if (one.state == State::Corrupt || one.state == State::TooLarge)
        return one.content.startsWith(other.content) || other.content.startsWith(one.content);
    return one.content == other.content;
}

} // namespace

void fuzz::check(QByteArrayView input)
{
    if (input.size() < 2)
        return;
    const QByteArrayView encoding = Encodings.at(quint8(input[0]) % Encodings.size());
    const qint64 limit = qint64(1) << (quint8(input[1]) % 22U);
    const QByteArrayView body = input.sliced(2);

    const auto pieceLists = cuts(body);
    const Outcome whole = decode(encoding, pieceLists.front(), limit);
    const bool isPlain = encoding.isEmpty() && !body.startsWith("\x1F\x8B");
    require(isPlain ? whole.content == body : whole.content.size() <= limit,
            "what is decoded keeps the limit");
    for (const auto &pieces : pieceLists)
        require(agree(whole, decode(encoding, pieces, limit)),
                "content and state are the same, however the body is cut");

    const QByteArray prefix = decodedPrefix(encoding, body, qsizetype(limit / 2));
    require(prefix == whole.content.left(qsizetype(limit / 2)), "a prefix is one of the content");
}
