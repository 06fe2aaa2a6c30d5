// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <span>

namespace llmproxy::clients {

/// How one vendor's SDKs are pointed here. "%1" in the texts stands for the base URL. `hint` and
/// `withoutVariable` are English, marked for translation as llmproxy::clients::Vendor.
struct Vendor
{
    QString type; ///< "openai", as the configuration says it
    QString title;
    QString suffix;                   ///< of the base URL, after the route's name
    QString variable;                 ///< of the environment, that its SDKs read; empty if none
    const char *hint = "";            ///< what to know beside the URL, for people
    const char *withoutVariable = ""; ///< why there is none, as a comment of a shell
    QString python;
    QString node;
    QString go;
    QString curl;
    bool isSigned = false; ///< requests must be sent here after signing: a URL alone is no help
};

/// In the order they are shown.
std::span<const Vendor> vendors();

/// Null: not known.
const Vendor *findVendor(const QString &type);

} // namespace llmproxy::clients
