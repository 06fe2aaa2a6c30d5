// SPDX-License-Identifier: MIT
#include "engine/mock/embedding.h"

#include "engine/mock/identifiers.h"

#include <QtEndian>

#include <cmath>

namespace llmproxy::mock {

std::vector<float> embedding(QByteArrayView text, int dimensions)
{
    constexpr quint32 scale = 1U << 24U; // what a float holds exactly
    quint64 seed = 1;
    for (const char byte : text)
        seed = seed * 31 + static_cast<quint8>(byte);
    Identifiers random(seed);
    std::vector<float> values;
    double squares = 0;
    for (int i = 0; i < dimensions; ++i) {
        const auto drawn = static_cast<float>(random.next() % scale);
        values.push_back(drawn / static_cast<float>(scale) - 0.5F);
        squares += double(values.back()) * double(values.back());
    }
    const double length = squares > 0 ? std::sqrt(squares) : 1;
    for (float &value : values)
        value = static_cast<float>(value / length);
    return values;
}

json::Json numbers(const std::vector<float> &values)
{
    std::vector<json::Json> out;
    out.reserve(values.size());
    for (const float value : values)
        out.push_back(json::real(double(value)));
    return json::array(out);
}

json::Json base64(const std::vector<float> &values)
{
    QByteArray bytes(qsizetype(values.size() * sizeof(float)), Qt::Uninitialized);
    for (std::size_t i = 0; i < values.size(); ++i)
        qToLittleEndian(values[i], bytes.data() + i * sizeof(float));
    return json::string(bytes.toBase64());
}

} // namespace llmproxy::mock
