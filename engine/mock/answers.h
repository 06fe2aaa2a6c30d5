// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QByteArray>

#include <utility>
#include <vector>

/// A provider inside the program, for --demo and the tests: it answers as the four vendors do,
/// deterministically and without a model.
namespace llmproxy::mock {

using HeaderList = std::vector<std::pair<QByteArray, QByteArray>>; ///< in order, as spelled

/// A request as the provider gets it. These request headers steer the answer to it:
/// - `X-Mock-Latency-Ms: N`: the wait before the head, instead of Settings::latency;
/// - `X-Mock-Status: N`: from 400 the vendor's error for that status, 200 to 299 only the status;
/// - `X-Mock-Tokens: N`: so many tokens of text, at most MaxSteeredTokens.
struct Request
{
    QByteArray method;
    QByteArray target; ///< path and query as the vendor has them, byte for byte
    HeaderList headers;
    QByteArray body;
    TimePoint at; ///< when it arrived: what answers are stamped with

    bool operator==(const Request &) const = default;
};

inline constexpr int MaxSteeredTokens = 100'000;

struct Settings
{
    Duration latency{200};    ///< before the head
    int tokensPerSecond = 60; ///< pace of streamed tokens; 0: all at once
    quint64 seed = 1;         ///< determines the ids of an answer, not its text

    bool operator==(const Settings &) const = default;
};

/// Bytes of the body, and the wait between the piece in front (or the head) and them.
struct Piece
{
    QByteArray bytes;
    Duration before{0};

    bool operator==(const Piece &) const = default;
};

struct Answer
{
    int status = 200;
    Duration latency{0}; ///< before the head
    HeaderList headers;  ///< without those that frame the message: they are the sender's matter
    std::vector<Piece> pieces;
    bool streamed = false; ///< else the pieces come at once and their length is known

    bool operator==(const Answer &) const = default;

    QByteArray body() const; ///< all pieces
};

/// What the vendor whose path it is would answer. A path that no vendor has is answered with a
/// 404 of the vendor that the headers point to, else OpenAI's.
Answer answer(const Request &request, const Settings &settings);

} // namespace llmproxy::mock
