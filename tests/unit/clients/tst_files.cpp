// SPDX-License-Identifier: MIT
#include "engine/clients/codex.h"
#include "engine/clients/marked_block.h"
#include "engine/clients/tool.h"

#include <QTest>

using namespace llmproxy::clients;
using namespace Qt::StringLiterals;

class FilesTest : public QObject
{
    Q_OBJECT

private slots:
    void takesOutTheBlockThatItPutIn_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("lines") << QByteArray("a=1\n\nb=2\n");
    }
    void takesOutTheBlockThatItPutIn()
    {
        QFETCH(const QByteArray, text);
        for (const Place place : {Place::Begin, Place::End}) {
            const QByteArray with = withBlock(text, "x", "line\n", place);
            QVERIFY(with.contains("# >>> llm-proxy x >>>\nline\n# <<< llm-proxy x <<<\n"));
            QCOMPARE(withoutBlock(with, "x"), text);
        }
    }

    void replacesItsBlockAndNoOther()
    {
        const QByteArray both = withBlock(withBlock("a\n", "x", "1\n"), "y", "2\n");
        const QByteArray changed = withBlock(both, "x", "3\n");
        QVERIFY(!changed.contains("\n1\n"));
        QVERIFY(changed.contains("\n3\n"));
        QVERIFY(changed.contains("\n2\n"));
        QCOMPARE(withoutBlock(withoutBlock(changed, "x"), "y"), "a\n");
    }

    void leavesABlockAloneWhoseEndIsGone()
    {
        const QByteArray text = "# >>> llm-proxy x >>>\nmine\n";
        QCOMPARE(withoutBlock(text, "x"), text);
    }

    void endsALastLineBeforeTheBlock()
    {
        QVERIFY(withBlock("a", "x", "1\n").startsWith("a\n# >>>"));
    }

    void choosesTheProxyInCodexAndGivesTheChoiceBack()
    {
        const QByteArray before = "model = \"m\"\nmodel_provider = \"azure\"\n\n"
                                  "[profiles.a]\nmodel_provider = \"b\"\n";
        const auto with = withCodex(before, u"http://127.0.0.1:9002/openai/v1"_s);
        QVERIFY(with);
        QVERIFY(with->startsWith("# >>> llm-proxy codex >>>\nmodel_provider = \"llm-proxy\"\n"));
        QVERIFY(with->contains("\n# set aside by llm-proxy: model_provider = \"azure\"\n"));
        QVERIFY(with->contains("[profiles.a]\nmodel_provider = \"b\"\n"));
        QVERIFY(with->contains("base_url = \"http://127.0.0.1:9002/openai/v1\"\n"));
        QCOMPARE(withoutCodex(*with), before);
        QCOMPARE(*withCodex(*with, u"http://127.0.0.1:9002/openai/v1"_s), *with);
    }

    void doesNotTouchAProviderOfTheUsers()
    {
        QVERIFY(!withCodex("[model_providers.llm-proxy]\nname = \"mine\"\n", u"u"_s));
    }

    void pointsEveryToolHereAndBack_data()
    {
        QTest::addColumn<QByteArray>("tool");
        QTest::addColumn<QByteArray>("before");
        QTest::newRow("claude-code")
            << QByteArray("claude-code")
            << QByteArray("{\n  \"env\": {\n    \"ANTHROPIC_BASE_URL\": \"https://old\"\n  }\n}\n");
        QTest::newRow("codex") << QByteArray("codex") << QByteArray("model = \"m\"\n");
        QTest::newRow("gemini-cli")
            << QByteArray("gemini-cli") << QByteArray("GEMINI_API_KEY=\"k\"\n");
    }
    void pointsEveryToolHereAndBack()
    {
        QFETCH(QByteArray, tool);
        QFETCH(QByteArray, before);
        const Tool *const found = findTool(tool);
        QVERIFY(found);
        const QString url = u"http://127.0.0.1:9137/x"_s;
        QVERIFY(found->settings(url).contains(url.toUtf8()));
        const auto with = found->connect(before, url);
        QVERIFY(with && with->contains(url.toUtf8()));
        QCOMPARE(*found->disconnect(*with, before), before);
    }

    void doesNotKnowOtherTools()
    {
        QVERIFY(!findTool("openai"));
        QCOMPARE(tools().size(), std::size_t(3));
    }
};
QTEST_APPLESS_MAIN(FilesTest)
#include "tst_files.moc"
