// SPDX-License-Identifier: MIT
#include "engine/providers/provider.h"

#include <QSet>
#include <QTest>

using namespace llmproxy;

class RegistryTest : public QObject
{
    Q_OBJECT

private slots:
    void knowsTheFourVendors()
    {
        QByteArrayList types;
        for (const providers::Provider &provider : providers::all()) {
            types.append(provider.type.toByteArray());
            QCOMPARE(providers::find(provider.type), &provider);
            QVERIFY(!provider.streamTypes.empty());
            QVERIFY(provider.defaultBaseUrl.startsWith("https://"));
            QVERIFY(provider.answers != nullptr && provider.requests != nullptr);
        }
        QCOMPARE(types, (QByteArrayList{"openai", "anthropic", "gemini", "bedrock"}));
    }

    void knowsNoOther_data()
    {
        QTest::addColumn<QByteArray>("type");
        for (const char *const type : {"", "OpenAI", "openai ", "ollama"})
            QTest::newRow(type) << QByteArray(type);
    }

    void knowsNoOther()
    {
        QFETCH(const QByteArray, type);
        QCOMPARE(providers::find(type), nullptr);
    }

    void tellsStreams_data()
    {
        QTest::addColumn<QByteArray>("vendor");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<bool>("streams");
        const auto row = [](const char *vendor, const char *type, bool streams) {
            QTest::newRow(QByteArray(QByteArray(vendor) + ": " + type).constData())
                << QByteArray(vendor) << QByteArray(type) << streams;
        };
        for (const char *const vendor : {"openai", "anthropic", "gemini"}) {
            row(vendor, "text/event-stream", true);
            row(vendor, "Text/Event-Stream ; charset=utf-8", true);
            row(vendor, "application/json", false);
            row(vendor, "text/event-streams", false);
            row(vendor, "application/vnd.amazon.eventstream", false);
            row(vendor, "", false);
        }
        row("gemini", "application/x-ndjson", true);
        row("openai", "application/x-ndjson", false);
        row("bedrock", "application/vnd.amazon.eventstream", true);
        row("bedrock", "text/event-stream", false);
    }

    void tellsStreams()
    {
        QFETCH(const QByteArray, vendor);
        QFETCH(const QByteArray, type);
        QTEST(providers::isStream(*providers::find(vendor), type), "streams");
    }
};

QTEST_APPLESS_MAIN(RegistryTest)
#include "tst_registry.moc"
