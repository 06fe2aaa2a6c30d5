// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <vector>

namespace llmproxy::fuzz {

/// A target: checks that what the reader under test promises holds for this input. Each target is
/// one file that defines it; libfuzzer.cpp calls it with what the fuzzer invents, replay.cpp with
/// the files of a corpus.
void check(QByteArrayView input);

/// Says the property and aborts, if it does not hold.
void require(bool holds, const char *property);

/// Ways to cut the input, all with nothing between the pieces: whole, each byte alone, and at
/// places that only the input decides.
std::vector<std::vector<QByteArrayView>> cuts(QByteArrayView input);

} // namespace llmproxy::fuzz
