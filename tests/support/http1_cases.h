// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>

namespace llmproxy::test {

/// What a case sends, in order.
struct Step
{
    enum class Kind { Bytes, PauseMs, HalfClose };
    Kind kind = Kind::Bytes;
    QByteArray bytes;
    int ms = 0;
};

/// A line of tests/http1/*.txt: "ID | bytes | expectation | note" (responses: with the client's
/// method between bytes and expectation).
struct Http1Case
{
    QByteArray id;
    QByteArray script;          ///< still with its {H}, {P:x}, {x*N} and >>…>> marks
    QByteArray method;          ///< responses only
    QList<QByteArray> expected; ///< the alternatives, e.g. "400c", "200k+200k", "wait"
};

QList<Http1Case> readHttp1Cases(const QString &path, bool responses);

/// The script's steps, its marks replaced; `authority` is host:port under test.
QList<Step> steps(const QByteArray &script, const QByteArray &authority);

/// All bytes of the steps joined.
QByteArray joined(const QList<Step> &steps);

} // namespace llmproxy::test
