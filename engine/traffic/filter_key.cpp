// SPDX-License-Identifier: MIT
#include "engine/traffic/filter_key.h"

#include <QStringList>

#include <algorithm>
#include <array>

namespace llmproxy::traffic {

namespace {

using Kind = FilterKey::Kind;

constexpr auto Keys = std::to_array<FilterKey>({
    {"provider", Subject::Provider, Kind::Text, "provider"},
    {"model", Subject::Model, Kind::Text, "model"},
    {"status", Subject::Status, Kind::Status, "status"},
    {"by", Subject::By, Kind::By, "answered by"},
    {"user", Subject::User, Kind::Text, "user"},
    {"key", Subject::Key, Kind::Text, "key"},
    {"client", Subject::Client, Kind::Text, "client"},
    {"method", Subject::Method, Kind::Text, "method"},
    {"path", Subject::Path, Kind::Text, "path"},
    {"class", Subject::Class, Kind::Text, "error class"},
    {"flag", Subject::Flag, Kind::Flag, "flag"},
    {"ttft", Subject::FirstByte, Kind::Duration, "first byte after"},
    {"took", Subject::Took, Kind::Duration, "took"},
    {"tokens", Subject::Tokens, Kind::Tokens, "tokens"},
    {"in", Subject::Input, Kind::Tokens, "input tokens"},
    {"out", Subject::Output, Kind::Tokens, "output tokens"},
    {"cost", Subject::Cost, Kind::Money, "cost"},
    {"tries", Subject::Tries, Kind::Whole, "tries"},
    {"id", Subject::Id, Kind::Whole, "number"},
    {"since", Subject::At, Kind::Since, "started"},
    {"until", Subject::At, Kind::Until, "started"},
    {"header", Subject::Header, Kind::Text, "a header"},
    {"body", Subject::Body, Kind::Text, "a body"},
});

template<class Range, class Name>
QString listed(const Range &range, Name nameOf)
{
    QStringList names;
    for (const auto &each : range)
        names += QString::fromLatin1(nameOf(each));
    const QString last = names.takeLast();
    return names.join(QStringLiteral(", ")) + QStringLiteral(" or ") + last;
}

} // namespace

std::span<const FilterKey> filterKeys()
{
    return Keys;
}

const FilterKey *findFilterKey(QStringView name)
{
    const auto *const found = std::find_if(Keys.begin(), Keys.end(), [name](const FilterKey &key) {
        return name.compare(QLatin1String(key.name), Qt::CaseInsensitive) == 0;
    });
    return found == Keys.end() ? nullptr : found;
}

const FilterKey *filterKeyOf(Subject subject)
{
    const auto *const found =
        std::find_if(Keys.begin(), Keys.end(), [subject](const FilterKey &key) {
            return key.subject == subject;
        });
    return found == Keys.end() ? nullptr : found;
}

QString allowedValues(Kind kind)
{
    switch (kind) {
    case Kind::Text:
        return QStringLiteral("a text");
    case Kind::Status:
        return QStringLiteral("429, 5xx, 200..299, >=400 or none");
    case Kind::Duration:
        return QStringLiteral("a time in ms, s or m, as in >500ms, <=2s, 1s..5s or none");
    case Kind::Tokens:
        return QStringLiteral("a number, as in >1000, <=20k, 1k..5k or none");
    case Kind::Whole:
        return QStringLiteral("a number, as in 2, >1 or 3..5");
    case Kind::Money:
        return QStringLiteral("US dollars, as in >0.05, 0.01..0.1 or none");
    case Kind::Since:
    case Kind::Until:
        return QStringLiteral("a time, as in 15s, 5m, 2h, 3d, 14:30, 2026-01-31 or "
                              "2026-01-31T14:30:00Z");
    case Kind::By:
        return listed(allOrigins(), [](Origin origin) { return nameOf(origin); });
    case Kind::Flag:
        return listed(allFlags(), [](const FlagWords &flag) { return flag.name; });
    }
    Q_UNREACHABLE();
}

} // namespace llmproxy::traffic
