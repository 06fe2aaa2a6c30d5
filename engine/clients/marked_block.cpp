// SPDX-License-Identifier: MIT
#include "engine/clients/marked_block.h"

namespace llmproxy::clients {

namespace {

QByteArray firstLine(const QByteArray &name)
{
    return "# >>> llm-proxy " + name + " >>>\n";
}

QByteArray lastLine(const QByteArray &name)
{
    return "# <<< llm-proxy " + name + " <<<\n";
}

/// Where a line of the text is that; -1: nowhere.
qsizetype findLine(const QByteArray &text, const QByteArray &line, qsizetype from)
{
    qsizetype at = text.indexOf(line, from);
    while (at > 0 && text.at(at - 1) != '\n')
        at = text.indexOf(line, at + 1);
    return at;
}

QByteArray endingWithNewline(QByteArray text)
{
    if (!text.isEmpty() && !text.endsWith('\n'))
        text += '\n';
    return text;
}

} // namespace

QByteArray
withBlock(const QByteArray &text, const QByteArray &name, const QByteArray &lines, Place place)
{
    const QByteArray block = firstLine(name) + lines + lastLine(name);
    const QByteArray rest = endingWithNewline(withoutBlock(text, name));
    return place == Place::Begin ? block + rest : rest + block;
}

QByteArray withoutBlock(const QByteArray &text, const QByteArray &name)
{
    const QByteArray whole = endingWithNewline(text);
    const qsizetype begin = findLine(whole, firstLine(name), 0);
    if (begin < 0)
        return text;
    const QByteArray last = lastLine(name);
    const qsizetype end = findLine(whole, last, begin);
    if (end < 0) // its end is gone: whose the lines are cannot be told
        return text;
    return whole.first(begin) + whole.sliced(end + last.size());
}

} // namespace llmproxy::clients
