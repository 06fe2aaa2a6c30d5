// SPDX-License-Identifier: MIT
#include "app/estimate_text.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::app;

namespace {

InputEstimate estimateOf(qint64 bodyBytes, std::optional<qint64> codePoints)
{
    InputEstimate estimate;
    estimate.provider = "openai";
    estimate.facts.model = "gpt-4o";
    estimate.facts.bodyBytes = bodyBytes;
    estimate.facts.hasText = codePoints.has_value();
    estimate.facts.textCodePoints = codePoints.value_or(0);
    estimate.settings.charsPerToken = 5;
    return estimate;
}

} // namespace

class EstimateTextTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsPeople()
    {
        QCOMPARE(estimateText(estimateOf(15'000, 12'345)),
                 QByteArray("provider    openai\n"
                            "model       gpt-4o\n"
                            "streaming   no\n"
                            "body        15,000 bytes\n"
                            "texts       12,345 characters\n"
                            "tokens      2,469\n"
                            "from        the texts: 12,345 characters / 5 a token\n"));
    }

    void tellsWhyTheSizeDecided_data()
    {
        QTest::addColumn<qint64>("bodyBytes");
        QTest::addColumn<qint64>("codePoints"); // below 0: not counted
        QTest::addColumn<qint64>("maxSampleBytes");
        QTest::addColumn<QByteArray>("line");
        const QByteArray size = "from        the size: ";
        QTest::newRow("long") << qint64(20'001) << qint64(-1) << qint64(20'000)
                              << size
                                     + "20,001 bytes / 4 a token, as it is longer than "
                                       "estimation.max_sample_bytes, 20,000\n";
        QTest::newRow("no JSON") << qint64(100) << qint64(-1) << qint64(20'000)
                                 << size + "100 bytes / 4 a token, as it is no JSON document\n";
        QTest::newRow("few texts") << qint64(100) << qint64(4) << qint64(20'000)
                                   << size + "100 bytes / 4 a token, as its texts make no token\n";
        QTest::newRow("never read") << qint64(100) << qint64(-1) << qint64(-1)
                                    << size
                                           + "100 bytes / 4 a token, as "
                                             "estimation.max_sample_bytes has no body read\n";
        QTest::newRow("empty") << qint64(0) << qint64(-1) << qint64(20'000)
                               << QByteArray("from        nothing: there is no body\n");
    }

    void tellsWhyTheSizeDecided()
    {
        QFETCH(const qint64, bodyBytes);
        QFETCH(const qint64, codePoints);
        QFETCH(const qint64, maxSampleBytes);
        QFETCH(const QByteArray, line);
        InputEstimate estimate =
            estimateOf(bodyBytes, codePoints < 0 ? std::nullopt : std::optional(codePoints));
        estimate.settings.maxSampleBytes = maxSampleBytes;
        const QByteArray text = estimateText(estimate);
        QVERIFY2(text.endsWith(line), text.constData());
    }

    void letsNoNameSteerTheTerminal()
    {
        InputEstimate estimate = estimateOf(100, 50);
        estimate.facts.model = "a\x1b[2J\nb";
        QVERIFY(estimateText(estimate).contains("\nmodel       a?[2J?b\n"));
        estimate.facts.model.clear();
        QVERIFY(estimateText(estimate).contains("\nmodel       (none)\n"));
    }

    void tellsPrograms()
    {
        InputEstimate estimate = estimateOf(100, 50);
        estimate.facts.streaming = true;
        QCOMPARE(QJsonDocument::fromJson(estimateJson(estimate)).object(),
                 (QJsonObject{{QStringLiteral("provider"), QStringLiteral("openai")},
                              {QStringLiteral("model"), QStringLiteral("gpt-4o")},
                              {QStringLiteral("streaming"), true},
                              {QStringLiteral("body_bytes"), 100},
                              {QStringLiteral("text_code_points"), 50},
                              {QStringLiteral("tokens"), 10},
                              {QStringLiteral("from"), QStringLiteral("texts")}}));
        const QJsonObject bySize =
            QJsonDocument::fromJson(estimateJson(estimateOf(100, std::nullopt))).object();
        QVERIFY(bySize.value(QStringLiteral("text_code_points")).isNull());
        QCOMPARE(bySize.value(QStringLiteral("from")).toString(), QStringLiteral("size"));
        QCOMPARE(bySize.value(QStringLiteral("tokens")).toInt(), 25);
    }
};

QTEST_GUILESS_MAIN(EstimateTextTest)
#include "tst_estimate_text.moc"
