// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QByteArray>
#include <QByteArrayView>

#include <mutex>
#include <optional>

namespace llmproxy::admin {

/// Takes the same time wherever two texts of one length differ.
bool equalInConstantTime(QByteArrayView left, QByteArrayView right);

/// Is `authorization`, the field's value, the Bearer token `token`? (RFC 6750 §2.1.) Never with an
/// empty token.
bool bearsToken(std::optional<QByteArrayView> authorization, QByteArrayView token);

/// Counts in whole seconds: the first ten of each are within it.
struct FailureRate
{
    MonotonicTime second{};
    int failures = 0;

    /// Counts one more; false if it is over the rate.
    bool add(MonotonicTime now);

    static constexpr int MaxPerSecond = 10;
};

/// Lets callers of the admin API in. One for all workers; may be called from any thread.
class Door
{
public:
    /// Who may come in from now on.
    struct Lock
    {
        bool isOpen = false; ///< to all, without a token
        QByteArray token;    ///< empty: to nobody

        bool operator==(const Lock &) const = default;
    };
    enum class Judgement : quint8 {
        MayEnter,
        Refused,
        TooMany, ///< others were refused in this second; the right token is never told so
    };

    void setLock(Lock lock);
    Judgement judge(std::optional<QByteArrayView> authorization, MonotonicTime now);

private:
    std::mutex m_mutex;
    Lock m_lock;        // guarded by m_mutex
    FailureRate m_rate; // guarded by m_mutex
};

} // namespace llmproxy::admin
