// SPDX-License-Identifier: MIT
#include "app/commands.h"

#include <array>

namespace llmproxy::app {

namespace {

constexpr auto CostOptions = std::to_array<Option>({
    {Option::Group::Command,
     "by",
     "WHAT",
     "model, provider, user, key or day",
     "sum up by model (the default), provider, user,\n"
     "key or day (UTC)",
     [](Arguments &a, const QString &v) {
         const auto grouping = cost::groupingNamed(v.toUtf8());
         a.cost.by = grouping.value_or(cost::Grouping::Model);
         return grouping.has_value();
     }},
    {Option::Group::Command,
     "since",
     "DATE",
     "a date as in 2026-01-31",
     "leave out what ended before that day (UTC)",
     [](Arguments &a, const QString &v) {
         a.cost.since = QDate::fromString(v, Qt::ISODate);
         return a.cost.since->isValid();
     }},
    {Option::Group::Command,
     "file",
     "FILE",
     "the name of a file of cost records",
     "read this file instead of the one that\n"
     "features.cost_tracking names",
     [](Arguments &a, const QString &v) {
         a.cost.file = v;
         return !v.isEmpty();
     }},
    {Option::Group::Command,
     "json",
     "",
     "",
     "print JSON",
     [](Arguments &a, const QString &) { return a.cost.asJson = true; }},
});

constexpr auto EstimateOptions = std::to_array<Option>({
    {Option::Group::Command,
     "provider",
     "NAME",
     "the name of a provider",
     "whose request it is (default: openai)",
     [](Arguments &a, const QString &v) {
         a.estimate.provider = v.toUtf8();
         return !v.isEmpty();
     }},
    {Option::Group::Command,
     "path",
     "TARGET",
     "a path that begins with /",
     "what is asked for, where that tells the model or\n"
     "streaming, as in /model/<id>/converse",
     [](Arguments &a, const QString &v) {
         a.estimate.path = v.toUtf8();
         return v.startsWith(u'/');
     }},
    {Option::Group::Command,
     "json",
     "",
     "",
     "print JSON",
     [](Arguments &a, const QString &) { return a.estimate.asJson = true; }},
});

constexpr auto Commands = std::to_array<Command>({
    {"cost", "what the exchanges cost so far", Arguments::Action::Cost, CostOptions},
    {"estimate",
     "how many input tokens a request's body is counted as",
     Arguments::Action::Estimate,
     EstimateOptions,
     "FILE",
     [](Arguments &a, const QString &word) { a.estimate.file = word; }},
});

} // namespace

std::span<const Command> commands()
{
    return Commands;
}

const Command *findCommand(const QString &name)
{
    for (const Command &each : Commands) {
        if (QString::fromLatin1(each.name) == name)
            return &each;
    }
    return nullptr;
}

} // namespace llmproxy::app
