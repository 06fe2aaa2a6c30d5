// SPDX-License-Identifier: MIT
#include "engine/admin/door.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::admin;
using namespace std::chrono_literals;

using Judgement = Door::Judgement;

namespace {

const MonotonicTime Start = MonotonicTime() + 1h;

} // namespace

class DoorTest : public QObject
{
    Q_OBJECT

private slots:
    void knowsItsToken_data()
    {
        QTest::addColumn<QByteArray>("authorization");
        QTest::addColumn<bool>("right");
        QTest::newRow("right") << QByteArray("Bearer s3cret") << true;
        QTest::newRow("scheme in any case") << QByteArray("bEARER s3cret") << true;
        QTest::newRow("more spaces") << QByteArray("Bearer   s3cret") << true;
        QTest::newRow("wrong") << QByteArray("Bearer s3creT") << false;
        QTest::newRow("shorter") << QByteArray("Bearer s3cre") << false;
        QTest::newRow("longer") << QByteArray("Bearer s3crets") << false;
        QTest::newRow("token alone") << QByteArray("s3cret") << false;
        QTest::newRow("other scheme") << QByteArray("Digest s3cret") << false;
        QTest::newRow("scheme alone") << QByteArray("Bearer ") << false;
        QTest::newRow("two tokens") << QByteArray("Bearer s3cret s3cret") << false;
        QTest::newRow("empty") << QByteArray("") << false;
    }

    void knowsItsToken()
    {
        QFETCH(QByteArray, authorization);
        QFETCH(bool, right);
        QCOMPARE(bearsToken(QByteArrayView(authorization), "s3cret"), right);
    }

    void anEmptyTokenIsNobodys()
    {
        QVERIFY(!bearsToken(QByteArrayView("Bearer "), ""));
        QVERIFY(!bearsToken(std::nullopt, ""));
        Door door;
        QCOMPARE(door.judge(QByteArrayView("Bearer "), Start), Judgement::Refused);
    }

    void letsInWhoHasTheToken()
    {
        Door door;
        door.setLock({false, "s3cret"});
        QCOMPARE(door.judge(QByteArrayView("Bearer s3cret"), Start), Judgement::MayEnter);
        QCOMPARE(door.judge(QByteArrayView("Bearer other"), Start), Judgement::Refused);
        QCOMPARE(door.judge(std::nullopt, Start), Judgement::Refused);
    }

    void standsOpenWhereItIsToldTo()
    {
        Door door;
        door.setLock({true, "s3cret"});
        QCOMPARE(door.judge(std::nullopt, Start), Judgement::MayEnter);
    }

    void tenFailuresInASecondAreRefusedAndNoMore()
    {
        Door door;
        door.setLock({false, "s3cret"});
        for (int i = 0; i < 10; ++i)
            QCOMPARE(door.judge(std::nullopt, Start), Judgement::Refused);
        QCOMPARE(door.judge(std::nullopt, Start + 999ms), Judgement::TooMany);
        QCOMPARE(door.judge(QByteArrayView("Bearer s3cret"), Start), Judgement::MayEnter);
        QCOMPARE(door.judge(std::nullopt, Start + 1s), Judgement::Refused);
    }
};

QTEST_APPLESS_MAIN(DoorTest)
#include "tst_door.moc"
