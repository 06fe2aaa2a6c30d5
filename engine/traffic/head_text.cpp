// SPDX-License-Identifier: MIT
#include "engine/traffic/head_text.h"

#include "engine/http/head.h"
#include "engine/traffic/redact.h"

#include <algorithm>
#include <vector>

namespace llmproxy::traffic {

namespace {

struct Line
{
    QByteArrayView name;
    QByteArrayView value;
    bool isTaken = false; ///< it has found its like
};

struct Lines
{
    QByteArrayView start;
    std::vector<Line> fields;
};

Lines linesOf(QByteArrayView raw)
{
    Lines lines;
    while (!raw.isEmpty()) {
        const qsizetype end = raw.indexOf('\n');
        QByteArrayView line = end < 0 ? raw : raw.first(end);
        raw = end < 0 ? QByteArrayView() : raw.sliced(end + 1);
        if (line.endsWith('\r'))
            line.chop(1);
        const qsizetype colon = line.indexOf(':');
        if (lines.start.isNull())
            lines.start = line;
        else if (colon > 0)
            lines.fields.push_back({line.first(colon), http::trimmed(line.sliced(colon + 1))});
    }
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

// The same name; the same value too where there is one.
Line *likeOf(const Line &line, std::vector<Line> &among, bool sameValue)
{
    const auto found = std::find_if(among.begin(), among.end(), [&](const Line &each) {
        return !each.isTaken && http::equalsIgnoringCase(each.name, line.name)
               && (!sameValue || each.value == line.value);
    });
    return found == among.end() ? nullptr : &*found;
}

QByteArray masked(const Line &line)
{
    return maskedHeaderValue(line.name, line.value);
}

} // namespace

QByteArray maskedHead(QByteArrayView raw)
{
    const Lines lines = linesOf(raw);
    QByteArray text = maskedStart(lines.start) + '\n';
    for (const Line &line : lines.fields)
        text += line.name.toByteArray() + ": " + masked(line) + '\n';
    return text;
}

QList<FieldChange> fieldChanges(QByteArrayView before, QByteArrayView after)
{
    std::vector<Line> from = linesOf(before).fields;
    std::vector<Line> to = linesOf(after).fields;
    for (Line &line : from) {
        if (Line *const same = likeOf(line, to, true))
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
