// SPDX-License-Identifier: MIT
#pragma once

#include "engine/transcript/transcript.h"

#include <QJsonObject>

#include <map>
#include <tuple>

namespace llmproxy::transcript {

/// Puts an answer together from the events of its stream, or from its one document. Which vendor's
/// they are is told by their shape. What is not known is passed over.
class Assembly
{
public:
    /// `type`: the event's name, or what its frame or its "type" says.
    void take(const QByteArray &type, const QJsonObject &event);

    /// Does an event of this type tell as a whole what came before in pieces? Half of one would
    /// take away what is known.
    static bool tellsAgain(const QByteArray &type);

    /// The beginning of the text that the last event added.
    const QString &added() const { return m_added; }

    /// What came so far. Its `reading` is left to the caller.
    Answer answer() const;

private:
    /// Where a part stands: deltas name it by numbers.
    struct Place
    {
        int turn = 0;
        int block = 0;
        int piece = 0;

        bool operator<(const Place &other) const
        {
            return std::tie(turn, block, piece) < std::tie(other.turn, other.block, other.piece);
        }
    };

    bool takeError(const QByteArray &type, const QJsonObject &event);
    bool takeBedrock(const QByteArray &type, const QJsonObject &event);
    bool takeEvent(const QByteArray &type, const QJsonObject &event);
    void takeDocument(const QJsonObject &document);

    void chat(const QJsonObject &event);
    void chatDelta(int turn, const QJsonObject &delta);
    bool responses(const QByteArray &type, const QJsonObject &event);
    void responsesDocument(const QJsonObject &response);
    void anthropicMessage(const QJsonObject &message);
    void anthropicDelta(const QJsonObject &event);
    void bedrockDelta(const QJsonObject &event);
    void gemini(const QJsonObject &event);
    bool plainTexts(const QJsonObject &document);

    void say(Place place, Part::Kind kind, const QString &text);
    void put(Place place, const Part &part);
    void append(int turn, const Part &part); ///< behind the turn's last, or into it
    void setRole(int turn, const QJsonValue &role);
    void end(const QJsonValue &reason);

    std::map<Place, Part> m_parts;
    std::map<int, QString> m_roles;
    QString m_ending;
    QString m_error;
    QString m_added;
};

} // namespace llmproxy::transcript
