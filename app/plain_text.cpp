// SPDX-License-Identifier: MIT
#include "app/plain_text.h"

#include <cstdio>

namespace llmproxy::app {

QString grouped(qint64 number)
{
    QString digits = QString::number(number);
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3)
        digits.insert(at, u',');
    return digits;
}

QString printable(const QByteArray &name)
{
    QString text = name.isEmpty() ? QStringLiteral("(none)") : QString::fromUtf8(name);
    for (QChar &c : text) {
        if (!c.isPrint() && !c.isSurrogate())
            c = u'?';
    }
    return text;
}

void complain(const QString &message)
{
    const QByteArray line = "llm-proxy: " + message.toUtf8() + '\n';
    std::fputs(line.constData(), stderr);
}

void print(const QByteArray &text)
{
    std::fputs(text.constData(), stdout);
    std::fflush(stdout);
}

} // namespace llmproxy::app
