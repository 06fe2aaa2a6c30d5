// SPDX-License-Identifier: MIT
#include "engine/transcript/json_text.h"

#include <algorithm>

namespace llmproxy::transcript {
namespace {

/// Deeper JSON is not closed: each complete value costs as much as it is deep.
constexpr qsizetype MaxDepth = 512;

bool isBlank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/// The end of the string that begins at `from`, behind its closing quote; json.size() if it is cut.
qsizetype stringEnd(QByteArrayView json, qsizetype from)
{
    for (qsizetype at = from + 1; at < json.size(); ++at) {
        if (json[at] == '\\')
            ++at;
        else if (json[at] == '"')
            return at + 1;
    }
    return json.size();
}

class Printer
{
public:
    explicit Printer(QByteArrayView json)
        : m_json(json)
    {
        m_text.reserve(json.size() + json.size() / 4);
    }

    QByteArray print()
    {
        while (m_at < m_json.size())
            step(m_json[m_at]);
        return m_text;
    }

private:
    void step(char byte)
    {
        if (byte == '"') {
            const qsizetype end = stringEnd(m_json, m_at);
            m_text.append(m_json.sliced(m_at, end - m_at));
            m_at = end;
            return;
        }
        ++m_at;
        if (isBlank(byte))
            return;
        if (byte == '}' || byte == ']')
            close(byte);
        else
            m_text.append(byte);
        if (byte == '{' || byte == '[')
            open();
        else if (byte == ',')
            breakLine();
        else if (byte == ':')
            m_text.append(' ');
    }

    void open()
    {
        ++m_depth;
        qsizetype next = m_at;
        while (next < m_json.size() && isBlank(m_json[next]))
            ++next;
        if (next < m_json.size() && m_json[next] != '}' && m_json[next] != ']')
            breakLine();
    }

    void close(char byte)
    {
        m_depth = std::max<qsizetype>(0, m_depth - 1);
        const char last = m_text.isEmpty() ? '{' : m_text.back();
        if (last != '{' && last != '[')
            breakLine();
        m_text.append(byte);
    }

    void breakLine()
    {
        m_text.append('\n');
        m_text.append(2 * std::min<qsizetype>(m_depth, 64), ' ');
    }

    QByteArrayView m_json;
    QByteArray m_text;
    qsizetype m_at = 0;
    qsizetype m_depth = 0;
};

/// How many bytes at the end are the beginning of a UTF-8 character; 0: none is cut.
qsizetype halfCharacter(QByteArrayView text)
{
    for (qsizetype back = 1; back <= std::min<qsizetype>(4, text.size()); ++back) {
        const auto byte = static_cast<quint8>(text[text.size() - back]);
        if ((byte & 0xC0U) == 0x80)
            continue;
        qsizetype length = 1;
        if (byte >= 0xC0)
            length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
        return length > back ? back : 0;
    }
    return 0;
}

/// The same of an escape: "\", "\u00f".
qsizetype halfEscape(QByteArrayView text)
{
    const qsizetype at = text.lastIndexOf('\\');
    const qsizetype back = text.size() - at;
    if (at < 0 || back > 5)
        return 0;
    qsizetype begin = at;
    while (begin > 0 && text[begin - 1] == '\\')
        --begin;
    const bool isEscape = (at - begin) % 2 == 0;
    const qsizetype length = back > 1 && text[at + 1] == 'u' ? 6 : 2;
    return isEscape && length > back ? back : 0;
}

/// `text` without a character that its end cuts in two.
QByteArrayView withoutHalves(QByteArrayView text)
{
    text.chop(halfCharacter(text));
    text.chop(halfEscape(text));
    return text;
}

/// Follows JSON to where it is cut, and remembers the last place where a value was complete.
class Closer
{
public:
    QByteArray close(QByteArrayView json)
    {
        m_json = json;
        while (m_at < json.size() && !m_isFaulty)
            step(json[m_at]);
        if (m_isFaulty)
            return {};
        return m_halfString.isNull() ? m_json.first(m_end).toByteArray() + m_closers
                                     : m_halfString + m_closers;
    }

private:
    enum class Next { Value, Key, Colon, Comma };

    void step(char byte)
    {
        if (isBlank(byte)) {
            ++m_at;
        } else if (byte == '"') {
            string();
        } else if (byte == '{' || byte == '[') {
            m_stack.append(byte == '{' ? '}' : ']');
            m_isFaulty = m_stack.size() > MaxDepth;
            m_next = byte == '{' ? Next::Key : Next::Value;
            ++m_at;
            complete();
        } else if (byte == '}' || byte == ']') {
            m_isFaulty = m_stack.isEmpty() || m_stack.back() != byte;
            m_stack.chop(1);
            ++m_at;
            valueEnded();
        } else if (byte == ':' || byte == ',') {
            separator(byte);
        } else {
            scalar();
        }
    }

    void separator(char byte)
    {
        ++m_at;
        const bool isInObject = m_stack.endsWith('}');
        m_isFaulty = m_next != (byte == ':' ? Next::Colon : Next::Comma) || m_stack.isEmpty();
        m_next = byte == ',' && isInObject ? Next::Key : Next::Value;
    }

    void string()
    {
        const qsizetype end = stringEnd(m_json, m_at);
        const bool isCut =
            end == m_json.size() && (end - m_at < 2 || m_json[end - 1] != '"' || endsEscaped(end));
        if (isCut && m_next == Next::Value) {
            m_halfString = withoutHalves(m_json).toByteArray() + '"';
            complete();
        }
        m_at = end;
        if (isCut)
            return;
        if (m_next == Next::Key)
            m_next = Next::Colon;
        else
            valueEnded();
    }

    bool endsEscaped(qsizetype end) const
    {
        qsizetype slashes = 0;
        while (end - 2 - slashes > m_at && m_json[end - 2 - slashes] == '\\')
            ++slashes;
        return slashes % 2 == 1;
    }

    void scalar()
    {
        const qsizetype from = m_at;
        while (m_at < m_json.size() && !isBlank(m_json[m_at])
               && !QByteArrayView(",:]}[{\"").contains(m_json[m_at]))
            ++m_at;
        // A number at the cut may have more digits, and "tru" is no value.
        m_isFaulty = m_next != Next::Value || from == m_at;
        if (m_at < m_json.size())
            valueEnded();
    }

    void valueEnded()
    {
        m_next = Next::Comma;
        complete();
    }

    void complete()
    {
        m_end = m_at;
        m_closers.resize(m_stack.size());
        std::reverse_copy(m_stack.begin(), m_stack.end(), m_closers.begin());
    }

    QByteArrayView m_json;
    QByteArray m_stack;   ///< the closing brackets to come, outermost first
    QByteArray m_closers; ///< those that m_end needs
    QByteArray m_halfString;
    qsizetype m_at = 0;
    qsizetype m_end = 0;
    Next m_next = Next::Value;
    bool m_isFaulty = false;
};

} // namespace

QByteArray prettyJson(QByteArrayView json)
{
    return Printer(json).print();
}

QByteArray closedJson(QByteArrayView cut)
{
    return Closer().close(cut);
}

} // namespace llmproxy::transcript
