// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace llmproxy::mock {

/// The ids of one answer, in the vendors' alphabets: a stream of pseudo-random text that the seed
/// determines (SplitMix64).
class Identifiers
{
public:
    explicit Identifiers(quint64 seed)
        : m_state(seed)
    {}

    /// `length` characters behind the prefix.
    QByteArray base62(int length, const char *prefix = "") { return text(length, 62, prefix); }
    QByteArray hex(int length, const char *prefix = "") { return text(length, 16, prefix); }
    QByteArray uuid(); ///< without braces

    quint64 next();

private:
    QByteArray text(int length, quint64 base, const char *prefix);

    quint64 m_state;
};

} // namespace llmproxy::mock
