// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <memory>

struct XXH3_state_s;

namespace llmproxy::traffic {

/// XXH3-128 of bytes that come in pieces: fast enough to run beside every body (xxhash.com), and
/// what `xxhsum -H2` prints. It tells two bodies apart; it is no signature.
class BodyHash
{
public:
    BodyHash();
    ~BodyHash();
    Q_DISABLE_COPY_MOVE(BodyHash)

    void reset();
    void add(QByteArrayView bytes);
    QByteArray hex() const; ///< 32 lower-case digits

private:
    struct Free
    {
        void operator()(XXH3_state_s *state) const;
    };
    std::unique_ptr<XXH3_state_s, Free> m_state;
};

} // namespace llmproxy::traffic
