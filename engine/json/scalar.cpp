// SPDX-License-Identifier: MIT
#include "engine/json/scalar.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace llmproxy::json {

namespace {

/// Beyond 2^53 a double is not exact, and no count of tokens either.
constexpr qint64 MaxCount = qint64(1) << 53;

/// The number that is left of a text, taken off part by part.
class NumberText
{
public:
    explicit NumberText(QByteArrayView text)
        : m_at(text.begin())
        , m_end(text.end())
    {}

    bool atEnd() const { return m_at == m_end; }

    /// Takes one of two characters, if it stands here.
    bool take(char one, char other)
    {
        if (atEnd() || (*m_at != one && *m_at != other))
            return false;
        ++m_at;
        return true;
    }

    /// Takes digits; tells how many.
    qsizetype digits()
    {
        const char *const begin = m_at;
        while (!atEnd() && *m_at >= '0' && *m_at <= '9')
            ++m_at;
        return m_at - begin;
    }

private:
    const char *m_at;
    const char *m_end;
};

bool isNumber(QByteArrayView text)
{
    NumberText rest(text);
    rest.take('-', '-');
    const bool isZero = rest.take('0', '0');
    if (!isZero && rest.digits() == 0)
        return false;
    if (rest.take('.', '.') && rest.digits() == 0)
        return false;
    if (rest.take('e', 'E')) {
        rest.take('+', '-');
        if (rest.digits() == 0)
            return false;
    }
    return rest.atEnd();
}

} // namespace

std::optional<Type> scalarType(QByteArrayView text)
{
    const auto is = [text](const char *literal, qsizetype size) {
        return text.size() == size && std::memcmp(text.data(), literal, std::size_t(size)) == 0;
    };
    if (is("null", 4))
        return Type::Null;
    if (is("true", 4))
        return Type::True;
    if (is("false", 5))
        return Type::False;
    return isNumber(text) ? std::optional(Type::Number) : std::nullopt;
}

qint64 Scalar::count() const
{
    if (type != Type::Number)
        return 0;
    qint64 integer = 0;
    const auto plain = std::from_chars(text.begin(), text.end(), integer);
    if (plain.ec == std::errc() && plain.ptr == text.end() && integer <= MaxCount)
        return std::max<qint64>(integer, 0);
    double real = 0;
    const auto parsed = std::from_chars(text.begin(), text.end(), real);
    if (parsed.ec != std::errc() || !(real >= 0) || real > double(MaxCount))
        return 0;
    return qint64(real);
}

} // namespace llmproxy::json
