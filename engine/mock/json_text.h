// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QJsonValue>

#include <initializer_list>
#include <vector>

/// Builds JSON text whose members stay in the order written. QJsonObject sorts them, and people
/// who read the mock's traffic should see what the vendor's own would look like.
namespace llmproxy::mock::json {

/// A value as compact JSON text; empty for one that is absent.
struct Json
{
    QByteArray text;

    bool operator==(const Json &) const = default;
};

struct Member
{
    const char *name = ""; ///< needs no escaping
    Json value;            ///< an absent one leaves the member out
};

Json string(QByteArrayView utf8);
Json number(qint64 value);
Json real(double value);
Json boolean(bool value);
Json null();
inline Json absent()
{
    return {};
}

Json object(std::initializer_list<Member> members);
Json array(const std::vector<Json> &elements); ///< absent elements are left out
/// An object with the members of `first`, then those of `second`.
Json merged(const Json &first, const Json &second);
Json from(const QJsonValue &value);

} // namespace llmproxy::mock::json
