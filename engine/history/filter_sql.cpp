// SPDX-License-Identifier: MIT
#include "engine/history/filter_sql.h"

#include <QStringList>

#include <optional>

namespace llmproxy::history {

namespace {

using traffic::NumberTest;
using traffic::Subject;
using traffic::Term;
using traffic::TextTest;
using traffic::TimeTest;

constexpr qsizetype Trigram = 3; // a shorter text has none

QString columnOf(Subject subject)
{
    switch (subject) {
    case Subject::Provider:
        return QStringLiteral("exchange.provider");
    case Subject::Model:
        return QStringLiteral("exchange.model");
    case Subject::User:
        return QStringLiteral("exchange.user");
    case Subject::Id:
        return QStringLiteral("exchange.id");
    case Subject::Status:
        return QStringLiteral("exchange.status");
    default:
        return {};
    }
}

Condition contains(const QString &column, QByteArray text)
{
    for (char &each : text) {
        if (each >= 'A' && each <= 'Z')
            each = char(each | 0x20); // as lower() does
    }
    return {QStringLiteral("instr(lower(%1), ?) > 0").arg(column), {QString::fromUtf8(text)}};
}

std::optional<Condition> bodyCondition(const TextTest &test)
{
    QString text = QString::fromUtf8(test.text);
    if (text.toUcs4().size() < Trigram)
        return std::nullopt;
    text.replace(u'"', QStringLiteral("\"\""));
    // Exchanges from before the index was made are not in it.
    return Condition{
        QStringLiteral(
            "(exchange.id IN (SELECT rowid FROM body_text WHERE body_text MATCH ?)"
            " OR exchange.id < coalesce((SELECT rowid FROM body_text ORDER BY rowid LIMIT 1),"
            " 9223372036854775807))"),
        {QStringLiteral("\"%1\" OR \"%2\"").arg(text, unindexedText())}};
}

std::optional<Condition> textCondition(Subject subject, const TextTest &test, bool hasFullText)
{
    if (test.text.contains('\0')) // where SQLite's comparisons end
        return std::nullopt;
    if (subject == Subject::Body && hasFullText && !test.isWhole)
        return bodyCondition(test);
    const QString column = columnOf(subject);
    if (column.isEmpty() || subject == Subject::Id || subject == Subject::Status)
        return std::nullopt;
    if (!test.isWhole)
        return contains(column, test.text);
    return Condition{column + QStringLiteral(" = ?"), {QString::fromUtf8(test.text)}};
}

Condition numberCondition(const QString &column, const NumberTest &test)
{
    using Is = NumberTest::Is;
    // 0 stands for none, which passes no test but Absent.
    const QString known = column + QStringLiteral(" <> 0 AND ") + column;
    switch (test.is) {
    case Is::Equal:
        return {known + QStringLiteral(" = ?"), {test.value}};
    case Is::Over:
        return {known + QStringLiteral(" > ?"), {test.value}};
    case Is::AtLeast:
        return {known + QStringLiteral(" >= ?"), {test.value}};
    case Is::Under:
        return {known + QStringLiteral(" < ?"), {test.value}};
    case Is::AtMost:
        return {known + QStringLiteral(" <= ?"), {test.value}};
    case Is::Between:
        return {known + QStringLiteral(" BETWEEN ? AND ?"), {test.value, test.upper}};
    case Is::Absent:
        break;
    }
    return {column + QStringLiteral(" = 0"), {}};
}

Condition timeCondition(const TimeTest &test)
{
    return {test.isUntil ? QStringLiteral("exchange.at < ?") : QStringLiteral("exchange.at >= ?"),
            {qint64(test.at.time_since_epoch().count())}};
}

std::optional<Condition> conditionOf(const Term &term, bool hasFullText)
{
    std::optional<Condition> condition;
    if (const auto *text = std::get_if<TextTest>(&term.test)) {
        // The index only narrows down, so its negation would leave out too much.
        condition = textCondition(term.subject, *text, hasFullText && !term.isNegated);
    } else if (const auto *time = std::get_if<TimeTest>(&term.test)) {
        if (term.subject == Subject::At)
            condition = timeCondition(*time);
    } else if (const auto *number = std::get_if<NumberTest>(&term.test)) {
        if (term.subject == Subject::Id || term.subject == Subject::Status)
            condition = numberCondition(columnOf(term.subject), *number);
    }
    if (condition && term.isNegated)
        condition->sql = QStringLiteral("NOT (%1)").arg(condition->sql);
    return condition;
}

// None if there is one for not even all of its alternatives.
std::optional<Condition> conditionOf(const traffic::Clause &clause, bool hasFullText)
{
    QStringList alternatives;
    QVariantList values;
    for (const Term &term : clause) {
        const auto condition = conditionOf(term, hasFullText);
        if (!condition)
            return std::nullopt;
        alternatives += QLatin1Char('(') + condition->sql + QLatin1Char(')');
        values += condition->values;
    }
    return Condition{
        QLatin1Char('(') + alternatives.join(QStringLiteral(" OR ")) + QLatin1Char(')'), values};
}

} // namespace

QString unindexedText()
{
    return {Trigram, QChar(QChar::ObjectReplacementCharacter)};
}

Condition conditionOf(const traffic::Filter &filter, bool hasFullText)
{
    QStringList clauses;
    QVariantList values;
    for (const traffic::Clause &clause : filter.clauses) {
        if (const auto condition = conditionOf(clause, hasFullText)) {
            clauses += condition->sql;
            values += condition->values;
        }
    }
    return {clauses.join(QStringLiteral(" AND ")), values};
}

} // namespace llmproxy::history
