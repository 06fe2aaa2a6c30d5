// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace llmproxy::ui {

/// How one vendor's SDKs are pointed here: all that the window knows of the vendor. "%1" in the
/// texts stands for the base URL.
struct Vendor
{
    QString type; ///< "openai", as the configuration says it
    QString title;
    QString suffix;          ///< of the base URL, after the route's name
    QString variable;        ///< of the environment, that its SDKs read; empty if none
    QString hint;            ///< what to know beside the URL, for people; empty if nothing
    QString withoutVariable; ///< why there is none
    QString python;
    QString node;
    QString go;
    QString curl;
    bool isSigned = false; ///< requests must be sent here after signing: a URL alone is no help
};

/// Null: not known.
const Vendor *findVendor(const QString &type);

} // namespace llmproxy::ui
