// SPDX-License-Identifier: MIT
#include "engine/stats/circuit_health.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::circuit;
using namespace llmproxy::stats;
using namespace std::chrono_literals;

namespace {

const TimePoint Until(1'735'689'900'999ms);

CircuitHealth health()
{
    CircuitHealth health;
    health.mode = "enforce";
    health.backend = "memory";
    health.degradedSignal = "[DOWN]";
    health.providers = {"openai", "gemini"};
    return health;
}

CircuitHealth openHealth()
{
    CircuitHealth one = health();
    circuit::ProviderStatus openai{
        .provider = "openai", .state = State::Open, .failures = 5, .cooldownUntil = Until};
    openai.rollup.count = 1;
    openai.rollup.openKeys = {{"openai", "gpt-4o"}};
    one.snapshot.providers = {openai};
    return one;
}

/// JSON with ' for ", which moc can read.
QByteArray asJson(QByteArray text)
{
    return text.replace('\'', '"');
}

} // namespace

class CircuitHealthTest : public QObject
{
    Q_OBJECT

private slots:
    void listsEveryProviderThoughNothingFailed()
    {
        QCOMPARE(circuitBlock(health()),
                 asJson("{'enabled':true,'mode':'enforce','backend':'memory',"
                        "'redis_fallback':false,'total_failures':0,'degraded_signal':'[DOWN]',"
                        "'providers':{'openai':{'state':'closed','failures':0},"
                        "'gemini':{'state':'closed','failures':0}}}"));
        QCOMPARE(circuitMembers(health(), "openai"),
                 asJson("'circuit_state':'closed','circuit_failures':0"));
    }

    void bothPlacesAgree()
    {
        const QByteArray block = circuitBlock(openHealth());
        QVERIFY(block.contains(
            asJson("'openai':{'state':'open','failures':5,'cooldown_until':1735689900}")));
        QVERIFY(block.contains(asJson("'total_failures':5")));
        QCOMPARE(circuitMembers(openHealth(), "openai"),
                 asJson("'circuit_state':'open','circuit_failures':5,"
                        "'circuit_cooldown_until':1735689900"));
    }

    void showsTheRollupOnlyWhereItIsOn()
    {
        CircuitHealth one = openHealth();
        QVERIFY(!circuitBlock(one).contains("rollup"));
        one.rollupThreshold = 3;
        one.rollupWindow = 300s;
        QVERIFY(circuitBlock(one).contains(
            asJson("'rollup':{'enabled':true,'open':false,'count':1,'threshold':3,"
                   "'window_seconds':300,'open_keys':['openai:gpt-4o']}")));
        QVERIFY(circuitBlock(one).contains(
            asJson("'rollup':{'enabled':true,'open':false,'count':0,'threshold':3,"
                   "'window_seconds':300,'open_keys':[]}")));
        one.snapshot.providers[0].rollup.open = true;
        QVERIFY(circuitBlock(one).contains(asJson("'open':true")));
    }

    void tellsNothingOfWhyStatisticsAreUnavailable()
    {
        CircuitHealth one = openHealth();
        one.statsUnavailable = true;
        one.snapshot = {};
        QVERIFY(circuitBlock(one).contains(asJson("'openai':{'error':'stats_unavailable'}")));
        QVERIFY(circuitMembers(one, "openai").isEmpty());
    }

    void showsTestModesThatAreOn()
    {
        CircuitHealth one = health();
        one.testModes = {"force_degraded for openai"};
        QVERIFY(circuitBlock(one).contains(asJson("'test_modes':['force_degraded for openai']")));
    }

    void whatOthersWroteStaysInsideItsText()
    {
        CircuitHealth one = openHealth();
        one.degradedSignal = "<DOWN & \"OUT\">\n";
        one.rollupThreshold = 1;
        one.snapshot.providers[0].rollup.openKeys = {{"openai", "a\"],\\"}, {"openai", "\xff"}};
        QJsonParseError error;
        const QJsonObject block = QJsonDocument::fromJson(circuitBlock(one), &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        QCOMPARE(block[QLatin1String("degraded_signal")].toString(),
                 QLatin1String("<DOWN & \"OUT\">\n"));
    }
};

QTEST_APPLESS_MAIN(CircuitHealthTest)
#include "tst_circuit_health.moc"
