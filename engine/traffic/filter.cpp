// SPDX-License-Identifier: MIT
#include "engine/traffic/filter.h"

#include "engine/base/edit_distance.h"

#include <algorithm>

namespace llmproxy::traffic {

namespace {

template<class Predicate>
bool anyTerm(const Filter &filter, Predicate predicate)
{
    return std::any_of(filter.clauses.begin(), filter.clauses.end(), [&](const Clause &clause) {
        return std::any_of(clause.begin(), clause.end(), predicate);
    });
}

FilterError unknownKey(const FilterWord &word)
{
    const QByteArray name = word.key.toUtf8().toLower();
    const auto keys = filterKeys();
    const auto distance = [&](const FilterKey &key) { return editDistance(name, key.name); };
    const auto nearest =
        std::min_element(keys.begin(), keys.end(), [&](const auto &left, const auto &right) {
            return distance(left) < distance(right);
        });
    QString text = QStringLiteral("there is no key '%1'").arg(word.key);
    // Farther than a third of its letters it is a guess.
    if (qsizetype(distance(*nearest)) * 3 <= std::max<qsizetype>(name.size(), 3))
        text += QStringLiteral("; did you mean %1?").arg(QLatin1String(nearest->name));
    else
        text += QStringLiteral("; in quotes it is looked for as text");
    return {word.position + (word.isNegated ? 1 : 0), word.key.size(), text};
}

FilterError wrongValue(const FilterKey &key, const FilterWord &word)
{
    const qsizetype end = word.position + word.length;
    const qsizetype at = std::min(word.valueAt, end - 1);
    return {at,
            end - at,
            QStringLiteral("%1 takes %2").arg(QLatin1String(key.name), allowedValues(key.kind))};
}

Result<Term, FilterError> termOf(const FilterWord &word, const FilterTime &time)
{
    if (word.key.isEmpty())
        return Term{Subject::Anything, word.isNegated, TextTest{word.value.toUtf8(), false}};
    const FilterKey *key = findFilterKey(word.key);
    if (!key)
        return Failure<FilterError>(unknownKey(word));
    auto test = testOf(*key, word, time);
    if (!test)
        return Failure<FilterError>(wrongValue(*key, word));
    return Term{key->subject, word.isNegated, *std::move(test)};
}

/// A filter that is being put together, word by word.
struct Assembly
{
    Filter filter;
    std::optional<qsizetype> orAt; ///< where an OR stands that still wants its second term

    static FilterError lonelyOr(qsizetype position)
    {
        return {position, 2, QStringLiteral("OR stands between two terms")};
    }

    std::optional<FilterError> take(const FilterWord &word)
    {
        if (word.isOr()) {
            if (orAt || filter.isEmpty())
                return lonelyOr(word.position);
            orAt = word.position;
            return std::nullopt;
        }
        auto term = termOf(word, filter.time);
        if (!term)
            return std::move(term.error());
        if (orAt)
            filter.clauses.last().append(*std::move(term));
        else
            filter.clauses.append(Clause{*std::move(term)});
        orAt.reset();
        return std::nullopt;
    }
};

} // namespace

bool Filter::needsDetail() const
{
    return anyTerm(*this, [](const Term &term) { return traffic::needsDetail(term); });
}

bool Filter::isRelative() const
{
    return anyTerm(*this, [](const Term &term) {
        const auto *test = std::get_if<TimeTest>(&term.test);
        return test && test->ago;
    });
}

bool Filter::matches(const ExchangeRecord &record, const ExchangeDetail *detail) const
{
    const auto needs = [](const Clause &clause) {
        return std::any_of(clause.begin(), clause.end(), &traffic::needsDetail);
    };
    const auto isMet = [&](const Clause &clause) {
        return std::any_of(clause.begin(), clause.end(), [&](const Term &term) {
            return holds(term, record, detail);
        });
    };
    // Bodies are long: they are searched only where all else fits.
    return std::all_of(clauses.begin(),
                       clauses.end(),
                       [&](const Clause &clause) { return needs(clause) || isMet(clause); })
           && std::all_of(clauses.begin(), clauses.end(), [&](const Clause &clause) {
                  return !needs(clause) || isMet(clause);
              });
}

Result<Filter, FilterError> parseFilter(QStringView text, TimePoint now, const QTimeZone &zone)
{
    if (text.size() > MaxFilterLength)
        return Failure<FilterError>(
            {MaxFilterLength,
             text.size() - MaxFilterLength,
             QStringLiteral("a filter has at most %1 letters").arg(MaxFilterLength)});
    Assembly made{.filter = {{}, {now, zone}}, .orAt = {}};
    FilterWords words(text);
    while (true) {
        const auto word = words.next();
        if (!word)
            return Failure<FilterError>(word.error());
        if (!*word)
            break;
        if (auto error = made.take(**word))
            return Failure<FilterError>(*std::move(error));
    }
    if (made.orAt)
        return Failure<FilterError>(Assembly::lonelyOr(*made.orAt));
    return std::move(made.filter);
}

} // namespace llmproxy::traffic
