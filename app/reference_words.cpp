// SPDX-License-Identifier: MIT
#include "app/reference_words.h"

namespace llmproxy::app {

QByteArrayList choicesOf(const Option &option)
{
    const QByteArray allowed = option.allowed.toByteArray();
    for (const char *article : {"a ", "an ", "the "}) {
        if (allowed.startsWith(article))
            return {};
    }
    QByteArray list = allowed;
    QByteArrayList choices;
    for (const QByteArray &word : list.replace(" or ", ", ").split(',')) {
        if (!word.trimmed().isEmpty())
            choices += word.trimmed();
    }
    return choices;
}

Completes completesAs(const Option &option)
{
    if (!choicesOf(option).isEmpty())
        return Completes::Choices;
    if (option.value == "FILE")
        return Completes::Files;
    return option.value == "DIR" ? Completes::Folders : Completes::Nothing;
}

QByteArray onOneLine(QByteArrayView help)
{
    return help.toByteArray().replace('\n', ' ');
}

} // namespace llmproxy::app
