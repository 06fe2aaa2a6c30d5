// SPDX-License-Identifier: MIT
// The input's first byte, if it is odd: the CRCs of what follows are set right first. The fuzzer
// would never find them, and nothing behind them would be reached.
#include "engine/eventstream/crc32.h"
#include "engine/eventstream/decoder.h"
#include "engine/eventstream/encoder.h"
#include "tests/fuzz/property.h"

#include <QtEndian>

using namespace llmproxy;
using namespace llmproxy::eventstream;

namespace {

struct Outcome
{
    std::vector<Message> messages;
    std::optional<DecodeError> error;
    bool insideMessage = false;

    bool operator==(const Outcome &) const = default;
};

void drain(Decoder &decoder, Outcome &outcome)
{
    while (true) {
        auto message = decoder.next();
        if (!message)
            outcome.error = message.error();
        if (!message || !*message)
            return;
        fuzz::require(!outcome.error, "nothing comes behind an error");
        outcome.messages.push_back(std::move(**message));
    }
}

Outcome decode(const std::vector<QByteArrayView> &pieces)
{
    Decoder decoder;
    Outcome outcome;
    for (const QByteArrayView piece : pieces) {
        decoder.feed(piece);
        drain(decoder, outcome);
    }
    outcome.insideMessage = decoder.insideMessage();
    return outcome;
}

void setCrcs(QByteArray &stream)
{
    qsizetype at = 0;
    while (stream.size() - at >= PreludeBytes) {
        char *frame = stream.data() + at;
        qToBigEndian(crc32({frame, 8}), frame + 8);
        const qsizetype total = qFromBigEndian<quint32>(frame);
        if (total < MinMessageBytes || total > stream.size() - at)
            return;
        qToBigEndian(crc32({frame, total - 4}), frame + total - 4);
        at += total;
    }
}

} // namespace

void fuzz::check(QByteArrayView input)
{
    if (input.isEmpty())
        return;
    QByteArray stream = input.sliced(1).toByteArray();
    if ((quint8(input.front()) & 1U) != 0)
        setCrcs(stream);

    const auto pieceLists = cuts(stream);
    const Outcome whole = decode(pieceLists.front());
    for (const auto &pieces : pieceLists)
        require(decode(pieces) == whole, "messages are the same, however the stream is cut");

    QByteArray again;
    for (const Message &message : whole.messages) {
        // Any byte but 0 and 1 is a type of its own, so a message has one spelling.
        again += encode(message);
    }
    require(stream.startsWith(again), "messages encode to the bytes they were");
    require(whole.error || whole.insideMessage == (again.size() < stream.size()),
            "what is left over is inside a message");
}
