// SPDX-License-Identifier: MIT
#include "engine/circuit/key.h"

#include <QTest>

using namespace llmproxy::circuit;

class KeyTest : public QObject
{
    Q_OBJECT

private slots:
    void bringsEveryModelIntoOneForm_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("inKey");

        QTest::newRow("as it is") << QByteArray("gpt-4o") << QByteArray("gpt-4o");
        QTest::newRow("none") << QByteArray() << QByteArray();
        QTest::newRow("blanks around it") << QByteArray(" gpt-4o\t") << QByteArray("gpt-4o");
        QTest::newRow("blanks alone") << QByteArray(" \n ") << QByteArray();
        QTest::newRow("an alias") << QByteArray("gpt-4o-latest") << QByteArray("gpt-4o");
        QTest::newRow("an alias with blanks")
            << QByteArray(" gpt-4o-latest") << QByteArray("gpt-4o");
        QTest::newRow("a new line inside") << QByteArray("a\nb") << QByteArray("a_b");
        QTest::newRow("NUL, DEL, ESC") << QByteArray("a\0b\x7f\x1b", 5) << QByteArray("a_b__");
        QTest::newRow("a separator of metrics") << QByteArray("x|y,z#") << QByteArray("x|y,z#");
        QTest::newRow("200 bytes") << QByteArray(200, 'm') << QByteArray(200, 'm');
        QTest::newRow("201 bytes") << QByteArray(201, 'm') << QByteArray(200, 'm');
        QTest::newRow("10 kB") << QByteArray(10'000, 'm') << QByteArray(200, 'm');
        QTest::newRow("a character across the limit")
            << QByteArray(199, 'm') + "é" << QByteArray(199, 'm');
        QTest::newRow("a character up to the limit")
            << QByteArray(198, 'm') + "é" << QByteArray(198, 'm') + "é";
        QTest::newRow("no UTF-8 at all") << QByteArray(250, '\x80') << QByteArray(197, '\x80');
        QTest::newRow("the text of all models") << QByteArray("*") << QByteArray("_");
    }

    void bringsEveryModelIntoOneForm()
    {
        QFETCH(const QByteArray, model);
        const auto fold = [](QByteArrayView name) {
            return name == "gpt-4o-latest" ? QByteArray("gpt-4o") : name.toByteArray();
        };
        const Key key = makeKey("openai", model, fold);
        QCOMPARE(key.provider, "openai");
        QTEST(key.model, "inKey");
    }

    void isWrittenAsProviderAndModel_data()
    {
        QTest::addColumn<Key>("key");
        QTest::addColumn<QByteArray>("text");

        QTest::newRow("with a model") << Key{"openai", "gpt-4o"} << QByteArray("openai:gpt-4o");
        QTest::newRow("bare") << Key{"openai", {}} << QByteArray("openai");
        QTest::newRow("a model with colons") << Key{"bedrock", "us.anthropic.claude-v1:0"}
                                             << QByteArray("bedrock:us.anthropic.claude-v1:0");
        QTest::newRow("all of a provider") << wholeProvider("openai") << QByteArray("openai:*");
    }

    void isWrittenAsProviderAndModel()
    {
        QFETCH(const Key, key);
        QFETCH(const QByteArray, text);
        QCOMPARE(textOf(key), text);
        QVERIFY(keyNamed(text) == key);
    }

    void noRequestHasTheKeyOfAWholeProvider()
    {
        QVERIFY(isWholeProvider(wholeProvider("openai")));
        for (const QByteArray model : {"", "*", " * ", "\x01*"})
            QVERIFY(!isWholeProvider(makeKey("openai", model)));
    }
};

QTEST_APPLESS_MAIN(KeyTest)
#include "tst_key.moc"
