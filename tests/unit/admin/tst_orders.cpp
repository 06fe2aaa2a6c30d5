// SPDX-License-Identifier: MIT
#include "engine/admin/orders.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::admin;
using namespace std::chrono_literals;

namespace {

const MonotonicTime Now = MonotonicTime() + 1h;

/// JSON with ' for ", which moc can read.
QByteArray asJson(QByteArray text)
{
    return text.replace('\'', '"');
}

circuit::TestRule rule(const circuit::TestScope &scope, const circuit::TestExtent &extent)
{
    circuit::TestRule made;
    made.mode = circuit::ForceDegraded{};
    made.scope = scope;
    made.extent = extent;
    return made;
}

} // namespace

class OrdersTest : public QObject
{
    Q_OBJECT

private slots:
    void readsTestModes_data()
    {
        using namespace circuit;
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<TestRule>("read");
        const TestScope all = Everywhere{};
        const TestExtent forGood = UntilSwitchedOff{};
        QTest::newRow("everything")
            << QByteArray("{'mode':'force_degraded'}") << rule(all, forGood);
        QTest::newRow("all, by name")
            << QByteArray("{'mode':'force_degraded','scope':'all'}") << rule(all, forGood);
        QTest::newRow("provider") << QByteArray("{'mode':'force_degraded','scope':'openai'}")
                                  << rule(OfProvider{"openai"}, forGood);
        QTest::newRow("model") << QByteArray("{'mode':'force_degraded','scope':'openai:gpt-4o'}")
                               << rule(Key{"openai", "gpt-4o"}, forGood);
        QTest::newRow("requests") << QByteArray("{'mode':'force_degraded','requests':5}")
                                  << rule(all, ForRequests{5});
        QTest::newRow("seconds") << QByteArray("{'mode':'force_degraded','seconds':60}")
                                 << rule(all, UntilTime{Now + 60s});
        QTest::newRow("null is none")
            << QByteArray("{'mode':'force_degraded','requests':null,'seconds':60}")
            << rule(all, UntilTime{Now + 60s});
        TestRule other = rule(all, forGood);
        other.mode = ForceTransientRecover{};
        QTest::newRow("other mode") << QByteArray("{'mode':'force_transient_recover'}") << other;
    }

    void readsTestModes()
    {
        QFETCH(QByteArray, body);
        QFETCH(circuit::TestRule, read);
        const auto rules = testRulesOf(asJson("{'test_modes':[" + body + "]}"), Now);
        QVERIFY2(rules.has_value(), rules ? "" : rules.error().constData());
        QCOMPARE(rules->size(), 1U);
        QCOMPARE(rules->front(), read);
    }

    void anEmptyListSwitchesAllOff()
    {
        const auto rules = testRulesOf(asJson("{'test_modes':[]}"), Now);
        QVERIFY(rules.has_value() && rules->empty());
    }

    void refusesWhatIsNoTestMode_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("nothing") << QByteArray("");
        QTest::newRow("no JSON") << QByteArray("{'test_modes'");
        QTest::newRow("another type") << QByteArray("[]");
        QTest::newRow("no list") << QByteArray("{'test_modes':{}}");
        QTest::newRow("element of another type") << QByteArray("{'test_modes':['force_degraded']}");
        QTest::newRow("unknown mode") << QByteArray("{'test_modes':[{'mode':'x'}]}");
        QTest::newRow("scope of another type")
            << QByteArray("{'test_modes':[{'mode':'force_degraded','scope':1}]}");
        QTest::newRow("no request")
            << QByteArray("{'test_modes':[{'mode':'force_degraded','requests':0}]}");
        QTest::newRow("part of a request")
            << QByteArray("{'test_modes':[{'mode':'force_degraded','requests':1.5}]}");
        QTest::newRow("no time") << QByteArray(
            "{'test_modes':[{'mode':'force_degraded','seconds':0}]}");
        QTest::newRow("more than a year")
            << QByteArray("{'test_modes':[{'mode':'force_degraded','seconds':31536001}]}");
        QTest::newRow("both") << QByteArray(
            "{'test_modes':[{'mode':'force_degraded','requests':1,'seconds':1}]}");
        QTest::newRow("the second is wrong")
            << QByteArray("{'test_modes':[{'mode':'force_degraded'},{'mode':'x'}]}");
        const QByteArrayList many(101, "{'mode':'force_degraded'}");
        QTest::newRow("too many") << "{'test_modes':[" + many.join(',') + "]}";
    }

    void refusesWhatIsNoTestMode()
    {
        QFETCH(QByteArray, body);
        const auto rules = testRulesOf(asJson(body), Now);
        QVERIFY(!rules.has_value());
        QVERIFY(!rules.error().isEmpty());
    }

    void readsHowLongACircuitIsForced_data()
    {
        using Until = std::optional<MonotonicTime>;
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Until>("until");
        QTest::newRow("nothing") << QByteArray("") << Until();
        QTest::newRow("not told") << QByteArray("{}") << Until();
        QTest::newRow("seconds") << QByteArray("{'seconds':60}") << Until(Now + 60s);
        QTest::newRow("until it is lifted")
            << QByteArray("{'seconds':0}") << Until(MonotonicTime::max());
    }

    void readsHowLongACircuitIsForced()
    {
        QFETCH(QByteArray, body);
        QFETCH(std::optional<MonotonicTime>, until);
        const auto read = forcedUntil(asJson(body), Now);
        QVERIFY(read.has_value());
        QVERIFY(*read == until);
    }

    void refusesWhatIsNoTime_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char *body :
             {"{'seconds':-1}", "{'seconds':'60'}", "{'seconds':31536001}", "60"})
            QTest::newRow(body) << QByteArray(body);
    }

    void refusesWhatIsNoTime()
    {
        QFETCH(QByteArray, body);
        QVERIFY(!forcedUntil(asJson(body), Now).has_value());
    }

    void readsWhetherToPause()
    {
        QCOMPARE(isPaused(asJson("{'paused':true}")).value(), true);
        QCOMPARE(isPaused(asJson("{'paused':false}")).value(), false);
        QVERIFY(!isPaused("").has_value());
        QVERIFY(!isPaused(asJson("{'paused':1}")).has_value());
    }
};

Q_DECLARE_METATYPE(llmproxy::circuit::TestRule)
QTEST_APPLESS_MAIN(OrdersTest)
#include "tst_orders.moc"
