// SPDX-License-Identifier: MIT
#include "engine/storage/wait.h"

#include <QTest>

#include <memory>
#include <optional>

using namespace llmproxy::storage;

class WaitTest : public QObject
{
    Q_OBJECT

private slots:
    void isOpenUntilItIsAnswered()
    {
        Wait wait;
        QVERIFY(!wait.isOpen());
        Asked asked(wait);
        QVERIFY(wait.isOpen());
        QCOMPARE(asked.end(), &wait);
        QVERIFY(!wait.isOpen());
        QCOMPARE(asked.end(), nullptr);
    }

    void anAnswerIsForNobodyOnceItWasCancelled()
    {
        Wait wait;
        Asked asked(wait);
        wait.cancel();
        QVERIFY(!wait.isOpen());
        QCOMPARE(asked.end(), nullptr);
        wait.cancel();
    }

    void anAnswerIsForNobodyOnceTheAskerIsGone()
    {
        auto wait = std::make_unique<Wait>();
        Asked asked(*wait);
        wait.reset();
        QCOMPARE(asked.end(), nullptr);
    }

    void aQuestionThatIsDroppedEndsTheWait()
    {
        Wait wait;
        {
            const Asked asked(wait);
        }
        QVERIFY(!wait.isOpen());
    }

    void mayBeUsedAgain()
    {
        Wait wait;
        {
            const Asked first(wait);
        }
        Asked second(wait);
        QVERIFY(wait.isOpen());
        QCOMPARE(second.end(), &wait);
    }
};

QTEST_APPLESS_MAIN(WaitTest)
#include "tst_wait.moc"
