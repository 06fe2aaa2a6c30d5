// SPDX-License-Identifier: MIT
#include "engine/traffic/key_shapes.h"

#include <QTest>

using namespace llmproxy::traffic;

class KeyShapesTest : public QObject
{
    Q_OBJECT

private slots:
    void masksKeys_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("masked");
        const auto row = [](const char *name, const QByteArray &text, const QByteArray &masked) {
            QTest::newRow(name) << text << masked;
        };
        row("OpenAI", "sk-proj-AbCdEf0123456789xyz", "sk-…9xyz");
        row("Anthropic", "my key is sk-ant-api03-CANARY-0123456789_abcd.", "my key is sk-…abcd.");
        row("Google", "AIza" + QByteArray(35, 'x') + "!", "AIz…xxxx!");
        row("AWS", "\"AKIAIOSFODNN7EXAMPLE\"", "\"AKI…MPLE\"");
        row("AWS, for a session", "ASIAIOSFODNN7EXAMPLE", "ASI…MPLE");
        row("Slack", "xoxb-1234567890-abcdef", "xox…cdef");
        row("token",
            "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
            "Bearer eyJ…dXJl");
        row("token without signature", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0", "eyJ…0In0");
        row("two", "sk-AbCdEf0123456789, sk-ZzCdEf0123456780", "sk-…6789, sk-…6780");
        row("behind an escape", "\"\\nsk-AbCdEf0123456789\"", "\"\\nsk-…6789\"");
        row("alone in quotes", "{\"k\":\"sk-AbCdEf0123456789\"}", "{\"k\":\"sk-…6789\"}");
        row("just long enough", "sk-abcdefghijklmno1", "sk-…mno1");
    }

    void masksKeys()
    {
        QFETCH(const QByteArray, text);
        QTEST(maskedKeyShapes(text), "masked");
    }

    void leavesWhatIsNone_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"",
                                 "sk-",
                                 "sk-abcdefghijklmn1",
                                 "a task-list-of-2026-items-to-do",
                                 "risk-assessment-framework-2024",
                                 "sk-learn-compatible-estimators",
                                 "AIza-is-a-prefix",
                                 "AKIA and ASIA",
                                 "MYAKIAIOSFODNN7EXAMPLE",
                                 "xoxb-short",
                                 "eyJhbGciOiJIUzI1NiJ9",
                                 "eyJ.eyJ.x"})
            QTest::newRow(text) << QByteArray(text);
    }

    void leavesWhatIsNone()
    {
        QFETCH(const QByteArray, text);
        QCOMPARE(maskedKeyShapes(text), text);
    }
};
QTEST_APPLESS_MAIN(KeyShapesTest)
#include "tst_key_shapes.moc"
