// SPDX-License-Identifier: MIT
#include "engine/coding/decoder.h"
#include "tests/unit/coding/encoders.h"

#include <QTest>

namespace llmproxy::coding {

/// For QTest, which looks for it where the type lives.
static char *toString(State state)
{
    constexpr std::array names{
        "Decoding", "Ended", "Truncated", "TrailingBytes", "Corrupt", "TooLarge", "Unsupported"};
    return QTest::toString(names.at(std::size_t(state)));
}

} // namespace llmproxy::coding

using namespace llmproxy::coding;

namespace {

constexpr qint64 NoLimit = qint64(1) << 40;

class Gatherer final : public ContentSink
{
public:
    void contentPiece(const char *data, qsizetype size) override
    {
        content.append(data, size);
        longest = std::max(longest, size);
        wasEmpty = wasEmpty || size == 0;
        first = first == nullptr ? data : first;
    }

    QByteArray content;
    qsizetype longest = 0;
    const char *first = nullptr;
    bool wasEmpty = false; ///< was there an empty piece?
};

struct Outcome
{
    QByteArray content;
    State state = State::Decoding;

    bool operator==(const Outcome &) const = default;
};

Outcome
decoded(const QByteArray &encoding, const QList<QByteArrayView> &pieces, qint64 limit = NoLimit)
{
    Gatherer gatherer;
    Decoder decoder(encoding, limit);
    for (const QByteArrayView piece : pieces)
        decoder.feed(piece, gatherer);
    const State state = decoder.finish(gatherer);
    return {gatherer.wasEmpty ? "an empty piece" : gatherer.content, state};
}

QList<QByteArrayView> singly(const QByteArray &bytes)
{
    QList<QByteArrayView> pieces;
    for (qsizetype at = 0; at < bytes.size(); ++at)
        pieces.append(QByteArrayView(bytes).sliced(at, 1));
    return pieces;
}

void compareHoweverCut(const QByteArray &encoding, const QByteArray &body, const Outcome &expected)
{
    const Outcome whole = decoded(encoding, {body});
    QCOMPARE(whole.content, expected.content);
    QCOMPARE(whole.state, expected.state);
    QVERIFY(decoded(encoding, singly(body)) == expected);
    for (qsizetype cut = 0; cut <= body.size(); ++cut) {
        const QByteArrayView view(body);
        QVERIFY(decoded(encoding, {view.first(cut), view.sliced(cut)}) == expected);
    }
}

QByteArray random(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    quint32 state = 1;
    for (char &byte : bytes) {
        state = state * 1664525U + 1013904223U;
        byte = static_cast<char>(state >> 24U);
    }
    return bytes;
}

/// A stream of events like those of a chat, `count` of them.
QByteArray events(int count)
{
    QByteArray stream;
    for (int number = 0; number < count; ++number)
        stream += R"(data: {"id":"chatcmpl-)" + QByteArray::number(number * 7919)
                  + "\",\"choices\":[{\"delta\":{\"content\":\"\xF0\x9F\x98\x80\"}}]}\n\n";
    return stream;
}

const QByteArray Content = events(3);

} // namespace

