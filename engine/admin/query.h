// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>
#include <utility>

namespace llmproxy::admin {

/// The parameters of a query, decoded (application/x-www-form-urlencoded).
class Query
{
public:
    Query() = default;
    explicit Query(QByteArrayView text);

    /// The first of that name; nullopt if there is none.
    std::optional<QByteArray> value(QByteArrayView name) const;

private:
    QList<std::pair<QByteArray, QByteArray>> m_parameters;
};

/// A whole number from `least` to `most`; nullopt if `text` is anything else.
std::optional<qint64> numberWithin(const QByteArray &text, qint64 least, qint64 most);

} // namespace llmproxy::admin
