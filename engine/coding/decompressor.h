// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <memory>
#include <span>

namespace llmproxy::coding {

/// What one step of a decompressor did.
struct Step
{
    enum class Result {
        More,    ///< it wants more input, or more room
        End,     ///< the coded data is complete; all of it has been written
        Corrupt, ///< it cannot go on, or will not: a window over the bound
    };

    Result result = Result::Corrupt;
    qsizetype taken = 0; ///< bytes of the input
    qsizetype given = 0; ///< bytes written
};

/// One coding undone, by the library for it. It writes what its input yields at once; whether the
/// output was filled is the only sign that more is ready.
class Decompressor
{
public:
    Decompressor() = default;
    virtual ~Decompressor() = default;
    Q_DISABLE_COPY_MOVE(Decompressor)

    virtual Step decode(QByteArrayView input, std::span<char> output) = 0;

    /// After End: makes ready for another member or frame; false if the coding has but one.
    virtual bool restart() = 0;
};

// Each returns nullptr if there is no memory for it.
std::unique_ptr<Decompressor> makeGzip();
std::unique_ptr<Decompressor> makeDeflate();
std::unique_ptr<Decompressor> makeBrotli();
std::unique_ptr<Decompressor> makeZstd();

} // namespace llmproxy::coding
