// SPDX-License-Identifier: MIT
#pragma once

#include "engine/transcript/transcript.h"

#include <QFile>

namespace llmproxy::test {

inline QString partText(const transcript::Part &part)
{
    using Kind = transcript::Part::Kind;
    const QString bytes = part.bytes > 0 ? QStringLiteral(":%1").arg(part.bytes) : QString();
    const QString id = part.id.isEmpty() ? QString() : u'#' + part.id;
    switch (part.kind) {
    case Kind::Text:
        return part.text;
    case Kind::Thinking:
        return u'~' + part.text + bytes;
    case Kind::ToolCall:
        return QStringLiteral("call %1(%2)").arg(part.name, part.text) + id;
    case Kind::ToolResult:
        return (part.failed ? QStringLiteral("failed") : QStringLiteral("result")) + id + u'='
               + part.text + (part.name.isEmpty() ? QString() : u'@' + part.name);
    case Kind::Media:
        return u'<' + part.mediaType + bytes + (part.name.isEmpty() ? QString() : u' ' + part.name)
               + u'>';
    case Kind::Other:
        return u'?' + part.text;
    }
    return {};
}

/// "user: Hi | <image/png:8>; assistant: …"
inline QString turnsText(const QList<transcript::Turn> &turns)
{
    QStringList all;
    for (const transcript::Turn &turn : turns) {
        QStringList parts;
        for (const transcript::Part &part : turn.parts)
            parts.append(partText(part));
        all.append(turn.role + QStringLiteral(": ") + parts.join(QStringLiteral(" | ")));
    }
    return all.join(QStringLiteral("; "));
}

inline QString readingText(transcript::Reading reading)
{
    static constexpr std::array Words = {"absent", "whole", "cut", "unknown", "undecoded", "long"};
    return QLatin1String(Words.at(std::size_t(reading)));
}

/// The turns, "end=…", "error=…"; and how it was read, if not whole.
inline QString answerText(const transcript::Answer &answer)
{
    QStringList all;
    if (!answer.turns.isEmpty())
        all.append(turnsText(answer.turns));
    if (!answer.ending.isEmpty())
        all.append(QStringLiteral("end=") + answer.ending);
    if (!answer.error.isEmpty())
        all.append(QStringLiteral("error=") + answer.error);
    if (answer.reading != transcript::Reading::Whole)
        all.append(readingText(answer.reading));
    return all.join(QStringLiteral("; "));
}

inline QByteArray fixture(const QString &name)
{
    QFile file(QStringLiteral(LLMPROXY_SOURCE_DIR "/tests/fixtures/usage/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline QByteArray typeOf(const QString &file)
{
    return file.endsWith(QStringLiteral(".sse"))      ? "text/event-stream; charset=utf-8"
           : file.endsWith(QStringLiteral(".ndjson")) ? "application/x-ndjson"
                                                      : "application/json";
}

} // namespace llmproxy::test
