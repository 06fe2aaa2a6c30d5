// SPDX-License-Identifier: MIT
#pragma once

#include "engine/mock/answers.h"
#include "engine/mock/identifiers.h"
#include "engine/mock/json_text.h"

#include <QJsonObject>

#include <optional>

namespace llmproxy::mock {

/// One request on its way to a vendor's file, with all that is read from it once.
struct Call
{
    Call(const Request &arrived, const Settings &usual);

    /// A header's value, any case of the name; empty if absent.
    QByteArray header(QByteArrayView name) const;

    const Request &request; ///< outlives the call
    Settings settings;      ///< with what X-Mock-* headers change
    std::optional<int> status;
    std::optional<int> tokens;
    QByteArray path;                 ///< of the target, not decoded
    QByteArray query;                ///< of the target, without '?', not decoded
    std::optional<QJsonObject> body; ///< nullopt: not a JSON object
    Identifiers ids;
};

/// Collects the pieces of a stream, paced by the tokens in them.
class Pacer
{
public:
    explicit Pacer(int tokensPerSecond)
        : m_tokensPerSecond(tokensPerSecond)
    {}

    /// The bytes leave once `tokens` more tokens could have been generated.
    void add(const QByteArray &bytes, qint64 tokens = 0);
    std::vector<Piece> take() { return std::move(m_pieces); }

private:
    int m_tokensPerSecond;
    qint64 m_tokens = 0;
    Duration m_due{0}; ///< of the last piece, since the head
    std::vector<Piece> m_pieces;
};

Answer wholeAnswer(const Call &call, int status, HeaderList headers, const json::Json &body);
Answer streamAnswer(const Call &call, HeaderList headers, Pacer &pacer);

/// The part of `text` in front of the first `separator`, and the part behind it; all of it and
/// nothing if there is none.
std::pair<QByteArray, QByteArray> splitOnce(const QByteArray &text, char separator);

/// Server-sent event (WHATWG HTML §9.2); without a name if `name` is empty.
QByteArray sseEvent(QByteArrayView name, const json::Json &data);

/// "2023-11-14T22:13:20Z" (RFC 3339).
QByteArray rfc3339(TimePoint at);
qint64 unixSeconds(TimePoint at);

} // namespace llmproxy::mock
