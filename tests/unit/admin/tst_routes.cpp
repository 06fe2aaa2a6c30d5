// SPDX-License-Identifier: MIT
#include "engine/admin/openapi.h"
#include "engine/admin/routes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

using namespace llmproxy::admin;
using namespace Qt::StringLiterals;

namespace {

QString text(QByteArrayView bytes)
{
    return QString::fromUtf8(bytes.data(), bytes.size());
}

QJsonObject document()
{
    return QJsonDocument::fromJson(openApiDocument().toByteArray()).object();
}

/// "GET /metrics"
QSet<QString> routesInTheTable()
{
    QSet<QString> routes;
    for (const Route &route : allRoutes())
        routes.insert(text(route.method) + u' ' + text(route.path));
    return routes;
}

QSet<QString> routesInTheDocument()
{
    QSet<QString> routes;
    const QJsonObject paths = document()["paths"_L1].toObject();
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        const QStringList methods = path.value().toObject().keys();
        for (const QString &method : methods)
            routes.insert(method.toUpper() + u' ' + path.key());
    }
    return routes;
}

QJsonObject operationOf(const Route &route)
{
    return document()["paths"_L1][text(route.path)][text(route.method).toLower()].toObject();
}

} // namespace

class RoutesTest : public QObject
{
    Q_OBJECT

private slots:
    void belongsHere_data()
    {
        QTest::addColumn<bool>("here");
        for (const char *target :
             {"/admin", "/admin/", "/admin/api/v1/status", "/admin?a=1", "/metrics", "/metrics?a"})
            QTest::newRow(target) << true;
        for (const char *target : {"/administration/x",
                                   "/admi",
                                   "/Admin",
                                   "/metricsfoo",
                                   "/meta/admin/openai/v1",
                                   "/anthropic/admin",
                                   "/%61dmin",
                                   "//admin",
                                   ""})
            QTest::newRow(target) << false;
    }

    void belongsHere()
    {
        QFETCH(bool, here);
        QCOMPARE(isAdminTarget(QTest::currentDataTag()), here);
    }

    void findsARoute_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<Action>("action");
        QTest::addColumn<QByteArray>("argument");
        QTest::addColumn<QByteArray>("query");
        const QByteArray api = "/admin/api/v1";
        const QByteArray none;
        QTest::newRow("plain") << QByteArray("GET") << api + "/status" << Action::ShowStatus << none
                               << none;
        QTest::newRow("HEAD is as GET")
            << QByteArray("HEAD") << api + "/status" << Action::ShowStatus << none << none;
        QTest::newRow("query") << QByteArray("GET") << api + "/exchanges?limit=1&a=/b/"
                               << Action::ListExchanges << none << QByteArray("limit=1&a=/b/");
        QTest::newRow("variable") << QByteArray("GET") << api + "/exchanges/7"
                                  << Action::ShowExchange << QByteArray("7") << none;
        QTest::newRow("variable within")
            << QByteArray("POST") << api + "/circuit/openai:gpt-4o/open" << Action::OpenCircuit
            << QByteArray("openai:gpt-4o") << none;
        QTest::newRow("coded slash") << QByteArray("POST") << api + "/circuit/x%3Aorg%2Fmodel/close"
                                     << Action::CloseCircuit << QByteArray("x:org/model") << none;
        QTest::newRow("other root") << QByteArray("GET") << QByteArray("/metrics?x")
                                    << Action::ShowMetrics << none << QByteArray("x");
    }

    void findsARoute()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, target);
        QFETCH(Action, action);
        QFETCH(QByteArray, argument);
        QFETCH(QByteArray, query);
        const Found found = find(method, target);
        QVERIFY(std::holds_alternative<Match>(found));
        const Match &match = std::get<Match>(found);
        QCOMPARE(match.route->action, action);
        QCOMPARE(match.argument, argument);
        QCOMPARE(match.query.toByteArray(), query);
    }

    void doesNotKnowOtherPaths_data()
    {
        QTest::addColumn<QByteArray>("target");
        for (const char *target : {"/admin",
                                   "/admin/",
                                   "/admin/api/v1",
                                   "/admin/api/v1/",
                                   "/admin/api/v1/status/",
                                   "/admin/api/v1//status",
                                   "/admin/api/v2/status",
                                   "/admin/api/v1/exchanges/",
                                   "/admin/api/v1/exchanges/7/x",
                                   "/admin/api/v1/circuit//open",
                                   "/admin/api/v1/%73tatus",
                                   "/admin/../openai",
                                   "/metrics/x"})
            QTest::newRow(target) << QByteArray(target);
    }

    void doesNotKnowOtherPaths()
    {
        QFETCH(QByteArray, target);
        QVERIFY(std::holds_alternative<NoSuchPath>(find("GET", target)));
    }

    void saysWhichMethodsThereAre_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("allowed");
        QTest::newRow("GET of an order")
            << QByteArray("GET") << QByteArray("/admin/api/v1/circuit/openai/open")
            << QByteArray("POST");
        QTest::newRow("POST of a view")
            << QByteArray("POST") << QByteArray("/admin/api/v1/status") << QByteArray("GET, HEAD");
        QTest::newRow("two ways") << QByteArray("POST") << QByteArray("/admin/api/v1/test-modes")
                                  << QByteArray("GET, HEAD, PUT");
        QTest::newRow("OPTIONS") << QByteArray("OPTIONS") << QByteArray("/metrics")
                                 << QByteArray("GET, HEAD");
    }

    void saysWhichMethodsThereAre()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, allowed);
        const Found found = find(method, target);
        QVERIFY(std::holds_alternative<WrongMethod>(found));
        QCOMPARE(std::get<WrongMethod>(found).allowed, allowed);
    }

    void theDocumentDescribesEveryRouteAndNoOther()
    {
        QCOMPARE(routesInTheDocument(), routesInTheTable());
    }

    void theDocumentNamesWhatEveryRouteMayRefuse()
    {
        for (const Route &route : allRoutes()) {
            const QJsonObject operation = operationOf(route);
            const QJsonObject responses = operation["responses"_L1].toObject();
            const bool isPublic = route.path == "/metrics";
            QCOMPARE(responses.contains("401"_L1), !isPublic);
            QCOMPARE(operation.contains("security"_L1), isPublic);
            QVERIFY(responses.contains("403"_L1) && responses.contains("421"_L1));
            QCOMPARE(responses.contains("415"_L1), route.changesState());
            QCOMPARE(operation.contains("requestBody"_L1), route.changesState());
        }
    }
};

QTEST_APPLESS_MAIN(RoutesTest)
#include "tst_routes.moc"
