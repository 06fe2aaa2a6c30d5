// SPDX-License-Identifier: MIT
#include "engine/clients/base_url.h"
#include "engine/clients/shell.h"

#include <QTest>

using namespace llmproxy::clients;
using namespace Qt::StringLiterals;

class ShellTest : public QObject
{
    Q_OBJECT

private slots:
    void setsVariablesInTheShellsOwnWords()
    {
        const QList<Variable> variables = {{"A_URL", u"http://a"_s}, {"B_URL", u"http://b"_s}};
        QCOMPARE(exports(variables, Shell::Posix),
                 "export A_URL=\"http://a\"\nexport B_URL=\"http://b\"\n");
        QCOMPARE(exports(variables, Shell::Fish),
                 "set -gx A_URL \"http://a\"\nset -gx B_URL \"http://b\"\n");
    }

    void knowsWhichFileAShellReads_data()
    {
        QTest::addColumn<QString>("shell");
        QTest::addColumn<QString>("file");
        QTest::newRow("bash") << u"/bin/bash"_s << u".bashrc"_s;
        QTest::newRow("zsh") << u"/usr/bin/zsh"_s << u".zshrc"_s;
        QTest::newRow("fish") << u"/usr/bin/fish"_s << u".config/fish/config.fish"_s;
        QTest::newRow("another") << u"/bin/dash"_s << u".profile"_s;
        QTest::newRow("none") << QString() << u".profile"_s;
    }
    void knowsWhichFileAShellReads()
    {
        QFETCH(QString, shell);
        QTEST(startFile(shell), "file");
    }

    void keepsALoopbackAddressOffTheProxy_data()
    {
        QTest::addColumn<QString>("present");
        QTest::addColumn<QString>("wanted");
        QTest::newRow("nothing yet") << QString() << u"localhost,127.0.0.1,::1"_s;
        QTest::newRow("others") << u".corp,127.0.0.1"_s << u".corp,127.0.0.1,localhost,::1"_s;
        QTest::newRow("everything") << u"*"_s << u"*"_s;
    }
    void keepsALoopbackAddressOffTheProxy()
    {
        QFETCH(QString, present);
        QTEST(withoutProxyForLoopback(present), "wanted");
    }

    void takesARootUrlOnly_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("root");
        QTest::newRow("plain") << u"http://127.0.0.1:9002"_s << u"http://127.0.0.1:9002"_s;
        QTest::newRow("slashes") << u"https://llm.example.org/a//"_s
                                 << u"https://llm.example.org/a"_s;
        QTest::newRow("IPv6") << u"http://[::1]:1/"_s << u"http://[::1]:1"_s;
        QTest::newRow("no scheme") << u"127.0.0.1:9002"_s << QString();
        QTest::newRow("another scheme") << u"ftp://a"_s << QString();
        QTest::newRow("a password") << u"http://u:p@a"_s << QString();
        QTest::newRow("a query") << u"http://a/?b"_s << QString();
        QTest::newRow("what a shell would run") << u"http://a/$(id)"_s << QString();
        QTest::newRow("what a shell would run, otherwise") << u"http://a/`id`"_s << QString();
        QTest::newRow("a quote") << u"http://a/\""_s << QString();
    }
    void takesARootUrlOnly()
    {
        QFETCH(QString, given);
        QTEST(normalizedRoot(given), "root");
    }

    void everyVendorSaysHowItsSdksAreSetOrWhyNot()
    {
        for (const Vendor &vendor : vendors()) {
            QVERIFY(findVendor(vendor.type) == &vendor);
            QVERIFY(vendor.variable.isEmpty() == (*vendor.withoutVariable != '\0'));
        }
        QCOMPARE(baseUrl(u"http://r"_s, u"ollama"_s, *findVendor(u"openai"_s)),
                 u"http://r/ollama/v1"_s);
    }
};
QTEST_APPLESS_MAIN(ShellTest)
#include "tst_shell.moc"
