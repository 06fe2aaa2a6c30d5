// SPDX-License-Identifier: MIT
#pragma once

#include "engine/eventstream/message.h"

namespace llmproxy::eventstream {

/// The message's bytes on the wire. The caller keeps to the format's limits: names of 1 to 255
/// bytes, text and byte values below 64 KiB, the whole below MaxMessageBytes.
QByteArray encode(const Message &message);

} // namespace llmproxy::eventstream
