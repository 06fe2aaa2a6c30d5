// SPDX-License-Identifier: MIT
#include "engine/redis/command.h"

#include <QTest>

using namespace llmproxy::redis;

class CommandTest : public QObject
{
    Q_OBJECT

private slots:
    void writesAnArrayOfBulkStrings()
    {
        QCOMPARE(commandOf({"SET", "key", "value"}),
                 "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$5\r\nvalue\r\n");
    }

    void argumentsHoldAnyBytes()
    {
        const QByteArray odd("a\r\n\0b%s", 7);
        QCOMPARE(commandOf({"GET", odd, ""}), "*3\r\n$3\r\nGET\r\n$7\r\n" + odd + "\r\n$0\r\n\r\n");
    }

    void namesScriptsByTheirDigest()
    {
        const Script script("return 1");
        QCOMPARE(script.sha1(), "e0e1f9fabfc9d4800c877a703b823ac0578ff8db"); // as redis-cli says
        const Call call{&script, {"k"}, {"a", "b"}};
        QCOMPARE(byDigest(call), commandOf({"EVALSHA", script.sha1(), "1", "k", "a", "b"}));
        QCOMPARE(bySource(call), commandOf({"EVAL", "return 1", "1", "k", "a", "b"}));
    }
};

QTEST_APPLESS_MAIN(CommandTest)
#include "tst_command.moc"
