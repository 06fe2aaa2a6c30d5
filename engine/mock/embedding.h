// SPDX-License-Identifier: MIT
#pragma once

#include "engine/mock/json_text.h"

#include <vector>

namespace llmproxy::mock {

/// A vector of length 1 that the text determines.
std::vector<float> embedding(QByteArrayView text, int dimensions);

json::Json numbers(const std::vector<float> &values);
/// Little-endian IEEE 754 singles, as OpenAI's `encoding_format: base64` has them.
json::Json base64(const std::vector<float> &values);

} // namespace llmproxy::mock
