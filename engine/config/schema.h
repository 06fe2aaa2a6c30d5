// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>

#include <map>
#include <span>

namespace llmproxy::config {

/// What a key takes.
enum class Kind {
    Map,      ///< further keys; those under a wildcard are names of the user's choice
    Block,    ///< further keys, but the whole block may be absent (null), which means something
    List,     ///< maps
    Bool,     ///< true, false, yes, no, on, off
    Integer,  ///< whole number from `least` to `most`
    Number,   ///< decimal number from `least` to `most`
    Text,     ///< at most `most` bytes, if that is not 0
    Choice,   ///< one of `choices`
    TextList, ///< a list of texts; one text is a list of one
    Date,     ///< YYYY-MM-DD
    Url,      ///< text that may carry a password between "://" and "@"
    Pricing,  ///< pricing.h
    Ignored,  ///< known from files of the original program, not used
};

/// One line of the table of every key there is.
struct Key
{
    QByteArray path; ///< segments joined by dots; "*" stands for any name, "[]" for an item
    Kind kind = Kind::Text;
    const char *fallback = "null"; ///< its default as YAML; null: absence has a meaning of its own
    qint64 least = 0;
    qint64 most = 0;
    QByteArray choices = "";  ///< joined by "|"
    bool secret = false;      ///< never shown; on a wildcard: the name itself is a secret
    const char *comment = ""; ///< one line, for people
};

/// The table, in the order in which configs/base.yml shows the keys.
std::span<const Key> allKeys();

/// What `type` of a provider may say: every vendor there is.
QByteArrayList vendorTypes();

/// The table as a tree, one node for each segment of a path.
struct SchemaNode
{
    const Key *key = nullptr;                  ///< null only at the root
    std::map<QByteArray, SchemaNode> children; ///< "*" and "[]" among them

    /// The node for `name`: the one of that name, else the wildcard, else null.
    const SchemaNode *child(const QByteArray &name) const;
    QByteArrayList names() const; ///< of the children, wildcards left out
};

const SchemaNode &schema();

/// The known key that `name` was probably meant to be: a sibling that differs by few letters, else
/// the only key anywhere that has just this name (then with its whole path), else empty.
QByteArray suggestion(const QByteArray &name, const SchemaNode &parent);

} // namespace llmproxy::config
