// SPDX-License-Identifier: MIT
#include "app/single_instance.h"

#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace llmproxy::app;

class SingleInstanceTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    /// Asks from another thread: the one here has to answer.
    bool asks(quint16 port) const
    {
        bool isShown = false;
        const std::unique_ptr<QThread> second(QThread::create([this, port, &isShown] {
            isShown = SingleInstance(m_folder.path(), port).showsTheFirst();
        }));
        second->start();
        return QTest::qWaitFor([&second] { return second->isFinished(); }) && isShown;
    }

private slots:
    void theFirstIsAlone()
    {
        SingleInstance first(m_folder.path(), 9001);
        QVERIFY(!first.showsTheFirst());
    }

    void aLaterOneShowsTheFirst()
    {
        int shown = 0;
        SingleInstance first(m_folder.path(), 9002);
        QVERIFY(!first.showsTheFirst());
        first.become([&shown] { ++shown; });
        QVERIFY(asks(9002));
        QVERIFY(asks(9002));
        QCOMPARE(shown, 2);
    }

    void anotherPortIsAnotherProgram()
    {
        SingleInstance first(m_folder.path(), 9003);
        first.become([] {});
        QVERIFY(!asks(9004));
    }

    void oneThatIsGoneLeavesNothingBehind()
    {
        {
            SingleInstance first(m_folder.path(), 9005);
            first.become([] {});
        }
        int shown = 0;
        SingleInstance next(m_folder.path(), 9005);
        QVERIFY(!next.showsTheFirst());
        next.become([&shown] { ++shown; });
        QVERIFY(asks(9005));
        QCOMPARE(shown, 1);
    }
};
QTEST_GUILESS_MAIN(SingleInstanceTest)
#include "tst_single_instance.moc"
