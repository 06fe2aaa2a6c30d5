// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"

#include <QByteArrayView>

#include <optional>

namespace llmproxy::http {

/// A date in one of the three forms of RFC 9110 §5.6.7, always GMT; nullopt for anything else. The
/// two digits of a year in the middle form mean the latest such year that is at most 50 years
/// after `now`.
std::optional<TimePoint> parseDate(QByteArrayView text, TimePoint now);

} // namespace llmproxy::http