class DecoderTest : public QObject
{
    Q_OBJECT

private slots:
    void decodesHoweverItIsCut_data()
    {
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("content");
        const auto row = [](const char *name,
                            const QByteArray &encoding,
                            const QByteArray &body,
                            const QByteArray &content = Content) {
            QTest::addRow("%s", name) << encoding << body << content;
        };
        using namespace encoders;
        const QByteArray half = Content.first(Content.size() / 2);
        const QByteArray rest = Content.sliced(half.size());
        const QByteArray skippable("\x5A\x2A\x4D\x18\3\0\0\0xyz", 11);
        row("plain", "", Content);
        row("identity", "identity", Content);
        row("gzip", "gzip", gzip(Content));
        row("zlib", "deflate", zlib(Content));
        row("raw deflate", "deflate", rawDeflate(Content));
        row("br", "br", brotli(Content));
        row("zstd", "zstd", zstd(Content));
        row("gzip, then br", "gzip, br", brotli(gzip(Content)));
        row("zstd, br, deflate", "zstd, br, deflate", zlib(brotli(zstd(Content))));
        row("gzip three times", "gzip,gzip,x-gzip", gzip(gzip(gzip(Content))));
        row("gzip that nothing tells", "", gzip(Content));
        row("gzip that is called identity", "identity", gzip(Content));
        row("the first byte of gzip's magic alone", "", "\x1F", "\x1F");
        row("half of gzip's magic", "", "\x1Fxy", "\x1Fxy");
        row("the first byte of the magic twice", "", "\x1F\x1F\x8B", "\x1F\x1F\x8B");
        row("two members", "gzip", gzip(half) + gzip(rest));
        row("three members, one empty", "gzip", gzip(half) + gzip("") + gzip(rest));
        row("two zstd frames", "zstd", zstd(half) + zstd(rest));
        row("a skippable frame", "zstd", zstd(half) + skippable + zstd(rest));
        row("nothing at all", "br", "", "");
        row("nothing, gzipped", "gzip", gzip(""), "");
        row("nothing, zlib", "deflate", zlib(""), "");
        row("nothing, raw deflate", "deflate", rawDeflate(""), "");
        row("nothing, br", "br", brotli(""), "");
        row("nothing, zstd", "zstd", zstd(""), "");
    }

