// SPDX-License-Identifier: MIT
#include "engine/circuit/rollup.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::circuit;
using namespace std::chrono_literals;

namespace {

const Policy TwoInAMinute{.cooldown = 300s, .rollupThreshold = 2, .rollupWindow = 60s};

MonotonicTime at(Duration sinceStart)
{
    return MonotonicTime(1h) + sinceStart;
}

} // namespace

class RollupTest : public QObject
{
    Q_OBJECT

private slots:
    void opensWithTheThresholdsDistinctModel()
    {
        Rollup rollup;
        rollup.arm("a", at(300s));
        QVERIFY(!rollup.isOpen(TwoInAMinute, at(0s)));
        rollup.arm("b", at(310s));
        QVERIFY(rollup.isOpen(TwoInAMinute, at(10s)));
        QCOMPARE(rollup.firstProbe(), at(300s));
    }

    void countsAModelOnce()
    {
        Rollup rollup;
        for (int i = 0; i < 5; ++i)
            rollup.arm("a", at(300s + i * 1s));
        QCOMPARE(rollup.count(TwoInAMinute, at(5s)), 1);
    }

    void countsTheBareKeyToo()
    {
        Rollup rollup;
        rollup.arm("", at(300s));
        rollup.arm("a", at(300s));
        QVERIFY(rollup.isOpen(TwoInAMinute, at(0s)));
    }

    void neverOpensWhereItIsOff()
    {
        Rollup rollup;
        Policy off = TwoInAMinute;
        off.rollupThreshold = 0;
        rollup.arm("a", at(300s));
        rollup.arm("b", at(300s));
        QVERIFY(!rollup.isOpen(off, at(0s)));
        QVERIFY(!Rollup().isOpen(off, at(0s)));
    }

    void aModelLeavesWithASuccessfulProbe()
    {
        Rollup rollup;
        rollup.arm("a", at(300s));
        rollup.arm("b", at(300s));
        rollup.drop("a");
        QVERIFY(!rollup.isOpen(TwoInAMinute, at(0s)));
        QCOMPARE(rollup.models(TwoInAMinute, at(0s), 50), std::vector<QByteArray>{"b"});
        rollup.drop("unknown");
        QCOMPARE(rollup.count(TwoInAMinute, at(0s)), 1);
    }

    void anOpenModelCountsHoweverOldItIs_data()
    {
        QTest::addColumn<int>("afterSeconds");
        QTest::addColumn<bool>("open");

        QTest::newRow("its window is over, its cooldown is not") << 61 << true;
        QTest::newRow("the end of the cooldown") << 300 << true;
        QTest::newRow("silent for almost a window since") << 359 << true;
        QTest::newRow("silent for a window since") << 360 << false;
    }

    void anOpenModelCountsHoweverOldItIs()
    {
        QFETCH(const int, afterSeconds);
        Rollup rollup;
        rollup.arm("a", at(300s));
        rollup.arm("b", at(300s));
        QTEST(rollup.isOpen(TwoInAMinute, at(std::chrono::seconds(afterSeconds))), "open");
    }

    void aFailedProbeArmsItAgain()
    {
        Rollup rollup;
        rollup.arm("a", at(300s));
        rollup.arm("b", at(300s));
        rollup.arm("a", at(610s));
        rollup.arm("b", at(620s));
        QVERIFY(rollup.isOpen(TwoInAMinute, at(400s)));
        QCOMPARE(rollup.count(TwoInAMinute, at(400s)), 2);
    }

    void namesItsModelsInOrderUpToALimit()
    {
        Rollup rollup;
        rollup.arm("c", at(100s));
        rollup.arm("a", at(300s));
        rollup.arm("b", at(300s));
        QCOMPARE(rollup.models(TwoInAMinute, at(0s), 2), (std::vector<QByteArray>{"c", "a"}));
        QCOMPARE(rollup.models(TwoInAMinute, at(170s), 2), (std::vector<QByteArray>{"a", "b"}));
    }
};

QTEST_APPLESS_MAIN(RollupTest)
#include "tst_rollup.moc"
