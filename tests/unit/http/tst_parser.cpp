// SPDX-License-Identifier: MIT
#include "engine/http/head_check.h"
#include "engine/http/parser.h"
#include "tests/support/http1_cases.h"

#include <QSet>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::http;
using llmproxy::test::Http1Case;

namespace {

const Head &headOf(const RequestParser &parser)
{
    return parser.request();
}

const Head &headOf(const ResponseParser &parser)
{
    return parser.response();
}

/// What came of a connection's bytes, one line per message, so that two ways of cutting them can
/// be compared.
class Story final : public BodySink
{
public:
    void bodyPiece(const char *data, qsizetype size) override { m_body.append(data, size); }

    template<class AnyParser>
    void note(const AnyParser &parser, const ParseStep &step)
    {
        if (step.headDone)
            note(headOf(parser));
        if (step.error != ParseError::None)
            m_told += "error " + QByteArray::number(int(step.error)) + "\n";
        if (step.messageDone)
            m_told += "done body=" + std::exchange(m_body, {}).left(100)
                      + " trailers=" + parser.trailers() + "\n";
    }

    const QByteArray &told() const { return m_told; }

private:
    void note(const Head &head)
    {
        m_told += "head " + head.raw.toPercentEncoding() + "\n";
        for (const Field &field : head.fields)
            m_told += "  " + head.name(field).toByteArray() + "="
                      + head.value(field).toByteArray().left(40) + "\n";
    }

    QByteArray m_told;
    QByteArray m_body;
};

/// False: nothing more is read after an error.
template<class AnyParser>
bool feed(AnyParser &parser, QByteArrayView bytes, Story &story)
{
    while (!bytes.isEmpty()) {
        const ParseStep step = parser.feed(bytes.data(), bytes.size(), &story);
        story.note(parser, step);
        if (step.error != ParseError::None)
            return false;
        bytes = bytes.sliced(step.consumed);
        if (step.messageDone)
            parser.reset();
    }
    return true;
}

template<class AnyParser>
QByteArray story(AnyParser &parser, const QList<QByteArray> &pieces, bool closed)
{
    Story seen;
    for (const QByteArray &piece : pieces) {
        if (!feed(parser, piece, seen))
            return seen.told();
    }
    if (closed)
        seen.note(parser, parser.finish());
    return seen.told();
}

QList<QByteArray> bytewise(const QByteArray &all)
{
    QList<QByteArray> pieces;
    for (qsizetype i = 0; i < all.size(); ++i)
        pieces.append(all.mid(i, 1));
    return pieces;
}

QString casesFile(const char *name)
{
    return QStringLiteral(LLMPROXY_SOURCE_DIR "/tests/http1/") + QString::fromLatin1(name);
}

// Decided behind the parser: by the host policy, the router or the policy for methods.
bool decidedElsewhere(const QByteArray &id)
{
    static const QSet<QByteArray> ids{
        "HO-10", "HO-11", "HO-13", "HO-14", "HO-22", "HO-23", "HO-25", "HO-26"};
    return ids.contains(id);
}

} // namespace

