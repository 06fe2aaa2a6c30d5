// SPDX-License-Identifier: MIT
// Who may use the control API and /metrics, and how (BR-01 to BR-06, BR-11, BR-13 to BR-17; SEC-04,
// SEC-07, SEC-08).
#include "tests/integration/admin/running_engine.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;

namespace {

const QByteArray Api = "/admin/api/v1";
const QByteArray Bearer = QByteArray("Authorization: Bearer ") + RunningEngine::Token + "\r\n";

QByteArray
get(const QByteArray &target, const QByteArray &fields, const QByteArray &host = "localhost")
{
    return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n";
}

QByteArray codeOf(const SeenResponse &seen)
{
    const QJsonObject object = QJsonDocument::fromJson(seen.body).object();
    return object.value(QLatin1String("error"))
        .toObject()
        .value(QLatin1String("code"))
        .toString()
        .toUtf8();
}

} // namespace

class CallersTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<RunningEngine> m_engine;

private slots:
    void init() { m_engine = std::make_unique<RunningEngine>(); }
    void cleanup() { m_engine.reset(); }

    void letsInWhoHasTheToken()
    {
        const SeenResponse seen = m_engine->send(get(Api + "/status", Bearer));
        QCOMPARE(seen.status, 200);
        QCOMPARE(seen.field("content-type"), QByteArray("application/json"));
        QCOMPARE(seen.field("cache-control"), QByteArray("no-store"));
        QVERIFY(!QJsonDocument::fromJson(seen.body).object().isEmpty());
    }

    void aWrongTokenGetsWhatNoneGets_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("fields");
        const QByteArray status = Api + "/status";
        QTest::newRow("wrong") << status << QByteArray("Authorization: Bearer wrong\r\n");
        QTest::newRow("other scheme")
            << status << QByteArray("Authorization: Basic ") + RunningEngine::Token + "\r\n";
        QTest::newRow("in the query") << status + "?token=" + RunningEngine::Token << QByteArray();
        QTest::newRow("as a cookie")
            << status << QByteArray("Cookie: token=") + RunningEngine::Token + "\r\n";
        QTest::newRow("no such path") << Api + "/nothing" << QByteArray();
        QTest::newRow("wrong method") << Api + "/config/reload" << QByteArray();
    }

    void aWrongTokenGetsWhatNoneGets()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, fields);
        const SeenResponse none = m_engine->send(get(Api + "/status", {}));
        const SeenResponse wrong = m_engine->send(get(target, fields));
        QCOMPARE(wrong.status, 401);
        QCOMPARE(wrong.field("www-authenticate"), QByteArray("Bearer"));
        QCOMPARE(wrong.head + wrong.body, none.head + none.body);
    }

    void aGuesserIsToldToWait()
    {
        std::vector<std::unique_ptr<RawClient>> guessers;
        for (int i = 0; i < 30; ++i)
            guessers.push_back(std::make_unique<RawClient>(m_engine->port()));
        for (const auto &guesser : guessers) // at once, however slow the machine
            guesser->send(get(Api + "/status", {}));
        QList<int> statuses;
        for (const auto &guesser : guessers)
            statuses.append(guesser->response().status);
        QVERIFY(statuses.contains(401));
        QVERIFY(statuses.contains(429));
        QCOMPARE(m_engine->send(get(Api + "/status", Bearer)).status, 200);
    }

    void refusesForeignCallers_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<int>("status");
        const QByteArray here = "localhost";
        const QByteArray none;
        QTest::newRow("no browser") << here << none << 200;
        QTest::newRow("loopback address") << QByteArray("127.0.0.1:9002") << none << 200;
        QTest::newRow("IPv6") << QByteArray("[::1]") << none << 200;
        QTest::newRow("rebound name") << QByteArray("evil.example") << none << 421;
        QTest::newRow("name that begins well")
            << QByteArray("localhost.evil.example") << none << 421;
        QTest::newRow("address that begins well")
            << QByteArray("127.0.0.1.evil.example") << none << 421;
        QTest::newRow("rebound, its own origin")
            << QByteArray("evil.example") << QByteArray("Origin: http://evil.example\r\n") << 421;
        QTest::newRow("foreign page")
            << here << QByteArray("Origin: https://evil.example\r\n") << 403;
        QTest::newRow("page without origin") << here << QByteArray("Origin: null\r\n") << 403;
        QTest::newRow("page that begins well")
            << here << QByteArray("Origin: http://127.0.0.1.evil.example\r\n") << 403;
        QTest::newRow("picture of a foreign page")
            << here << QByteArray("Sec-Fetch-Site: cross-site\r\n") << 403;
        QTest::newRow("picture of another port's page")
            << here << QByteArray("Sec-Fetch-Site: same-site\r\n") << 403;
        QTest::newRow("typed by hand") << here << QByteArray("Sec-Fetch-Site: none\r\n") << 200;
        QTest::newRow("own page") << here
                                  << QByteArray("Origin: http://localhost:9002\r\n"
                                                "Sec-Fetch-Site: same-origin\r\n")
                                  << 200;
    }

    void refusesForeignCallers()
    {
        QFETCH(QByteArray, host);
        QFETCH(QByteArray, fields);
        QFETCH(int, status);
        for (const QByteArray &target : {QByteArray(Api + "/status"), QByteArray("/metrics")}) {
            const SeenResponse seen = m_engine->send(get(target, Bearer + fields, host));
            QCOMPARE(seen.status, status);
            QVERIFY(!seen.head.toLower().contains("access-control"));
        }
        QVERIFY(m_engine->upstream.requests().empty());
    }

    void answersNoPreflight_data()
    {
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<int>("status");
        QTest::newRow("foreign page") << QByteArray("https://evil.example") << 403;
        QTest::newRow("local page") << QByteArray("http://localhost:3000") << 401;
    }

    void answersNoPreflight()
    {
        QFETCH(QByteArray, origin);
        QFETCH(int, status);
        const SeenResponse seen = m_engine->send(
            "OPTIONS /admin/api/v1/config/reload HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin
            + "\r\nAccess-Control-Request-Method: POST\r\n"
              "Access-Control-Request-Headers: authorization\r\n"
              "Access-Control-Request-Private-Network: true\r\n\r\n");
        QCOMPARE(seen.status, status);
        QVERIFY(!seen.head.toLower().contains("access-control"));
    }

    void whatGetAsksForChangesNothing_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("allowed");
        QTest::newRow("circuit") << QByteArray("/circuit/openai/open") << QByteArray("POST");
        QTest::newRow("reload") << QByteArray("/config/reload") << QByteArray("POST");
    }

    void whatGetAsksForChangesNothing()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, allowed);
        m_engine->reload = [] {
            qFatal("reloaded");
            return admin::ReloadOutcome{};
        };
        const SeenResponse seen = m_engine->send(get(Api + path, Bearer));
        QCOMPARE(seen.status, 405);
        QCOMPARE(seen.field("allow"), allowed);
    }

    void ordersAreJson_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<int>("status");
        QTest::newRow("JSON") << QByteArray("Content-Type: application/json\r\n") << 200;
        QTest::newRow("JSON with a parameter")
            << QByteArray("Content-Type: Application/JSON ; charset=utf-8\r\n") << 200;
        QTest::newRow("text") << QByteArray("Content-Type: text/plain\r\n") << 415;
        QTest::newRow("form") << QByteArray("Content-Type: application/x-www-form-urlencoded\r\n")
                              << 415;
        QTest::newRow("begins well") << QByteArray("Content-Type: application/jsonp\r\n") << 415;
        QTest::newRow("not told") << QByteArray() << 415;
    }

    void ordersAreJson()
    {
        QFETCH(QByteArray, type);
        QFETCH(int, status);
        const SeenResponse seen =
            m_engine->send("PUT /admin/api/v1/test-modes HTTP/1.1\r\nHost: localhost\r\n" + Bearer
                           + type + "Content-Length: 17\r\n\r\n" + R"({"test_modes":[]})");
        QCOMPARE(seen.status, status);
    }

    void ordersAreShort_data()
    {
        QTest::addColumn<bool>("chunked");
        QTest::addColumn<int>("bytes");
        QTest::addColumn<int>("status");
        constexpr int Most = 1 << 20;
        QTest::newRow("the most") << false << Most << 200;
        QTest::newRow("one more") << false << Most + 1 << 413;
        QTest::newRow("the most, in chunks") << true << Most << 200;
        QTest::newRow("one more, in chunks") << true << Most + 1 << 413;
    }

    void ordersAreShort()
    {
        QFETCH(bool, chunked);
        QFETCH(int, bytes);
        QFETCH(int, status);
        const QByteArray start = R"({"test_modes":[]})";
        const QByteArray body = start + QByteArray(bytes - start.size(), ' ');
        const QByteArray size = QByteArray::number(bytes, chunked ? 16 : 10);
        QByteArray framing = "Content-Length: " + size + "\r\n\r\n" + body;
        if (chunked)
            framing = "Transfer-Encoding: chunked\r\n\r\n" + size + "\r\n" + body + "\r\n0\r\n\r\n";
        const SeenResponse seen =
            m_engine->send("PUT /admin/api/v1/test-modes HTTP/1.1\r\nHost: localhost\r\n" + Bearer
                           + "Content-Type: application/json\r\n" + framing);
        QCOMPARE(seen.status, status);
    }

    void unknownPathsAreNotFound()
    {
        const SeenResponse seen = m_engine->send(get(Api + "/nothing", Bearer));
        QCOMPARE(seen.status, 404);
        QCOMPARE(codeOf(seen), QByteArray("not_found"));
        QCOMPARE(seen.field("x-llm-proxy-error-source"), QByteArray("proxy"));
        QCOMPARE(m_engine->send(get("/metrics/x", {})).status, 404);
    }

    void absoluteTargetsAreUnderstood()
    {
        QCOMPARE(m_engine->send(get("http://localhost/admin/api/v1/status", Bearer)).status, 200);
        QCOMPARE(m_engine->send(get("http://evil.example/admin/api/v1/status", Bearer)).status,
                 421);
    }

    void headGetsNoBody()
    {
        const SeenResponse seen = m_engine->ask("HEAD", "/status");
        QCOMPARE(seen.status, 200);
        QVERIFY(seen.complete && seen.body.isEmpty());
        QVERIFY(seen.field("content-length").toInt() > 0);
    }

    void aConnectionServesMany()
    {
        RawClient client(m_engine->port());
        for (int i = 0; i < 3; ++i) {
            client.send(get(Api + "/status", Bearer));
            QCOMPARE(client.response().status, 200);
        }
        client.send(get("/health", {}));
        QCOMPARE(client.response().status, 200);
    }

    void withoutATokenNobodyComesIn()
    {
        RunningEngine engine(
            [](EngineSettings &settings, config::Config &) { settings.adminToken.clear(); });
        QCOMPARE(engine.send(get(Api + "/status", "Authorization: Bearer \r\n")).status, 401);
        QCOMPARE(engine.send(get("/metrics", {})).status, 200);
    }

    void whereNoneIsAskedForAllComeIn()
    {
        RunningEngine engine([](EngineSettings &, config::Config &config) {
            config.server.adminAuth = config::Server::AdminAuth::None;
        });
        QCOMPARE(engine.send(get(Api + "/status", {})).status, 200);
        QCOMPARE(engine.send(get(Api + "/status", "Origin: https://evil.example\r\n")).status, 403);
    }

    void othersAreAlwaysAskedForTheToken()
    {
        RunningEngine engine([](EngineSettings &, config::Config &config) {
            config.server.adminAuth = config::Server::AdminAuth::None;
            config.server.listen = {"0.0.0.0"};
        });
        QCOMPARE(engine.send(get(Api + "/status", {})).status, 401);
        QCOMPARE(engine.send(get(Api + "/status", Bearer)).status, 200);
    }

    void aReloadBringsANewToken()
    {
        EngineSettings settings = m_engine->settings();
        settings.adminToken = "another";
        QVERIFY(m_engine->engine.reload(settings).has_value());
        QCOMPARE(m_engine->send(get(Api + "/status", Bearer)).status, 401);
        QCOMPARE(m_engine->send(get(Api + "/status", "Authorization: Bearer another\r\n")).status,
                 200);
    }

    void nothingOfItIsRecorded()
    {
        (void)m_engine->ask("GET", "/status");
        (void)m_engine->send(get(Api + "/status", {}));
        (void)m_engine->send(get("/metrics", {}));
        m_engine->exchange();
        QCOMPARE(m_engine->engine.snapshot()->totals.requests, 1);
    }
};

QTEST_GUILESS_MAIN(CallersTest)
#include "tst_callers.moc"
