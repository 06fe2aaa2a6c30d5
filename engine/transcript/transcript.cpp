// SPDX-License-Identifier: MIT
#include "engine/transcript/transcript.h"

#include "engine/transcript/answer_reader.h"

#include <QCryptographicHash>

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

QString conversationKey(const Request &request)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    bool isAsked = false;
    for (const Turn &turn : request.turns) {
        const bool isSystem = turn.role == u"system" || turn.role == u"developer";
        for (const Part &part : turn.parts)
            hash.addData(QByteArray(part.text.toUtf8() + '\0' + part.id.toUtf8() + '\0'));
        isAsked = !isSystem;
        if (isAsked)
            break;
    }
    return isAsked ? QString::fromLatin1(hash.result().toHex().left(8)) : QString();
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

} // namespace llmproxy::transcript
