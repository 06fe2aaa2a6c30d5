// SPDX-License-Identifier: MIT
#include "app/options.h"

#include <array>

namespace llmproxy::app {

namespace {

using Action = Arguments::Action;

bool acceptNumber(std::optional<int> &target, const QString &value, int least, int most)
{
    bool isNumber = false;
    const int number = value.toInt(&isNumber);
    if (!isNumber || number < least || number > most)
        return false;
    target = number;
    return true;
}

bool acceptPort(Arguments &arguments, const QString &value)
{
    std::optional<int> port;
    if (!acceptNumber(port, value, 0, 65535))
        return false;
    arguments.port = static_cast<quint16>(*port);
    return true;
}

template<Action action>
bool acceptAction(Arguments &arguments, const QString &)
{
    if (arguments.action == Action::Run || action < arguments.action)
        arguments.action = action;
    return true;
}

constexpr auto Options = std::to_array<Option>({
    {Option::Group::Dashboard,
     "no-gui",
     "",
     "",
     "run headless, without the dashboard",
     [](Arguments &a, const QString &) { return a.noGui = true; }},

    {Option::Group::Configuration,
     "config",
     "FILE",
     "the name of a YAML file",
     "use this layer instead of searching; repeatable,\n"
     "later files win",
     [](Arguments &a, const QString &v) {
         a.configFiles += v;
         return !v.isEmpty();
     },
     true},
    {Option::Group::Configuration,
     "config-dir",
     "DIR",
     "the name of a folder",
     "look for base.yml and its overlays here",
     [](Arguments &a, const QString &v) {
         a.configDir = v;
         return !v.isEmpty();
     },
     true},
    {Option::Group::Configuration,
     "check-config",
     "",
     "",
     "report every problem and exit: 0 valid, 1 not",
     acceptAction<Action::CheckConfig>},
    {Option::Group::Configuration,
     "print-config",
     "",
     "",
     "print the effective configuration and exit",
     acceptAction<Action::PrintConfig>},

    {Option::Group::Network,
     "port",
     "N",
     "a number from 0 to 65535",
     "listen on this port; 0 takes a free one\n"
     "(default: $PORT, server.port, 9002)",
     acceptPort},
    {Option::Group::Network,
     "listen",
     "ADDR",
     "an address",
     "listen on this address (default: server.listen,\n"
     "127.0.0.1 and ::1)",
     [](Arguments &a, const QString &v) {
         a.listen = v.toUtf8();
         return !v.isEmpty();
     }},

    {Option::Group::Demo,
     "demo",
     "",
     "",
     "route all providers to a built-in mock: needs no\n"
     "key and no network",
     [](Arguments &a, const QString &) { return a.demo = true; }},
    {Option::Group::Demo,
     "demo-latency-ms",
     "N",
     "a number from 0 to 600000",
     "time to the mock's first byte",
     [](Arguments &a, const QString &v) { return acceptNumber(a.demoLatencyMs, v, 0, 600000); }},
    {Option::Group::Demo,
     "demo-tokens-per-second",
     "N",
     "a number from 1 to 100000",
     "how fast the mock streams",
     [](Arguments &a, const QString &v) {
         return acceptNumber(a.demoTokensPerSecond, v, 1, 100000);
     }},

    {Option::Group::Log,
     "log-level",
     "LEVEL",
     "debug, info, warn or error",
     "debug, info, warn or error (default: $LOG_LEVEL,\n"
     "info)",
     [](Arguments &a, const QString &v) {
         a.logLevel = logLevelNamed(v.toUtf8());
         return a.logLevel.has_value();
     }},
    {Option::Group::Log,
     "log-format",
     "FORMAT",
     "text or json",
     "text or json (default: $LOG_FORMAT, text)",
     [](Arguments &a, const QString &v) {
         a.logFormat = logFormatNamed(v.toUtf8());
         return a.logFormat.has_value();
     }},

    {Option::Group::About,
     "version",
     "",
     "",
     "print version, commit, build time, compiler and Qt",
     acceptAction<Action::Version>},
    {Option::Group::About, "help", "", "", "print this", acceptAction<Action::Help>, true},
});

} // namespace

std::span<const Option> options()
{
    return Options;
}

} // namespace llmproxy::app
