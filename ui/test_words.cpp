// SPDX-License-Identifier: MIT
#include "ui/test_words.h"

#include "ui/format.h"
#include "ui/key_words.h"

using namespace Qt::StringLiterals;

namespace llmproxy::ui {

QString TestWords::scope(const stats::TestModeStatus &mode)
{
    return mode.scope == "all" ? tr("all providers") : format::plain(mode.scope);
}

QString TestWords::end(const stats::TestModeStatus &mode, TimePoint now)
{
    if (mode.until)
        return tr("ends in %1").arg(format::countdown(*mode.until - now));
    if (mode.requestsLeft)
        return tr("ends after %n more call(s)", nullptr, static_cast<int>(*mode.requestsLeft));
    return tr("ends when it is switched off");
}

QString TestWords::banner(const stats::EngineSnapshot &snapshot)
{
    if (snapshot.testModes.isEmpty())
        return {};
    const stats::TestModeStatus &first = snapshot.testModes.constFirst();
    const QString text = tr("%1 on %2, %3", "mode, scope, end")
                             .arg(format::plain(first.mode), scope(first), end(first, snapshot.at));
    const auto others = static_cast<int>(snapshot.testModes.size()) - 1;
    return others == 0 ? text : tr("%1, and %2 more").arg(text).arg(others);
}

qint64 TestWords::answered(const stats::EngineSnapshot &snapshot)
{
    qint64 sum = 0;
    for (const stats::TrafficSlot &slot : snapshot.recent)
        sum += slot.answered.at(static_cast<std::size_t>(stats::AnsweredBy::TestMode));
    return sum;
}

QStringList TestWords::headings()
{
    return {tr("Mode"), tr("For"), tr("Ends"), tr("Switched on by")};
}

QList<Row> TestWords::rows(const stats::EngineSnapshot &snapshot)
{
    QList<Row> rows;
    for (const stats::TestModeStatus &mode : snapshot.testModes)
        rows.append({.id = QByteArray::number(mode.id),
                     .cells = {{.text = format::plain(mode.mode)},
                               {.text = scope(mode)},
                               {.text = end(mode, snapshot.at)},
                               {.text = KeyWords::person(mode.by)}}});
    return rows;
}

QString TestWords::perCall(const QString &root, const QByteArray &mode)
{
    const QString name = QString::fromLatin1(mode);
    return u"curl -H \"X-LLM-Proxy-Test-Mode: %1\" %2/openai/v1/chat/completions \u2026\n"
           "base_url=\"%2/gemini?llm_proxy_test_mode=%1\""_s.arg(name, root);
}

} // namespace llmproxy::ui
