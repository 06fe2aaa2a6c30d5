// SPDX-License-Identifier: MIT
#include "engine/exports/quoting.h"
#include "engine/exports/snippets.h"
#include "engine/http/head.h"

#include <algorithm>

namespace llmproxy::exports {

namespace {

// Linux takes no longer argument than 128 KiB, and this is before it is quoted.
constexpr qsizetype LongestArgument = qsizetype(64) * 1024;

/// One word: texts quoted, variables in double quotes, so that their values are not split.
QByteArray word(const Pieces &pieces)
{
    QByteArray text;
    for (const Piece &piece : pieces) {
        if (piece.isVariable)
            text += "\"$" + piece.text + '"';
        else if (!piece.text.isEmpty())
            text += shellQuoted(piece.text);
    }
    return text.isEmpty() ? "''" : text;
}

QByteArray headerWord(const ReplayHeader &header)
{
    const bool isEmpty = header.value.size() == 1 && header.value.first().text.isEmpty();
    if (isEmpty)
        return shellQuoted(header.name + ';'); // with a colon it would leave the field out
    Pieces pieces = header.value;
    if (pieces.first().isVariable)
        pieces.prepend({header.name + ": ", false});
    else
        pieces.first().text.prepend(header.name + ": ");
    return word(pieces);
}

bool hasHeader(const Replay &replay, QByteArrayView name)
{
    return std::any_of(replay.headers.begin(), replay.headers.end(), [name](const auto &header) {
        return http::equalsIgnoringCase(header.name, name);
    });
}

QByteArray method(const Replay &replay)
{
    if (replay.method == "HEAD")
        return " --head";
    const QByteArrayView implied = replay.body.isEmpty() ? "GET" : "POST";
    return replay.method == implied ? QByteArray() : " -X " + shellQuoted(replay.method);
}

} // namespace

QByteArray curlCommand(const Replay &replay)
{
    QByteArray text;
    for (const QByteArray &note : replay.notes)
        text += "# " + note + '\n';
    // What cannot be an argument is piped: NUL, what is no text, what is long.
    const bool isPiped = !isText(replay.body) || replay.body.size() > LongestArgument;
    if (isPiped)
        text += shellPrint(replay.body) + " |\n";
    text += "curl" + method(replay);
    if (replay.isStreaming)
        text += " --no-buffer";
    if (replay.isCompressible)
        text += " --compressed";
    // Else curl reads [1-9] and {a,b} as patterns, and takes /../ out.
    text += " --globoff --path-as-is " + word(replay.url);
    const auto add = [&text](const QByteArray &words) { text += " \\\n  " + words; };
    if (!replay.awsRegion.isEmpty()) {
        add("--aws-sigv4 " + shellQuoted("aws:amz:" + replay.awsRegion + ":bedrock"));
        add("--user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\"");
    }
    for (const ReplayHeader &header : replay.headers)
        add("-H " + headerWord(header));
    if (!replay.body.isEmpty()) {
        if (!hasHeader(replay, "content-type"))
            add("-H Content-Type:"); // which curl would add
        // Raw: else a body that begins with @ would be the name of a file.
        add(isPiped ? QByteArray("--data-binary @-") : "--data-raw " + shellQuoted(replay.body));
    }
    return text + '\n';
}

} // namespace llmproxy::exports
