// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace llmproxy::ui {

/// What of a record is shown in a column of the list, in the order that they stand in at first.
enum class Column {
    Number,
    Time,
    By, ///< who answered
    Provider,
    Model,
    Operation,
    Status,
    Tries,
    FirstByte,
    Took,
    Tokens,
    Cost,
    Flags,
    // Hidden until somebody wants them.
    Bytes,
    Speed, ///< tokens per second
    Key,
    User,
    Client,
    Finish,
    Error,
    Class, ///< of its failure
    Waited,
    RequestId,
    Session,
    Comment,
};
inline constexpr int ColumnCount = 25;
inline constexpr int FirstHiddenColumn = 13;

/// Its numbers stand below each other.
bool alignsRight(Column column);

/// A typical longest text of it: columns are as wide as that at first.
QString sampleText(Column column);

} // namespace llmproxy::ui
