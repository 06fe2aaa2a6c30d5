// SPDX-License-Identifier: MIT
#include "engine/transcript/transcript.h"

#include "engine/transcript/answer_reader.h"

#include <algorithm>

namespace llmproxy::transcript {

QByteArray decoded(const Content &body)
{
    return coding::decodedPrefix(body.coding, body.bytes, MaxDecodedBytes);
}

Answer readAnswer(const Content &body)
{
    AnswerReader reader(body.type, body.coding);
    reader.feed(body.bytes, {});
    reader.finish(body.isWhole);
    return reader.answer();
}

QList<Event> readEvents(const Content &body, const QList<traffic::Arrival> &arrivals)
{
    AnswerReader reader(body.type, body.coding);
    qsizetype from = 0;
    Duration at{};
    for (const traffic::Arrival &arrival : arrivals) {
        const qsizetype to = std::clamp<qsizetype>(arrival.bytes, from, body.bytes.size());
        at = arrival.at;
        reader.feed(body.bytes.sliced(from, to - from), at);
        from = to;
    }
    reader.feed(body.bytes.sliced(from), at);
    reader.finish(body.isWhole);
    return reader.events();
}

QByteArray headField(QByteArrayView head, QByteArrayView name)
{
    QByteArray values;
    qsizetype from = head.indexOf('\n') + 1; // behind the start line
    while (from > 0 && from < head.size()) {
        const qsizetype end = head.indexOf('\n', from);
        const QByteArrayView line = head.sliced(from, (end < 0 ? head.size() : end) - from);
        const qsizetype colon = line.indexOf(':');
        if (colon == name.size() && line.first(colon).compare(name, Qt::CaseInsensitive) == 0)
            values +=
                (values.isEmpty() ? "" : ", ") + line.sliced(colon + 1).trimmed().toByteArray();
        from = end + 1;
    }
    return values;
}

} // namespace llmproxy::transcript
