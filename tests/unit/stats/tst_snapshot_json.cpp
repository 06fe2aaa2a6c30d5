// SPDX-License-Identifier: MIT
#include "engine/stats/snapshot_json.h"

#include <QJsonDocument>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::stats;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const TimePoint Now(1'735'689'600'000ms);

/// JSON with ' for ", which moc can read.
QByteArray asJson(QByteArray text)
{
    return text.replace('\'', '"');
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

EngineSnapshot takenNow()
{
    EngineSnapshot snapshot;
    snapshot.at = Now;
    return snapshot;
}

ratelimit::Snapshot minuteOf(Duration left)
{
    ratelimit::Snapshot limits;
    limits.scopes = 1;
    limits.windows = {{.scope = "user:alice",
                       .dimension = ratelimit::Dimension::User,
                       .window = ratelimit::Window::Minute,
                       .used = {3, 400},
                       .held = {1, 100},
                       .limit = {10, 0},
                       .resetsAt = Now + left}};
    return limits;
}

} // namespace

class SnapshotJsonTest : public QObject
{
    Q_OBJECT

private slots:
    void anEmptySnapshotHasEveryPart()
    {
        EngineSnapshot snapshot = takenNow();
        snapshot.startedAt = Now - 1s;
        const QJsonObject json = toJson(snapshot);
        QCOMPARE(json.keys(),
                 QStringList({u"at"_s,
                              u"circuit_breaker"_s,
                              u"costs"_s,
                              u"demo"_s,
                              u"history"_s,
                              u"listeners"_s,
                              u"providers"_s,
                              u"rate_limits"_s,
                              u"running"_s,
                              u"started_at"_s,
                              u"test_modes"_s,
                              u"totals"_s,
                              u"transports"_s,
                              u"workers"_s}));
        QCOMPARE(json["at"_L1].toString(), u"2025-01-01T00:00:00.000Z"_s);
        QCOMPARE(json["started_at"_L1].toString(), u"2024-12-31T23:59:59.000Z"_s);
    }

    void featuresThatAreOffSaySo()
    {
        const QJsonObject json = toJson(takenNow());
        QCOMPARE(compact(json["rate_limits"_L1].toObject()), asJson("{'enabled':false}"));
        QCOMPARE(compact(json["circuit_breaker"_L1].toObject()),
                 asJson("{'enabled':false,'providers':[]}"));
    }

    void aStoreThatIsSharedIsTold()
    {
        EngineSnapshot snapshot = takenNow();
        snapshot.circuitStore = {.backend = "redis", .server = "cache:6379"};
        snapshot.limitStore = {.backend = "redis",
                               .server = "cache:6379",
                               .connected = false,
                               .fallbackSince = Now,
                               .lastError = "refused"};
        const QJsonObject json = toJson(snapshot);
        QCOMPARE(compact(json["circuit_breaker"_L1]["store"_L1].toObject()),
                 asJson("{'backend':'redis','connected':true,'server':'cache:6379'}"));
        QCOMPARE(compact(json["rate_limits"_L1]["store"_L1].toObject()),
                 asJson("{'backend':'redis','connected':false,"
                        "'fallback_since':'2025-01-01T00:00:00.000Z','last_error':'refused',"
                        "'server':'cache:6379'}"));
    }

    void aKeyOfTheBreaker()
    {
        circuit::KeyStatus key{
            .key = {"openai", "gpt-4o"}, .state = circuit::State::Open, .failures = 2};
        QCOMPARE(compact(toJson(key)),
                 asJson("{'failures':2,'key':'openai:gpt-4o','probing':false,'recent':[],"
                        "'state':'open'}"));
        key.until = Now;
        key.forcedBy = "alice";
        const QJsonObject json = toJson(key);
        QCOMPARE(json["until"_L1].toString(), u"2025-01-01T00:00:00.000Z"_s);
        QCOMPARE(json["forced_by"_L1].toString(), u"alice"_s);
    }

    void aRollupIsToldWhereThereIsOne()
    {
        EngineSnapshot snapshot = takenNow();
        snapshot.circuits.providers = {{.provider = "openai"}};
        const auto first = [&] {
            return toJson(snapshot)["circuit_breaker"_L1]["providers"_L1][0].toObject();
        };
        QVERIFY(!first().contains("rollup"_L1));
        snapshot.circuits.providers[0].rollup = {
            .open = true, .count = 2, .threshold = 2, .window = 300s, .openKeys = {{"openai", {}}}};
        QCOMPARE(compact(first()["rollup"_L1].toObject()),
                 asJson("{'count':2,'open':true,'open_keys':['openai'],'threshold':2,"
                        "'window_seconds':300}"));
    }

