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
    QByteArrayView whole;
    bool isShown = true; ///< as it is; else `masked` takes the place of its value
    QByteArray masked;
    Line *like = nullptr; ///< of the other head

    QByteArray shownValue() const { return isShown ? value.toByteArray() : masked; }
};

/// One head, taken apart.
struct Lines
{
    QByteArrayView start;
    std::vector<Line> fields;
};

Lines linesOf(QByteArrayView head)
{
    Lines lines;
    lines.fields.reserve(24);
    lines.start = takeLine(head);
    while (!head.empty()) {
        const QByteArrayView whole = takeLine(head);
        if (const auto field = fieldIn(whole))
            lines.fields.push_back({*field, whole, true, {}, nullptr});
    }
    return lines;
}

void mask(Line &line)
{
    line.isShown = isShownAsItIs(line.name, line.value);
    if (!line.isShown)
        line.masked = maskedHeaderValue(line.name, line.value);
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

QByteArray textOf(const Lines &lines)
{
    std::string text; // its append() costs a tenth of QByteArray's
    text.reserve(1024);
    const auto add = [&text](QByteArrayView bytes) {
        text.append(bytes.data(), static_cast<std::size_t>(bytes.size()));
    };
    add(maskedStart(lines.start));
    add("\n");
    for (const Line &line : lines.fields) {
        if (line.isShown) {
            add(line.whole);
        } else {
            add(line.name);
            add(": ");
            add(line.masked);
        }
        add("\n");
    }
    return QByteArray::fromStdString(text);
}

void pair(Line &one, Line &other)
{
    one.like = &other;
    other.like = &one;
}

// Most lines stand in both, in the same order.
void pairRuns(std::vector<Line> &from, std::vector<Line> &to)
{
    auto next = to.begin();
    for (Line &line : from) {
        const auto found = std::find_if(next, to.end(), [&line](const Line &each) {
            return each.name == line.name && each.value == line.value;
        });
        if (found == to.end())
            continue;
        pair(line, *found);
        next = found + 1;
    }
}

// The rest by name; those with the same value first.
void pairByName(std::vector<Line> &from, std::vector<Line> &to, bool sameValue)
{
    for (Line &line : from) {
        if (line.like != nullptr)
            continue;
        const auto found = std::find_if(to.begin(), to.end(), [&](const Line &each) {
            return each.like == nullptr && http::equalsIgnoringCase(each.name, line.name)
                   && (!sameValue || each.value == line.value);
        });
        if (found != to.end())
            pair(line, *found);
    }
}

} // namespace

QByteArray maskedHead(QByteArrayView raw)
{
    Lines lines = linesOf(raw);
    std::for_each(lines.fields.begin(), lines.fields.end(), mask);
    return textOf(lines);
}

MaskedPair maskedPair(QByteArrayView before, QByteArrayView after)
{
    Lines from = linesOf(before);
    Lines to = linesOf(after);
    pairRuns(from.fields, to.fields);
    pairByName(from.fields, to.fields, true);
    pairByName(from.fields, to.fields, false);
    std::for_each(from.fields.begin(), from.fields.end(), mask);

    MaskedPair pair;
    for (Line &line : to.fields) {
        if (line.like != nullptr && line.like->value == line.value) { // it is masked already
            line.isShown = line.like->isShown;
            line.masked = line.like->masked;
        } else {
            mask(line);
        }
    }
    using Kind = FieldChange::Kind;
    for (const Line &line : from.fields) {
        if (line.like == nullptr)
            pair.changes.append({Kind::Removed, line.name.toByteArray(), line.shownValue(), {}});
        else if (line.like->value != line.value)
            pair.changes.append({Kind::Changed,
                                 line.name.toByteArray(),
                                 line.shownValue(),
                                 line.like->shownValue()});
    }
    for (const Line &line : to.fields) {
        if (line.like == nullptr)
            pair.changes.append({Kind::Added, line.name.toByteArray(), {}, line.shownValue()});
    }
    pair.before = textOf(from);
    pair.after = textOf(to);
    return pair;
}

} // namespace llmproxy::traffic
