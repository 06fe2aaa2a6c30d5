// SPDX-License-Identifier: MIT
// What the control API tells and does, over real sockets.
#include "tests/integration/admin/running_engine.h"

#include <QJsonArray>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;
using namespace Qt::StringLiterals;

namespace {

/// JSON with ' for ", which moc can read.
QByteArray asJson(QByteArray text)
{
    return text.replace('\'', '"');
}

QJsonObject objectOf(const SeenResponse &seen)
{
    return QJsonDocument::fromJson(seen.body).object();
}

QString errorOf(const SeenResponse &seen)
{
    return objectOf(seen)["error"_L1]["code"_L1].toString();
}

} // namespace

class ControlApiTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<RunningEngine> m_engine;

private slots:
    void init() { m_engine = std::make_unique<RunningEngine>(); }
    void cleanup() { m_engine.reset(); }

    void tellsTheStatus()
    {
        m_engine->exchange();
        const QJsonObject status = m_engine->json("/status");
        QCOMPARE(status["totals"_L1]["requests"_L1].toInteger(), 1);
        QCOMPARE(status["listeners"_L1][0]["port"_L1].toInt(), m_engine->port());
        QVERIFY(status["circuit_breaker"_L1]["enabled"_L1].toBool());
        QVERIFY(!status["rate_limits"_L1]["enabled"_L1].toBool());
    }

    void listsAndShowsExchanges()
    {
        m_engine->exchange();
        m_engine->exchange();
        const QJsonObject page = m_engine->json("/exchanges?limit=1");
        const qint64 newest = page["exchanges"_L1][0]["id"_L1].toInteger();
        QCOMPARE(page["exchanges"_L1].toArray().size(), 1);
        QCOMPARE(page["next"_L1].toInteger(), newest);
        const QJsonObject shown = m_engine->json("/exchanges/" + QByteArray::number(newest));
        QCOMPARE(shown["exchange"_L1], page["exchanges"_L1][0]);
        QCOMPARE(m_engine->ask("GET", "/exchanges/0").status, 404);
        QCOMPARE(m_engine->ask("GET", "/exchanges?limit=x").status, 400);
    }

    void forgetsWhatWasRecorded()
    {
        m_engine->exchange();
        const SeenResponse seen = m_engine->ask("DELETE", "/exchanges");
        QCOMPARE(seen.status, 200);
        QVERIFY(objectOf(seen)["purged"_L1].toBool());
        QVERIFY(m_engine->json("/exchanges")["exchanges"_L1].toArray().isEmpty());
        QCOMPARE(m_engine->ask("GET", "/exchanges/1").status, 404);
    }

    void pausesRecording()
    {
        QCOMPARE(m_engine->ask("PUT", "/recording", asJson("{'paused':true}")).status, 200);
        QCOMPARE(m_engine->ask("PUT", "/recording", asJson("{'paused':1}")).status, 400);
    }

    void neverTellsASecret()
    {
        m_engine->exchange();
        for (const char *path : {"/status", "/exchanges", "/exchanges/1", "/limits", "/config"}) {
            const SeenResponse seen = m_engine->ask("GET", path);
            QCOMPARE(seen.status, 200);
            QVERIFY(!seen.body.contains("canary"));
        }
    }

    void switchesTestModes()
    {
        const SeenResponse on = m_engine->ask(
            "PUT",
            "/test-modes",
            asJson("{'test_modes':[{'mode':'force_degraded','scope':'openai','requests':1}]}"));
        QCOMPARE(on.status, 200);
        const QJsonValue mode = objectOf(on)["test_modes"_L1][0];
        QCOMPARE(mode["scope"_L1].toString(), u"openai"_s);
        QCOMPARE(mode["requests_left"_L1].toInteger(), 1);
        QCOMPARE(mode["by"_L1].toString(), u"admin"_s);
        QCOMPARE(m_engine->json("/test-modes"), objectOf(on));
        m_engine->exchange();
        QVERIFY(m_engine->upstream.requests().empty());
        QCOMPARE(m_engine->json("/test-modes")["test_modes"_L1].toArray().size(), 0);
    }

    void aListOfTestModesReplacesTheOneBefore()
    {
        const QByteArray one = asJson("{'test_modes':[{'mode':'force_degraded'}]}");
        (void)m_engine->ask("PUT", "/test-modes", one);
        (void)m_engine->ask("PUT", "/test-modes", one);
        QCOMPARE(m_engine->json("/test-modes")["test_modes"_L1].toArray().size(), 1);
        QCOMPARE(m_engine->ask("PUT", "/test-modes", asJson("{'test_modes':[{}]}")).status, 400);
        QCOMPARE(m_engine->json("/test-modes")["test_modes"_L1].toArray().size(), 1);
        (void)m_engine->ask("PUT", "/test-modes", asJson("{'test_modes':[]}"));
        QCOMPARE(m_engine->json("/test-modes")["test_modes"_L1].toArray().size(), 0);
    }

    void testModesNeedAConfigurationThatAllowsThem()
    {
        const RunningEngine engine([](EngineSettings &, config::Config &config) {
            config.circuitBreaker.testModeEnabled = false;
        });
        const SeenResponse seen =
            engine.ask("PUT", "/test-modes", asJson("{'test_modes':[{'mode':'force_degraded'}]}"));
        QCOMPARE(seen.status, 409);
        QCOMPARE(errorOf(seen), u"test_modes_not_allowed"_s);
    }

    void opensAndClosesCircuits()
    {
        const SeenResponse opened =
            m_engine->ask("POST", "/circuit/openai%3Agpt-4o/open", asJson("{'seconds':60}"));
        QCOMPARE(opened.status, 200);
        const QJsonValue circuit = objectOf(opened)["circuit"_L1];
        QCOMPARE(circuit["key"_L1].toString(), u"openai:gpt-4o"_s);
        QCOMPARE(circuit["state"_L1].toString(), u"open"_s);
        QCOMPARE(circuit["forced_by"_L1].toString(), u"admin"_s);
        m_engine->exchange();
        QVERIFY(m_engine->upstream.requests().empty());
        const SeenResponse closed = m_engine->ask("POST", "/circuit/openai:gpt-4o/close");
        QCOMPARE(objectOf(closed)["circuit"_L1]["state"_L1].toString(), u"closed"_s);
        m_engine->exchange();
        QCOMPARE(m_engine->upstream.requests().size(), 1U);
    }

    void letsOneRequestTry()
    {
        (void)m_engine->ask("POST", "/circuit/openai:gpt-4o/open");
        QCOMPARE(m_engine->ask("POST", "/circuit/openai:gpt-4o/probe").status, 200);
        m_engine->exchange();
        QCOMPARE(m_engine->upstream.requests().size(), 1U);
    }

    void refusesCircuitsThatAreNone()
    {
        QCOMPARE(m_engine->ask("POST", "/circuit/nobody/open").status, 404);
        QCOMPARE(m_engine->ask("POST", "/circuit/openai/open", asJson("{'seconds':-1}")).status,
                 400);
        const RunningEngine off([](EngineSettings &, config::Config &config) {
            config.circuitBreaker.enabled = false;
        });
        const SeenResponse seen = off.ask("POST", "/circuit/openai/open");
        QCOMPARE(seen.status, 409);
        QCOMPARE(errorOf(seen), u"breaker_off"_s);
    }

    void tellsTheLimits()
    {
        const RunningEngine engine([](EngineSettings &, config::Config &config) {
            config.rateLimiting.enabled = true;
            config.rateLimiting.limits.requestsPerMinute = 10;
        });
        engine.exchange();
        const QJsonValue limits = engine.json("/limits")["rate_limits"_L1];
        QVERIFY(limits["enabled"_L1].toBool());
        QCOMPARE(limits["windows"_L1][0]["used"_L1]["requests"_L1].toInteger(), 1);
        QCOMPARE(limits["windows"_L1][0]["limit"_L1]["requests"_L1].toInteger(), 10);
    }

    void tellsTheConfiguration()
    {
        const SeenResponse seen = m_engine->ask("GET", "/config");
        QCOMPARE(seen.field("content-type"), QByteArray("application/yaml"));
        QCOMPARE(seen.body, QByteArray("server:\n"));
    }

    void reloads()
    {
        m_engine->reload = [] {
            return admin::ReloadOutcome{true, {"my.yml:1:1: x: is not a known key"}};
        };
        const SeenResponse seen = m_engine->ask("POST", "/config/reload");
        QCOMPARE(seen.status, 200);
        QVERIFY(objectOf(seen)["reloaded"_L1].toBool());
        QCOMPARE(objectOf(seen)["problems"_L1].toArray().size(), 1);
    }

    void saysWhyItDoesNotReload()
    {
        m_engine->reload = [] { return admin::ReloadOutcome{false, {"my.yml:1:1: x: is wrong"}}; };
        const SeenResponse seen = m_engine->ask("POST", "/config/reload", "{}");
        QCOMPARE(seen.status, 422);
        QCOMPARE(errorOf(seen), u"invalid_configuration"_s);
        QCOMPARE(objectOf(seen)["problems"_L1][0].toString(), u"my.yml:1:1: x: is wrong"_s);
    }

    void aCallerThatLeftBeforeTheAnswerIsNoTrouble()
    {
        {
            RawClient client(m_engine->port());
            client.send(RunningEngine::request("POST", "/admin/api/v1/config/reload", "{}"));
            client.socket().abort();
        }
        QCOMPARE(m_engine->ask("GET", "/status").status, 200);
    }

    void describesItself()
    {
        QCOMPARE(m_engine->json("/openapi.json")["openapi"_L1].toString(), u"3.1.0"_s);
    }
};

QTEST_GUILESS_MAIN(ControlApiTest)
#include "tst_control_api.moc"
