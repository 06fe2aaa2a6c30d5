// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <vector>

namespace llmproxy::config {

/// Where a value was written: a file with line and column (both from 1), or a layer that has none
/// ("environment PORT", "command line", "built in"), then line is 0.
struct Origin
{
    QString layer;
    int line = 0;
    int column = 0;

    bool operator==(const Origin &) const = default;
};

struct Entry;

/// One value of a configuration tree, as written: what a scalar means is decided by the key that
/// it belongs to, not by its look.
struct Node
{
    enum class Kind { Null, Scalar, List, Map };

    Kind kind = Kind::Null;
    QByteArray text;            ///< of a scalar, UTF-8, quotes and escapes resolved
    bool quoted = false;        ///< the scalar was in quotes, so it is text and nothing else
    std::vector<Node> items;    ///< of a list
    std::vector<Entry> entries; ///< of a map, in the order written, keys unique
    Origin origin;

    bool isNull() const { return kind == Kind::Null; }
    bool isScalar() const { return kind == Kind::Scalar; }
    bool isList() const { return kind == Kind::List; }
    bool isMap() const { return kind == Kind::Map; }

    /// The value of `key`, null if this is not a map or has no such key. Borrowed.
    const Node *find(QByteArrayView key) const;
    Node *find(QByteArrayView key);
};

/// One line of a map.
struct Entry
{
    QByteArray key;
    Origin keyOrigin;
    Node value;
};

Node scalarNode(const QByteArray &text, const Origin &origin);

} // namespace llmproxy::config
