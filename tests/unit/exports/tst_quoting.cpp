// SPDX-License-Identifier: MIT
#include "engine/exports/quoting.h"

#include <QProcess>
#include <QTest>

#include <random>

using namespace llmproxy::exports;
using namespace Qt::StringLiterals;

namespace {

QByteArray everyByte()
{
    QByteArray bytes;
    for (int i = 0; i < 256; ++i)
        bytes += char(i);
    return bytes;
}

/// What the shell prints when it runs that.
QByteArray fromShell(const QByteArray &command)
{
    QProcess shell;
    shell.start(u"/bin/sh"_s, {u"-s"_s});
    shell.write(command);
    shell.closeWriteChannel();
    shell.waitForFinished();
    return shell.exitCode() == 0 ? shell.readAllStandardOutput() : "failed";
}

} // namespace

class QuotingTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsTextFromOtherBytes()
    {
        QVERIFY(isText(""));
        QVERIFY(isText("é\n\x01 \U0001F600"));
        QVERIFY(!isText(QByteArray("a\0b", 3)));
        QVERIFY(!isText("\xC3"));
        QVERIFY(!isText("\xFF\xFE"));
        QVERIFY(!isText("\xED\xA0\x80")); // half a surrogate pair
    }

    void leavesPlainWordsAlone()
    {
        QCOMPARE(shellQuoted("application/json"), QByteArray("application/json"));
        QCOMPARE(shellQuoted(""), QByteArray("''"));
        QCOMPARE(shellQuoted("a b"), QByteArray("'a b'"));
        QCOMPARE(shellQuoted("it's"), QByteArray("'it'\\''s'"));
    }

    void quotesAnyTextForTheShell_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char *name, const QByteArray &text) {
            QTest::newRow(name) << text;
        };
        row("every byte but NUL", everyByte().sliced(1));
        row("quotes", "'\"`''");
        row("substitutions", "$HOME $(id) `id` ${x} $'a' !! ~ * ?");
        row("backslashes", "\\ \\\\ \\' \\n\\");
        row("lines", "\n a\r\n\tb\n\n");
        row("a here-document", "EOF\n<<EOF\n");
        row("operators", "; & | > < ( ) # && ||");
        row("a plain one", "sk-abc_1.2:3,4@5%6+7/8");
        row("an option", "-n");
    }

    void quotesAnyTextForTheShell()
    {
        QFETCH(const QByteArray, text);
        QCOMPARE(fromShell("printf '%s|' " + shellQuoted(text) + " end\n"), text + "|end|");
        QCOMPARE(fromShell(shellPrint(text) + '\n'), text);
    }

    void printsAnyBytes()
    {
        QCOMPARE(fromShell(shellPrint(everyByte()) + '\n'), everyByte());
        QCOMPARE(fromShell(shellPrint(QByteArray("-n\0%s\\c'", 8)) + '\n'),
                 QByteArray("-n\0%s\\c'", 8));
        std::mt19937 random(7); // NOLINT(cert-msc51-cpp): the same bytes every time
        for (int i = 0; i < 20; ++i) {
            QByteArray bytes;
            for (auto left = random() % 300; left > 0; --left)
                bytes += char(random() % 256);
            QCOMPARE(fromShell(shellPrint(bytes) + '\n'), bytes);
        }
    }

    void writesLiterals()
    {
        QCOMPARE(textLiteral("\"é\\\n\x1b\x7f"), QByteArray("\"\\\"é\\\\\\n\\u001b\\u007f\""));
        QCOMPARE(byteLiteral("\xE9\t"), QByteArray("\"\\u00e9\\t\""));
        QCOMPARE(pythonBytes(QByteArray("\0\"\xFF", 3)), QByteArray("b\"\\x00\\\"\\xff\""));
    }
};
QTEST_GUILESS_MAIN(QuotingTest)
#include "tst_quoting.moc"
