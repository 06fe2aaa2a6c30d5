// SPDX-License-Identifier: MIT
#include "engine/stats/cost_metrics.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::stats;
using cost::Money;
using usage::Source;

namespace {

cost::Record recordOf()
{
    cost::Record record;
    record.provider = "openai";
    record.model = "gpt-4o";
    record.endpoint = "/openai/v1/chat/completions";
    record.usage.input = {1000, Source::Reported};
    record.usage.output = {50, Source::Reported};
    record.charge.total = Money{3'000'000};
    record.charge.label = cost::Label::Reported;
    record.charge.lines = {
        {cost::TokenClass::Input, 1000, Source::Reported, {2'500'000'000}, {2'500'000}},
        {cost::TokenClass::Output, 50, Source::Reported, {10'000'000'000}, {500'000}}};
    return record;
}

QByteArrayList linesOf(const cost::Record &record)
{
    TagLimit limit;
    QByteArrayList lines;
    for (const Metric &metric : costMetrics(record, limit))
        lines += metricLine("llm", {"env:dev"}, metric);
    return lines;
}

} // namespace

class CostMetricsTest : public QObject
{
    Q_OBJECT

private slots:
    void measuresTokensAndFractionsOfCents()
    {
        const QByteArray tags = "|#env:dev,provider:openai,model:gpt-4o,"
                                "endpoint:/openai/v1/chat/completions,streaming:false";
        QCOMPARE(linesOf(recordOf()),
                 (QByteArrayList{"llm.tokens.input:1000|d" + tags,
                                 "llm.tokens.output:50|d" + tags,
                                 "llm.tokens.total:1050|d" + tags,
                                 "llm.cost.input_cents:0.25|d" + tags,
                                 "llm.cost.output_cents:0.05|d" + tags,
                                 "llm.cost.total_cents:0.3|d" + tags,
                                 "llm.requests.count:1|c" + tags}));
    }

    void tagsWhatIsKnown()
    {
        cost::Record record = recordOf();
        record.isStreaming = true;
        record.userId = "alice";
        record.keyId = "sk-…cdef";
        record.finishReason = "stop";
        QVERIFY(linesOf(record).last().endsWith(
            ",streaming:true,user_id:alice,key_id:sk-...cdef,finish_reason:stop"));
    }

    void saysNothingOfAnUnknownCost()
    {
        cost::Record record = recordOf();
        record.charge = {};
        const QByteArrayList lines = linesOf(record);
        QCOMPARE(lines.size(), 4);
        QVERIFY(!lines.join('\n').contains("cents"));
    }

    void boundsWhatCallersChoose()
    {
        TagLimit limit;
        cost::Record record = recordOf();
        for (qsizetype i = 0; i <= TagLimit::MaxValues; ++i) {
            record.userId = record.endpoint = record.model = QByteArray::number(i);
            costMetrics(record, limit);
        }
        const QByteArrayList tags = costMetrics(record, limit).first().tags;
        for (const char *folded : {"user_id:other", "endpoint:other", "model:other"})
            QVERIFY2(tags.contains(folded), folded);
    }
};
QTEST_APPLESS_MAIN(CostMetricsTest)
#include "tst_cost_metrics.moc"
