// SPDX-License-Identifier: MIT
// What /metrics tells after real traffic, and what Prometheus's own checker says to it.
#include "tests/integration/admin/running_engine.h"
#include "tests/unit/stats/exposed_sample.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;

namespace {

/// What `promtool check metrics` finds; empty: nothing.
QByteArray complaints(const QString &promtool, const QByteArray &text)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(promtool, {QStringLiteral("check"), QStringLiteral("metrics")});
    if (!process.waitForStarted())
        return "cannot be started";
    process.write(text);
    process.closeWriteChannel();
    process.waitForFinished();
    const QByteArray said = process.readAll().trimmed();
    return process.exitCode() == 0 ? said : "failed: " + said;
}

} // namespace

class MetricsTest : public QObject
{
    Q_OBJECT

    RunningEngine m_engine;

    QByteArray metrics() const
    {
        return m_engine.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").body;
    }

private slots:
    void countsWhatWentThrough()
    {
        m_engine.exchange();
        const SeenResponse seen = m_engine.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QCOMPARE(seen.status, 200);
        QCOMPARE(seen.field("content-type"),
                 QByteArray("text/plain; version=0.0.4; charset=utf-8"));
        QVERIFY2(seen.body.contains(R"(llm_proxy_requests_total{provider="openai",model="gpt-4o",)"
                                    R"(status_class="2xx",origin="upstream"} 1)"),
                 seen.body.constData());
        QVERIFY(seen.body.contains(R"(request_duration_seconds_count{provider="openai",)"
                                   R"(model="gpt-4o"} 1)"));
        QVERIFY(!seen.body.contains("canary"));
    }

    void countsWhatTheBreakerDid()
    {
        (void)m_engine.ask("POST", "/circuit/openai:gpt-4o/open");
        m_engine.exchange();
        QTRY_VERIFY(metrics().contains(
            R"(llm_proxy_circuit_fast_fail_total{provider="openai",model="gpt-4o",reason=""} 1)"));
        QVERIFY(
            metrics().contains(R"(llm_proxy_circuit_state{provider="openai",model="gpt-4o"} 2)"));
    }

    void countsWhatTheLimitsRefused()
    {
        const RunningEngine engine([](EngineSettings &, config::Config &config) {
            config.rateLimiting.enabled = true;
            config.rateLimiting.limits.requestsPerMinute = 1;
        });
        engine.exchange();
        engine.exchange();
        const QByteArray text =
            engine.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").body;
        QVERIFY2(text.contains(R"(llm_proxy_limit_denials_total{provider="openai",scope="global",)"
                               R"(enforced="true"} 1)"),
                 text.constData());
        QVERIFY(text.contains(R"(status_class="4xx",origin="limit"} 1)"));
    }

    void satisfiesThePrometheusChecker()
    {
        const QString promtool = QStandardPaths::findExecutable(QStringLiteral("promtool"));
        if (promtool.isEmpty())
            QSKIP("promtool is not there: it comes with Debian's package prometheus");
        QCOMPARE(complaints(promtool, metrics()), QByteArray());
        QCOMPARE(complaints(promtool, exposedSample()), QByteArray());
        QVERIFY(!complaints(promtool, "x{ 1\n").isEmpty());
    }
};

QTEST_GUILESS_MAIN(MetricsTest)
#include "tst_metrics.moc"
