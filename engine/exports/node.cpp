// SPDX-License-Identifier: MIT
#include "engine/exports/quoting.h"
#include "engine/exports/snippets.h"

namespace llmproxy::exports {

namespace {

QByteArray expression(const Pieces &pieces)
{
    QByteArrayList parts;
    for (const Piece &piece : pieces) {
        if (piece.isVariable)
            parts += "process.env." + piece.text;
        else if (!piece.text.isEmpty())
            parts += byteLiteral(piece.text);
    }
    return parts.isEmpty() ? "\"\"" : parts.join(" + ");
}

QByteArray bodyExpression(const QByteArray &body)
{
    return isText(body) ? textLiteral(body)
                        : "Buffer.from(" + textLiteral(body.toBase64()) + ", \"base64\")";
}

} // namespace

QByteArray nodeProgram(const Replay &replay)
{
    if (!replay.awsRegion.isEmpty())
        return "// The signature covers the time and the body, so it cannot be sent again as it\n"
               "// was, and fetch does not sign. Use curl, or AWS's SDK.\n";
    QByteArray text;
    for (const QByteArray &note : replay.notes)
        text += "// " + note + '\n';
    text += "// Save as replay.mjs\n"
            "const response = await fetch("
            + expression(replay.url) + ", {\n  method: " + textLiteral(replay.method)
            + ",\n  headers: {\n";
    for (const ReplayHeader &header : replay.headers)
        text += "    " + byteLiteral(header.name) + ": " + expression(header.value) + ",\n";
    text += "  },\n";
    if (!replay.body.isEmpty())
        text += "  body: " + bodyExpression(replay.body) + ",\n";
    return text
           + "});\n"
             "console.error(response.status);\n"
             "for await (const piece of response.body ?? []) process.stdout.write(piece);\n";
}

} // namespace llmproxy::exports
