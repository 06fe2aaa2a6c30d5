// SPDX-License-Identifier: MIT
#include "engine/base/masked_key.h"

#include <QTest>

using namespace llmproxy;

namespace {

const QByteArray Key = "sk-proj-CANARY0123456789abcdef";

} // namespace

class MaskedKeyTest : public QObject
{
    Q_OBJECT

private slots:
    void masksKeys_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("masked");
        QTest::newRow("empty") << QByteArray("") << QByteArray("…");
        QTest::newRow("11 bytes") << QByteArray("sk-45678901") << QByteArray("…");
        QTest::newRow("12 bytes") << QByteArray("sk-456789012") << QByteArray("sk-…9012");
        QTest::newRow("long") << Key << QByteArray("sk-…cdef");
        QTest::newRow("white space around") << ' ' + Key + ' ' << QByteArray("sk-…cdef");
        QTest::newRow("12 with white space") << QByteArray("sk-45678901 ") << QByteArray("…");
    }

    void masksKeys()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, masked);
        QCOMPARE(maskedKey(key), masked);
    }
};
QTEST_APPLESS_MAIN(MaskedKeyTest)
#include "tst_masked_key.moc"
