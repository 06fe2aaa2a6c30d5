// SPDX-License-Identifier: MIT
#include "engine/stats/circuit_metrics.h"

#include <QTest>

using namespace llmproxy::circuit;
using namespace llmproxy::stats;

namespace {

const Key Gpt{"openai", "gpt-4o"};

QByteArray textOf(const Event &event)
{
    const auto metric = circuitMetric(event);
    if (!metric)
        return "none";
    QByteArray text = metric->name;
    for (const QByteArray &tag : metric->tags)
        text += ' ' + tag;
    return text;
}

} // namespace

class CircuitMetricsTest : public QObject
{
    Q_OBJECT

private slots:
    void namesEachEvent_data()
    {
        QTest::addColumn<EventType>("type");
        QTest::addColumn<QByteArray>("name");
        const auto row = [](EventType type, const char *name) {
            QTest::newRow(name) << type << QByteArray(name);
        };
        using enum EventType;
        row(FailureRecorded, "circuit.fail_record");
        row(Opened, "circuit.opened");
        row(Closed, "circuit.closed");
        row(ProbeFailed, "circuit.probe_failed");
        row(RollupOpened, "circuit.rollup_opened");
        row(RollupClosed, "circuit.rollup_closed");
        row(TerminalFailure, "circuit.terminal_failure");
        row(FastFailed, "circuit.fast_fail");
        row(WouldHaveFastFailed, "circuit.would_have_fast_failed");
        row(RateLimitExhausted, "circuit.rate_limit_exhausted");
        row(GlobalRateLimited, "circuit.global_rate_limit");
        row(LocalRateLimited, "circuit.local_rate_limit");
        row(Bypassed, "circuit.bypass");
        row(HangDisconnect, "circuit.hang_disconnect_abort");
        row(BudgetUncredited, "circuit.timeout_budget_uncredited");
        row(RetryOverflow, "circuit.retry_overflow");
    }

    void namesEachEvent()
    {
        QFETCH(const EventType, type);
        const auto metric = circuitMetric({.type = type, .key = Gpt});
        QTEST(metric->name, "name");
        QCOMPARE(metric->value, "1");
        QVERIFY(metric->type == Metric::Type::Count);
    }

    void someEventsAreNoMetrics()
    {
        for (const EventType type :
             {EventType::ProbeStarted, EventType::ProbeLost, EventType::Forced})
            QVERIFY(!circuitMetric({.type = type, .key = Gpt}));
    }

    void saysWhatItWasAbout()
    {
        const Cause cause{
            .exchange = 7, .kind = FailureKind::Http503, .status = 503, .caller = "tests"};
        QCOMPARE(textOf({.type = EventType::TerminalFailure, .key = Gpt, .cause = cause}),
                 "circuit.terminal_failure provider:openai model:gpt-4o caller:tests "
                 "status_code:503 failure_kind:http_503");
        QCOMPARE(textOf({.type = EventType::Opened,
                         .key = {"openai", {}},
                         .cause = cause,
                         .reason = Reason::Threshold}),
                 "circuit.opened provider:openai model:unknown caller:tests status_code:503 "
                 "failure_kind:http_503 reason:threshold");
    }

    void aRefusalHasAKindOfItsOwn()
    {
        QCOMPARE(textOf({.type = EventType::FastFailed, .key = Gpt}),
                 "circuit.fast_fail provider:openai model:gpt-4o caller:unknown status_code:0 "
                 "failure_kind:circuit_open");
        QVERIFY(textOf({.type = EventType::WouldHaveFastFailed, .key = Gpt})
                    .endsWith("failure_kind:circuit_open"));
    }

    void aBypassSaysWhyAndWhatCameOfIt_data()
    {
        QTest::addColumn<FailureClass>("failure");
        QTest::addColumn<QByteArray>("outcome");
        QTest::newRow("200") << FailureClass::None << QByteArray("none");
        QTest::newRow("503") << FailureClass::ProviderDegraded << QByteArray("provider_degraded");
        QTest::newRow("local") << FailureClass::LocalRateLimit
                               << QByteArray("localized_rate_limit");
        QTest::newRow("global") << FailureClass::GlobalRateLimit << QByteArray("global_rate_limit");
        QTest::newRow("quota") << FailureClass::QuotaExceeded << QByteArray("global_rate_limit");
    }

    void aBypassSaysWhyAndWhatCameOfIt()
    {
        QFETCH(const FailureClass, failure);
        QFETCH(const QByteArray, outcome);
        const Event event{
            .type = EventType::Bypassed, .key = Gpt, .by = "manual_debug", .outcome = failure};
        QVERIFY(textOf(event).endsWith(QByteArray(" reason:manual_debug outcome:" + outcome)));
    }

    void callersCannotForgeTags()
    {
        const Key forged{"openai", "x,env:prod|#evil\n"};
        QVERIFY(textOf({.type = EventType::FastFailed, .key = forged})
                    .contains(" model:x_env_prod__evil_ "));
    }

    void everyReasonHasItsWord()
    {
        QCOMPARE(llmproxy::circuit::textOf(Reason::HangDisconnect), "hang_disconnect");
        QCOMPARE(llmproxy::circuit::textOf(Reason::ProbeFailed), "probe_failed");
        QCOMPARE(llmproxy::circuit::textOf(Reason::ProbeSuccess), "probe_success");
        QCOMPARE(llmproxy::circuit::textOf(Reason::Forced), "forced");
        QVERIFY(llmproxy::circuit::textOf(Reason::None).isEmpty());
    }
};

QTEST_APPLESS_MAIN(CircuitMetricsTest)
#include "tst_circuit_metrics.moc"
