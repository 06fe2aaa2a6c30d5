// SPDX-License-Identifier: MIT
#pragma once

#include "engine/mock/answers.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

/// Asking the mock without a socket, and reading what it says.
namespace llmproxy::mock {

inline constexpr Settings AtOnce{Duration(0), 0, 1};

inline Request post(const QByteArray &target, const QByteArray &body, HeaderList headers = {})
{
    return {"POST", target, std::move(headers), body, TimePoint(Duration(1'700'000'000'000))};
}

inline QJsonValue parsed(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

inline QJsonValue ask(const QByteArray &target, const QByteArray &body, HeaderList headers = {})
{
    return parsed(answer(post(target, body, std::move(headers)), AtOnce).body());
}

inline QByteArray headerOf(const Answer &answer, QByteArrayView name)
{
    const auto found = std::find_if(answer.headers.begin(),
                                    answer.headers.end(),
                                    [name](const auto &field) { return field.first == name; });
    return found == answer.headers.end() ? QByteArray() : found->second;
}

struct SseEvent
{
    QByteArray name;
    QByteArray data;
};

/// The events of an answer; each piece has to hold whole ones.
inline std::vector<SseEvent> eventsOf(const Answer &answer)
{
    std::vector<SseEvent> events;
    for (const Piece &piece : answer.pieces) {
        SseEvent event;
        const QList<QByteArray> lines = piece.bytes.split('\n');
        for (const QByteArray &line : lines) {
            if (line.startsWith("event: "))
                event.name = line.sliced(7).trimmed();
            else if (line.startsWith("data: "))
                event.data = line.sliced(6).trimmed();
        }
        events.push_back(event);
    }
    return events;
}

} // namespace llmproxy::mock
