// SPDX-License-Identifier: MIT
#include "engine/traffic/masked_head.h"

#include "engine/http/head.h"
#include "engine/traffic/head_text.h"
#include "engine/traffic/redact.h"

#include <algorithm>
#include <string>
#include <vector>

namespace llmproxy::traffic {

namespace {

struct Line : HeadField
{
    bool isTaken = false; ///< it has found its like
};

std::vector<Line> linesOf(QByteArrayView head)
{
    std::vector<Line> lines;
    for (const HeadField &field : fieldsOf(head))
        lines.push_back({field});
    return lines;
}

// "GET /v1/models?key=… HTTP/1.1": the second word is a target. Of a status line nothing is secret.
QByteArray maskedStart(QByteArrayView line)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (line.startsWith("HTTP/") || first < 0 || last <= first)
        return line.toByteArray();
    return line.first(first + 1).toByteArray()
           + maskedTarget(line.sliced(first + 1, last - first - 1))
           + line.sliced(last).toByteArray();
}

// The same name; the same value too where that is asked for.
Line *likeOf(const Line &line, std::vector<Line> &among, bool sameValue)
{
    const auto found = std::find_if(among.begin(), among.end(), [&](const Line &each) {
        return !each.isTaken && http::equalsIgnoringCase(each.name, line.name)
               && (!sameValue || each.value == line.value);
    });
    return found == among.end() ? nullptr : &*found;
}

// Most lines stand in both, in the same order and to the byte.
void takeEqualRuns(std::vector<Line> &from, std::vector<Line> &to)
{
    auto next = to.begin();
    for (Line &line : from) {
        const auto found = std::find_if(next, to.end(), [&line](const Line &each) {
            return each.name == line.name && each.value == line.value;
        });
        if (found == to.end())
            continue;
        line.isTaken = found->isTaken = true;
        next = found + 1;
    }
}

QByteArray masked(const HeadField &line)
{
    return maskedHeaderValue(line.name, line.value);
}

} // namespace

QByteArray maskedHead(QByteArrayView raw)
{
    std::string text; // its append() costs a tenth of QByteArray's
    text.reserve(static_cast<std::size_t>(raw.size()) + 64);
    const auto add = [&text](QByteArrayView bytes) {
        text.append(bytes.data(), static_cast<std::size_t>(bytes.size()));
    };
    add(maskedStart(takeLine(raw)));
    add("\n");
    while (!raw.empty()) {
        const QByteArrayView line = takeLine(raw);
        const auto field = fieldIn(line);
        if (!field)
            continue;
        if (isShownAsItIs(field->name, field->value)) {
            add(line);
        } else {
            add(field->name);
            add(": ");
            add(masked(*field));
        }
        add("\n");
    }
    return QByteArray::fromStdString(text);
}

QList<FieldChange> fieldChanges(QByteArrayView before, QByteArrayView after)
{
    std::vector<Line> from = linesOf(before);
    std::vector<Line> to = linesOf(after);
    takeEqualRuns(from, to);
    for (Line &line : from) {
        Line *const same = line.isTaken ? nullptr : likeOf(line, to, true);
        if (same != nullptr)
            line.isTaken = same->isTaken = true;
    }
    QList<FieldChange> changes;
    for (const Line &line : from) {
        if (line.isTaken)
            continue;
        Line *const other = likeOf(line, to, false);
        if (other != nullptr)
            other->isTaken = true;
        changes.append({other != nullptr ? FieldChange::Kind::Changed : FieldChange::Kind::Removed,
                        line.name.toByteArray(),
                        masked(line),
                        other != nullptr ? masked(*other) : QByteArray()});
    }
    for (const Line &line : to) {
        if (!line.isTaken)
            changes.append(
                {FieldChange::Kind::Added, line.name.toByteArray(), QByteArray(), masked(line)});
    }
    return changes;
}

} // namespace llmproxy::traffic
