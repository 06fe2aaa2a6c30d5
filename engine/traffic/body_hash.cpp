// SPDX-License-Identifier: MIT
#include "engine/traffic/body_hash.h"

#include <xxhash.h>

namespace llmproxy::traffic {

void BodyHash::Free::operator()(XXH3_state_s *state) const
{
    XXH3_freeState(state);
}

BodyHash::BodyHash()
    : m_state(XXH3_createState())
{
    Q_CHECK_PTR(m_state.get());
    reset();
}

BodyHash::~BodyHash() = default;

void BodyHash::reset()
{
    XXH3_128bits_reset(m_state.get());
}

void BodyHash::add(QByteArrayView bytes)
{
    XXH3_128bits_update(m_state.get(), bytes.data(), static_cast<std::size_t>(bytes.size()));
}

QByteArray BodyHash::hex() const
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(m_state.get()));
    return QByteArray(reinterpret_cast<const char *>(canonical.digest), sizeof(canonical.digest))
        .toHex();
}

} // namespace llmproxy::traffic
