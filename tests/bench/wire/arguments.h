// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

namespace llmproxy::bench {

/// A command line of the form `--name value …`. Each option is taken once; whatever cannot be
/// understood ends the program with status 2 and a line on standard error.
class Arguments
{
public:
    Arguments(int count, char **values);

    std::string takeText(const std::string &name, const std::string &fallback = {});
    long takeNumber(const std::string &name, long fallback);
    double takeReal(const std::string &name, double fallback);

    /// To be called when all known options have been taken: anything left was a mistake.
    void rejectTheRest() const;

private:
    std::map<std::string, std::string> m_values;
};

} // namespace llmproxy::bench
