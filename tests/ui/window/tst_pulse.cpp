// SPDX-License-Identifier: MIT
#include "ui/pulse.h"

#include <QTest>

using namespace llmproxy::ui;
using namespace std::chrono_literals;

class PulseTest : public QObject
{
    Q_OBJECT

private slots:
    void doesNotBeatBeforeItIsTold()
    {
        int beats = 0;
        const Pulse pulse(
            1ms, [&beats] { ++beats; }, nullptr);
        QTest::qWait(30);
        QCOMPARE(beats, 0);
    }

    void beatsAtOnceAndAgain()
    {
        int beats = 0;
        Pulse pulse(
            5ms, [&beats] { ++beats; }, nullptr);
        pulse.setPace(Pace::Full);
        QTRY_VERIFY(beats >= 5);
    }

    void stopsInsideABeat()
    {
        int beats = 0;
        Pulse *self = nullptr;
        Pulse pulse(
            1ms,
            [&] {
                ++beats;
                self->setPace(Pace::Stopped);
            },
            nullptr);
        self = &pulse;
        pulse.setPace(Pace::Full);
        QTRY_COMPARE(beats, 1);
        QTest::qWait(30);
        QCOMPARE(beats, 1);
    }

    void isSlowWhenToldSo()
    {
        int beats = 0;
        Pulse pulse(
            5ms, [&beats] { ++beats; }, nullptr);
        pulse.setPace(Pace::Slow);
        QTRY_COMPARE(beats, 1);
        QTest::qWait(200);
        QCOMPARE(beats, 1);
    }

    void comesBackSoonWhenThereIsMore()
    {
        int beats = 0;
        Pulse *self = nullptr;
        Pulse pulse(
            10'000ms,
            [&] {
                if (++beats < 5)
                    self->hurry();
            },
            nullptr);
        self = &pulse;
        pulse.setPace(Pace::Full);
        QTRY_COMPARE(beats, 5);
        QTest::qWait(30);
        QCOMPARE(beats, 5);
    }
};
QTEST_GUILESS_MAIN(PulseTest)
#include "tst_pulse.moc"
