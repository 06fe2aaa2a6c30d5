// SPDX-License-Identifier: MIT
#include "engine/traffic/filter_word.h"

namespace llmproxy::traffic {

namespace {

bool isKeyLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool isSign(QChar c)
{
    return c == u':' || c == u'=' || c == u'<' || c == u'>';
}

} // namespace

bool FilterWords::skip(QChar c)
{
    if (!isAt(c))
        return false;
    ++m_at;
    return true;
}

Result<std::optional<FilterWord>, FilterError> FilterWords::next()
{
    while (!atEnd() && m_text.at(m_at).isSpace())
        ++m_at;
    if (atEnd())
        return std::optional<FilterWord>();
    FilterWord word;
    word.position = m_at;
    word.isNegated = skip(u'-');
    readKey(word);
    if (auto error = readValue(word))
        return Failure<FilterError>(*std::move(error));
    word.length = m_at - word.position;
    if (word.key.isEmpty() && word.value.isEmpty())
        return Failure<FilterError>(
            {word.position,
             word.length,
             word.isNegated && !word.isQuoted
                 ? QStringLiteral("a word must follow '-'; \"-\" in quotes is looked for as text")
                 : QStringLiteral("there is nothing between the quotes")});
    return std::optional(std::move(word));
}

// Letters and a sign behind them; everything else is a text, such as "gpt-4o:latest".
void FilterWords::readKey(FilterWord &word)
{
    qsizetype end = m_at;
    while (end < m_text.size() && isKeyLetter(m_text.at(end)))
        ++end;
    if (end == m_at || end == m_text.size() || !isSign(m_text.at(end)))
        return;
    word.key = m_text.sliced(m_at, end - m_at);
    m_at = end;
    word.sign = readSign();
}

Sign FilterWords::readSign()
{
    skip(u':');
    if (skip(u'='))
        return Sign::Equal;
    if (skip(u'>'))
        return skip(u'=') ? Sign::AtLeast : Sign::Over;
    if (skip(u'<'))
        return skip(u'=') ? Sign::AtMost : Sign::Under;
    return Sign::Colon;
}

std::optional<FilterError> FilterWords::readValue(FilterWord &word)
{
    word.valueAt = m_at;
    if (isAt(u'"'))
        return readQuoted(word);
    while (!atEnd() && !m_text.at(m_at).isSpace())
        word.value += m_text.at(m_at++);
    return std::nullopt;
}

std::optional<FilterError> FilterWords::readQuoted(FilterWord &word)
{
    word.isQuoted = true;
    skip(u'"');
    while (!isAt(u'"')) {
        // Only what would end the quotes, or be taken for the sign of it, is escaped.
        const bool isEscaped = isAt(u'\\') && m_at + 1 < m_text.size()
                               && (m_text.at(m_at + 1) == u'"' || m_text.at(m_at + 1) == u'\\');
        m_at += isEscaped ? 1 : 0;
        if (atEnd())
            return FilterError{
                word.valueAt, m_at - word.valueAt, QStringLiteral("the quotes are not closed")};
        word.value += m_text.at(m_at++);
    }
    skip(u'"');
    if (!atEnd() && !m_text.at(m_at).isSpace())
        return FilterError{m_at, 1, QStringLiteral("a blank must follow the closing quote")};
    return std::nullopt;
}

} // namespace llmproxy::traffic
