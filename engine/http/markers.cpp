// SPDX-License-Identifier: MIT
#include "engine/http/markers.h"

#include <algorithm>
#include <array>

namespace llmproxy::http {

namespace {

/// One thing that can be told, and where it goes; a null member: not read here.
struct Marker
{
    QByteArrayView field; ///< behind the prefix
    QByteArrayView parameter;
    QByteArray Markers::*value = nullptr;
};

constexpr QByteArrayView Prefix = "X-LLM-Proxy-";
constexpr std::array<Marker, 5> Known = {{
    {"Bypass-Circuit", "llm_proxy_bypass_circuit", &Markers::bypassCircuit},
    {"Bypass-Reason", "llm_proxy_bypass_reason", &Markers::bypassReason},
    {"Test-Mode", "llm_proxy_test_mode", &Markers::testMode},
    {"Timeout-Ms", "llm_proxy_timeout_ms", &Markers::timeoutMs},
    {{}, "llm_user_id", nullptr},
}};

QByteArrayView nameOf(QByteArrayView parameter)
{
    const qsizetype equals = parameter.indexOf('=');
    return equals < 0 ? parameter : parameter.first(equals);
}

// application/x-www-form-urlencoded, as the SDKs write queries
QByteArray decoded(QByteArrayView text)
{
    QByteArray bytes = text.toByteArray();
    bytes.replace('+', ' ');
    return QByteArray::fromPercentEncoding(bytes);
}

const Marker *find(QByteArrayView parameter)
{
    const QByteArrayView name = nameOf(parameter);
    const auto named = [](QByteArrayView wanted) {
        return std::find_if(Known.begin(), Known.end(), [&](const Marker &marker) {
            return marker.parameter == wanted;
        });
    };
    const Marker *const found = name.contains('%') ? named(decoded(name)) : named(name);
    return found == Known.end() ? nullptr : found;
}

// Most targets have no query, and most queries nothing that could be ours.
QByteArrayView queryOf(QByteArrayView target)
{
    const qsizetype question = target.indexOf('?');
    if (question < 0)
        return {};
    const QByteArrayView query = target.sliced(question + 1);
    return query.contains("llm") || query.contains('%') ? query : QByteArrayView();
}

QByteArrayView takeParameter(QByteArrayView &query, bool &last)
{
    const qsizetype end = query.indexOf('&');
    last = end < 0;
    const QByteArrayView parameter = last ? query : query.first(end);
    query = last ? QByteArrayView() : query.sliced(end + 1);
    return parameter;
}

void readFields(const Head &head, Markers &markers)
{
    for (const Field &field : head.fields) {
        if (!isMarkerField(head.name(field)))
            continue;
        const QByteArrayView name = head.name(field).sliced(Prefix.size());
        for (const Marker &marker : Known) {
            if (marker.value == nullptr || !equalsIgnoringCase(name, marker.field))
                continue;
            QByteArray &value = markers.*marker.value;
            if (value.isNull()) // the first of several, even if it is empty
                value = QByteArray("") + trimmed(head.value(field));
        }
    }
}

void readParameters(QByteArrayView query, Markers &markers)
{
    Markers told;
    for (bool last = query.isEmpty(); !last;) {
        const QByteArrayView parameter = takeParameter(query, last);
        const Marker *const marker = find(parameter);
        if (marker == nullptr || marker->value == nullptr)
            continue;
        QByteArray &value = told.*marker->value;
        const qsizetype nameEnd = nameOf(parameter).size();
        if (value.isNull())
            value = QByteArray("") + decoded(parameter.sliced(nameEnd)).mid(1).trimmed();
    }
    for (const Marker &marker : Known) {
        if (marker.value != nullptr && (markers.*marker.value).isEmpty())
            markers.*marker.value = told.*marker.value;
    }
}

} // namespace

Markers markersOf(const RequestHead &head)
{
    Markers markers;
    readFields(head, markers);
    readParameters(queryOf(head.target()), markers);
    return markers;
}

bool isMarkerField(QByteArrayView name)
{
    return name.size() >= Prefix.size() && (name[0] | 0x20) == 'x'
           && equalsIgnoringCase(name.first(Prefix.size()), Prefix);
}

QByteArray withoutOwnParameters(QByteArrayView target)
{
    QByteArrayView query = queryOf(target);
    if (query.isEmpty())
        return target.toByteArray();
    QByteArray kept = target.first(target.indexOf('?')).toByteArray();
    char separator = '?';
    for (bool last = false; !last;) {
        const QByteArrayView parameter = takeParameter(query, last);
        if (find(parameter) != nullptr)
            continue;
        kept += separator;
        kept.append(parameter.data(), parameter.size());
        separator = '&';
    }
    return kept;
}

} // namespace llmproxy::http
