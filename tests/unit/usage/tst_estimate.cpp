// SPDX-License-Identifier: MIT
#include "engine/usage/estimate.h"

#include <QTest>

using namespace llmproxy::usage;

class EstimateTest : public QObject
{
    Q_OBJECT

private slots:
    void judgesByTextsElseBySize_data()
    {
        QTest::addColumn<qint64>("bytes");
        QTest::addColumn<qint64>("codePoints"); // -1: not known
        QTest::addColumn<qint64>("charsPerToken");
        QTest::addColumn<qint64>("tokens");
        QTest::addColumn<Estimate::From>("from");
        const auto row = [](const char *what,
                            qint64 bytes,
                            qint64 codePoints,
                            qint64 charsPerToken,
                            qint64 tokens,
                            Estimate::From from) {
            QTest::newRow(what) << bytes << codePoints << charsPerToken << tokens << from;
        };
        using From = Estimate::From;
        row("no body", 0, -1, 4, 0, From::Nothing);
        row("100 bytes of plain text", 100, -1, 4, 25, From::Size);
        row("3 bytes", 3, -1, 4, 0, From::Size);
        row("11 code points, 5 a token", 100, 11, 5, 2, From::Texts);
        row("11 code points, 3 a token", 100, 11, 3, 3, From::Texts);
        row("too short a text", 100, 4, 5, 25, From::Size);
        row("just a token", 100, 5, 5, 1, From::Texts);
        row("no text", 100, 0, 4, 25, From::Size);
        row("as long as a sample", 256, 40, 4, 10, From::Texts);
        row("longer than a sample", 257, 40, 4, 64, From::Size);
        row("far longer", 5000, -1, 4, 1250, From::Size);
    }

    void judgesByTextsElseBySize()
    {
        QFETCH(const qint64, bytes);
        QFETCH(const qint64, codePoints);
        QFETCH(const qint64, charsPerToken);
        QFETCH(const qint64, tokens);
        QFETCH(const Estimate::From, from);
        RequestFacts facts;
        facts.bodyBytes = bytes;
        facts.hasText = codePoints >= 0;
        facts.textCodePoints = qMax<qint64>(codePoints, 0);
        const Estimate estimate = estimateInput(facts, {256, 4, charsPerToken});
        QVERIFY((estimate == Estimate{tokens, from}));
    }

    void neverSamplesIfToldSo()
    {
        RequestFacts facts;
        facts.bodyBytes = 100;
        facts.hasText = true;
        facts.textCodePoints = 40;
        QVERIFY((estimateInput(facts, {-1, 4, 4}) == Estimate{25, Estimate::From::Size}));
    }
};

QTEST_APPLESS_MAIN(EstimateTest)
#include "tst_estimate.moc"
