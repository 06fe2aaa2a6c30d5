// SPDX-License-Identifier: MIT
#pragma once

#include "app/commands.h"

#include <QByteArrayList>

namespace llmproxy::app {

/// The words that an option's value is one of, as its `allowed` lists them ("text or json"); empty
/// if it takes others too.
QByteArrayList choicesOf(const Option &option);

enum class Completes { Nothing, Choices, Files, Folders };
Completes completesAs(const Option &option);

/// The help as one line.
QByteArray onOneLine(QByteArrayView help);

} // namespace llmproxy::app
