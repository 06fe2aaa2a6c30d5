// SPDX-License-Identifier: MIT
#include "engine/http/cors.h"
#include "tests/support/parsed_head.h"

#include <QTest>

using namespace llmproxy::http;
using namespace llmproxy::test;

class CorsTest : public QObject
{
    Q_OBJECT

private slots:
    void namesTheFourFieldsOnce()
    {
        const QByteArray fields = corsFields().toByteArray();
        for (const char *const name :
             {"Allow-Origin", "Allow-Methods", "Allow-Headers", "Expose-Headers"})
            QCOMPARE(fields.count(QByteArray("Access-Control-" + QByteArray(name) + ": ")), 1);
        QVERIFY(fields.endsWith("\r\n") && !fields.contains("\r\n\r\n"));
        QVERIFY(!fields.contains("Credentials"));
    }

    void knowsAPreflight()
    {
        QVERIFY(isPreflight(requestHead("Host: a\r\n", "OPTIONS / HTTP/1.1")));
        QVERIFY(!isPreflight(requestHead("Host: a\r\n", "POST / HTTP/1.1")));
    }

    void allowsTheFieldsThatThePageAsksFor()
    {
        const QByteArray fields = preflightFields(
            requestHead("Host: a\r\nAccess-Control-Request-Headers: x-one, x-two\r\n"));
        QVERIFY(fields.contains("\r\nAccess-Control-Allow-Headers: x-one, x-two\r\n"));
        QVERIFY(fields.contains("\r\nVary: Access-Control-Request-Headers\r\n"));
    }

    void allowsTheUsualFieldsToWhoAsksForNone_data()
    {
        QTest::addColumn<QByteArray>("asked");
        QTest::newRow("no field") << QByteArray();
        QTest::newRow("an empty field") << QByteArray("Access-Control-Request-Headers:\r\n");
    }

    void allowsTheUsualFieldsToWhoAsksForNone()
    {
        QFETCH(const QByteArray, asked);
        const QByteArray fields = preflightFields(requestHead("Host: a\r\n" + asked));
        QCOMPARE(fields, corsFields().toByteArray());
        QVERIFY(fields.contains("x-goog-api-key"));
    }
};

QTEST_APPLESS_MAIN(CorsTest)
#include "tst_cors.moc"