    void decodesHoweverItIsCut()
    {
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, content);
        compareHoweverCut(encoding, body, {content, State::Ended});
    }

    void tellsWhatIsWrongHoweverItIsCut_data()
    {
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<State>("state");
        const auto row = [](const char *name,
                            const QByteArray &encoding,
                            const QByteArray &body,
                            const QByteArray &content,
                            State state) {
            QTest::addRow("%s", name) << encoding << body << content << state;
        };
        using namespace encoders;
        const QByteArray half = Content.first(Content.size() / 2);
        row("zeros behind gzip",
            "gzip",
            gzip(Content) + QByteArray(3, '\0'),
            Content,
            State::TrailingBytes);
        row("text behind gzip", "gzip", gzip(Content) + "x", Content, State::TrailingBytes);
        row("text behind zlib", "deflate", zlib(Content) + "x", Content, State::TrailingBytes);
        row("text behind br", "br", brotli(Content) + "x", Content, State::TrailingBytes);
        row("text behind zstd", "zstd", zstd(Content) + "x", Content, State::TrailingBytes);
        row("text behind the inner coding",
            "gzip, br",
            brotli(gzip(Content) + "x"),
            Content,
            State::TrailingBytes);
        row("a second member cut off",
            "gzip",
            gzip(half) + gzip("").first(7),
            half,
            State::Truncated);
        row("an unknown coding", "compress", Content, "", State::Unsupported);
        row("not gzip", "gzip", Content, "", State::Corrupt);
        row("not zstd", "zstd", Content, "", State::Corrupt);
        row("a format of before zstd 1.0",
            "zstd",
            "\x27\xB5\x2F\xFD" + QByteArray(40, '\1'),
            "",
            State::Corrupt);
        row("a zlib dictionary",
            "deflate",
            QByteArray("\x78\xBB\0\0\0\1\3\0\0\0\0\1", 12),
            "",
            State::Corrupt);
        row("a faulty block of zstd behind a good one",
            "zstd",
            zstd(Content).chopped(7) + QByteArray(7, '\xFF'),
            Content,
            State::Corrupt);
        row("a wrong checksum of gzip",
            "gzip",
            gzip(Content).chopped(8) + QByteArray(8, '\0'),
            Content,
            State::Corrupt);
        row("a wrong checksum of zstd",
            "zstd",
            zstd(Content).chopped(4) + QByteArray(4, '\0'),
            Content,
            State::Corrupt);
    }

    void tellsWhatIsWrongHoweverItIsCut()
    {
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, content);
        QFETCH(State, state);
        compareHoweverCut(encoding, body, {content, state});
    }

    void givesWhatATruncatedBodyYields_data()
    {
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("body");
        QTest::addRow("gzip") << QByteArray("gzip") << encoders::gzip(Content);
        QTest::addRow("zlib") << QByteArray("deflate") << encoders::zlib(Content);
        QTest::addRow("br") << QByteArray("br") << encoders::brotli(Content);
        QTest::addRow("zstd") << QByteArray("zstd") << encoders::zstd(Content);
        QTest::addRow("gzip, br") << QByteArray("gzip, br")
                                  << encoders::brotli(encoders::gzip(Content));
    }

    void givesWhatATruncatedBodyYields()
    {
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, body);
        qsizetype yielded = 0;
        for (qsizetype size = 1; size < body.size(); ++size) {
            const Outcome outcome = decoded(encoding, {QByteArrayView(body).first(size)});
            QCOMPARE(outcome.state, State::Truncated);
            QVERIFY(Content.startsWith(outcome.content));
            QVERIFY(outcome.content.size() >= yielded);
            yielded = outcome.content.size();
        }
        QVERIFY(yielded > 0);
    }

    // Server and coder flush behind each event; a reader that waited for more would be late.
    void givesEachFlushedEventAtOnce()
    {
        z_stream stream{};
        QCOMPARE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
        Gatherer gatherer;
        Decoder decoder("gzip", NoLimit);
        for (int count = 1; count <= 5; ++count) {
            QByteArray event = events(1);
            QByteArray coded(1024, '\0');
            stream.next_in = reinterpret_cast<Bytef *>(event.data());
            stream.avail_in = uInt(event.size());
            stream.next_out = reinterpret_cast<Bytef *>(coded.data());
            stream.avail_out = uInt(coded.size());
            deflate(&stream, Z_SYNC_FLUSH);
            coded.chop(qsizetype(stream.avail_out));
            QCOMPARE(decoder.feed(coded, gatherer), State::Decoding);
            QCOMPARE(gatherer.content.size(), count * event.size());
        }
        deflateEnd(&stream);
        QCOMPARE(decoder.finish(gatherer), State::Truncated);
    }

    void decodesMuchInPiecesOf16KiB_data()
    {
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("body");
        const QByteArray content = random(300'000) + events(10'000);
        QTest::addRow("gzip") << QByteArray("gzip") << encoders::gzip(content);
        QTest::addRow("raw deflate") << QByteArray("deflate") << encoders::rawDeflate(content);
        QTest::addRow("br") << QByteArray("br") << encoders::brotli(content);
        QTest::addRow("zstd") << QByteArray("zstd") << encoders::zstd(content);
        QTest::addRow("gzip, zstd, br")
            << QByteArray("gzip, zstd, br")
            << encoders::brotli(encoders::zstd(encoders::gzip(content)));
    }

    void decodesMuchInPiecesOf16KiB()
    {
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, body);
        Gatherer gatherer;
        Decoder decoder(encoding, NoLimit);
        decoder.feed(body, gatherer);
        QCOMPARE(decoder.finish(gatherer), State::Ended);
        QVERIFY(gatherer.content == random(300'000) + events(10'000));
        QCOMPARE(gatherer.longest, PieceBytes);
    }

    void passesPlainContentOnWithoutCopying()
    {
        const QByteArray body(100'000, 'x');
        Gatherer gatherer;
        Decoder decoder("", 10); // the limit is on what is decoded
        QCOMPARE(decoder.feed(body, gatherer), State::Decoding);
        QCOMPARE(gatherer.first, body.constData());
        QCOMPARE(gatherer.longest, body.size());
        QCOMPARE(decoder.finish(gatherer), State::Ended);
    }

    void ignoresWhatComesAfterTheEnd_data()
    {
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("body");
        QTest::addRow("plain") << QByteArray() << Content;
        QTest::addRow("gzip") << QByteArray("gzip") << encoders::gzip(Content);
    }

    void ignoresWhatComesAfterTheEnd()
    {
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, body);
        Gatherer gatherer;
        Decoder decoder(encoding, NoLimit);
        decoder.feed(body, gatherer);
        QCOMPARE(decoder.finish(gatherer), State::Ended);
        QCOMPARE(decoder.feed(body, gatherer), State::Ended);
        QCOMPARE(decoder.finish(gatherer), State::Ended);
        QCOMPARE(gatherer.content, Content);
    }

    void stopsAtTheCallersLimit_data()
    {
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("body");
        const QByteArray content(40'000, 'x');
        QTest::addRow("gzip") << QByteArray("gzip") << encoders::gzip(content);
        QTest::addRow("br") << QByteArray("br") << encoders::brotli(content);
        QTest::addRow("zstd") << QByteArray("zstd") << encoders::zstd(content);
        QTest::addRow("gzip, br") << QByteArray("gzip, br")
                                  << encoders::brotli(encoders::gzip(content));
    }

    void stopsAtTheCallersLimit()
    {
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, body);
        const Outcome within = decoded(encoding, {body}, 40'000);
        QCOMPARE(within.state, State::Ended);
        const Outcome beyond = decoded(encoding, {body}, 39'999);
        QCOMPARE(beyond.state, State::TooLarge);
        QVERIFY(beyond.content == QByteArray(39'999, 'x'));
    }

    void stopsABomb_data()
    {
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("body");
        const QByteArray zeros(qsizetype(8) * 1024 * 1024, '\0');
        QTest::addRow("gzip") << QByteArray("gzip") << encoders::gzip(zeros);
        QTest::addRow("zlib") << QByteArray("deflate") << encoders::zlib(zeros);
        QTest::addRow("br") << QByteArray("br") << encoders::brotli(zeros);
        QTest::addRow("zstd") << QByteArray("zstd") << encoders::zstd(zeros);
        QTest::addRow("of empty gzip members")
            << QByteArray("gzip, br") << encoders::brotli(encoders::gzip("").repeated(100'000));
    }

    void stopsABomb()
    {
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, body);
        const Outcome outcome = decoded(encoding, {body});
        QCOMPARE(outcome.state, State::TooLarge);
        QVERIFY(outcome.content.size() <= MaxRatio * body.size() + MinRatioBytes + PieceBytes);
    }

    void decodesWhatExpandsMuchButIsShort()
    {
        const QByteArray zeros(MinRatioBytes, '\0');
        const QByteArray body = encoders::gzip(zeros);
        QVERIFY(zeros.size() > MaxRatio * body.size());
        QCOMPARE(decoded("gzip", {body}).state, State::Ended);
        QCOMPARE(decoded("gzip", {encoders::gzip(zeros + zeros)}).state, State::TooLarge);
    }

    void boundsTheWindows_data()
    {
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<State>("state");
        const QByteArray content = events(100);
        QTest::addRow("zstd, 8 MiB")
            << QByteArray("zstd") << encoders::zstd(content, 23) << State::Ended;
        QTest::addRow("zstd, 16 MiB")
            << QByteArray("zstd") << encoders::zstd(content, 24) << State::Corrupt;
        QTest::addRow("br, 16 MiB")
            << QByteArray("br") << encoders::brotli(content, 24) << State::Ended;
        QTest::addRow("br, 32 MiB")
            << QByteArray("br") << encoders::brotli(content, 25) << State::Corrupt;
    }

    void boundsTheWindows()
    {
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, body);
        QTEST(decoded(encoding, {body}).state, "state");
        QTEST(decoded(encoding, singly(body)).state, "state");
    }

    void decodesThePrefixOfAnErrorBody_data()
    {
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<qsizetype>("size");
        const QByteArray coded = encoders::gzip(Content);
        const qsizetype all = Content.size();
        QTest::addRow("plain") << QByteArray() << Content << all;
        QTest::addRow("plain, longer than the limit") << QByteArray() << Content + Content << all;
        QTest::addRow("gzip") << QByteArray("gzip") << coded << all;
        QTest::addRow("gzip, longer than the limit")
            << QByteArray("gzip") << encoders::gzip(Content + Content) << all;
        QTest::addRow("gzip without its end") << QByteArray("gzip") << coded.chopped(8) << all;
        QTest::addRow("gzip that nothing tells") << QByteArray() << coded << all;
        QTest::addRow("a faulty end")
            << QByteArray("gzip") << coded.chopped(8) + QByteArray(8, 'x') << all;
        QTest::addRow("the header alone") << QByteArray("gzip") << coded.first(10) << qsizetype(0);
        QTest::addRow("unknown") << QByteArray("compress") << Content << qsizetype(0);
    }

    void decodesThePrefixOfAnErrorBody()
    {
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, body);
        QFETCH(qsizetype, size);
        QCOMPARE(decodedPrefix(encoding, body, Content.size()), Content.first(size));
    }
};
QTEST_APPLESS_MAIN(DecoderTest)
#include "tst_decoder.moc"
