// SPDX-License-Identifier: MIT
#include "engine/admin/door.h"

#include "engine/http/head.h"

#include <openssl/crypto.h>
#include <utility>

namespace llmproxy::admin {

bool equalInConstantTime(QByteArrayView left, QByteArrayView right)
{
    return left.size() == right.size()
           && CRYPTO_memcmp(left.data(), right.data(), static_cast<std::size_t>(left.size())) == 0;
}

bool bearsToken(std::optional<QByteArrayView> authorization, QByteArrayView token)
{
    constexpr QByteArrayView scheme = "Bearer ";
    if (!authorization || token.isEmpty() || authorization->size() <= scheme.size())
        return false;
    return http::equalsIgnoringCase(authorization->first(scheme.size()), scheme)
           && equalInConstantTime(http::trimmed(authorization->sliced(scheme.size())), token);
}

bool FailureRate::add(MonotonicTime now)
{
    if (now - second >= std::chrono::seconds(1)) {
        second = now;
        failures = 0;
    }
    return ++failures <= MaxPerSecond;
}

void Door::setLock(Lock lock)
{
    const std::lock_guard guard(m_mutex);
    m_lock = std::move(lock);
}

Door::Judgement Door::judge(std::optional<QByteArrayView> authorization, MonotonicTime now)
{
    const std::lock_guard guard(m_mutex);
    if (m_lock.isOpen || bearsToken(authorization, m_lock.token))
        return Judgement::MayEnter;
    return m_rate.add(now) ? Judgement::Refused : Judgement::TooMany;
}

} // namespace llmproxy::admin
