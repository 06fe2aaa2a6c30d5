// SPDX-License-Identifier: MIT
#include "engine/coding/content_coding.h"

#include <algorithm>

namespace llmproxy::coding {

namespace {

struct Name
{
    QByteArrayView text;
    ContentCoding coding = ContentCoding::Gzip;
};

constexpr std::array Names{
    Name{"gzip", ContentCoding::Gzip},
    Name{"x-gzip", ContentCoding::Gzip},
    Name{"deflate", ContentCoding::Deflate},
    Name{"br", ContentCoding::Brotli},
    Name{"zstd", ContentCoding::Zstd},
};

bool isSame(QByteArrayView one, QByteArrayView other)
{
    return one.compare(other, Qt::CaseInsensitive) == 0;
}

bool add(CodingList &list, QByteArrayView element)
{
    if (element.isEmpty() || isSame(element, "identity"))
        return true;
    const auto *found = std::find_if(
        Names.begin(), Names.end(), [&](const Name &name) { return isSame(element, name.text); });
    if (found == Names.end() || list.size == MaxCodings)
        return false;
    list.codings[static_cast<std::size_t>(list.size++)] = found->coding;
    return true;
}

} // namespace

std::optional<CodingList> contentCodings(QByteArrayView field)
{
    CodingList list;
    while (true) {
        const qsizetype comma = field.indexOf(',');
        if (!add(list, field.first(comma < 0 ? field.size() : comma).trimmed()))
            return std::nullopt;
        if (comma < 0)
            return list;
        field = field.sliced(comma + 1);
    }
}

} // namespace llmproxy::coding
