// SPDX-License-Identifier: MIT
#include "engine/ratelimit/identity.h"
#include "tests/support/parsed_head.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ratelimit;

namespace {

const KeyDigest Digest(QByteArray(32, 's'));

KeyNames &names()
{
    static KeyNames made(Digest, {1, 2});
    return made;
}
const QByteArray Key = "sk-proj-CANARY0123456789abcdef";

http::RequestHead request(const QByteArray &fields, const QByteArray &target = "/openai/v1/models")
{
    return test::requestHead("Host: x\r\n" + fields, "POST " + target + " HTTP/1.1");
}

QByteArray userOf(const QByteArray &fields,
                  const CallerHints &hints = {{}, {}, "192.0.2.7"},
                  const QByteArray &target = "/openai/v1/models")
{
    return callerOf(request(fields, target), hints, names()).user;
}

} // namespace

class IdentityTest : public QObject
{
    Q_OBJECT

private slots:
    void findsTheKey_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("key");
        const auto row =
            [](const char *name, const char *fields, const char *target, const char *key) {
                QTest::newRow(name) << QByteArray(fields) << QByteArray(target) << QByteArray(key);
            };
        row("none", "", "/openai/", "");
        row("bearer", "Authorization: Bearer a\r\n", "/openai/", "a");
        row("bearer, other case and spaces", "authorization: bEARER  a \r\n", "/openai/", "a");
        row("bearer of nothing", "Authorization: Bearer \r\n", "/openai/", "");
        row("basic", "Authorization: Basic abc=\r\n", "/openai/", "");
        row("signature",
            "Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20260304/us-east-1/bedrock\r\n",
            "/bedrock/",
            "");
        row("Anthropic's", "x-api-key: b\r\n", "/anthropic/", "b");
        row("Google's", "X-Goog-Api-Key: c\r\n", "/gemini/", "c");
        row("query", "", "/gemini/v1?key=d", "d");
        row("query, not the first", "", "/gemini/v1?alt=sse&key=d&x=y", "d");
        row("query, encoded", "", "/gemini/v1?key=d%2Fe", "d/e");
        row("query, empty", "", "/gemini/v1?key=", "");
        row("query, of another name", "", "/gemini/v1?monkey=1&keys=2&key", "");
        row("bearer before all",
            "x-goog-api-key: c\r\nx-api-key: b\r\nAuthorization: Bearer a\r\n",
            "/gemini/v1?key=d",
            "a");
        row("Anthropic's before Google's",
            "x-goog-api-key: c\r\nx-api-key: b\r\n",
            "/gemini/v1?key=d",
            "b");
        row("Google's before the query's", "x-goog-api-key: c\r\n", "/gemini/v1?key=d", "c");
        row("signature and a header",
            "Authorization: AWS4-HMAC-SHA256 Credential=x\r\nx-api-key: b\r\n",
            "/",
            "b");
    }

    void findsTheKey()
    {
        QFETCH(const QByteArray, fields);
        QFETCH(const QByteArray, target);
        QFETCH(const QByteArray, key);
        const Caller caller = callerOf(request(fields, target), {}, names());
        QCOMPARE(caller.key, Digest.of(key));
        QCOMPARE(caller.key.isEmpty(), key.isEmpty());
        QCOMPARE(caller.keyShown, key.isEmpty() ? QByteArray() : QByteArray("…"));
    }

    void takesTheFirstUserThatIsNamed()
    {
        const QByteArray all = "X-User-ID: header\r\nAuthorization: Bearer " + Key + "\r\n";
        const QByteArray query = "/openai/v1/models?llm_user_id=qu%65ry&a=b";
        QCOMPARE(userOf(all, {"meta", "body", "192.0.2.7"}, query), QByteArray("meta"));
        QCOMPARE(userOf(all, {{}, "body", "192.0.2.7"}, query), QByteArray("header"));
        const QByteArray token = "Authorization: Bearer " + Key + "\r\n";
        QCOMPARE(userOf(token, {{}, "body", "192.0.2.7"}, query), QByteArray("body"));
        QCOMPARE(userOf(token, {{}, {}, "192.0.2.7"}, query), QByteArray("query"));
        QCOMPARE(userOf(token), QByteArray("token:" + Digest.of(Key).first(16)));
        QCOMPARE(userOf("x-api-key: " + Key + "\r\n"), QByteArray("ip:192.0.2.7"));
        QCOMPARE(userOf({}, {}), QByteArray());
    }

    void tellsKeysOfTheSameBeginningApart()
    {
        const QByteArray first = userOf("Authorization: Bearer sk-proj-aaaaaaaaaaaaaaaa1\r\n");
        const QByteArray second = userOf("Authorization: Bearer sk-proj-aaaaaaaaaaaaaaaa2\r\n");
        QVERIFY(first != second);
        QCOMPARE(first.size(), qsizetype(22));
    }

    void showsNothingOfTheKeyButItsMask()
    {
        for (const char *field : {"Authorization: Bearer ", "x-api-key: ", "x-goog-api-key: "}) {
            const Caller caller = callerOf(request(field + Key + "\r\n"), {}, names());
            QCOMPARE(caller.keyShown, QByteArray("sk-…cdef"));
            for (const QByteArray &text : {caller.key, caller.user, caller.keyShown})
                QVERIFY(!text.contains("CANARY"));
        }
    }

    void namesAKeyOnlyUnderTheSecret()
    {
        QCOMPARE(Digest.of(Key), KeyDigest(QByteArray(32, 's')).of(Key));
        QVERIFY(Digest.of(Key) != KeyDigest(QByteArray(32, 't')).of(Key));
        QCOMPARE(Digest.of({}), QByteArray());
        // RFC 4231, test case 2.
        QCOMPARE(names().of(Key), Digest.of(Key));
        QCOMPARE(names().of(Key), Digest.of(Key)); // known now
        QCOMPARE(names().of("another"), Digest.of("another"));
        QCOMPARE(KeyDigest("Jefe").of("what do ya want for nothing?"),
                 QByteArray("5bdcc146bf60754e6a042426089575c7"));
    }

    void findsTheAddress_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("peer");
        QTest::addColumn<bool>("trusted");
        QTest::addColumn<QByteArray>("user");
        const auto row = [](const char *name,
                            const char *fields,
                            const char *peer,
                            bool trusted,
                            const char *user) {
            QTest::newRow(name) << QByteArray(fields) << QByteArray(peer) << trusted
                                << QByteArray(user);
        };
        row("IPv4", "", "192.0.2.7", false, "ip:192.0.2.7");
        row("IPv6", "", "2001:db8::7", false, "ip:2001:db8::7");
        row("IPv6 in brackets", "", "[2001:db8::7]", false, "ip:2001:db8::7");
        row("mapped", "", "::ffff:192.0.2.7", false, "ip:192.0.2.7");
        row("with a port", "", "192.0.2.7:51234", false, "ip:192.0.2.7");
        row("IPv6 with a port", "", "[2001:db8::7]:51234", false, "ip:2001:db8::7");
        row("no address", "", "somebody", false, "");
        row("forwarded by anybody",
            "X-Forwarded-For: 10.0.0.1\r\n",
            "192.0.2.7",
            false,
            "ip:192.0.2.7");
        row("forwarded", "X-Forwarded-For: 10.0.0.1\r\n", "192.0.2.7", true, "ip:10.0.0.1");
        row("forwarded, with a port",
            "X-Forwarded-For: 10.0.0.1:99\r\n",
            "192.0.2.7",
            true,
            "ip:10.0.0.1");
        row("forwarded, the first is the client's own word",
            "X-Forwarded-For: 6.6.6.6, 7.7.7.7, 10.0.0.1\r\n",
            "192.0.2.7",
            true,
            "ip:10.0.0.1");
        row("forwarded nonsense", "X-Forwarded-For: <b>\r\n", "192.0.2.7", true, "ip:192.0.2.7");
        row("forwarded nothing", "X-Forwarded-For:\r\n", "192.0.2.7", true, "ip:192.0.2.7");
        row("real", "X-Real-IP: 10.0.0.2\r\n", "192.0.2.7", true, "ip:10.0.0.2");
        row("forwarded before real",
            "X-Real-IP: 10.0.0.2\r\nX-Forwarded-For: 10.0.0.1\r\n",
            "192.0.2.7",
            true,
            "ip:10.0.0.1");
        row("trusted, nothing forwarded", "", "192.0.2.7", true, "ip:192.0.2.7");
    }

    void findsTheAddress()
    {
        QFETCH(const QByteArray, fields);
        QFETCH(const QByteArray, peer);
        QFETCH(const bool, trusted);
        QTEST(userOf(fields, {{}, {}, peer, trusted}), "user");
    }
};
QTEST_APPLESS_MAIN(IdentityTest)
#include "tst_identity.moc"
