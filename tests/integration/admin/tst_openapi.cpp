// SPDX-License-Identifier: MIT
// The answers are what resources/openapi.json says.
#include "engine/admin/openapi.h"
#include "engine/admin/routes.h"
#include "tests/integration/admin/running_engine.h"
#include "tests/integration/admin/schema_check.h"

#include <QSet>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;
using namespace Qt::StringLiterals;

namespace {

QJsonObject document()
{
    return QJsonDocument::fromJson(admin::openApiDocument().toByteArray()).object();
}

/// JSON with ' for ", which moc can read.
QByteArray asJson(QByteArray text)
{
    return text.replace('\'', '"');
}

/// An engine with everything on, after some traffic of all kinds.
std::unique_ptr<RunningEngine> busyEngine()
{
    auto engine = std::make_unique<RunningEngine>([](EngineSettings &, config::Config &config) {
        config.rateLimiting.enabled = true;
        config.rateLimiting.limits.requestsPerMinute = 3;
        config.circuitBreaker.rollupThreshold = 2;
        config.circuitBreaker.maxTransientRetries = 1;
    });
    engine->reload = [] { return admin::ReloadOutcome{true, {"my.yml:1:1: x: is not known"}}; };
    engine->upstream.setAnswer([](QTcpSocket &socket, const SeenRequest &) {
        socket.write(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n"
            R"({"model":"gpt-4o","usage":{"prompt_tokens":10,"completion_tokens":5,)"
            R"("total_tokens":15}    })");
    });
    engine->exchange();
    engine->upstream.setAnswer(ScriptedUpstream::fixed(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\nno", false));
    engine->exchange();
    engine->exchange();
    engine->exchange(); // over the limit
    (void)engine->ask("PUT",
                      "/test-modes",
                      asJson("{'test_modes':[{'mode':'force_degraded','scope':'gemini',"
                             "'seconds':60},{'mode':'force_degraded','scope':'bedrock:x',"
                             "'requests':5}]}"));
    return engine;
}

} // namespace

class OpenApiTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<RunningEngine> m_engine;
    QSet<QString> m_seen; ///< "GET /metrics", with every kind of answer

    void check(const QByteArray &method, const QString &route, const SeenResponse &seen)
    {
        const QJsonObject operation =
            document()["paths"_L1][route][QString::fromLatin1(method).toLower()].toObject();
        QVERIFY2(!operation.isEmpty(), qPrintable(route));
        QJsonObject described = operation["responses"_L1][QString::number(seen.status)].toObject();
        const SchemaCheck schemas(document());
        if (const QString target = described["$ref"_L1].toString(); !target.isEmpty())
            described =
                document()["components"_L1]["responses"_L1][target.split(u'/').last()].toObject();
        QVERIFY2(!described.isEmpty(), qPrintable(route + u' ' + QString::number(seen.status)));
        const QString type =
            QString::fromLatin1(seen.field("content-type")).split(u';').first().trimmed();
        const QJsonObject contents = described["content"_L1].toObject();
        QCOMPARE(contents.keys(), QStringList{type});
        if (type != u"application/json"_s)
            return;
        const QJsonValue value = QJsonDocument::fromJson(seen.body).object();
        QCOMPARE(schemas.complaint(value, contents[type]["schema"_L1].toObject()), QString());
    }

private slots:
    void initTestCase() { m_engine = busyEngine(); }
    void cleanupTestCase() { m_engine.reset(); }

    void theCheckSeesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("complaint");
        QTest::newRow("good") << QByteArray("{'a':1,'b':['x']}") << QString();
        QTest::newRow("null may be") << QByteArray("{'a':1,'c':null}") << QString();
        QTest::newRow("missing") << QByteArray("{}") << u"/a: is missing"_s;
        QTest::newRow("other type") << QByteArray("{'a':'1'}") << u"/a: is of another type"_s;
        QTest::newRow("fraction") << QByteArray("{'a':1.5}") << u"/a: is of another type"_s;
        QTest::newRow("too small") << QByteArray("{'a':-1}") << u"/a: is too small"_s;
        QTest::newRow("other word")
            << QByteArray("{'a':1,'b':['z']}") << u"/b/0: is none of the words, but z"_s;
        QTest::newRow("more") << QByteArray("{'a':1,'d':1}") << u"/d: is not described"_s;
        QTest::newRow("fits none") << QByteArray("{'a':1,'c':1}") << u"/c: fits no choice"_s;
    }

    void theCheckSeesWhatIsWrong()
    {
        QFETCH(QByteArray, value);
        QFETCH(QString, complaint);
        const QJsonObject made =
            QJsonDocument::fromJson(
                asJson("{'words':{'type':'array','items':{'enum':['x','y']}},"
                       "'all':{'type':'object','additionalProperties':false,'required':['a'],"
                       "'properties':{'a':{'type':'integer','minimum':0},'b':{'$ref':'#/words'},"
                       "'c':{'anyOf':[{'type':'null'},{'$ref':'#/words'}]}}}}"))
                .object();
        QCOMPARE(SchemaCheck(made).complaint(QJsonDocument::fromJson(asJson(value)).object(),
                                             made["all"_L1].toObject()),
                 complaint);
    }

