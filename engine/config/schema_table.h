// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/schema.h"

#include <utility>
#include <vector>

namespace llmproxy::config {

// How the table of keys is written down: table.add(kind(path, default, bounds), comment).

class Table
{
public:
    void add(Key key, const char *comment)
    {
        key.comment = comment;
        m_keys.push_back(std::move(key));
    }

    std::vector<Key> take() { return std::move(m_keys); }

private:
    std::vector<Key> m_keys;
};

inline constexpr qint64 MaxSeconds = 31'536'000; // a year; keeps sums of times far from overflow
inline constexpr qint64 MaxCount = 1'000'000'000;

inline Key map(const QByteArray &path, const char *fallback = "{}")
{
    return {path, Kind::Map, fallback};
}

inline Key block(const QByteArray &path)
{
    return {path, Kind::Block, "null"};
}

inline Key boolean(const QByteArray &path, const char *fallback)
{
    return {path, Kind::Bool, fallback};
}

inline Key integer(const QByteArray &path, const char *fallback, qint64 least, qint64 most)
{
    return {path, Kind::Integer, fallback, least, most};
}

inline Key text(const QByteArray &path, const char *fallback, qint64 mostBytes = 0)
{
    return {path, Kind::Text, fallback, 0, mostBytes};
}

inline Key secret(const QByteArray &path)
{
    return {path, Kind::Text, "\"\"", 0, 0, {}, true};
}

inline Key choice(const QByteArray &path, const char *fallback, const QByteArray &choices)
{
    return {path, Kind::Choice, fallback, 0, 0, choices};
}

inline Key texts(const QByteArray &path, const char *fallback = "[]")
{
    return {path, Kind::TextList, fallback};
}

inline Key url(const QByteArray &path, const char *fallback)
{
    return {path, Kind::Url, fallback};
}

inline Key date(const QByteArray &path)
{
    return {path, Kind::Date, "null"};
}

inline Key ignored(const QByteArray &path)
{
    return {path, Kind::Ignored, "null"};
}

/// The keys below `features`, in schema_features.cpp.
void addFeatures(Table &table);

} // namespace llmproxy::config
