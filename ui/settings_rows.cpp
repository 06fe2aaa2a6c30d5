// SPDX-License-Identifier: MIT
#include "ui/settings_rows.h"

#include "ui/glyph.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

QStringList SettingsRows::headings()
{
    return {tr("Setting"), tr("Value"), tr("From")};
}

QString SettingsRows::origin(const SettingFact &setting)
{
    if (setting.line <= 0)
        return setting.layer;
    return QFileInfo(setting.layer).fileName() + u':' + QString::number(setting.line);
}

QList<Row> SettingsRows::rows(const ConfigFacts &facts, const QString &needle)
{
    QList<Row> rows;
    for (const SettingFact &setting : facts.settings) {
        const QString path = QString::fromUtf8(setting.path);
        const QString from = origin(setting);
        const bool isFound = needle.isEmpty() || path.contains(needle, Qt::CaseInsensitive)
                             || setting.value.contains(needle, Qt::CaseInsensitive)
                             || from.contains(needle, Qt::CaseInsensitive);
        if (!isFound)
            continue;
        const Ink ink = setting.line > 0 ? Ink::Text : Ink::Dim;
        rows.append({.id = setting.path,
                     .cells = {{.text = path},
                               {.text = setting.value},
                               {.text = from, .paints = QVariant::fromValue(ink)}},
                     .sentence = tr("%1 is %2, from %3").arg(path, setting.value, from),
                     .tip = setting.layer});
    }
    return rows;
}

QString SettingsRows::layers(const ConfigFacts &facts)
{
    QStringList names;
    for (const QString &file : facts.files)
        names.append(QFileInfo(file).fileName());
    if (names.isEmpty())
        names.append(tr("built in"));
    names << tr("environment") << tr("command line");
    return names.join(u" < "_s);
}

} // namespace llmproxy::ui
