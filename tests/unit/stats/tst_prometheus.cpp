// SPDX-License-Identifier: MIT
#include "engine/stats/exposition.h"
#include "engine/stats/prometheus.h"
#include "tests/unit/stats/exposed_sample.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::stats;
using namespace std::chrono_literals;

namespace {

/// The names of all samples that a family may have.
QSet<QByteArray> sampleNames()
{
    QSet<QByteArray> names;
    for (const QByteArray &line : test::exposedSample().split('\n')) {
        const QByteArrayList words = line.split(' ');
        if (words.value(1) != "TYPE")
            continue;
        if (words.value(3) != "histogram") {
            names.insert(words.value(2));
            continue;
        }
        for (const char *suffix : {"_bucket", "_sum", "_count"})
            names.insert(words.value(2) + suffix);
    }
    return names;
}

} // namespace

class PrometheusTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsOf_data()
    {
        QTest::addColumn<QByteArray>("line");
        const auto row = [](const char *name, const QByteArray &line) {
            QTest::newRow(name) << "llm_proxy_" + line;
        };
        const QByteArray model = R"(provider="openai",model="gpt-4o")";
        row("the build", R"(build_info{version="1.2.3",commit="abc"} 1)");
        row("the start", "start_time_seconds 1735689600.25");
        row("requests under way", R"(in_flight_requests{provider="openai"} 3)");
        row("connections", "client_connections 5");
        row("what was dropped", "records_dropped_total 7");
        row("requests", "requests_total{" + model + R"(,status_class="2xx",origin="upstream"} 2)");
        row("no answer", "requests_total{" + model + R"(,status_class="none",origin="nobody"} 1)");
        row("a bucket", "request_duration_seconds_bucket{" + model + R"(,le="0.5"} 2)");
        row("the next one", "request_duration_seconds_bucket{" + model + R"(,le="60"} 3)");
        row("the last bucket", "request_duration_seconds_bucket{" + model + R"(,le="+Inf"} 3)");
        row("the sum", "request_duration_seconds_sum{" + model + "} 40.6");
        row("the count", "request_duration_seconds_count{" + model + "} 3");
        row("first bytes", "first_byte_seconds_count{" + model + "} 2");
        row("tokens", "tokens_total{" + model + R"(,class="cache_read"} 30)");
        row("dollars", "cost_usd_total{" + model + "} 0.0075");
        row("what has no price", "unpriced_requests_total{" + model + "} 1");
        row("a circuit", "circuit_state{" + model + "} 2");
        row("an opened circuit", "circuit_opened_total{" + model + R"(,reason="threshold"} 4)");
        row("a limit", R"(limit_denials_total{provider="openai",scope="user",enforced="true"} 6)");
        row("what the disk could not take", "history_records_dropped_total 8");
        row("a store that is not reached",
            R"(store_connected{store="circuits",backend="redis"} 0)");
        row("a transport", "cost_records_dropped_total{transport=\"file \\\"a\\\\b\\\"\"} 9");
    }

    void tellsOf()
    {
        QFETCH(QByteArray, line);
        const QByteArrayList lines = test::exposedSample().split('\n');
        QVERIFY2(lines.contains(line), test::exposedSample().constData());
    }

    void everyFamilyHasAHelpAndAType()
    {
        const QByteArrayList lines = test::exposedSample().split('\n');
        QByteArray family;
        for (qsizetype i = 0; i + 1 < lines.size(); ++i) {
            if (lines[i].startsWith("# HELP ")) {
                family = lines[i].split(' ').value(2);
                QCOMPARE(lines[i + 1].split(' ').first(3).join(' '),
                         QByteArray("# TYPE " + family));
            } else if (!lines[i].startsWith('#')) {
                QVERIFY2(lines[i].startsWith(family), lines[i].constData());
            }
        }
    }

    void everyMetricOfTheBreakerIsThere()
    {
        for (int type = 0; type <= int(circuit::EventType::RetryOverflow); ++type) {
            Meter meter;
            circuit::Event event;
            event.type = circuit::EventType(type);
            event.key = {"openai", "counted-here"};
            meter.add(event);
            const QByteArray text =
                prometheusText({EngineSnapshot{}, meter.measurements(), {}, {}});
            QCOMPARE(text.contains("counted-here"), !meter.measurements().circuits.isEmpty());
        }
    }

    void aLabelIsUtf8OnOneLine()
    {
        Exposition out;
        out.family("x", Exposition::Type::Gauge, "X.");
        out.sample({{"model", "a\"b\\c\nd\xff"}}, 1);
        QCOMPARE(out.text(),
                 QByteArray("# HELP llm_proxy_x X.\n# TYPE llm_proxy_x gauge\n"
                            "llm_proxy_x{model=\"a\\\"b\\\\c\\nd\xef\xbf\xbd\"} 1\n"));
    }

    void secondsAreDecimals()
    {
        QCOMPARE(decimalSeconds(0ms), QByteArray("0"));
        QCOMPARE(decimalSeconds(50ms), QByteArray("0.05"));
        QCOMPARE(decimalSeconds(1'735'689'600'123ms), QByteArray("1735689600.123"));
    }

    void theDashboardAsksForMetricsThatThereAre()
    {
        QFile file(QStringLiteral(LLMPROXY_SOURCE_DIR "/resources/grafana/llm-proxy.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString dashboard = QString::fromUtf8(file.readAll());
        static const QRegularExpression name(QStringLiteral("llm_proxy_\\w+"));
        const QSet<QByteArray> known = sampleNames();
        int asked = 0;
        for (auto match = name.globalMatch(dashboard); match.hasNext(); ++asked) {
            const QByteArray metric = match.next().captured().toUtf8();
            QVERIFY2(known.contains(metric), metric.constData());
        }
        QVERIFY(asked > 10);
    }

    void theDocumentationNamesEveryMetric()
    {
        QFile file(QStringLiteral(LLMPROXY_SOURCE_DIR "/docs/metrics.md"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        for (const QByteArray &line : test::exposedSample().split('\n')) {
            if (!line.startsWith("# TYPE llm_proxy_"))
                continue;
            const QByteArray name =
                line.split(' ').value(2).mid(qsizetype(sizeof "llm_proxy_") - 1);
            const QByteArray quoted = '`' + name + '`';
            QVERIFY2(text.contains(quoted), name.constData());
        }
    }
};

QTEST_APPLESS_MAIN(PrometheusTest)
#include "tst_prometheus.moc"
