// SPDX-License-Identifier: MIT
#include "engine/admin/query.h"

#include <algorithm>

namespace llmproxy::admin {

namespace {

QByteArray decoded(QByteArrayView text)
{
    return QByteArray::fromPercentEncoding(text.toByteArray().replace('+', ' '));
}

} // namespace

Query::Query(QByteArrayView text)
{
    while (!text.isEmpty()) {
        const qsizetype end = text.indexOf('&');
        const QByteArrayView parameter = end < 0 ? text : text.first(end);
        text = end < 0 ? QByteArrayView() : text.sliced(end + 1);
        const qsizetype equals = parameter.indexOf('=');
        if (equals < 0)
            m_parameters.append({decoded(parameter), {}});
        else
            m_parameters.append(
                {decoded(parameter.first(equals)), decoded(parameter.sliced(equals + 1))});
    }
}

std::optional<QByteArray> Query::value(QByteArrayView name) const
{
    const auto found = std::find_if(m_parameters.begin(),
                                    m_parameters.end(),
                                    [name](const auto &each) { return each.first == name; });
    return found == m_parameters.end() ? std::nullopt : std::optional(found->second);
}

std::optional<qint64> numberWithin(const QByteArray &text, qint64 least, qint64 most)
{
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    if (!isNumber || number < least || number > most)
        return std::nullopt;
    return number;
}

} // namespace llmproxy::admin
