// SPDX-License-Identifier: MIT
#include "tests/unit/config/config_test.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::config;

class LayersTest : public QObject
{
    Q_OBJECT

private slots:
    void mergesMapsAndReplacesTheRest()
    {
        const Node under = layer("a: {x: 1, y: {p: 1, q: 2}}\nlist: [1, 2, 3]\nkept: yes\n",
                                 QStringLiteral("base.yml"));
        const Node over = layer("a: {y: {q: 5}}\nlist: [9]\nnew: 1\n", QStringLiteral("dev.yml"));
        const Node both = merged(under, over);
        QCOMPARE(both.find("a")->find("x")->text, "1");
        QCOMPARE(both.find("a")->find("y")->find("p")->text, "1");
        QCOMPARE(both.find("a")->find("y")->find("q")->text, "5");
        QCOMPARE(both.find("list")->items.size(), std::size_t(1));
        QCOMPARE(both.find("kept")->origin.layer, QStringLiteral("base.yml"));
        QCOMPARE(both.find("a")->find("y")->find("q")->origin.layer, QStringLiteral("dev.yml"));
        QCOMPARE(both.find("new")->origin.line, 3);
    }

    void leavesAMapAloneWhoseKeysAreAllCommentedOut()
    {
        const Node both = merged(layer("a: {x: 1}\nb: 1\n"), layer("a:\n  # x: 2\nb:\n"));
        QCOMPARE(both.find("a")->find("x")->text, "1");
        QVERIFY(both.find("b")->isNull());
    }

    void buildsALayerOfOneValue()
    {
        const Node node = singleValue({"server", "port"}, "80", QStringLiteral("environment PORT"));
        QCOMPARE(node.find("server")->find("port")->text, "80");
        QCOMPARE(node.find("server")->find("port")->origin.layer,
                 QStringLiteral("environment PORT"));
    }

    void expandsVariables_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const char *text, const char *expected) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
        };
        row("a variable", "${HOST}", "db");
        row("inside text", "redis://${HOST}:6379/${N}", "redis://db:6379/7");
        row("not set", "[${NOT_SET}]", "[]");
        row("a dollar in a password", "pa$$word$1", "pa$$word$1");
        row("a name without braces", "$HOST", "$HOST");
        row("escaped", "$${HOST}", "${HOST}");
        row("escaped beside another", "$${HOST}${HOST}", "${HOST}db");
        row("not closed", "${HOST", "${HOST");
        row("not a name", "${a-b} ${} ${HOST}", "${a-b} ${} db");
        row("a value is not expanded again", "${LOOP}", "${HOST}");
    }

    void expandsVariables()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const Environment environment{{"HOST", "db"}, {"N", "7"}, {"LOOP", "${HOST}"}};
        QCOMPARE(expanded(text, environment), expected);
    }

    void expandsListsAndMapsBelow()
    {
        Node root = layer("a: [\"${V}\"]\nb: {c: \"${V}\"}\n");
        expand(root, {{"V", "x"}});
        QCOMPARE(root.find("a")->items[0].text, "x");
        QCOMPARE(root.find("b")->find("c")->text, "x");
    }
};
QTEST_APPLESS_MAIN(LayersTest)
#include "tst_layers.moc"
