// SPDX-License-Identifier: MIT
#include "engine/config/schema.h"
#include "tests/unit/config/config_test.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::config;

namespace {

bool isUserNamed(const QByteArray &path)
{
    return path.contains('*') || path.contains('[');
}

// Below a block that is null by default the keys stand in comments.
bool isOptional(const QByteArray &path)
{
    return path.contains(".redis.") || path.contains(".datadog.");
}

const Node *at(const Node &root, const QByteArray &path)
{
    const Node *node = &root;
    for (const QByteArray &segment : path.split('.'))
        node = node ? node->find(segment) : nullptr;
    return node;
}

// A value without the places it was written at.
QByteArray plain(const Node &node)
{
    QByteArray text = node.isNull() ? QByteArrayLiteral("null") : node.text;
    for (const Node &item : node.items)
        text += '[' + plain(item) + ']';
    QByteArrayList entries;
    for (const Entry &entry : node.entries)
        entries.append('{' + entry.key + '=' + plain(entry.value) + '}');
    std::sort(entries.begin(), entries.end());
    return text + entries.join();
}

} // namespace

class SchemaTest : public QObject
{
    Q_OBJECT

private slots:
    void hasEachKeyOnce()
    {
        QByteArrayList seen;
        for (const Key &key : allKeys()) {
            QVERIFY2(!seen.contains(key.path), key.path.constData());
            seen.append(key.path);
            const qsizetype dot = key.path.lastIndexOf('.');
            QVERIFY2(dot < 0 || seen.contains(key.path.left(dot)), key.path.constData());
        }
    }

    void baseFileHoldsEveryKeyWithItsDefault_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("expected");
        for (const Key &key : allKeys()) {
            const bool isLeaf = key.kind != Kind::Map || qstrcmp(key.fallback, "{}") != 0;
            if (isLeaf && !isUserNamed(key.path) && !isOptional(key.path)
                && key.path != "providers")
                QTest::newRow(key.path.constData()) << key.path << QByteArray(key.fallback);
        }
    }

    void baseFileHoldsEveryKeyWithItsDefault()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, expected);
        const Node base = baseLayer();
        QVERIFY(at(base, path));
        QCOMPARE(plain(*at(base, path)), plain(*layer("v: " + expected).find("v")));
    }

    void baseFileShowsEveryKeyThatTheUserNames_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const Key &key : allKeys()) {
            const QByteArray name = key.path.split('.').last();
            if ((isUserNamed(key.path) || isOptional(key.path)) && !isUserNamed(name))
                QTest::newRow(key.path.constData()) << name;
        }
    }

    void baseFileShowsEveryKeyThatTheUserNames()
    {
        QFETCH(QByteArray, name);
        const QByteArray text = builtInBase().toByteArray();
        QVERIFY2(text.contains(QByteArray(name + ':')), name.constData());
    }

    void baseFileHoldsNoOtherKey()
    {
        Surroundings strict;
        strict.unknownKeys = Severity::Error;
        const auto loaded = load({baseLayer()}, strict);
        QVERIFY2(loaded.has_value(), qPrintable(allProblems(loaded)));
        QCOMPARE(allProblems(loaded), QString());
    }

    // The defaults stand in the table, in base.yml and in config.h: all three say the same.
    void defaultsAreThoseOfTheStructs()
    {
        const auto empty = loadText("");
        QVERIFY2(empty.has_value(), qPrintable(allProblems(empty)));
        QCOMPARE(empty->config, Config());
        const auto base = load({baseLayer()}, {});
        QVERIFY2(base.has_value(), qPrintable(allProblems(base)));
        Config expected;
        expected.providers = base->config.providers;
        expected.retiredModels = base->config.retiredModels;
        QCOMPARE(base->config, expected);
    }

    void suggestsTheNearestName_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *yaml, const char *expected) {
            QTest::newRow(name) << QByteArray(yaml) << QString::fromUtf8(expected);
        };
        row("misspelt",
            "features:\n  circuit_breaker:\n    failure_treshold: 3\n",
            "test.yml:3:5: features.circuit_breaker.failure_treshold: is not a known key; did you "
            "mean failure_threshold?");
        row("misspelt at the top", "feature: {}\n", "did you mean features?");
        row("misspelt in a further provider",
            "providers:\n  ollama: {type: openai, base_ur: x}\n",
            "test.yml:2:26: providers.ollama.base_ur: is not a known key; did you mean base_url?");
        row("at the wrong place",
            "failure_threshold: 3\n",
            "did you mean features.circuit_breaker.failure_threshold?");
        row("like nothing",
            "server: {zzzzzzzzzzzz: 1}\n",
            "server.zzzzzzzzzzzz: is not a known key");
    }

    void suggestsTheNearestName()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, expected);
        const auto lenient = loadText(yaml);
        QVERIFY2(lenient.has_value(), qPrintable(allProblems(lenient)));
        QCOMPARE(lenient->warnings.size(), 1);
        QVERIFY2(allProblems(lenient).contains(expected), qPrintable(allProblems(lenient)));
        Surroundings strict;
        strict.unknownKeys = Severity::Error;
        QVERIFY(!loadText(yaml, strict).has_value());
    }
};
QTEST_APPLESS_MAIN(SchemaTest)
#include "tst_schema.moc"
