// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/time.h"
#include "engine/config/node.h"
#include "engine/config/problem.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QDate>

#include <optional>
#include <utility>

namespace llmproxy::config {

/// One block of a tree, read into typed values. What is absent, null or of the wrong type (which
/// checkAgainstSchema() reports) leaves the target as it is, with the default it was born with.
/// Borrows the tree and the list of problems.
class Section
{
public:
    Section(const Node *map, QByteArray path, Problems &problems);

    Section at(const QByteArray &key) const;
    /// The key's value; null if absent or null.
    const Node *value(const QByteArray &key) const;
    /// Whether the block itself is there.
    bool exists() const { return m_map != nullptr; }
    const Node &node() const { return *m_map; } ///< only if it exists

    void read(const QByteArray &key, bool &target) const;
    void read(const QByteArray &key, int &target) const;
    void read(const QByteArray &key, qint64 &target) const;
    void read(const QByteArray &key, quint16 &target) const;
    void read(const QByteArray &key, double &target) const;
    void read(const QByteArray &key, QByteArray &target) const;
    void read(const QByteArray &key, QByteArrayList &target) const;
    void read(const QByteArray &key, QDate &target) const;
    void readSeconds(const QByteArray &key, Duration &target) const;
    /// As read(), but 0 leaves the default too.
    void readUnlessZero(const QByteArray &key, int &target) const;
    void readSecondsUnlessZero(const QByteArray &key, Duration &target) const;

    template<class Enum>
    void readChoice(const QByteArray &key,
                    Enum &target,
                    std::initializer_list<std::pair<const char *, Enum>> choices) const
    {
        const Node *node = value(key);
        for (const auto &[name, choice] : choices) {
            if (node && node->isScalar() && node->text == name)
                target = choice;
        }
    }

    /// Reports something about a key of this block, where it is written, else where the block is.
    void fail(const QByteArray &key, const QString &message) const;
    void warn(const QByteArray &key, const QString &message) const;
    /// Reports that `key` is missing or empty, where the key that asks for it is written.
    void failFor(const QByteArray &asking, const QByteArray &key, const QString &message) const;

    QByteArray pathOf(const QByteArray &key) const;
    Problems &problems() const { return m_problems; }

private:
    Origin originOf(const QByteArray &key) const;

    const Node *m_map;
    QByteArray m_path;
    Origin m_origin;
    Problems &m_problems;
};

} // namespace llmproxy::config
