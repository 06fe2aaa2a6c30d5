// SPDX-License-Identifier: MIT
#include "engine/stats/dogstatsd.h"

#include <QTest>

using namespace llmproxy::stats;

class DogstatsdTest : public QObject
{
    Q_OBJECT

private slots:
    void writesLines_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("nameSpace");
        QTest::addColumn<QByteArrayList>("common");
        QTest::addColumn<QByteArrayList>("tags");
        QTest::addColumn<QByteArray>("line");
        using Type = Metric::Type;
        const auto row = [](const char *name,
                            Type type,
                            const QByteArray &nameSpace,
                            const QByteArrayList &common,
                            const QByteArrayList &tags,
                            const char *line) {
            QTest::newRow(name) << int(type) << nameSpace << common << tags << QByteArray(line);
        };
        row("counter", Type::Count, "llm", {}, {}, "llm.circuit.opened:1|c");
        row("gauge", Type::Gauge, "llm", {}, {}, "llm.circuit.opened:1|g");
        row("distribution", Type::Distribution, "", {}, {}, "circuit.opened:1|d");
        row("tags",
            Type::Count,
            "llm",
            {"env:dev"},
            {"a:b", "c"},
            "llm.circuit.opened:1|c|#env:dev,a:b,c");
        row("the same tag twice",
            Type::Count,
            "llm",
            {"a:b", "a:b"},
            {"a:b"},
            "llm.circuit.opened:1|c|#a:b");
    }

    void writesLines()
    {
        QFETCH(const int, type);
        QFETCH(const QByteArray, nameSpace);
        QFETCH(const QByteArrayList, common);
        QFETCH(const QByteArrayList, tags);
        const Metric metric{"circuit.opened", "1", Metric::Type(type), tags};
        QTEST(metricLine(nameSpace, common, metric), "line");
    }

    void letsNoValueOutOfItsTag_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("made");
        QTest::newRow("plain") << QByteArray("gpt-4o/x y") << QByteArray("n:gpt-4o/x y");
        QTest::newRow("separators") << QByteArray("a,b|c#d:e") << QByteArray("n:a_b_c_d_e");
        QTest::newRow("controls") << QByteArray("a\nb\rc\0d\x7f", 8) << QByteArray("n:a_b_c_d_");
        QTest::newRow("a masked key") << QByteArray("sk-…cdef") << QByteArray("n:sk-...cdef");
        QTest::newRow("empty") << QByteArray() << QByteArray("n:");
        QTest::newRow("as long as it may be")
            << QByteArray(198, 'a') << "n:" + QByteArray(198, 'a');
        QTest::newRow("one longer") << QByteArray(199, 'a') << "n:" + QByteArray(198, 'a');
        QTest::newRow("a letter across") << QByteArray(197, 'a') + "é"
                                         << "n:" + QByteArray(197, 'a');
        QTest::newRow("a letter before") << QByteArray(196, 'a') + "éb"
                                         << "n:" + QByteArray(196, 'a') + "é";
        QTest::newRow("huge") << QByteArray(1 << 20, ',') << "n:" + QByteArray(198, '_');
    }

    void letsNoValueOutOfItsTag()
    {
        QFETCH(const QByteArray, value);
        QTEST(tag("n", value), "made");
    }

    void keepsTheColonOfAConfiguredTag()
    {
        QCOMPARE(safeTag("team:search"), QByteArray("team:search"));
        QCOMPARE(safeTag("url:a:b"), QByteArray("url:a_b"));
        QCOMPARE(safeTag("be,ta"), QByteArray("be_ta"));
    }

    void fillsPackets()
    {
        PacketWriter writer;
        QVERIFY(writer.add(QByteArray(700, 'a')));
        QVERIFY(writer.add(QByteArray(731, 'b'))); // 1432 with the line's end between
        QCOMPARE(writer.packets(), 1);
        QVERIFY(writer.add("c"));
        QCOMPARE(writer.packets(), 2);
        const QByteArrayList packets = writer.take();
        QCOMPARE(packets[0], QByteArray(700, 'a') + '\n' + QByteArray(731, 'b'));
        QCOMPARE(packets[0].size(), PacketWriter::MaxBytes);
        QCOMPARE(packets[1], QByteArray("c"));
        QCOMPARE(writer.packets(), 0);
    }

    void refusesALineThatNoPacketHolds()
    {
        PacketWriter writer;
        QVERIFY(writer.add(QByteArray(1432, 'a')));
        QVERIFY(!writer.add(QByteArray(1433, 'a')));
        QCOMPARE(writer.take().size(), 1);
    }

    void boundsTheValuesOfEachTag()
    {
        TagLimit limit;
        for (qsizetype i = 0; i < TagLimit::MaxValues; ++i)
            QCOMPARE(limit.bounded("user_id", QByteArray::number(i)), QByteArray::number(i));
        QCOMPARE(limit.bounded("user_id", "new"), QByteArray("other"));
        QCOMPARE(limit.bounded("user_id", "7"), QByteArray("7"));
        QCOMPARE(limit.bounded("endpoint", "new"), QByteArray("new"));
    }
};
QTEST_APPLESS_MAIN(DogstatsdTest)
#include "tst_dogstatsd.moc"
