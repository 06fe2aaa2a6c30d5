// SPDX-License-Identifier: MIT
#pragma once

#include "app/options.h"

#include <array>

namespace llmproxy::app {

// The options of the commands that ask a running gateway.

template<AdminQuery::Format format>
bool acceptFormat(Arguments &arguments, const QString & /*value*/)
{
    arguments.admin.format = format;
    return true;
}

template<AdminQuery::Format format>
constexpr Option formatOption(QByteArrayView name, QByteArrayView help)
{
    return {Option::Group::Command, name, "", "", help, &acceptFormat<format>};
}

inline constexpr Option UrlOption{Option::Group::Command,
                                  "url",
                                  "URL",
                                  "an address as in http://127.0.0.1:9002",
                                  "ask the gateway there (default: where the\n"
                                  "configuration has it listen)",
                                  [](Arguments &a, const QString &v) {
                                      a.admin.url = v;
                                      return v.startsWith(u"http://") || v.startsWith(u"https://");
                                  }};

inline constexpr Option PortOption{Option::Group::Command,
                                   "port",
                                   "N",
                                   "a number from 1 to 65535",
                                   "ask the gateway on this port",
                                   [](Arguments &a, const QString &v) {
                                       bool isNumber = false;
                                       const int port = v.toInt(&isNumber);
                                       a.port = static_cast<quint16>(port);
                                       return isNumber && port >= 1 && port <= 65535;
                                   }};

inline constexpr Option JsonOption =
    formatOption<AdminQuery::Format::Json>("json", "print the JSON of the API");

inline constexpr Option LimitOption{Option::Group::Command,
                                    "limit",
                                    "N",
                                    "a number from 1 to 1000",
                                    "print at most N (default: 50)",
                                    [](Arguments &a, const QString &v) {
                                        bool isNumber = false;
                                        a.admin.limit = v.toInt(&isNumber);
                                        return isNumber && a.admin.limit >= 1
                                               && a.admin.limit <= 1000;
                                    }};

inline constexpr Option ExtentOption{Option::Group::Command,
                                     "for",
                                     "EXTENT",
                                     "a number of requests or a time, as in 5, 30s, 10m, 2h",
                                     "for so many requests (test modes alone), or so\n"
                                     "long; default: until it is switched off",
                                     [](Arguments &a, const QString &v) {
                                         a.admin.extent = v;
                                         return !v.isEmpty();
                                     }};

inline constexpr std::array JsonOptions{UrlOption, PortOption, JsonOption};
inline constexpr std::array LogOptions{LimitOption, UrlOption, PortOption, JsonOption};
inline constexpr std::array ExtentOptions{ExtentOption, UrlOption, PortOption, JsonOption};
inline constexpr std::array ShowOptions{
    formatOption<AdminQuery::Format::Curl>("curl", "as a command of curl"),
    formatOption<AdminQuery::Format::Python>("python", "as a program of Python"),
    formatOption<AdminQuery::Format::Node>("node", "as a module of Node"),
    formatOption<AdminQuery::Format::Har>("har", "as an HTTP Archive (HAR 1.2)"),
    JsonOption,
    UrlOption,
    PortOption};
inline constexpr std::array ExportOptions{
    formatOption<AdminQuery::Format::Har>("har", "as an HTTP Archive (HAR 1.2), the default"),
    formatOption<AdminQuery::Format::JsonLines>("jsonl", "as JSON Lines: the records alone"),
    UrlOption,
    PortOption};

} // namespace llmproxy::app
