// SPDX-License-Identifier: MIT
#pragma once

#include "engine/traffic/exchange_record.h"
#include "ui/exchange_columns.h"
#include "ui/glyph.h"

#include <QCoreApplication>
#include <QList>
#include <QString>

#include <optional>

namespace llmproxy::ui {

/// A record as people read it: pure, plain text only, however hostile the record's bytes are.
/// "–" is not known yet or did not happen, "?" cannot be known, "0" is zero.
struct ExchangeText
{
    Q_DECLARE_TR_FUNCTIONS(llmproxy::ui::ExchangeText)
public:
    using Record = traffic::ExchangeRecord;

    struct Field
    {
        QString name;
        QString value;
    };

    struct Mark
    {
        Glyph glyph;
        Ink ink;
    };

    static QString heading(Column column);
    static QString cell(const Record &record, Column column, TimePoint now);

    /// The letters of what stands out, "S T R", and the same in words: "streaming, retried".
    static QString flags(const Record &record);
    static QString flagWords(const Record &record);

    /// "POST chat/completions": the method and what of the path tells operations apart.
    static QString operation(const Record &record);

    /// How the exchange stands or ended, as a sentence without any text from the wire.
    static QString outcome(const Record &record);
    static QString originWord(const Record &record);
    static std::optional<Mark> originMark(const Record &record);
    static std::optional<Mark> statusMark(const Record &record);

    /// The record's fields in the order of the detail pane.
    static QList<Field> fields(const Record &record, TimePoint now);

    /// One line, the columns apart by tabs.
    static QString line(const Record &record, TimePoint now);

private:
    static QString furtherHeading(Column column);
    static QString furtherCell(const Record &record, Column column);
};

} // namespace llmproxy::ui
