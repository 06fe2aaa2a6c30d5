// SPDX-License-Identifier: MIT
#include "engine/traffic/body_hash.h"

#include <QTest>

using namespace llmproxy::traffic;

class BodyHashTest : public QObject
{
    Q_OBJECT

private slots:
    void isWhatXxhsumPrints() // printf %s '{"model":"gpt-4o"}' | xxhsum -H2
    {
        BodyHash hash;
        QCOMPARE(hash.hex(), QByteArray("99aa06d3014798d86001c324468d497f"));
        hash.add("{\"model\":\"gpt-4o\"}");
        QCOMPARE(hash.hex(), QByteArray("5b69f8cc12f7097099c2b3ec5032204f"));
    }

    void doesNotDependOnTheCuts()
    {
        QByteArray body;
        for (int i = 0; i < 3000; ++i)
            body += static_cast<char>(i * 7);
        BodyHash whole;
        whole.add(body);
        for (const qsizetype step : {1, 3, 64, 1024}) {
            BodyHash cut;
            for (qsizetype at = 0; at < body.size(); at += step)
                cut.add(QByteArrayView(body).sliced(at).first(std::min(step, body.size() - at)));
            QCOMPARE(cut.hex(), whole.hex());
        }
        body[1500] = static_cast<char>(body[1500] + 1);
        BodyHash other;
        other.add(body);
        QVERIFY(other.hex() != whole.hex());
    }

    void beginsAnew()
    {
        BodyHash hash;
        const QByteArray empty = hash.hex();
        hash.add("x");
        QVERIFY(hash.hex() != empty);
        hash.reset();
        QCOMPARE(hash.hex(), empty);
    }
};

QTEST_APPLESS_MAIN(BodyHashTest)
#include "tst_body_hash.moc"
