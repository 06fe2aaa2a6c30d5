// SPDX-License-Identifier: MIT
#include "engine/config/scalars.h"
#include "engine/config/yaml_reader.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::config;

namespace {

Node read(const QByteArray &yaml)
{
    return readYaml(yaml, QStringLiteral("a.yml")).value_or(Node());
}

QString problemOf(const QByteArray &yaml)
{
    const auto tree = readYaml(yaml, QStringLiteral("a.yml"));
    return tree ? QString() : tree.error().toString();
}

} // namespace

class YamlReaderTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsOrderAndOrigins()
    {
        const Node root = read("b: 1\na:\n  - x\n  - \"y\"\n");
        QCOMPARE(root.entries.size(), std::size_t(2));
        QCOMPARE(root.entries[0].key, "b");
        QCOMPARE(root.entries[1].keyOrigin.line, 2);
        const Node &items = root.entries[1].value;
        QVERIFY(items.isList());
        QCOMPARE(items.items[0].origin, (Origin{QStringLiteral("a.yml"), 3, 5}));
        QVERIFY(!items.items[0].quoted);
        QVERIFY(items.items[1].quoted);
    }

    void takesAnEmptyDocumentForAnEmptyMap()
    {
        QVERIFY(read("").isMap());
        QVERIFY(read("# nothing but a comment\n").isMap());
    }

    void resolvesAnchorsAndMergeKeys()
    {
        const Node root = read("base: &b {x: 1, y: 2}\nover:\n  <<: *b\n  y: 3\nsame: *b\n");
        QCOMPARE(root.find("over")->find("x")->text, "1");
        QCOMPARE(root.find("over")->find("y")->text, "3");
        QCOMPARE(root.find("same")->find("y")->text, "2");
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &yaml, const char *expected) {
            QTest::newRow(name) << yaml << QString::fromUtf8(expected);
        };
        row("a key written twice", "a: 1\nb: 2\na: 3\n", "a.yml:3:1: the key a is written twice");
        row("a key written twice below", "m:\n  a: 1\n  a: 2\n", "a.yml:3:3: the key a");
        row("a syntax error", "a: [1, 2\nb: 3\n", "a.yml:2:");
        row("a tab as indentation", "a:\n\tb: 1\n", "a.yml:2:3: is not valid YAML");
        row("a list at the top", "- 1\n", "must hold keys and values");
        row("a single value", "hello", "must hold keys and values");
        row("a key that is a list", "? [a]\n: 1\n", "a key must be plain text");
        row("two documents", "a: 1\n---\nb: 2\n", "more than one document");
        row("an unknown tag", "a: !secret x\n", "a.yml:1:4: the tag !secret is not known");
        row("an alias without anchor", "a: *x\n", "a.yml:1:");
        row("an alias inside what it names", "a: &x\n  b: *x\n", "a.yml:2:6: this alias stands");
        row("a merge of a scalar", "a:\n  <<: 1\n", "<< takes a map");
        row("bytes that are not UTF-8", "a: \xff\n", "is not UTF-8");
    }

    void refuses()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, expected);
        QVERIFY2(problemOf(yaml).contains(expected), qPrintable(problemOf(yaml)));
    }

    void boundsSizeAndDepth()
    {
        const QByteArray deepest =
            QByteArray("[").repeated(MaxYamlDepth - 1) + QByteArray("]").repeated(MaxYamlDepth - 1);
        QCOMPARE(problemOf("a: " + deepest), QString());
        QVERIFY(problemOf("a: [" + deepest + ']').contains(QStringLiteral("nested more than")));
        QVERIFY(problemOf("a: " + QByteArray("[").repeated(100'000)).contains(u"a.yml:1:"));
        QVERIFY(problemOf(QByteArray(MaxYamlBytes + 1, '#')).contains(QStringLiteral("larger")));
        QCOMPARE(problemOf(QByteArray(MaxYamlBytes, '#')), QString());
    }

    void boundsWhatAliasesMultiply()
    {
        QByteArray laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 12; ++i) {
            const QByteArray name = 'a' + QByteArray::number(i);
            const QByteArray alias = "*a" + QByteArray::number(i - 1);
            laughs += name + ": &" + name + " [" + QByteArrayList(9, alias).join(',') + "]\n";
        }
        QVERIFY(problemOf(laughs).contains(QStringLiteral("values")));
    }

    void readsScalars_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<int>("integer"); // -1: none
        QTest::addColumn<int>("boolean"); // -1: none
        QTest::newRow("number") << QByteArray("5") << 5 << -1;
        QTest::newRow("underscores") << QByteArray("450_000") << 450000 << -1;
        QTest::newRow("underscore at the end") << QByteArray("450_") << -1 << -1;
        QTest::newRow("plus") << QByteArray("+7") << 7 << -1;
        QTest::newRow("number in quotes") << QByteArray("\"5\"") << -1 << -1;
        QTest::newRow("number tagged as text") << QByteArray("!!str 5") << -1 << -1;
        QTest::newRow("fraction") << QByteArray("1.5") << -1 << -1;
        QTest::newRow("octal to some") << QByteArray("010") << -1 << -1;
        QTest::newRow("hexadecimal") << QByteArray("0x10") << -1 << -1;
        QTest::newRow("too long") << QByteArray("99999999999999999999") << -1 << -1;
        QTest::newRow("yes") << QByteArray("yes") << -1 << 1;
        QTest::newRow("On") << QByteArray("On") << -1 << 1;
        QTest::newRow("TRUE") << QByteArray("TRUE") << -1 << 1;
        QTest::newRow("no") << QByteArray("no") << -1 << 0;
        QTest::newRow("off") << QByteArray("off") << -1 << 0;
        QTest::newRow("y") << QByteArray("y") << -1 << -1;
        QTest::newRow("true in quotes") << QByteArray("'true'") << -1 << -1;
    }

    void readsScalars()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(int, integer);
        QFETCH(int, boolean);
        const Node root = read("value: " + yaml);
        const Node &node = *root.find("value");
        QCOMPARE(toInteger(node).value_or(-1), integer);
        QCOMPARE(toBool(node) ? int(*toBool(node)) : -1, boolean);
        QVERIFY(toText(node).has_value());
    }
};
QTEST_APPLESS_MAIN(YamlReaderTest)
#include "tst_yaml_reader.moc"
