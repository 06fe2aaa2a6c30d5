// SPDX-License-Identifier: MIT
#pragma once

#include "engine/providers/provider.h"
#include "engine/usage/answer_reader.h"
#include "tests/support/parsed_head.h"

#include <QFile>

namespace llmproxy::test {

/// An answer in one line: what was said, and nothing of what was not. `~` marks an estimate.
inline QByteArray answerText(const usage::Answer &answer)
{
    QByteArray text;
    const auto add = [&text](const char *name, const usage::Count &count) {
        if (count.source != usage::Source::Unknown)
            text += QByteArray(" ") + name + (count.source == usage::Source::Estimated ? "~" : "=")
                    + QByteArray::number(count.tokens);
    };
    const usage::TokenUsage &usage = answer.usage;
    add("in", usage.input);
    add("out", usage.output);
    add("total", usage.total);
    add("thought", usage.thought);
    add("read", usage.cacheRead);
    add("write", usage.cacheWrite);
    add("hour", usage.cacheWriteLong);
    add("tool", usage.toolPrompt);
    text += usage.inputHoldsCacheRead ? "" : " cache-beside";
    text += usage.outputHoldsThought ? "" : " thought-beside";
    const auto say = [&text](const char *name, const QByteArray &value) {
        if (!value.isEmpty())
            text += QByteArray(" ") + name + '=' + value;
    };
    say("model", answer.model);
    say("id", answer.requestId);
    say("finish", answer.finishReason);
    if (answer.error) {
        static constexpr std::array Kinds = {"overloaded", "server", "rate", "client", "other"};
        say(Kinds.at(std::size_t(answer.error->kind)), answer.error->type + '!');
    }
    text += " events=" + QByteArray::number(answer.events);
    text += answer.hasContent ? " content" : "";
    text += answer.isTerminated ? " end" : "";
    text += answer.isUnreadable ? " unreadable" : "";
    return text.trimmed();
}

inline QByteArray fixture(const QByteArray &name)
{
    QFile file(QStringLiteral(LLMPROXY_SOURCE_DIR "/tests/fixtures/usage/")
               + QString::fromLatin1(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Reads a body in pieces that end at `cuts`.
inline usage::Answer readAnswer(const char *vendor,
                                const QByteArray &fields,
                                const QByteArray &body,
                                const QList<qsizetype> &cuts = {},
                                bool complete = true)
{
    usage::AnswerReader reader(providers::find(vendor)->answers(), responseHead(fields));
    qsizetype from = 0;
    for (const qsizetype cut : cuts + QList<qsizetype>{body.size()}) {
        const QByteArray piece = body.mid(from, cut - from); // a copy: sanitizers see its end
        reader.feed(piece);
        from = cut;
    }
    reader.finish(complete);
    return reader.answer();
}

inline QByteArray typeField(const QByteArray &file)
{
    const QByteArray suffix = file.mid(file.lastIndexOf('.') + 1);
    const QByteArray type = suffix == "sse"      ? "text/event-stream; charset=utf-8"
                            : suffix == "ndjson" ? "application/x-ndjson"
                                                 : "application/json";
    return "Content-Type: " + type + "\r\n";
}

} // namespace llmproxy::test
