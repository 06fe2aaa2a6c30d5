// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <optional>
#include <vector>

/// Reading a head as ExchangeDetail keeps it: start line first, one field to a line, ended by LF.
namespace llmproxy::traffic {

struct HeadField
{
    QByteArrayView name;
    QByteArrayView value;

    bool operator==(const HeadField &) const = default;
};

/// Cuts the first line off `text` and gives it without its end, LF or CRLF.
QByteArrayView takeLine(QByteArrayView &text);

/// The field that a line is; nullopt without a colon, or a name in front of it.
std::optional<HeadField> fieldIn(QByteArrayView line);

/// Empty if the head is.
QByteArrayView startLine(QByteArrayView head);

/// In their order. Lines without a colon are left out. The views are of `head`.
std::vector<HeadField> fieldsOf(QByteArrayView head);

/// The value of the first field of that name, any case; nullopt if there is none.
std::optional<QByteArrayView> fieldOf(QByteArrayView head, QByteArrayView name);

} // namespace llmproxy::traffic
