// SPDX-License-Identifier: MIT
#include "engine/proxy/admission.h"

#include "engine/ratelimit/fields.h"

#include <utility>

namespace llmproxy::proxy {

void Admission::reserve(ratelimit::Call call, TimePoint now, Then then)
{
    m_then = std::move(then);
    m_post.limits.reserve(std::move(call), now, m_wait, [this](ratelimit::Decision decision) {
        const Then next = std::exchange(m_then, nullptr);
        if (auto *const admitted = std::get_if<ratelimit::Admitted>(&decision)) {
            m_admitted = std::move(*admitted);
            next(std::nullopt);
        } else {
            next(std::get<ratelimit::Denial>(decision));
        }
    });
}

QByteArray Admission::headroomFields(const http::Head &answer) const
{
    return m_rules.tellsHeadroom ? ratelimit::headroomFields(m_admitted, answer) : QByteArray();
}

void Admission::settle(int status, qint64 inputTokens)
{
    m_wait.cancel();
    if (!m_admitted.reservation.isEmpty())
        m_post.limits.settle(std::move(m_admitted.reservation),
                             ratelimit::outcomeOf(status, inputTokens));
}

} // namespace llmproxy::proxy
