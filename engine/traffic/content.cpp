// SPDX-License-Identifier: MIT
#include "engine/traffic/content.h"

#include "engine/coding/decoder.h"
#include "engine/traffic/head_text.h"

#include <algorithm>

namespace llmproxy::traffic {

namespace {

class Gatherer final : public coding::ContentSink
{
public:
    explicit Gatherer(qsizetype limit)
        : m_limit(limit)
    {}

    void contentPiece(const char *data, qsizetype size) override
    {
        m_content.append(data, std::min(size, m_limit - m_content.size()));
    }

    QByteArray take() { return std::move(m_content); }

private:
    qsizetype m_limit;
    QByteArray m_content;
};

} // namespace

Content contentOf(QByteArrayView head, const Body &body, qsizetype limit)
{
    const QByteArrayView field = fieldOf(head, "content-encoding").value_or(QByteArrayView());
    const auto codings = coding::contentCodings(field);
    if (!codings || codings->size == 0)
        return {.bytes = body.bytes.size() <= limit ? body.bytes : body.bytes.first(limit),
                .isDecoded = false,
                .isWhole = body.isWhole() && body.bytes.size() <= limit};
    Gatherer gatherer(limit);
    coding::Decoder decoder(field, limit);
    decoder.feed(body.bytes, gatherer);
    const coding::State state = decoder.finish(gatherer);
    Content content{.bytes = gatherer.take(),
                    .isDecoded = true,
                    .isWhole = body.isWhole() && state == coding::State::Ended};
    if (!content.bytes.isEmpty() || content.isWhole)
        return content;
    return {.bytes = body.bytes.first(std::min(limit, body.bytes.size())),
            .isDecoded = false,
            .isWhole = false};
}

} // namespace llmproxy::traffic
