// SPDX-License-Identifier: MIT
#include "engine/redis/watch.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::redis;
using namespace std::chrono_literals;

namespace {

const TimePoint Start{1000s};

} // namespace

class WatchTest : public QObject
{
    Q_OBJECT

private slots:
    void isConnectedOnceAllClientsAre()
    {
        Watch watch(Start, [this](const Status &status) { m_told.push_back(status); });
        watch.joined();
        watch.joined();
        QCOMPARE(watch.status(), (Status{false, Start, {}}));
        watch.connected();
        QVERIFY(!watch.status().connected);
        QVERIFY(m_told.empty());
        watch.connected();
        QCOMPARE(watch.status(), (Status{true, std::nullopt, {}}));
        QCOMPARE(m_told.size(), 1);
    }

    void tellsAnAbsenceOnceHoweverManyMeetIt()
    {
        Watch watch(Start, [this](const Status &status) { m_told.push_back(status); });
        watch.joined();
        watch.joined();
        watch.connected();
        watch.connected();
        m_told.clear();
        watch.lost(true, "too slow", Start + 5s);
        watch.lost(true, "closed", Start + 6s);
        watch.lost(false, "refused", Start + 7s);
        QCOMPARE(m_told.size(), 1);
        QCOMPARE(watch.status(), (Status{false, Start + 5s, "refused"}));
        watch.connected();
        QCOMPARE(m_told.size(), 1);
        watch.connected();
        QCOMPARE(m_told.size(), 2);
        QVERIFY(m_told.back().connected);
        watch.lost(true, "closed", Start + 9s);
        QCOMPARE(m_told.size(), 3);
    }

    void tellsOnceIfItWasNeverThere()
    {
        Watch watch(Start, [this](const Status &status) { m_told.push_back(status); });
        watch.joined();
        watch.lost(false, "refused", Start + 1s);
        watch.lost(false, "refused", Start + 2s);
        QCOMPARE(m_told.size(), 1);
        QCOMPARE(watch.status().awaySince, Start);
    }

    void aClientThatLeftIsNotWaitedFor()
    {
        Watch watch(Start, {});
        watch.joined();
        watch.joined();
        watch.left(false);
        watch.connected();
        QVERIFY(watch.status().connected);
    }

    void cleanup() { m_told.clear(); }

private:
    std::vector<Status> m_told;
};

QTEST_APPLESS_MAIN(WatchTest)
#include "tst_watch.moc"
