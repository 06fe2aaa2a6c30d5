// SPDX-License-Identifier: MIT
#include "engine/storage/redis_layout.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::storage;
using ratelimit::Dimension;
using ratelimit::Window;

namespace {

// What a cluster hashes of a key: the text in the first braces, if there is any.
QByteArray tagOf(const QByteArray &key)
{
    const qsizetype begin = key.indexOf('{');
    const qsizetype end = key.indexOf('}', begin + 1);
    return begin < 0 || end <= begin + 1 ? key : key.mid(begin + 1, end - begin - 1);
}

} // namespace

class RedisLayoutTest : public QObject
{
    Q_OBJECT

private slots:
    void namesBreakersAsThePredecessorDoes()
    {
        const QByteArrayList keys = RedisLayout().breakerKeys({"openai", "gpt-4o"});
        QCOMPARE(keys.mid(0, 4),
                 (QByteArrayList{"llm:cb:failures:openai:gpt-4o",
                                 "llm:cb:state:openai:gpt-4o",
                                 "llm:cb:halfopen:openai:gpt-4o",
                                 "llm:cb:probe:openai:gpt-4o"}));
        QCOMPARE(keys[6], "llm:cb:rollup:openai");
        QCOMPARE(RedisLayout().breakerKeys({"openai", {}})[0], "llm:cb:failures:openai");
    }

    void onAClusterAllKeysOfAProviderAreInOneSlot()
    {
        const RedisLayout layout{"llm", true};
        for (const char *model : {"gpt-4o", "", "a{b}c", "}{"}) {
            for (const QByteArray &key : layout.breakerKeys({"openai", model}))
                QCOMPARE(tagOf(key), "openai");
        }
        QCOMPARE(tagOf(layout.holdKey("openai")), "openai");
        QCOMPARE(layout.breakerKeys({"openai", "gpt-4o"})[1], "llm:cb:state:{openai}:gpt-4o");
    }

    void namesWindowsByTheirNumberInOneSlot()
    {
        const RedisLayout layout{"blue", false};
        const QByteArray minute = layout.windowKey(Window::Minute, 29926000, Dimension::User, "ab");
        QCOMPARE(minute, "blue:rl:{limits}:min:29926000:user:ab");
        QCOMPARE(tagOf(minute), RedisLayout::LimitsTag);
        QCOMPARE(layout.windowKey(Window::Day, 20781, Dimension::Global, "global"),
                 "blue:rl:{limits}:day:20781:global");
    }

    void everythingIsInTheNamespace()
    {
        const RedisLayout layout{"blue", true};
        QByteArrayList keys = layout.breakerKeys({"openai", "gpt-4o"});
        keys += {layout.holdKey("openai"), layout.aliveKey()};
        for (const QByteArray &key : keys)
            QVERIFY2(key.startsWith("blue:"), key.constData());
    }

    void theHoldIsAmongTheBreakersKeys()
    {
        for (const bool forCluster : {false, true}) {
            const RedisLayout layout{"llm", forCluster};
            QVERIFY(layout.breakerKeys({"openai", "x"}).contains(layout.holdKey("openai")));
        }
    }
};

QTEST_APPLESS_MAIN(RedisLayoutTest)
#include "tst_redis_layout.moc"
