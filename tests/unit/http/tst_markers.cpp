// SPDX-License-Identifier: MIT
#include "engine/http/markers.h"
#include "tests/support/parsed_head.h"

#include <QTest>

using namespace llmproxy::http;
using namespace llmproxy::test;

class MarkersTest : public QObject
{
    Q_OBJECT

private slots:
    void removesItsOwnParameters_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("left");
        const auto row = [](const char *target, const char *left) {
            QTest::newRow(target) << QByteArray(target) << QByteArray(left);
        };
        row("/a", "/a");
        row("/a?", "/a?");
        row("/a?b=%20&&c=+", "/a?b=%20&&c=+");
        row("/a?llm_user_id=x", "/a");
        row("/a?llm_user_id", "/a");
        row("/a?b&llm_user_id=x&c", "/a?b&c");
        row("/a?llm_user_id=x&b", "/a?b");
        row("/a?b&llm_proxy_test_mode=x", "/a?b");
        row("/a?llm_proxy_timeout_ms=1&llm_proxy_bypass_reason=r", "/a");
        row("/a?llm_other=x&my_llm_user_id=y", "/a?llm_other=x&my_llm_user_id=y");
        row("/llm_user_id=x/a?b", "/llm_user_id=x/a?b");
        row("/a?x=llm_user_id=1", "/a?x=llm_user_id=1");
        row("/a?llm_proxy_bypass_circuit=1&llm_proxy_bypass_circuit=0&b", "/a?b");
        row("/a?llm%5Fproxy%5ftest_mode=x&b=%5F", "/a?b=%5F");
        row("/a?%6Clm_user_id=x", "/a");
        row("/a?LLM_USER_ID=x", "/a?LLM_USER_ID=x");
        row("/a?b=2&llm_proxy_bypass_circuit=1&a=1&q=a%20b&flag&x=%7E;y=1",
            "/a?b=2&a=1&q=a%20b&flag&x=%7E;y=1"); // D22
        row("/model/a%3Ab/converse?llm_proxy_bypass_circuit=1", "/model/a%3Ab/converse");
    }

    void removesItsOwnParameters()
    {
        QFETCH(const QByteArray, target);
        QTEST(withoutOwnParameters(target), "left");
    }

    void findsAParameterBehindTenThousand() // FW-08
    {
        const QByteArray many = "/a?" + QByteArray("x=1&").repeated(10'001);
        const QByteArray hidden = many + "llm_proxy_bypass_circuit=1";
        QCOMPARE(withoutOwnParameters(hidden), many.chopped(1));
    }

    void knowsItsOwnFields()
    {
        QVERIFY(isMarkerField("X-LLM-Proxy-Test-Mode"));
        QVERIFY(isMarkerField("x-llm-proxy-anything"));
        QVERIFY(isMarkerField("x-llm-proxy-"));
        QVERIFY(!isMarkerField("x-llm-proxy"));
        QVERIFY(!isMarkerField("x-llm-provider"));
        QVERIFY(!isMarkerField("y-llm-proxy-test-mode"));
    }

    void readsWhatCallersTellIt_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("bypass");

        const QByteArray none;
        QTest::newRow("nothing") << none << none << none;
        QTest::newRow("a field") << QByteArray("X-LLM-Proxy-Bypass-Circuit: 1\r\n") << none
                                 << QByteArray("1");
        QTest::newRow("a field in another case")
            << QByteArray("x-llm-proxy-bypass-circuit:  yes \r\n") << none << QByteArray("yes");
        QTest::newRow("a parameter")
            << none << QByteArray("?llm_proxy_bypass_circuit=1") << QByteArray("1");
        QTest::newRow("a parameter that is escaped")
            << none << QByteArray("?a&llm%5Fproxy_bypass_circuit=+%59es%20") << QByteArray("Yes");
        QTest::newRow("a parameter without a value")
            << none << QByteArray("?llm_proxy_bypass_circuit") << none;
        QTest::newRow("a value with an equals sign")
            << none << QByteArray("?llm_proxy_bypass_circuit=a=b") << QByteArray("a=b");
        QTest::newRow("the field wins though it is false")
            << QByteArray("X-LLM-Proxy-Bypass-Circuit: 0\r\n")
            << QByteArray("?llm_proxy_bypass_circuit=1") << QByteArray("0");
        QTest::newRow("an empty field leaves it to the parameter")
            << QByteArray("X-LLM-Proxy-Bypass-Circuit: \r\n")
            << QByteArray("?llm_proxy_bypass_circuit=1") << QByteArray("1");
        QTest::newRow("the first of two fields")
            << QByteArray("X-LLM-Proxy-Bypass-Circuit: 0\r\nX-LLM-Proxy-Bypass-Circuit: 1\r\n")
            << none << QByteArray("0");
        QTest::newRow("the first of two fields, empty")
            << QByteArray("X-LLM-Proxy-Bypass-Circuit:\r\nX-LLM-Proxy-Bypass-Circuit: 1\r\n")
            << none << none;
        QTest::newRow("the first of two parameters")
            << none << QByteArray("?llm_proxy_bypass_circuit=0&llm_proxy_bypass_circuit=1")
            << QByteArray("0");
    }

    void readsWhatCallersTellIt()
    {
        QFETCH(const QByteArray, fields);
        QFETCH(const QByteArray, query);
        const RequestHead head = requestHead(fields, "GET /openai/v1" + query + " HTTP/1.1");
        QTEST(markersOf(head).bypassCircuit, "bypass");
    }

    void tellsTheMarkersApart()
    {
        const RequestHead head = requestHead("X-LLM-Proxy-Bypass-Reason: debug\r\n"
                                             "X-LLM-Proxy-Timeout-Ms: 1500\r\n"
                                             "X-LLM-Proxy-Other: x\r\n",
                                             "GET /a?llm_proxy_test_mode=force_degraded&"
                                             "llm_user_id=u HTTP/1.1");
        const Markers markers = markersOf(head);
        QCOMPARE(markers.bypassCircuit, QByteArray());
        QCOMPARE(markers.bypassReason, "debug");
        QCOMPARE(markers.testMode, "force_degraded");
        QCOMPARE(markers.timeoutMs, "1500");
    }
};

QTEST_APPLESS_MAIN(MarkersTest)
#include "tst_markers.moc"