    void everyAnswerIsAsDescribed_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QString>("route");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        const auto row = [](const char *method,
                            const QByteArray &route,
                            const QByteArray &path,
                            int status = 200,
                            const QByteArray &body = {}) {
            const QString full = u"/admin/api/v1"_s + QString::fromLatin1(route);
            const QByteArray name = QByteArray(method) + ' ' + path + ' '
                                    + QByteArray::number(status) + ' ' + body.left(20);
            QTest::newRow(name.constData())
                << QByteArray(method) << full << path << asJson(body) << status;
        };
        row("GET", "/status", "/status");
        row("GET", "/exchanges", "/exchanges");
        row("GET", "/exchanges", "/exchanges?limit=1");
        row("GET", "/exchanges", "/exchanges?filter=status:", 400);
        row("GET", "/exchanges/{id}", "/exchanges/1");
        row("GET", "/exchanges/{id}", "/exchanges/2");
        row("GET", "/exchanges/{id}", "/exchanges/99", 404);
        row("GET", "/exchanges/{id}/curl", "/exchanges/1/curl");
        row("GET", "/exchanges/{id}/curl", "/exchanges/1/curl?format=x", 400);
        row("GET", "/exchanges/{id}/curl", "/exchanges/99/curl", 404);
        row("GET", "/exchanges.har", "/exchanges.har");
        row("GET", "/exchanges.har", "/exchanges.har?filter=status:", 400);
        row("GET", "/exchanges.jsonl", "/exchanges.jsonl");
        row("GET", "/events", "/events?filter=status:", 400);
        row("GET", "/test-modes", "/test-modes");
        row("PUT", "/test-modes", "/test-modes", 400, "{}");
        row("PUT", "/test-modes", "/test-modes", 200, "{'test_modes':[]}");
        for (const char *verb : {"open", "probe", "close"}) {
            const QByteArray route = QByteArray("/circuit/{key}/") + verb;
            const QByteArray path = QByteArray("/circuit/openai:gpt-4o/") + verb;
            row("POST", route, path);
            row("POST", route, path, 400, "[]");
            const QByteArray nobody = QByteArray("/circuit/nobody/") + verb;
            row("POST", route, nobody, 404);
        }
        row("GET", "/limits", "/limits");
        row("GET", "/config", "/config");
        row("POST", "/config/reload", "/config/reload");
        row("PUT", "/recording", "/recording", 400, "{}");
        row("PUT", "/recording", "/recording", 200, "{'paused':true}");
        row("PUT", "/recording", "/recording", 200, "{'paused':false}");
        row("DELETE", "/exchanges", "/exchanges");
        row("GET", "/openapi.json", "/openapi.json");
    }

    void everyAnswerIsAsDescribed()
    {
        QFETCH(QByteArray, method);
        QFETCH(QString, route);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        const SeenResponse seen = m_engine->ask(method, path, body);
        QCOMPARE(seen.status, status);
        QVERIFY(seen.complete);
        check(method, route, seen);
        m_seen.insert(QString::fromLatin1(method) + u' ' + route);
    }

    void everyRouteWasAsked()
    {
        for (const admin::Route &route : admin::allRoutes()) {
            const QString name = QString::fromLatin1(route.method.toByteArray()) + u' '
                                 + QString::fromLatin1(route.path.toByteArray());
            if (route.action != admin::Action::ShowMetrics)
                QVERIFY2(m_seen.contains(name), qPrintable(name));
        }
    }

    void refusalsAreAsDescribed()
    {
        const auto ask = [&](const QByteArray &bytes) { return m_engine->send(bytes); };
        const QString status = u"/admin/api/v1/status"_s;
        check("GET", status, ask("GET /admin/api/v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        check("GET", status, ask("GET /admin/api/v1/status HTTP/1.1\r\nHost: evil\r\n\r\n"));
        check("GET",
              status,
              ask("GET /admin/api/v1/status HTTP/1.1\r\nHost: localhost\r\n"
                  "Origin: https://evil.example\r\n\r\n"));
        const QString reload = u"/admin/api/v1/config/reload"_s;
        QByteArray order = RunningEngine::request("POST", "/admin/api/v1/config/reload", "{}");
        check("POST", reload, ask(QByteArray(order).replace("application/json", "text/plain")));
        m_engine->reload = [] { return admin::ReloadOutcome{false, {"my.yml:1:1: x: is wrong"}}; };
        check("POST", reload, ask(order));
        check("GET", u"/metrics"_s, ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    void eventsHoldRecordsAsDescribed()
    {
        const std::unique_ptr<RunningEngine> engine = busyEngine();
        const traffic::RecordDelta all = engine->engine.recordsSince(0, 100);
        QVERIFY(all.changed.size() >= 4);
        RawClient client(engine->port());
        client.send(
            RunningEngine::request("GET", "/admin/api/v1/events", {}, "Last-Event-ID: 0-0\r\n"));
        QByteArray got;
        QVERIFY(QTest::qWaitFor([&] {
            got += client.socket().readAll();
            return got.count("\ndata: ") >= all.changed.size();
        }));
        const QJsonObject schema =
            document()["components"_L1]["schemas"_L1]["Exchange"_L1].toObject();
        for (const QByteArray &line : got.split('\n')) {
            if (line.startsWith("data: "))
                QCOMPARE(SchemaCheck(document())
                             .complaint(QJsonDocument::fromJson(line.mid(6)).object(), schema),
                         QString());
        }
    }
};

QTEST_GUILESS_MAIN(OpenApiTest)
#include "tst_openapi.moc"
