// SPDX-License-Identifier: MIT
#include "app/reference.h"
#include "app/reference_words.h"
#include "engine/config/schema.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::app;

class ReferenceTest : public QObject
{
    Q_OBJECT

private slots:
    void listsEveryOptionAndCommandEverywhere_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("option"); ///< how it writes one
        QTest::newRow("man page") << QByteArray("llm-proxy.1") << QByteArray("\\-\\-%");
        QTest::newRow("bash") << QByteArray("llm-proxy.bash") << QByteArray("--%");
        QTest::newRow("zsh") << QByteArray("_llm-proxy") << QByteArray("--%");
        QTest::newRow("fish") << QByteArray("llm-proxy.fish") << QByteArray("-l %");
        QTest::newRow("page") << QByteArray("commands.md") << QByteArray("--%");
    }
    void listsEveryOptionAndCommandEverywhere()
    {
        QFETCH(const QByteArray, file);
        QFETCH(const QByteArray, option);
        const QByteArray text = *referenceNamed(file, {"1.2.3", "2026-01-31"});
        const auto isListed = [&](QByteArray name) {
            if (option.startsWith('\\'))
                name.replace("-", "\\-");
            return text.contains(QByteArray(option).replace("%", name));
        };
        for (const Option *each : optionsOf(nullptr))
            QVERIFY2(isListed(each->name.toByteArray()), each->name.toByteArray().constData());
        for (const Command &command : commands()) {
            QVERIFY(text.contains(command.name.toByteArray()));
            for (const Option &each : command.options)
                QVERIFY2(isListed(each.name.toByteArray()), each.name.toByteArray().constData());
        }
        QVERIFY(!isListed("no-such-option"));
    }

    void listsEveryKey()
    {
        const QByteArray page = keysPage();
        for (const config::Key &key : config::allKeys()) {
            const QByteArray path =
                QByteArray(key.path).replace(".*", ".<name>").replace(".[]", "[]");
            const QByteArray asCode = '`' + path + '`';
            const QByteArray asHeading = "\n## " + path + '\n';
            QVERIFY2(page.contains(asCode) || page.contains(asHeading), path.constData());
        }
        QVERIFY(page.contains("| `server.port` | whole number, 0 to 65535 | `9002` |"));
    }

    void completesOneOfTheWordsThatAreAllowed_data()
    {
        QTest::addColumn<QByteArray>("allowed");
        QTest::addColumn<QByteArrayList>("choices");
        QTest::newRow("two") << QByteArray("text or json") << QByteArrayList{"text", "json"};
        QTest::newRow("more") << QByteArray("a1, b or c") << QByteArrayList{"a1", "b", "c"};
        QTest::newRow("any") << QByteArray("the name of a file") << QByteArrayList{};
        QTest::newRow("none") << QByteArray() << QByteArrayList{};
    }
    void completesOneOfTheWordsThatAreAllowed()
    {
        QFETCH(const QByteArray, allowed);
        Option option;
        option.allowed = allowed;
        QTEST(choicesOf(option), "choices");
    }

    void namesTheVersion()
    {
        QVERIFY(manPage({"1.2.3", "2026-01-31"}).contains("2026-01-31 \"llm\\-proxy 1.2.3\""));
        QVERIFY(!referenceNamed("other.md", {}));
    }
};
QTEST_APPLESS_MAIN(ReferenceTest)
#include "tst_reference.moc"
