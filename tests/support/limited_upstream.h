// SPDX-License-Identifier: MIT
#pragma once

#include "engine/net/clock.h"
#include "tests/support/proxied_upstream.h"

#include <QTest>

namespace llmproxy::test {

/// A text of 100 tokens, by 4 characters each.
inline const QByteArray HundredTokens = QByteArray(400, 'x');

inline QByteArray chatOf(const QByteArray &model, const QByteArray &text = HundredTokens)
{
    return R"({"model":")" + model + R"(","messages":[{"role":"user","content":")" + text
           + R"("}]})";
}

/// A message as an upstream sends it.
inline QByteArray jsonAnswer(int status, const QByteArray &body, const QByteArray &fields = {})
{
    return "HTTP/1.1 " + QByteArray::number(status) + " X\r\n" + fields
           + "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size())
           + "\r\n\r\n" + body;
}

/// A gateway that limits by the policy it is given.
class LimitedUpstream : public ProxiedUpstream
{
public:
    explicit LimitedUpstream(const ratelimit::Policy &policy, const Change &change = {})
        : ProxiedUpstream(
            [&](proxy::Rules &rules) {
                rules.limits.enabled = true;
                if (change)
                    change(rules);
            },
            {.circuit = {.failureThreshold = 1}, .limits = policy})
        , client(gateway.port())
    {}

    SeenResponse ask(const QByteArray &body = chatOf("gpt-4o"), const QByteArray &fields = {})
    {
        client.send(chat(body, fields));
        return client.response();
    }
    QByteArray chat(const QByteArray &body, const QByteArray &fields = {}) const
    {
        return request("POST",
                       "/v1/chat/completions",
                       fields + "Content-Length: " + QByteArray::number(body.size()) + "\r\n",
                       body);
    }

    /// What is counted for a scope, as shown, in the present day.
    ratelimit::Amounts used(const QByteArray &scope = "global") const { return use(scope).used; }
    ratelimit::Amounts held(const QByteArray &scope = "global") const { return use(scope).held; }
    QByteArrayList scopes() const
    {
        QByteArrayList names;
        for (const ratelimit::WindowUse &each : windows())
            names.append(each.scope);
        return names;
    }
    ratelimit::Snapshot snapshot() const { return store().snapshot(net::wallClock(), 100); }

    RawClient client;

private:
    const storage::MemoryLimitStore &store() const { return gateway.limits(); }
    QList<ratelimit::WindowUse> windows() const { return snapshot().windows; }
    ratelimit::WindowUse use(const QByteArray &scope) const
    {
        for (const ratelimit::WindowUse &each : windows()) {
            if (each.scope == scope && each.window == ratelimit::Window::Day)
                return each;
        }
        return {};
    }
};

/// The same limits for everything.
inline ratelimit::Policy limitedTo(const ratelimit::Limits &limits)
{
    ratelimit::Policy policy;
    policy.defaults.fill(limits);
    return policy;
}

/// Limits for one kind of scope alone.
inline ratelimit::Policy limitedTo(ratelimit::Dimension dimension, const ratelimit::Limits &limits)
{
    ratelimit::Policy policy;
    policy.defaults[std::size_t(dimension)] = limits;
    return policy;
}

} // namespace llmproxy::test
