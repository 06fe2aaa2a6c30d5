// SPDX-License-Identifier: MIT
#include "engine/proxy/router.h"

#include <QTest>

using namespace llmproxy::proxy;

namespace {

Rules rulesWith(const QList<ProviderRoute> &routes)
{
    Rules rules;
    for (const ProviderRoute &route : routes) {
        rules.routeOf.insert(route.name, qsizetype(rules.routes.size()));
        rules.routes.push_back(route);
    }
    return rules;
}

ProviderRoute provider(const QByteArray &name, bool enabled = true, const QByteArray &prefix = {})
{
    ProviderRoute route;
    route.name = name;
    route.enabled = enabled;
    route.pathPrefix = prefix;
    return route;
}

/// A route in words: "openai /v1/x as user", "health", "disabled off", "nothing", "bad".
QByteArray inWords(const Route &to)
{
    if (const auto *const provider = std::get_if<ToProvider>(&to)) {
        const QByteArray words = provider->route->name + ' ' + provider->target;
        return provider->user.isEmpty() ? words : QByteArray(words + " as " + provider->user);
    }
    if (const auto *const disabled = std::get_if<ToDisabled>(&to))
        return "disabled " + disabled->route->name;
    if (std::holds_alternative<ToHealth>(to))
        return "health";
    return std::holds_alternative<ToNothing>(to) ? "nothing" : "bad";
}

} // namespace

class RouterTest : public QObject
{
    Q_OBJECT

private slots:
    void routes_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("to");
        const auto row = [](const char *target, const char *to) {
            QTest::newRow(target) << QByteArray(target) << QByteArray(to);
        };
        row("/openai/v1/x", "openai /v1/x");
        row("/openai/", "openai /");
        row("/openai//v1//", "openai //v1//");
        row("/openai/v1?q=/a/b", "openai /v1?q=/a/b");
        row("/openai/openai/v1", "openai /openai/v1");
        row("/openai/a%2Fb%3Ac", "openai /a%2Fb%3Ac");
        row("/based/v1", "based /v2/base/v1");
        row("/off/v1", "disabled off");
        row("/meta/u/off/v1", "disabled off");
        row("/meta/u1/openai/v1?x", "openai /v1?x as u1");
        row("/meta/a%20b%2Fc/openai/v1", "openai /v1 as a b/c");
        row("/meta/%2525/openai/v1", "openai /v1 as %25"); // decoded once
        row("/health", "health");
        row("/health?x=1", "health");
        for (const char *const target : {"/",
                                         "/openai",
                                         "/openai?x=/y",
                                         "/OPENAI/v1",
                                         "/open%61i/v1",
                                         "/openai2/v1",
                                         "//openai/v1",
                                         "/health/",
                                         "/healthz",
                                         "/Health",
                                         "/meta",
                                         "/meta/u",
                                         "/meta/u/openai",
                                         "/meta/u/x/v1",
                                         "/metadata/u/openai/v1",
                                         "/meta/u?x=/openai/v1",
                                         "/meta/u/meta/v/openai/x"})
            row(target, "nothing");
        row("", "bad");
    }

    void routes()
    {
        QFETCH(const QByteArray, target);
        const Rules rules = rulesWith(
            {provider("openai"), provider("off", false), provider("based", true, "/v2/base")});
        QTEST(inWords(route(target, rules)), "to");
    }

    void findsOriginForms_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<QByteArray>("authority");
        const QByteArray none = "(none)";
        QTest::newRow("origin-form") << QByteArray("/a?b") << QByteArray("/a?b") << none;
        QTest::newRow("absolute-form")
            << QByteArray("http://h:1/a?b") << QByteArray("/a?b") << QByteArray("h:1");
        QTest::newRow("any case") << QByteArray("HTTP://h/") << QByteArray("/") << QByteArray("h");
        QTest::newRow("two slashes") << QByteArray("//h/a") << QByteArray("//h/a") << none;
        for (const char *const target :
             {"", "*", "h:443", "https://h/a", "ftp://h/a", "http:///a", "http://h", "http:/"})
            QTest::newRow(QByteArray("not " + QByteArray(target)).constData())
                << QByteArray(target) << QByteArray() << none;
    }

    void findsOriginForms()
    {
        QFETCH(const QByteArray, target);
        const OriginForm form = originForm(target);
        QTEST(form.target.toByteArray(), "origin");
        QTEST(form.authority ? form.authority->toByteArray() : QByteArray("(none)"), "authority");
    }
};

QTEST_APPLESS_MAIN(RouterTest)
#include "tst_router.moc"
