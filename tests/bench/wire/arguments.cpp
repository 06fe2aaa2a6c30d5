// SPDX-License-Identifier: MIT
#include "tests/bench/wire/arguments.h"

#include <cstdio>
#include <cstdlib>

namespace llmproxy::bench {
namespace {

[[noreturn]] void refuse(const std::string &complaint)
{
    std::fprintf(stderr, "%s\n", complaint.c_str());
    std::_Exit(2);
}

} // namespace

Arguments::Arguments(int count, char **values)
{
    for (int index = 1; index < count; index += 2) {
        const std::string name = values[index];
        if (name.compare(0, 2, "--") != 0 || index + 1 >= count)
            refuse("expected --name value, got: " + name);
        m_values[name.substr(2)] = values[index + 1];
    }
}

std::string Arguments::takeText(const std::string &name, const std::string &fallback)
{
    const auto node = m_values.extract(name);
    return node.empty() ? fallback : node.mapped();
}

long Arguments::takeNumber(const std::string &name, long fallback)
{
    return static_cast<long>(takeReal(name, static_cast<double>(fallback)));
}

double Arguments::takeReal(const std::string &name, double fallback)
{
    const std::string text = takeText(name);
    if (text.empty())
        return fallback;
    char *end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (*end != '\0')
        refuse("--" + name + " needs a number, got: " + text);
    return value;
}

void Arguments::rejectTheRest() const
{
    if (!m_values.empty())
        refuse("unknown option: --" + m_values.begin()->first);
}

} // namespace llmproxy::bench
