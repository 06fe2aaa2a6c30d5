// SPDX-License-Identifier: MIT
#pragma once

#include "engine/config/load.h"
#include "engine/config/yaml_reader.h"
#include "engine/engine.h"
#include "tests/support/raw_client.h"
#include "tests/support/scripted_upstream.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

namespace llmproxy::test {

/// A whole engine with an upstream of the test's, breaker and test modes on, and a token.
class RunningEngine
{
public:
    using Change = std::function<void(EngineSettings &settings, config::Config &config)>;

    explicit RunningEngine(const Change &change = {})
        : engine({}, [this] { return reload ? reload() : admin::ReloadOutcome{}; })
        , m_change(change)
    {
        (void)engine.start(settings());
    }

    static constexpr const char *Token = "t0ken-of-the-test";

    EngineSettings settings() const
    {
        EngineSettings made;
        static const config::Config base = // takes long to read
            config::load({*config::readYaml(config::builtInBase(), QStringLiteral("base.yml"))}, {})
                ->config;
        config::Config config = base;
        config.server.port = 0;
        config.server.listen = {"127.0.0.1"};
        config.circuitBreaker.enabled = true;
        config.circuitBreaker.testModeEnabled = true;
        made.demoUpstream = "http://127.0.0.1:" + QByteArray::number(upstream.port());
        made.adminToken = Token;
        made.configurationText = "server:\n";
        if (m_change)
            m_change(made, config);
        made.config = std::make_shared<const config::Config>(std::move(config));
        return made;
    }

    quint16 port() const
    {
        const auto listeners = engine.snapshot()->listeners;
        return listeners.isEmpty() ? quint16(0) : listeners.first().port;
    }

    /// A request with the token. `fields`: whole lines.
    static QByteArray request(const QByteArray &method,
                              const QByteArray &target,
                              const QByteArray &body = {},
                              const QByteArray &fields = {})
    {
        QByteArray text = method + ' ' + target
                          + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + Token
                          + "\r\n" + fields;
        if (method != "GET" && method != "HEAD")
            text += "Content-Type: application/json\r\nContent-Length: "
                    + QByteArray::number(body.size()) + "\r\n";
        return text + "\r\n" + body;
    }

    /// Sends `bytes` on a connection of their own.
    SeenResponse send(const QByteArray &bytes) const
    {
        RawClient client(port(), bytes.left(bytes.indexOf(' ')));
        client.send(bytes);
        return client.response();
    }
    SeenResponse
    ask(const QByteArray &method, const QByteArray &path, const QByteArray &body = {}) const
    {
        return send(request(method, "/admin/api/v1" + path, body));
    }
    QJsonObject json(const QByteArray &path) const
    {
        return QJsonDocument::fromJson(ask("GET", path).body).object();
    }

    /// One exchange, until it is recorded.
    void exchange() const
    {
        const qint64 before = ended();
        RawClient client(port());
        client.send("POST /openai/v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                    "Authorization: Bearer sk-canary-1234567890\r\nContent-Length: 20\r\n\r\n"
                    R"({"model":"gpt-4o"}  )");
        (void)client.response();
        (void)QTest::qWaitFor([&] { return ended() > before; });
    }
    qint64 ended() const
    {
        const stats::Totals totals = engine.snapshot()->totals;
        return totals.requests - totals.inFlight;
    }

    ScriptedUpstream upstream;
    std::function<admin::ReloadOutcome()> reload;
    Engine engine;

private:
    const Change m_change;
};

} // namespace llmproxy::test
