// SPDX-License-Identifier: MIT
#include "ui/head_lines.h"

#include "ui/format.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {
namespace {

using traffic::FieldChange;
using Style = Line::Style;
using Changes = QList<FieldChange>;

QByteArrayView nameIn(QByteArrayView field)
{
    const qsizetype colon = field.indexOf(':');
    return field.first(colon < 0 ? 0 : colon);
}

const FieldChange *changeOf(const Changes &changes, QByteArrayView name, bool isBefore)
{
    const auto concerns = [&](const FieldChange &change) {
        const auto other = isBefore ? FieldChange::Kind::Added : FieldChange::Kind::Removed;
        return change.kind != other && change.name.compare(name, Qt::CaseInsensitive) == 0;
    };
    const auto found = std::find_if(changes.begin(), changes.end(), concerns);
    return found == changes.end() ? nullptr : &*found;
}

QString labelOf(FieldChange::Kind kind)
{
    switch (kind) {
    case FieldChange::Kind::Added:
        return HeadLines::tr("+ added");
    case FieldChange::Kind::Removed:
        return HeadLines::tr("\xE2\x88\x92 removed");
    case FieldChange::Kind::Changed:
        return HeadLines::tr("~ changed");
    }
    return {};
}

struct Section
{
    QString title;
    QByteArray head;
    QString none; ///< said where there is no head
    const Changes *changes = nullptr;
    bool isBefore = false; ///< the changes came after it
};

void write(Lines &lines, const Section &section)
{
    if (!lines.isEmpty())
        lines.append({{}, Style::Gap});
    lines.append({section.title, Style::Strong});
    if (section.head.isEmpty()) {
        lines.append({section.none, Style::Dim});
        return;
    }
    const QList<QByteArray> fields = section.head.split('\n');
    for (const QByteArray &field : fields) {
        if (field.isEmpty())
            continue;
        Line like{{}, Style::Mono};
        if (const auto *change = changeOf(*section.changes, nameIn(field), section.isBefore))
            like.label = labelOf(change->kind);
        addText(lines, QString::fromUtf8(field), like);
    }
}

QString countText(const Changes &changes)
{
    return changes.isEmpty() ? HeadLines::tr("no field changed")
           : changes.size() == 1
               ? HeadLines::tr("1 field changed")
               : HeadLines::tr("%1 fields changed").arg(format::count(changes.size()));
}

} // namespace

Lines HeadLines::of(const ExchangeReading &reading)
{
    const traffic::ExchangeDetail &detail = reading.detail();
    const bool isHere = reading.record().madeHere;
    const QString none = reading.hasDetail() ? HeadLines::tr("None.")
                                             : HeadLines::tr("The head is not kept any more.");
    const QString notSent =
        reading.hasDetail() && isHere ? HeadLines::tr("Nothing was sent upstream.") : none;
    const QString notCame =
        reading.hasDetail() && isHere ? HeadLines::tr("The proxy answered itself.") : none;
    Lines lines;
    write(lines,
          {HeadLines::tr("Request as received"),
           detail.requestHead,
           none,
           &detail.requestChanges,
           true});
    write(lines,
          {HeadLines::tr("Request as forwarded: %1").arg(countText(detail.requestChanges)),
           detail.forwardedHead,
           notSent,
           &detail.requestChanges,
           false});
    const QString sent = fidelity(detail.request);
    if (!sent.isEmpty())
        addText(lines, sent, {{}, Style::Dim});
    write(lines,
          {HeadLines::tr("Response of the provider"),
           detail.responseHead,
           notCame,
           &detail.responseChanges,
           true});
    write(lines,
          {HeadLines::tr("Response as sent: %1").arg(countText(detail.responseChanges)),
           detail.sentHead,
           none,
           &detail.responseChanges,
           false});
    const QString passed = fidelity(detail.response);
    if (!passed.isEmpty())
        addText(lines, passed, {{}, Style::Dim});
    return lines;
}

QString HeadLines::fidelity(const traffic::Body &body)
{
    if (body.hashReceived.isEmpty() || body.hashPassedOn.isEmpty())
        return {};
    const QString received = format::plain(body.hashReceived);
    if (body.hashReceived == body.hashPassedOn)
        return HeadLines::tr("Body: the same %1 went in and out, byte for byte (XXH3-128 %2).")
            .arg(format::bytes(body.size), received);
    return HeadLines::tr("Body: not the same went out as came in (XXH3-128 %1 in, %2 out).")
        .arg(received, format::plain(body.hashPassedOn));
}

} // namespace llmproxy::ui
