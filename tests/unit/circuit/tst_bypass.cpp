// SPDX-License-Identifier: MIT
#include "engine/circuit/bypass.h"

#include <QTest>

using namespace llmproxy::circuit;

class BypassTest : public QObject
{
    Q_OBJECT

private slots:
    void knowsWhatIsTrue()
    {
        for (const char *const value : {"1", "true", "TRUE", "yes", " yes ", "Yes"})
            QVERIFY2(isTruthy(value), value);
        for (const char *const value : {"", " ", "0", "on", "y", "no", "11", "true!", "1 1"})
            QVERIFY2(!isTruthy(value), value);
    }

    void bringsReasonsIntoOneForm_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("reason");
        const auto row = [](const QByteArray &value, const char *reason) {
            QTest::newRow(value.left(40).constData()) << value << QByteArray(reason);
        };
        row("  Manual Debug  ", "manual_debug");
        row("<script>alert(1)</script>", "script_alert_1_script");
        row("no-fallback", "no-fallback");
        row("A..B//C", "a_b_c");
        row("a_ b", "a__b");
        row("-a-", "a");
        row("___", "unspecified");
        row("", "unspecified");
        row(" \t ", "unspecified");
        row(QByteArray("é").repeated(40), "unspecified");
        row("a,b|c#d\ne", "a_b_c_d_e");
        row("_-x-_", "x");
    }

    void bringsReasonsIntoOneForm()
    {
        QFETCH(const QByteArray, value);
        QTEST(bypassReason(value, {}), "reason");
    }

    void reasonsAreBounded()
    {
        QCOMPARE(bypassReason(QByteArray(64, 'r'), {}), QByteArray(64, 'r'));
        QCOMPARE(bypassReason(QByteArray(65, 'r'), {}), QByteArray(64, 'r'));
        QCOMPARE(bypassReason(QByteArray("é" + QByteArray(70, 'r')), {}), QByteArray(64, 'r'));
    }

    void anAllowlistLetsItsReasonsThrough()
    {
        const QByteArrayList allowlist{"manual_debug", "Final_Retry_Tier"};
        QCOMPARE(bypassReason("Manual Debug", allowlist), "manual_debug");
        QCOMPARE(bypassReason("final_retry_tier", allowlist), "final_retry_tier");
        QCOMPARE(bypassReason("rogue", allowlist), "other");
        QCOMPARE(bypassReason("", allowlist), "unspecified");
    }
};

QTEST_APPLESS_MAIN(BypassTest)
#include "tst_bypass.moc"
