// SPDX-License-Identifier: MIT
#include "tests/support/http1_cases.h"

#include <QFile>

namespace llmproxy::test {

namespace {

QByteArray unescaped(const QByteArray &text)
{
    QByteArray out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        switch (text[++i]) {
        case 'r':
            out += '\r';
            break;
        case 'n':
            out += '\n';
            break;
        case 't':
            out += '\t';
            break;
        case 'x':
            out += QByteArray::fromHex(text.mid(i + 1, 2));
            i += 2;
            break;
        default:
            out += text[i];
        }
    }
    return out;
}

// {H} host:port under test, {P:name} name with the tested port, {x*N} x repeated N times.
QByteArray withMarks(QByteArray text, const QByteArray &authority)
{
    const QByteArray port = authority.mid(authority.lastIndexOf(':'));
    text.replace("{H}", authority);
    for (qsizetype at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
        const qsizetype end = text.indexOf('}', at);
        if (end < 0)
            break;
        const QByteArray mark = text.mid(at + 1, end - at - 1);
        const qsizetype star = mark.lastIndexOf('*');
        QByteArray replacement;
        if (mark.startsWith("P:"))
            replacement = mark.mid(2) + port;
        else if (star > 0)
            replacement = mark.left(star).repeated(mark.mid(star + 1).toInt());
        else
            continue;
        text.replace(at, end - at + 1, replacement);
        at += replacement.size() - 1;
    }
    return text;
}

} // namespace

QList<Http1Case> readHttp1Cases(const QString &path, bool responses)
{
    QList<Http1Case> cases;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return cases;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        const qsizetype first = line.indexOf(" | ");
        const qsizetype last = line.lastIndexOf(" | ");
        const qsizetype expectAt = line.lastIndexOf(" | ", last - 1);
        qsizetype scriptEnd = expectAt;
        Http1Case made;
        made.id = line.left(first);
        if (responses) {
            scriptEnd = line.lastIndexOf(" | ", expectAt - 1);
            made.method = line.mid(scriptEnd + 3, expectAt - scriptEnd - 3);
        }
        made.script = line.mid(first + 3, scriptEnd - first - 3);
        made.expected = line.mid(expectAt + 3, last - expectAt - 3).trimmed().split('/');
        cases.append(made);
    }
    return cases;
}

QList<Step> steps(const QByteArray &script, const QByteArray &authority)
{
    QList<Step> made;
    QByteArray text = script;
    text.replace("<FIN>", ">>FIN>>");
    const QList<QByteArray> parts = [&] {
        QList<QByteArray> pieces;
        qsizetype at = 0;
        for (qsizetype mark = text.indexOf(">>"); mark >= 0; mark = text.indexOf(">>", at)) {
            pieces.append(text.mid(at, mark - at));
            at = mark + 2;
        }
        pieces.append(text.mid(at));
        return pieces;
    }();
    for (qsizetype i = 0; i < parts.size(); ++i) {
        if (i % 2 == 0 && !parts[i].isEmpty())
            made.append({Step::Kind::Bytes, unescaped(withMarks(parts[i], authority)), 0});
        else if (i % 2 == 1 && parts[i] == "FIN")
            made.append({Step::Kind::HalfClose, {}, 0});
        else if (i % 2 == 1)
            made.append({Step::Kind::PauseMs, {}, parts[i].toInt()});
    }
    return made;
}

QByteArray joined(const QList<Step> &steps)
{
    QByteArray all;
    for (const Step &step : steps)
        all += step.bytes;
    return all;
}

} // namespace llmproxy::test
