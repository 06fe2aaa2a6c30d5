// SPDX-License-Identifier: MIT
#include "engine/mock/answers.h"

#include "engine/mock/vendors.h"

#include <algorithm>
#include <array>

namespace llmproxy::mock {

namespace {

const Vendor &vendorOf(const Call &call)
{
    static const std::array all{bedrock(), gemini(), anthropic(), openai()};
    return *std::find_if(
        all.begin(), all.end(), [&](const Vendor &vendor) { return vendor.owns(call); });
}

} // namespace

QByteArray Answer::body() const
{
    QByteArray bytes;
    for (const Piece &piece : pieces)
        bytes.append(piece.bytes);
    return bytes;
}

Answer answer(const Request &request, const Settings &settings)
{
    Call call(request, settings);
    const Vendor &vendor = vendorOf(call);
    if (call.status && *call.status >= 400)
        return vendor.error(call, *call.status, {});
    Answer answer = vendor.answer(call);
    if (call.status && *call.status >= 200 && *call.status < 300 && answer.status == 200)
        answer.status = *call.status;
    return answer;
}

} // namespace llmproxy::mock
