// SPDX-License-Identifier: MIT
#include "engine/config/section.h"

#include "engine/config/scalars.h"

#include <limits>

namespace llmproxy::config {

namespace {

template<class Number>
void assignInteger(const Node *node, Number &target)
{
    const auto value = node ? toInteger(*node) : std::nullopt;
    if (value && std::in_range<Number>(*value))
        target = Number(*value);
}

} // namespace

Section::Section(const Node *map, QByteArray path, Problems &problems)
    : m_map(map && map->isMap() ? map : nullptr)
    , m_path(std::move(path))
    , m_origin(map ? map->origin : Origin())
    , m_problems(problems)
{}

Section Section::at(const QByteArray &key) const
{
    Section section(value(key), pathOf(key), m_problems);
    if (!section.exists())
        section.m_origin = m_origin;
    return section;
}

const Node *Section::value(const QByteArray &key) const
{
    const Node *node = m_map ? m_map->find(key) : nullptr;
    return node && !node->isNull() ? node : nullptr;
}

void Section::read(const QByteArray &key, bool &target) const
{
    if (const Node *node = value(key))
        target = toBool(*node).value_or(target);
}

void Section::read(const QByteArray &key, int &target) const
{
    assignInteger(value(key), target);
}

void Section::read(const QByteArray &key, qint64 &target) const
{
    assignInteger(value(key), target);
}

void Section::read(const QByteArray &key, quint16 &target) const
{
    assignInteger(value(key), target);
}

void Section::read(const QByteArray &key, double &target) const
{
    if (const Node *node = value(key))
        target = toNumber(*node).value_or(target);
}

void Section::read(const QByteArray &key, QByteArray &target) const
{
    if (const Node *node = value(key))
        target = toText(*node).value_or(target);
}

void Section::read(const QByteArray &key, QByteArrayList &target) const
{
    if (const Node *node = value(key))
        target = toTexts(*node).value_or(target);
}

void Section::read(const QByteArray &key, QDate &target) const
{
    if (const Node *node = value(key))
        target = QDate::fromString(QString::fromUtf8(node->text), Qt::ISODate);
}

void Section::readSeconds(const QByteArray &key, Duration &target) const
{
    int seconds = 0;
    const Node *node = value(key);
    assignInteger(node, seconds);
    if (node && toInteger(*node))
        target = std::chrono::seconds(seconds);
}

void Section::readUnlessZero(const QByteArray &key, int &target) const
{
    int number = 0;
    read(key, number);
    if (number != 0)
        target = number;
}

void Section::readSecondsUnlessZero(const QByteArray &key, Duration &target) const
{
    Duration duration{0};
    readSeconds(key, duration);
    if (duration != Duration::zero())
        target = duration;
}

void Section::fail(const QByteArray &key, const QString &message) const
{
    m_problems.append({Severity::Error, originOf(key), pathOf(key), message});
}

void Section::warn(const QByteArray &key, const QString &message) const
{
    m_problems.append({Severity::Warning, originOf(key), pathOf(key), message});
}

void Section::failFor(const QByteArray &asking, const QByteArray &key, const QString &message) const
{
    m_problems.append({Severity::Error, originOf(asking), pathOf(key), message});
}

QByteArray Section::pathOf(const QByteArray &key) const
{
    return m_path.isEmpty() ? key : m_path + '.' + key;
}

Origin Section::originOf(const QByteArray &key) const
{
    const Node *node = m_map ? m_map->find(key) : nullptr;
    return node ? node->origin : m_origin;
}

} // namespace llmproxy::config