    void aWindowOfALimit()
    {
        const QJsonObject json = toJson(minuteOf(59'001ms), Now);
        QCOMPARE(compact(json["windows"_L1][0].toObject()),
                 asJson("{'held':{'requests':1,'tokens':100},'limit':{'requests':10,'tokens':0},"
                        "'resets_at':'2025-01-01T00:00:59.001Z','resets_in_seconds':60,"
                        "'scope':'user:alice','used':{'requests':3,'tokens':400},"
                        "'window':'minute'}"));
    }

    void aWindowThatIsOverResetsNow()
    {
        const QJsonObject json = toJson(minuteOf(-1ms), Now);
        QCOMPARE(json["windows"_L1][0]["resets_in_seconds"_L1].toInteger(), 0);
    }

    void aDeniedCall()
    {
        ratelimit::Snapshot limits;
        ratelimit::DeniedCall call;
        call.at = Now;
        call.exchange = 7;
        call.provider = "openai";
        call.model = "gpt-4o";
        call.denial.scope = "user:alice";
        call.denial.limit = 10;
        limits.denials = {call};
        QCOMPARE(compact(toJson(limits, Now)["denials"_L1][0].toObject()),
                 asJson("{'at':'2025-01-01T00:00:00.000Z','enforced':true,'exchange':7,"
                        "'limit':10,'metric':'requests','model':'gpt-4o','provider':'openai',"
                        "'remaining':0,'scope':'user:alice','window':'minute'}"));
    }

    void whatATestModeStillHas_data()
    {
        QTest::addColumn<TestModeStatus>("mode");
        QTest::addColumn<QByteArray>("json");
        const TestModeStatus mode{
            1, "force_degraded", "openai", "alice", std::nullopt, std::nullopt};
        const QByteArray common = "'by':'alice','id':1,'mode':'force_degraded',";
        QTest::newRow("for good") << mode << asJson("{" + common + "'scope':'openai'}");
        TestModeStatus counted = mode;
        counted.requestsLeft = 5;
        QTest::newRow("requests") << counted
                                  << asJson("{" + common + "'requests_left':5,'scope':'openai'}");
        TestModeStatus timed = mode;
        timed.until = Now;
        QTest::newRow("time") << timed
                              << asJson("{" + common
                                        + "'scope':'openai','until':'2025-01-01T00:00:00.000Z'}");
    }

    void whatATestModeStillHas()
    {
        QFETCH(TestModeStatus, mode);
        QFETCH(QByteArray, json);
        QCOMPARE(compact(toJson(QList{mode})[0].toObject()), json);
    }

    void aHistoryThatIsOffSaysNothingMore()
    {
        EngineSnapshot snapshot = takenNow();
        QCOMPARE(compact(toJson(snapshot)["history"_L1].toObject()),
                 asJson("{'enabled':false,'paused':false}"));
        snapshot.history.enabled = true;
        snapshot.history.path = "/h";
        snapshot.history.records = 7;
        QCOMPARE(compact(toJson(snapshot)["history"_L1].toObject()),
                 asJson("{'bytes':0,'dropped_bodies':0,'dropped_records':0,'enabled':true,"
                        "'path':'/h','paused':false,'records':7}"));
    }

    void costsAreDollars()
    {
        EngineSnapshot snapshot = takenNow();
        snapshot.costs.all.total = {7'500'000};
        snapshot.costs.byDay[QDate(2025, 1, 1)].exchanges = 1;
        const QJsonObject costs = toJson(snapshot)["costs"_L1].toObject();
        QCOMPARE(costs["all"_L1]["usd"_L1].toDouble(), 0.0075);
        QCOMPARE(costs["by_day"_L1]["2025-01-01"_L1]["exchanges"_L1].toInteger(), 1);
    }

    void whatIsNotUtf8IsReplaced()
    {
        EngineSnapshot snapshot = takenNow();
        snapshot.providers.resize(1);
        snapshot.providers[0].name = "a\xff";
        const QString name = toJson(snapshot)["providers"_L1][0]["name"_L1].toString();
        QCOMPARE(name, u"a\ufffd"_s);
    }
};

Q_DECLARE_METATYPE(llmproxy::stats::TestModeStatus)
QTEST_APPLESS_MAIN(SnapshotJsonTest)
#include "tst_snapshot_json.moc"
