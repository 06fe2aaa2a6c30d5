// SPDX-License-Identifier: MIT
#include "ui/lines_view.h"

#include <QApplication>
#include <QClipboard>
#include <QScrollBar>
#include <QTest>
#include <QTextBlock>

using namespace llmproxy::ui;
using namespace Qt::StringLiterals;

namespace {

Lines numbered(int count, const QString &text = u"line"_s)
{
    Lines lines;
    for (int i = 0; i < count; ++i)
        lines.append({u"%1 %2"_s.arg(text).arg(i)});
    return lines;
}

Lines folded()
{
    Lines lines = {{u"head"_s}, {u"hidden"_s}, {u"below"_s}};
    lines[0].isHead = true;
    lines[1].inFold = true;
    return lines;
}

int visibleBlocks(const LinesView &view)
{
    int count = 0;
    for (QTextBlock block = view.document()->begin(); block.isValid(); block = block.next())
        count += block.isVisible() ? 1 : 0;
    return count;
}

} // namespace

class LinesViewTest : public QObject
{
    Q_OBJECT

private slots:
    void showsMarkupAsItsCharacters()
    {
        Lines lines;
        addText(lines, u"<img src=file:///etc/passwd>\n<b>x</b>"_s, {});
        LinesView view(u"test"_s);
        view.setLines(lines, true);
        QCOMPARE(view.toPlainText(), u"<img src=file:///etc/passwd>\n<b>x</b>"_s);
        const auto formats = view.document()->allFormats();
        for (const QTextFormat &format : formats)
            QVERIFY(!format.isImageFormat() && !format.boolProperty(QTextFormat::IsAnchor));
    }

    void replacesWhatWouldReorderTheText()
    {
        Lines lines;
        addText(lines, u"a\u202Eb\u0007c\td\r\ne"_s, {});
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines.at(0).text, u"a\uFFFDb\uFFFDc\td"_s);
        QCOMPARE(lines.at(1).text, u"e"_s);
    }

    void cutsLongLinesAndCopiesThemWhole()
    {
        const QString longText = QString(MaxLineLength, u'x') + QString(MaxLineLength, u'y') + u'z';
        Lines lines;
        addText(lines, longText + u"\nend"_s, {});
        QCOMPARE(lines.size(), 4);
        LinesView view(u"test"_s);
        view.setLines(lines, true);
        QCOMPARE(view.text(), longText + u"\nend"_s);
        view.selectAll();
        view.copy();
        QCOMPARE(QApplication::clipboard()->text(), longText + u"\nend"_s);
    }

    void keepsSurrogatesTogether()
    {
        const QString text = QString(MaxLineLength - 1, u'x') + u"\U0001F600y"_s;
        Lines lines;
        addText(lines, text, {});
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines.at(1).text, u"\U0001F600y"_s);
    }

    void foldsLongTextsOnly()
    {
        Lines lines;
        addFolded(lines, u"1\n2\n3\n4\n5"_s, {}, 3);
        QCOMPARE(lines.size(), 5);
        lines.clear();
        addFolded(lines, u"1\n2\n3\n4\n5\n6"_s, {}, 3);
        QCOMPARE(lines.size(), 7);
        QCOMPARE(lines.at(3).text, u"3 more lines"_s);
        QVERIFY(lines.at(3).isHead && !lines.at(2).inFold && lines.at(4).inFold);
    }

    void hidesWhatIsFolded()
    {
        LinesView view(u"test"_s);
        view.setLines(folded(), true);
        QCOMPARE(visibleBlocks(view), 2);
        view.toggle(0);
        QCOMPARE(visibleBlocks(view), 3);
        QVERIFY(view.isUnfolded(0));
        view.toggle(0);
        QCOMPARE(visibleBlocks(view), 2);
        view.toggle(2); // not a head
        QCOMPARE(visibleBlocks(view), 2);
    }

    void foldsAndUnfoldsByKey()
    {
        LinesView view(u"test"_s);
        view.setLines(folded(), true);
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(visibleBlocks(view), 3);
        QTest::keyClick(&view, Qt::Key_Space);
        QCOMPARE(visibleBlocks(view), 2);
    }

    void staysUnfoldedWhileTheTextGrows()
    {
        LinesView view(u"test"_s);
        view.setLines(folded(), true);
        view.toggle(0);
        Lines more = folded();
        more[1].text += u" more"_s;
        more.append({u"new"_s});
        view.setLines(more, false);
        QCOMPARE(visibleBlocks(view), 4);
        QCOMPARE(view.toPlainText(), u"head\nhidden more\nbelow\nnew"_s);
        view.setLines(folded(), true);
        QCOMPARE(visibleBlocks(view), 2);
    }

    void keepsSelectionAndPlaceWhileTheTextGrows()
    {
        LinesView view(u"test"_s);
        view.resize(300, 200);
        view.QWidget::show();
        Lines lines = numbered(200);
        view.setLines(lines, true);
        view.verticalScrollBar()->setValue(50);
        QTextCursor cursor = view.textCursor();
        cursor.setPosition(view.document()->findBlockByNumber(55).position());
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        view.setTextCursor(cursor);
        const int place = view.verticalScrollBar()->value();
        lines.last().text += u" and more"_s;
        lines += numbered(20, u"new"_s);
        view.setLines(lines, false);
        QCOMPARE(view.verticalScrollBar()->value(), place);
        QCOMPARE(view.textCursor().selectedText(), u"line 55"_s);
        QVERIFY(view.toPlainText().contains(u"line 199 and more\nnew 0\n"_s));
    }

    void staysAtTheEndWhereItWas()
    {
        LinesView view(u"test"_s);
        view.resize(300, 200);
        view.QWidget::show();
        view.setLines(numbered(100), true);
        QScrollBar *bar = view.verticalScrollBar();
        QCOMPARE(bar->value(), 0);
        bar->setValue(bar->maximum());
        view.setLines(numbered(140), false);
        QCOMPARE(bar->value(), bar->maximum());
    }

    void followsLinesThatChangeAndGo()
    {
        LinesView view(u"test"_s);
        view.setLines(numbered(5), true);
        Lines fewer = numbered(3);
        fewer[1] = {u"another"_s, Line::Style::Alarm};
        view.setLines(fewer, false);
        QCOMPARE(view.toPlainText(), u"line 0\nanother\nline 2"_s);
        view.setLines({}, false);
        QCOMPARE(view.toPlainText(), QString());
        view.setLines(numbered(2), false);
        QCOMPARE(view.toPlainText(), u"line 0\nline 1"_s);
    }

    void takesLongTextsInBitByBit()
    {
        LinesView view(u"test"_s);
        view.setLines(numbered(20'000), true);
        QVERIFY(view.document()->blockCount() < 5'000);
        QTRY_COMPARE(view.document()->blockCount(), 20'000);
    }

    void findsWhatIsNotTakenInYetOrFolded()
    {
        LinesView view(u"test"_s);
        Lines lines = numbered(5'000);
        lines[4'000].isHead = true;
        lines[4'001].inFold = true;
        lines[4'001].text = u"Needle"_s;
        view.setLines(lines, true);
        QCOMPARE(view.count(u"needle"_s), 1);
        QVERIFY(view.findNext(u"needle"_s));
        QCOMPARE(view.textCursor().blockNumber(), 4'001);
        QVERIFY(view.isUnfolded(4'000));
        QVERIFY(view.findNext(u"needle"_s)); // from the start again
        QVERIFY(view.findNext(u"needle"_s, true));
        QVERIFY(!view.findNext(u"hay"_s));
    }
};
QTEST_MAIN(LinesViewTest)
#include "tst_lines_view.moc"