class ParserTest : public QObject
{
    Q_OBJECT

private slots:
    void requestsAreTakenOrRefusedAsListed_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<bool>("refused");
        for (const Http1Case &row : test::readHttp1Cases(casesFile("requests.txt"), false)) {
            if (decidedElsewhere(row.id))
                continue;
            const bool ok = std::any_of(row.expected.begin(), row.expected.end(), [](auto &text) {
                return text.startsWith("200") || text.startsWith("100") || text == "wait";
            });
            const bool bad = std::any_of(row.expected.begin(), row.expected.end(), [](auto &text) {
                return text.contains("4") || text.contains("5") || text == "close";
            });
            if (ok && bad && row.id != "SQ-07")
                continue; // either is right
            QTest::newRow(row.id.constData()) << row.script << bad;
        }
    }

    void requestsAreTakenOrRefusedAsListed()
    {
        QFETCH(QByteArray, script);
        QFETCH(bool, refused);
        const QByteArray all = test::joined(test::steps(script, "127.0.0.1:9002"));
        RequestParser parser{ParseLimits{}};
        const QByteArray told = story(parser, {all}, false);
        QVERIFY2(told.contains("error ") == refused, told.constData());
    }

    void requestsReadTheSameHoweverTheyAreCut_data()
    {
        QTest::addColumn<QByteArray>("script");
        for (const Http1Case &row : test::readHttp1Cases(casesFile("requests.txt"), false))
            QTest::newRow(row.id.constData()) << row.script;
    }

    void requestsReadTheSameHoweverTheyAreCut()
    {
        QFETCH(QByteArray, script);
        const QByteArray all = test::joined(test::steps(script, "127.0.0.1:9002"));
        RequestParser whole{ParseLimits{}};
        const QByteArray expected = story(whole, {all}, true);
        if (!expected.contains("error ")) {
            for (qsizetype cut = 1; cut < std::min<qsizetype>(all.size(), 3000); ++cut) {
                RequestParser parser{ParseLimits{}};
                QCOMPARE(story(parser, {all.left(cut), all.mid(cut)}, true), expected);
            }
        }
        RequestParser parser{ParseLimits{}};
        const QByteArray told = story(parser, bytewise(all), true);
        if (expected.contains("error "))
            QVERIFY2(told.contains("error "), told.constData());
        else
            QCOMPARE(told, expected);
    }

    void responsesAreTakenOrRefusedAsListed_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<bool>("answersHead");
        QTest::addColumn<bool>("refused");
        for (const Http1Case &row : test::readHttp1Cases(casesFile("responses.txt"), true)) {
            // The first is refused by policy; the other two leave extra bytes behind a message.
            if (row.id == "RS-19" || row.id == "RS-20" || row.id == "RS-23" || row.id == "RS-25"
                || row.id == "RS-32")
                continue;
            const bool refused = row.expected.first() == "502" || row.expected.first() == "trunc";
            QTest::newRow(row.id.constData()) << row.script << (row.method == "HEAD") << refused;
        }
    }

    void responsesAreTakenOrRefusedAsListed()
    {
        QFETCH(QByteArray, script);
        QFETCH(bool, answersHead);
        QFETCH(bool, refused);
        const QList<test::Step> steps = test::steps(script, "127.0.0.1:9002");
        const bool closed = !steps.isEmpty() && steps.last().kind == test::Step::Kind::HalfClose;
        ResponseParser parser{ParseLimits{}};
        parser.setAnswersHead(answersHead);
        const QByteArray told = story(parser, {test::joined(steps)}, closed);
        QVERIFY2(told.contains("error ") == refused, told.constData());
        ResponseParser cut{ParseLimits{}};
        cut.setAnswersHead(answersHead);
        QCOMPARE(story(cut, bytewise(test::joined(steps)), closed).contains("error "), refused);
    }

    void aResponseWithoutBodyIsDoneWithItsHead_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("answersHead");
        QTest::newRow("204 with a length")
            << QByteArray("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n") << false;
        QTest::newRow("304 with a length")
            << QByteArray("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n") << false;
        QTest::newRow("103") << QByteArray("HTTP/1.1 103 Early Hints\r\n\r\n") << false;
        QTest::newRow("HEAD with a length")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n") << true;
        QTest::newRow("HEAD, chunked")
            << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") << true;
    }

    void aResponseWithoutBodyIsDoneWithItsHead()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, answersHead);
        ResponseParser parser{ParseLimits{}};
        parser.setAnswersHead(answersHead);
        const QByteArray more = bytes + "hello";
        const ParseStep step = parser.feed(more.constData(), more.size(), nullptr);
        QVERIFY(step.headDone && step.messageDone);
        QCOMPARE(step.consumed, bytes.size());
        QVERIFY(std::holds_alternative<NoBody>(parser.framing()));
    }

    void knowsWhetherTheConnectionCanBeUsedAgain_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("keepAlive");
        QTest::newRow("1.1") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n") << true;
        QTest::newRow("1.1 close")
            << QByteArray("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n")
            << false;
        QTest::newRow("1.0") << QByteArray("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n") << false;
        QTest::newRow("until close") << QByteArray("HTTP/1.1 200 OK\r\n\r\n") << false;
    }

    void knowsWhetherTheConnectionCanBeUsedAgain()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, keepAlive);
        ResponseParser parser{ParseLimits{}};
        QVERIFY(parser.feed(bytes.constData(), bytes.size(), nullptr).headDone);
        QCOMPARE(parser.keepAlive(), keepAlive);
    }

    void limitsAreExact_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("error");
        const auto get = [](const QByteArray &target, const QByteArray &more) -> QByteArray {
            return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + more + "\r\n";
        };
        const QByteArray frame = get("/", "A: \r\n");
        const auto withHead = [&](qsizetype size) -> QByteArray {
            return get("/", "A: " + QByteArray(size - frame.size(), 'a') + "\r\n");
        };
        QTest::newRow("head at the limit") << withHead(65536) << int(ParseError::None);
        QTest::newRow("head over the limit") << withHead(65537) << int(ParseError::HeadTooLarge);
        QTest::newRow("target at the limit")
            << get("/" + QByteArray(16383, 'a'), {}) << int(ParseError::None);
        QTest::newRow("target over the limit")
            << get("/" + QByteArray(16384, 'a'), {}) << int(ParseError::TargetTooLong);
        QTest::newRow("fields at the limit")
            << get("/", QByteArray("A: b\r\n").repeated(199)) << int(ParseError::None);
        QTest::newRow("fields over the limit")
            << get("/", QByteArray("A: b\r\n").repeated(200)) << int(ParseError::HeadTooLarge);
        QTest::newRow("16 empty lines")
            << QByteArray("\r\n").repeated(16) + get("/", {}) << int(ParseError::None);
        QTest::newRow("17 empty lines")
            << QByteArray("\r\n").repeated(17) + get("/", {}) << int(ParseError::Malformed);
    }

    void limitsAreExact()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, error);
        RequestParser parser{ParseLimits{}};
        const ParseStep step = parser.feed(bytes.constData(), bytes.size(), nullptr);
        QCOMPARE(int(step.error), error);
        QCOMPARE(step.headDone, error == int(ParseError::None));
    }

    void badLineEndsAreFoundWhereverTheyStand_data()
    {
        QTest::addColumn<QByteArray>("bad");
        QTest::newRow("bare CR") << QByteArray("\r");
        QTest::newRow("bare LF") << QByteArray("\n");
        QTest::newRow("NUL") << QByteArray(1, '\0');
        QTest::newRow("LF and CR") << QByteArray("\n\r");
        QTest::newRow("a fold") << QByteArray("\r\n ");
        QTest::newRow("a fold with a tab") << QByteArray("\r\n\t");
    }

    void badLineEndsAreFoundWhereverTheyStand() // the check goes by blocks of 32 bytes
    {
        QFETCH(QByteArray, bad);
        for (qsizetype at = 0; at < 130; ++at) {
            const QByteArray value = QByteArray(at, 'v') + bad + QByteArray(130 - at, 'v');
            const QByteArray message =
                "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: a" + value + "\r\n\r\n";
            RequestParser parser{ParseLimits{}};
            Story story;
            QVERIFY2(!feed(parser, message, story), QByteArray::number(at).constData());
        }
    }

    void goodLineEndsAreTakenWhereverTheyStand()
    {
        for (qsizetype size = 0; size < 130; ++size) {
            const QByteArray message = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: "
                                       + QByteArray(size, 'v') + "\r\nAccept: */*\r\n\r\n";
            RequestParser parser{ParseLimits{}};
            Story story;
            QVERIFY2(feed(parser, message, story), QByteArray::number(size).constData());
        }
    }

    void valuesHaveNoWhiteSpaceAroundThem()
    {
        const QByteArray bytes = "GET / HTTP/1.1\r\nHost: h \r\nX-A:\t a b \t\r\nX-B: \r\n\r\n";
        RequestParser parser{ParseLimits{}};
        QVERIFY(parser.feed(bytes.constData(), bytes.size(), nullptr).headDone);
        QCOMPARE(parser.request().find("host")->toByteArray(), QByteArray("h"));
        QCOMPARE(parser.request().find("x-a")->toByteArray(), QByteArray("a b"));
        QCOMPARE(parser.request().find("x-b")->toByteArray(), QByteArray());
        QCOMPARE(parser.request().minorVersion, 1);
    }

    void aTrailerSectionIsHandedOver()
    {
        const QByteArray bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                 "5\r\nhello\r\n0\r\nX-A: 1\r\nX-B:  two \r\n\r\n";
        for (qsizetype cut = 1; cut < bytes.size(); ++cut) {
            ResponseParser parser{ParseLimits{}};
            const QByteArray told = story(parser, {bytes.left(cut), bytes.mid(cut)}, false);
            QVERIFY2(told.contains("trailers=X-A: 1\r\nX-B:  two \r\n"), told.constData());
        }
    }

    void authoritiesAreRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("name") << QByteArray("LocalHost") << QByteArray("localhost") << 0;
        QTest::newRow("name and port") << QByteArray("a.b:80") << QByteArray("a.b") << 80;
        QTest::newRow("IPv6") << QByteArray("[::1]:9002") << QByteArray("[::1]") << 9002;
        QTest::newRow("IPv6 alone") << QByteArray("[::1]") << QByteArray("[::1]") << 0;
        for (const char *bad : {"",
                                ":80",
                                "a:",
                                "a:0",
                                "a:65536",
                                "a:1x",
                                "u@h",
                                "a,b",
                                "a b",
                                "[::1",
                                "[]",
                                "[::1]x",
                                "a/b"})
            QTest::newRow(bad) << QByteArray(bad) << QByteArray() << -1;
    }

    void authoritiesAreRead()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, host);
        QFETCH(int, port);
        const auto read = parseAuthority(text);
        QCOMPARE(read.has_value(), port >= 0);
        if (read)
            QVERIFY(*read == (Authority{host, port}));
    }
};

QTEST_APPLESS_MAIN(ParserTest)
#include "tst_parser.moc"
