// SPDX-License-Identifier: MIT
#pragma once

#include "engine/base/result.h"

#include <QString>
#include <QStringView>

#include <optional>

namespace llmproxy::traffic {

/// What is wrong with a filter, and where: in UTF-16 units of its text, at least one long.
struct FilterError
{
    qsizetype position = 0;
    qsizetype length = 1;
    QString text; ///< one line, for people

    bool operator==(const FilterError &) const = default;
};

/// How a key and its value are put together: `key:value`, `key=value`, `key>value`, …; a sign may
/// also follow the colon.
enum class Sign : quint8 { Colon, Equal, Over, AtLeast, Under, AtMost };

/// One word of a filter's text.
struct FilterWord
{
    qsizetype position = 0;
    qsizetype length = 0;
    bool isNegated = false;
    QStringView key; ///< a view of the text; empty: it is a text alone
    Sign sign = Sign::Colon;
    QString value; ///< without its quotes
    bool isQuoted = false;
    qsizetype valueAt = 0; ///< where the value begins in the text

    bool isOr() const
    {
        return key.isEmpty() && !isNegated && !isQuoted && value == QLatin1String("OR");
    }
};

/// Cuts a filter's text into its words: at white space, but not within quotes.
class FilterWords
{
public:
    /// `text` must outlive this and the words.
    explicit FilterWords(QStringView text)
        : m_text(text)
    {}

    /// The next one; nullopt at the end.
    Result<std::optional<FilterWord>, FilterError> next();

private:
    bool atEnd() const { return m_at == m_text.size(); }
    bool isAt(QChar c) const { return !atEnd() && m_text.at(m_at) == c; }
    bool skip(QChar c);
    void readKey(FilterWord &word);
    Sign readSign();
    std::optional<FilterError> readValue(FilterWord &word);
    std::optional<FilterError> readQuoted(FilterWord &word);

    QStringView m_text;
    qsizetype m_at = 0;
};

} // namespace llmproxy::traffic
