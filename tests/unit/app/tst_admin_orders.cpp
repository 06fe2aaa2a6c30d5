// SPDX-License-Identifier: MIT
#include "app/admin_orders.h"

#include <QJsonDocument>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::app;
using namespace Qt::StringLiterals;

namespace {

constexpr TimePoint Now{Duration(1'769'860'800'000)}; // 2026-01-31T12:00:00Z

AdminQuery queryOf(const QString &words)
{
    const QStringList list = words.split(u' ', Qt::SkipEmptyParts);
    const auto arguments = parseCommandLine(list);
    if (!arguments)
        qWarning("%s", qPrintable(arguments.error().message));
    return arguments ? arguments->admin : AdminQuery();
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).replace('"', '\'');
}

/// "PUT /recording {'paused':true}"
QByteArray flat(const AdminCall &call)
{
    return call.method + ' ' + call.target + (call.body ? ' ' + compact(*call.body) : QByteArray());
}

QJsonArray modesThatAreOn()
{
    return {QJsonObject{{u"id"_s, 1},
                        {u"mode"_s, u"force_degraded"_s},
                        {u"scope"_s, u"all"_s},
                        {u"by"_s, u"you"_s},
                        {u"requests_left"_s, 3}},
            QJsonObject{{u"id"_s, 2},
                        {u"mode"_s, u"force_degraded"_s},
                        {u"scope"_s, u"openai"_s},
                        {u"until"_s, u"2026-01-31T12:00:10.500Z"_s}}};
}

} // namespace

class AdminOrdersTest : public QObject
{
    Q_OBJECT

private slots:
    void asksAndTellsTheApi_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QByteArray>("call");
        const auto row = [](const char *words, const char *call) {
            QTest::newRow(words) << QString::fromUtf8(words) << QByteArray(call);
        };
        row("status", "GET /status");
        row("status --json", "GET /status");
        row("log", "GET /exchanges?limit=50&filter=");
        row("log --limit 7 status:5xx -by:proxy a+b",
            "GET /exchanges?limit=7&filter=status%3A5xx%20-by%3Aproxy%20a%2Bb");
        row("show 310", "GET /exchanges/310");
        row("show 310 --json", "GET /exchanges/310");
        row("show 310 --curl", "GET /exchanges/310/curl?format=curl");
        row("show 310 --python", "GET /exchanges/310/curl?format=python");
        row("show 310 --node", "GET /exchanges/310/curl?format=node");
        row("show 310 --har", "GET /exchanges.har?filter=id%3A310");
        row("tail -openai", "GET /events?filter=-openai");
        row("export", "GET /exchanges.har?filter=");
        row("export --har model:x", "GET /exchanges.har?filter=model%3Ax");
        row("export --jsonl", "GET /exchanges.jsonl?filter=");
        row("test-mode", "GET /test-modes");
        row("test-mode list", "GET /test-modes");
        row("test-mode on force_degraded openai --for 5", "GET /test-modes");
        row("circuit", "GET /status");
        row("circuit open openai:a/b --for 2m",
            "POST /circuit/openai%3Aa%2Fb/open {'seconds':120}");
        row("circuit close openai:*", "POST /circuit/openai%3A%2A/close {}");
        row("circuit probe openai", "POST /circuit/openai/probe {}");
        row("limits", "GET /limits");
        row("reload", "POST /config/reload {}");
        row("purge", "DELETE /exchanges {}");
        row("pause", "PUT /recording {'paused':true}");
        row("resume", "PUT /recording {'paused':false}");
    }

    void asksAndTellsTheApi()
    {
        QFETCH(const QString, words);
        const auto call = adminCall(queryOf(words), Now);
        QVERIFY2(call, qPrintable(call ? QString() : call.error().message));
        QTEST(flat(*call), "call");
    }

    void changesTheListOfTestModes_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QByteArray>("modes");
        const auto row = [](const char *words, const QByteArray &modes) {
            QTest::newRow(words) << QString::fromUtf8(words) << modes;
        };
        const QByteArray first = "{'mode':'force_degraded','requests':3,'scope':'all'}";
        const QByteArray second = "{'mode':'force_degraded','scope':'openai','seconds':11}";
        row("test-mode on x", "[" + first + "," + second + ",{'mode':'x','scope':'all'}]");
        row("test-mode on x gemini:pro --for 5",
            "[" + first + "," + second + ",{'mode':'x','requests':5,'scope':'gemini:pro'}]");
        row("test-mode on x --for 2h",
            "[" + first + "," + second + ",{'mode':'x','scope':'all','seconds':7200}]");
        row("test-mode off 1", "[" + second + "]");
        row("test-mode off 2", "[" + first + "]");
        row("test-mode off", "[]");
    }

    void changesTheListOfTestModes()
    {
        QFETCH(const QString, words);
        QFETCH(const QByteArray, modes);
        const AdminQuery query = queryOf(words);
        QVERIFY(switchesTestModes(query));
        const auto call = testModeCall(query, modesThatAreOn(), Now);
        QVERIFY(call);
        QCOMPARE(flat(*call), QByteArray("PUT /test-modes {'test_modes':" + modes + "}"));
    }

    void asksForTestModesWithoutASecondStep()
    {
        QVERIFY(!switchesTestModes(queryOf(u"test-mode"_s)));
        QVERIFY(!switchesTestModes(queryOf(u"test-mode list"_s)));
        QVERIFY(!switchesTestModes(queryOf(u"status"_s)));
        QCOMPARE(testModeCall(queryOf(u"test-mode off 3"_s), modesThatAreOn(), Now).error().message,
                 u"no test mode 3 is on"_s);
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *words, const char *message) {
            QTest::newRow(words) << QString::fromUtf8(words) << QString::fromUtf8(message);
        };
        row("show x", "show takes the number of an exchange, not 'x'");
        row("show 0", "show takes the number of an exchange, not '0'");
        row("log a status:6xx",
            "status takes 429, 5xx, 200..299, >=400 or none\n  a status:6xx\n           ^^^");
        row("circuit shut openai", "circuit takes open, close or probe and a key, not 'shut'");
        row("circuit open", "circuit open takes one key, as in openai:gpt-4o or openai:*");
        row("circuit open a b", "circuit open takes one key, as in openai:gpt-4o or openai:*");
        row("circuit open a --for 5", "a circuit is forced for a time, as in 30s, 10m, 2h");
        row("circuit open a --for 5d",
            "--for takes a number of requests or a time, as in 5, 30s, 10m, 2h, not '5d'");
        row("test-mode on",
            "test-mode on takes a mode, and perhaps what it is for: a provider or provider:model");
        row("test-mode on a b c",
            "test-mode on takes a mode, and perhaps what it is for: a provider or provider:model");
        row("test-mode on a --for 0",
            "--for takes a number of requests or a time, as in 5, 30s, 10m, 2h, not '0'");
        row("test-mode off x", "test-mode off takes the number of one, or nothing for all");
        row("test-mode list x", "test-mode list takes nothing more");
        row("test-mode of", "test-mode takes on, off or list, not 'of'");
    }

    void saysWhatIsWrong()
    {
        QFETCH(const QString, words);
        const auto call = adminCall(queryOf(words), Now);
        QVERIFY(!call);
        QTEST(call.error().message, "message");
    }
};
QTEST_APPLESS_MAIN(AdminOrdersTest)
#include "tst_admin_orders.moc"
