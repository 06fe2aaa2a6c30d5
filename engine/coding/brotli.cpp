// SPDX-License-Identifier: MIT
#include "engine/coding/decompressor.h"

#include <brotli/decode.h>

namespace llmproxy::coding {

namespace {

using State = std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)>;

class Brotli final : public Decompressor
{
public:
    explicit Brotli(State state)
        : m_state(std::move(state))
    {}

    Step decode(QByteArrayView input, std::span<char> output) override
    {
        auto left = static_cast<std::size_t>(input.size());
        std::size_t room = output.size();
        const auto *next = reinterpret_cast<const uint8_t *>(input.data());
        auto *to = reinterpret_cast<uint8_t *>(output.data());
        const BrotliDecoderResult result =
            BrotliDecoderDecompressStream(m_state.get(), &left, &next, &room, &to, nullptr);
        Step step;
        step.taken = input.size() - static_cast<qsizetype>(left);
        step.given = static_cast<qsizetype>(output.size() - room);
        if (result == BROTLI_DECODER_RESULT_SUCCESS)
            step.result = Step::Result::End;
        else if (result != BROTLI_DECODER_RESULT_ERROR)
            step.result = Step::Result::More;
        return step;
    }

    bool restart() override { return false; }

private:
    State m_state;
};

} // namespace

std::unique_ptr<Decompressor> makeBrotli()
{
    State state(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr),
                &BrotliDecoderDestroyInstance);
    if (state == nullptr)
        return nullptr;
    // Windows over 16 MiB are no part of RFC 7932.
    BrotliDecoderSetParameter(state.get(), BROTLI_DECODER_PARAM_LARGE_WINDOW, 0);
    return std::make_unique<Brotli>(std::move(state));
}

} // namespace llmproxy::coding
