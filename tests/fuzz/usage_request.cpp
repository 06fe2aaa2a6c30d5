// SPDX-License-Identifier: MIT
// The input's first byte chooses the vendor, the second the target and how much is sampled; the
// rest is the body.
#include "engine/providers/provider.h"
#include "engine/usage/request_reader.h"
#include "tests/fuzz/property.h"
#include "tests/support/parsed_head.h"

#include <QJsonDocument>

using namespace llmproxy;

namespace {

constexpr std::array<const char *, 6> Targets{"/v1/chat/completions",
                                              "/v1/responses",
                                              "/v1/messages",
                                              "/v1beta/models/gemini-2.0-flash:generateContent",
                                              "/model/anthropic.claude/converse-stream",
                                              "/v1/embeddings"};

usage::RequestFacts facts(const providers::Provider &provider,
                          const char *target,
                          const std::vector<QByteArrayView> &pieces,
                          qint64 sample)
{
    const http::RequestHead head = test::requestHead("Content-Type: application/json\r\n",
                                                     QByteArray("POST ") + target + " HTTP/1.1");
    usage::RequestReader reader(provider.requests(), head, target, sample);
    qint64 size = 0;
    for (const QByteArrayView piece : pieces) {
        reader.feed(piece);
        size += piece.size();
    }
    reader.finish(true);
    usage::RequestFacts facts = reader.facts();
    fuzz::require(facts.bodyBytes == size, "the body is as long as what came");
    fuzz::require(facts.model.size() <= 256 && facts.user.size() <= 1024, "texts are bounded");
    fuzz::require(facts.textCodePoints >= 0 && facts.textCodePoints <= size,
                  "there is no more text than body");
    return facts;
}

} // namespace

void fuzz::check(QByteArrayView input)
{
    if (input.size() < 2)
        return;
    const auto vendors = providers::all();
    const providers::Provider &provider = vendors[quint8(input[0]) % vendors.size()];
    const char *target = Targets.at(quint8(input[1]) % Targets.size());
    const qint64 sample = quint8(input[1]) < 128 ? 16384 : 100;

    // Over the sample, texts are passed over unread from the piece on that exceeds it; whether a
    // fault within them is seen hangs on the cut. Of real JSON all must be the same; escapes are
    // left out, of which Qt takes some that are none.
    const QByteArray body = input.sliced(2).toByteArray();
    const bool mayBeFaulty = body.contains('\\') || QJsonDocument::fromJson(body).isNull();
    if (body.size() > sample && mayBeFaulty)
        return;
    const auto pieceLists = cuts(body);
    const usage::RequestFacts whole = facts(provider, target, pieceLists.front(), sample);
    for (const auto &pieces : pieceLists)
        require(facts(provider, target, pieces, sample) == whole,
                "the facts are the same, however the body is cut");
}
