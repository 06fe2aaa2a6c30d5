// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/gateway.h"
#include "tests/support/raw_client.h"
#include "tests/support/scripted_upstream.h"

namespace llmproxy::test {

/// A real worker in front of a scripted upstream, with rules that the test may change first.
class ProxiedUpstream
{
public:
    using Change = std::function<void(proxy::Rules &rules)>;

    explicit ProxiedUpstream(const Change &change = {},
                             const StorePolicies &policies = {},
                             admin::Powers *admin = nullptr)
        : gateway(changed(Gateway::rulesFor(upstream.port()), change), policies, admin)
    {}

    /// A request to the provider that any page may call. `fields`: whole lines.
    QByteArray request(const QByteArray &method,
                       const QByteArray &target,
                       const QByteArray &fields = {},
                       const QByteArray &body = {}) const
    {
        return method + " /openai" + target + " HTTP/1.1\r\nHost: " + gateway.authority() + "\r\n"
               + fields + "\r\n" + body;
    }
    QByteArray get(const QByteArray &target) const { return request("GET", target); }
    QByteArray post(const QByteArray &target, const QByteArray &body) const
    {
        return request(
            "POST", target, "Content-Length: " + QByteArray::number(body.size()) + "\r\n", body);
    }

    /// The records of the exchanges that ended, in their order.
    QList<traffic::ExchangeRecord> ended() const
    {
        QList<traffic::ExchangeRecord> records;
        for (const proxy::Trace &trace : gateway.traces()) {
            if (trace.record.phase == traffic::Phase::Done)
                records.append(trace.record);
        }
        std::sort(records.begin(), records.end(), [](auto &a, auto &b) { return a.id < b.id; });
        return records;
    }

    ScriptedUpstream upstream;
    Gateway gateway;

private:
    static proxy::Rules changed(proxy::Rules rules, const Change &change)
    {
        if (change)
            change(rules);
        return rules;
    }
};

} // namespace llmproxy::test
