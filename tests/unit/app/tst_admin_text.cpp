// SPDX-License-Identifier: MIT
#include "app/admin_text.h"
#include "engine/stats/snapshot_json.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::app;
using namespace Qt::StringLiterals;

namespace {

constexpr TimePoint Now{Duration(1'769'860'800'000)}; // 2026-01-31T12:00:00Z
const Display Plain{QTimeZone("Europe/Berlin"), false};

circuit::KeyStatus openKey()
{
    circuit::KeyStatus key;
    key.key = {"openai", "gpt-4o"};
    key.state = circuit::State::Open;
    key.failures = 5;
    key.until = Now + std::chrono::seconds(125);
    return key;
}

stats::EngineSnapshot snapshot()
{
    stats::EngineSnapshot made;
    made.at = Now;
    made.startedAt = Now - std::chrono::hours(2);
    made.running = true;
    made.listeners = {{"127.0.0.1", 9002}, {"::1", 9002}};
    made.providers = {{.name = "openai",
                       .type = "openai",
                       .baseUrl = "https://api.openai.com",
                       .enabled = true,
                       .requests = 4'000,
                       .failed = 7,
                       .inFlight = 3}};
    made.totals.requests = 4'812;
    made.totals.inFlight = 3;
    made.costs.all.total = cost::Money{1'230'000'000};
    made.breaksCircuits = true;
    made.circuits.providers = {
        {.provider = "openai", .state = circuit::State::Open, .failures = 5, .keys = {openKey()}}};
    return made;
}

} // namespace

class AdminTextTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsHowTheGatewayIs()
    {
        const QByteArray text = statusText(stats::toJson(snapshot()), Now, Plain);
        for (const char *part :
             {"running since 2026-01-31 11:00:00 (2 h 00 min) on http://127.0.0.1:9002, "
              "http://[::1]:9002\n",
              "exchanges  4,812, 3 in flight, 0 client errors, 0 server errors\n",
              "cost       $1.23, of it estimated $0, unknown of 0 exchanges\n",
              "openai       4,000       7          3  open     https://api.openai.com\n"})
            QVERIFY2(text.contains(part), text.constData());
        QVERIFY(!text.contains("dropped"));
        QVERIFY(!text.contains("test mode"));
    }

    void listsCircuits()
    {
        QCOMPARE(circuitsText(stats::toJson(snapshot()), Now, Plain),
                 QByteArray("key            state  failures  for another  forced by\n"
                            "openai:gpt-4o  open          5  2 min 05 s   -\n")
                     .replace("2 min 05 s   -", " 2 min 05 s  -"));
        stats::EngineSnapshot calm = snapshot();
        calm.circuits.providers.clear();
        QCOMPARE(circuitsText(stats::toJson(calm), Now, Plain),
                 QByteArray("All circuits are closed, without a failure.\n"));
        calm.breaksCircuits = false;
        QVERIFY(circuitsText(stats::toJson(calm), Now, Plain).startsWith("The circuit breaker is"));
    }

    void listsLimits()
    {
        const QJsonObject window{{u"scope"_s, u"user:alice"_s},
                                 {u"window"_s, u"minute"_s},
                                 {u"used"_s, QJsonObject{{u"requests"_s, 3}, {u"tokens"_s, 1'500}}},
                                 {u"held"_s, QJsonObject{{u"requests"_s, 0}, {u"tokens"_s, 400}}},
                                 {u"limit"_s, QJsonObject{{u"requests"_s, 60}, {u"tokens"_s, 0}}},
                                 {u"resets_in_seconds"_s, 42}};
        const QJsonObject limits{{u"enabled"_s, true}, {u"windows"_s, QJsonArray{window}}};
        QCOMPARE(limitsText(limits, Plain),
                 QByteArray("scope       window  requests  tokens  resets in\n"
                            "user:alice  minute   3 of 60       -     42.0 s\n"));
        QVERIFY(limitsText({{u"enabled"_s, false}}, Plain).startsWith("Rate limits are off"));
        QVERIFY(limitsText({{u"enabled"_s, true}}, Plain).startsWith("Nothing is counted"));
    }

    void listsTestModes()
    {
        const QList<stats::TestModeStatus> modes{
            {.id = 1,
             .mode = "force_degraded",
             .scope = "all",
             .by = "admin",
             .requestsLeft = 5,
             .until = {}},
            {.id = 2,
             .mode = "force_degraded",
             .scope = "openai",
             .by = "you",
             .requestsLeft = {},
             .until = Now + std::chrono::seconds(90)},
            {.id = 3, .mode = "x", .scope = "all", .by = "you", .requestsLeft = {}, .until = {}}};
        QCOMPARE(testModesText(stats::toJson(modes), Now, Plain),
                 QByteArray("id  test mode       for     for another  by\n"
                            " 1  force_degraded  all      5 requests  admin\n"
                            " 2  force_degraded  openai   1 min 30 s  you\n"
                            " 3  x               all               -  you\n"));
        QCOMPARE(testModesText({}, Now, Plain), QByteArray("No test mode is on.\n"));
    }

    void listsProblemsPlainly()
    {
        QCOMPARE(problemsText({u"a.yml:1:2: x"_s, u"b\x1b[31m"_s}),
                 QByteArray("a.yml:1:2: x\nb?[31m\n"));
    }
};
QTEST_APPLESS_MAIN(AdminTextTest)
#include "tst_admin_text.moc"
