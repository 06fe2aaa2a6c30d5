// SPDX-License-Identifier: MIT
#include "ui/diff_window.h"
#include "ui/line_diff.h"

#include <QRandomGenerator>
#include <QTest>

using namespace llmproxy::ui;
using namespace Qt::StringLiterals;

namespace {

QString written(const QList<DiffLine> &lines)
{
    QString text;
    for (const DiffLine &line : lines) {
        const QString sign = line.kind == DiffLine::Kind::Same      ? u" "_s
                             : line.kind == DiffLine::Kind::Removed ? u"-"_s
                                                                    : u"+"_s;
        text += sign + line.text;
    }
    return text;
}

QStringList side(const QList<DiffLine> &lines, DiffLine::Kind other)
{
    QStringList texts;
    for (const DiffLine &line : lines) {
        if (line.kind != other)
            texts.append(line.text);
    }
    return texts;
}

QStringList letters(const QString &text)
{
    QStringList lines;
    for (const QChar letter : text)
        lines.append(letter);
    return lines;
}

QStringList numbers(int from, int to)
{
    QStringList lines;
    for (int i = from; i < to; ++i)
        lines.append(QString::number(i));
    return lines;
}

} // namespace

class LineDiffTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsTheFewestChanges_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("expected");
        QTest::newRow("nothing") << QString() << QString() << QString();
        QTest::newRow("the same") << u"abc"_s << u"abc"_s << u" a b c"_s;
        QTest::newRow("all new") << QString() << u"ab"_s << u"+a+b"_s;
        QTest::newRow("all gone") << u"ab"_s << QString() << u"-a-b"_s;
        QTest::newRow("one more at the end") << u"ab"_s << u"abc"_s << u" a b+c"_s;
        QTest::newRow("one more at the begin") << u"bc"_s << u"abc"_s << u"+a b c"_s;
        QTest::newRow("one less inside") << u"abc"_s << u"ac"_s << u" a-b c"_s;
        QTest::newRow("one for another") << u"abc"_s << u"axc"_s << u" a-b+x c"_s;
        QTest::newRow("twice the same line") << u"aa"_s << u"aaa"_s << u" a a+a"_s;
        QTest::newRow("Myers' own") << u"abcabba"_s << u"cbabac"_s << u"-a-b c+b a b-b a+c"_s;
    }
    void tellsTheFewestChanges()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QTEST(written(lineDiff(letters(before), letters(after))), "expected");
    }

    void givesBothTextsBack()
    {
        QRandomGenerator random(7);
        for (int run = 0; run < 300; ++run) {
            QStringList before;
            QStringList after;
            for (int i = random.bounded(30); i > 0; --i)
                before.append(QString::number(random.bounded(4)));
            for (int i = random.bounded(30); i > 0; --i)
                after.append(QString::number(random.bounded(4)));
            const QList<DiffLine> lines = lineDiff(before, after);
            QCOMPARE(side(lines, DiffLine::Kind::Added), before);
            QCOMPARE(side(lines, DiffLine::Kind::Removed), after);
        }
    }

    void isBoundedForTextsThatHaveNothingInCommon()
    {
        const QStringList before = numbers(0, 20'000);
        const QStringList after = numbers(50'000, 70'000);
        const QList<DiffLine> lines = lineDiff(before, after);
        QCOMPARE(lines.size(), 40'000);
        QCOMPARE(side(lines, DiffLine::Kind::Added), before);
        QCOMPARE(side(lines, DiffLine::Kind::Removed), after);
    }

    void foldsWhatIsTheSameForLong()
    {
        const QStringList before = numbers(0, 40);
        QStringList after = before;
        after[20] = u"new"_s;
        const Lines lines = DiffWindow::linesOf(before.join(u'\n'), after.join(u'\n'));
        QStringList seen;
        for (const Line &line : lines) {
            if (!line.inFold)
                seen.append(line.label + line.text);
        }
        const QStringList expected = {u"17 lines that are the same"_s,
                                      u"17"_s,
                                      u"18"_s,
                                      u"19"_s,
                                      u"\u221220"_s,
                                      u"+new"_s,
                                      u"21"_s,
                                      u"22"_s,
                                      u"23"_s,
                                      u"16 lines that are the same"_s};
        QCOMPARE(seen, expected);
    }

    void saysThatThereIsNoDifference()
    {
        const Lines lines = DiffWindow::linesOf(u"a\nb"_s, u"a\nb"_s);
        QCOMPARE(lines.constFirst().text, u"There is no difference."_s);
    }
};
QTEST_MAIN(LineDiffTest)
#include "tst_line_diff.moc"
