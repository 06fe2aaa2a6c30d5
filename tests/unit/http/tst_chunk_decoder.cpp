// SPDX-License-Identifier: MIT
#include "engine/http/chunk_decoder.h"

#include <QTest>

#include <random>

using namespace llmproxy::http;

namespace {

using Result = ChunkDecoder::Result;

struct Sink final : BodySink
{
    void bodyPiece(const char *data, qsizetype size) override
    {
        bytes.append(data, size);
        sawEmpty |= size == 0;
    }
    QByteArray bytes;
    bool sawEmpty = false;
};

struct Decoded
{
    Result result = Result::More;
    QByteArray body;
    QByteArray trailers;
    qsizetype consumed = 0;

    bool operator==(const Decoded &) const = default;
};

/// Feeds `coded` in pieces that end at `cuts`.
Decoded decode(const QByteArray &coded, QList<qsizetype> cuts = {})
{
    ChunkDecoder decoder(64, 64);
    Sink sink;
    Decoded decoded;
    cuts.append(coded.size());
    for (const qsizetype cut : cuts) {
        while (decoded.consumed < cut && decoded.result == Result::More) {
            qsizetype consumed = 0;
            const qsizetype size = cut - decoded.consumed;
            decoded.result =
                decoder.feed(coded.constData() + decoded.consumed, size, &sink, consumed);
            decoded.consumed += consumed;
            if (consumed != size)
                break;
        }
    }
    decoded.body = sink.sawEmpty ? QByteArray("an empty piece") : sink.bytes;
    decoded.trailers = decoder.trailers();
    return decoded;
}

QByteArray coded(const QByteArray &body, std::mt19937 &random)
{
    QByteArray out;
    for (qsizetype at = 0; at < body.size();) {
        const qsizetype size = std::min<qsizetype>(1 + qsizetype(random() % 40), body.size() - at);
        const QByteArray digits = QByteArray::number(size, 16);
        out += (random() % 2 != 0 ? digits.toUpper() : digits) + (random() % 8 == 0 ? ";a=b" : "");
        out += "\r\n" + body.mid(at, size) + "\r\n";
        at += size;
    }
    return out + "0\r\n" + (random() % 2 != 0 ? "X: 1\r\n" : "") + "\r\n";
}

} // namespace

class ChunkDecoderTest : public QObject
{
    Q_OBJECT

private slots:
    void decodes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("trailers");
        QTest::newRow("nothing") << QByteArray("0\r\n\r\n") << QByteArray() << QByteArray();
        QTest::newRow("two chunks") << QByteArray("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                                    << QByteArray("abcde") << QByteArray();
        QTest::newRow("hex, both cases")
            << "a\r\n" + QByteArray(10, 'x') + "\r\nB\r\n" + QByteArray(11, 'y') + "\r\n0\r\n\r\n"
            << QByteArray(10, 'x') + QByteArray(11, 'y') << QByteArray();
        QTest::newRow("leading zeros")
            << QByteArray("0003\r\nabc\r\n000\r\n\r\n") << QByteArray("abc") << QByteArray();
        QTest::newRow("CRLF inside")
            << QByteArray("4\r\n\r\n\r\n\r\n0\r\n\r\n") << QByteArray("\r\n\r\n") << QByteArray();
        QTest::newRow("extensions") << QByteArray("1;a;b=c;d=\"e\\\"; f\"\r\nx\r\n0;z\r\n\r\n")
                                    << QByteArray("x") << QByteArray();
        QTest::newRow("trailers") << QByteArray("1\r\nx\r\n0\r\nA: 1\r\nB: 2\r\n\r\n")
                                  << QByteArray("x") << QByteArray("A: 1\r\nB: 2\r\n");
    }

    void decodes()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QByteArray, body);
        QFETCH(const QByteArray, trailers);
        const Decoded whole{Result::Done, body, trailers, bytes.size()};
        QVERIFY(decode(bytes) == whole);
        QVERIFY(decode(bytes + "HTTP/1.1 200 OK") == whole); // stops behind the body
        QList<qsizetype> everywhere;
        for (qsizetype cut = 1; cut < bytes.size(); ++cut) {
            QVERIFY2(decode(bytes, {cut}) == whole, QByteArray::number(cut).constData());
            QVERIFY(decode(bytes.left(cut)).result == Result::More);
            everywhere.append(cut);
        }
        QVERIFY(decode(bytes, everywhere) == whole);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char *what,
                            const QByteArray &bytes,
                            const QByteArray &body = {}) { QTest::newRow(what) << bytes << body; };
        row("no size", "\r\n");
        row("no hex", "g\r\n");
        row("a sign", "+1\r\nx\r\n");
        row("0x", "0x1\r\nx\r\n");
        row("a blank before", " 1\r\nx\r\n");
        row("a blank behind", "1 \r\nx\r\n");
        row("too many digits", "00000000000000001\r\n");
        row("bare LF behind the size", "1\nx\r\n");
        row("bare LF behind the data", "1\r\nx\n0\r\n\r\n", "x");
        row("more data than said", "1\r\nxy\r\n", "x");
        row("extension without name", "1;=a\r\n");
        row("extension with a control byte", "1;a=\x01\r\n");
        row("an open quote", "1;a=\"b\r\n");
        row("bare CR in a trailer", "0\r\nA: 1\r2\r\n\r\n");
        row("extensions beyond the limit", "1;" + QByteArray(64, 'a') + "\r\n");
        row("a size line without end", QByteArray(200, '0'));
    }

    void refuses()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QByteArray, body);
        const Decoded decoded = decode(bytes);
        QCOMPARE(decoded.result, Result::Malformed);
        QCOMPARE(decoded.body, body);
        for (qsizetype cut = 1; cut < bytes.size(); ++cut) {
            const Decoded split = decode(bytes, {cut});
            QCOMPARE(split.result, Result::Malformed);
            QCOMPARE(split.body, body);
        }
    }

    void limitsTrailers_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<ChunkDecoder::Result>("result");
        QTest::newRow("at the limit") << 64 << Result::Done;
        QTest::newRow("over it") << 65 << Result::TrailersTooLarge;
    }

    void limitsTrailers()
    {
        QFETCH(const int, size);
        const QByteArray line = "A:" + QByteArray(size - 4, 'x') + "\r\n";
        QTEST(decode("0\r\n" + line + "\r\n").result, "result");
    }

    void staysFailed()
    {
        ChunkDecoder decoder(64, 64);
        qsizetype consumed = 0;
        QCOMPARE(decoder.feed("x\r\n", 3, nullptr, consumed), Result::Malformed);
        QCOMPARE(decoder.feed("0\r\n\r\n", 5, nullptr, consumed), Result::Malformed);
        decoder.reset();
        QCOMPARE(decoder.feed("0\r\n\r\n", 5, nullptr, consumed), Result::Done);
    }

    void decodesWhateverASimpleEncoderWrites()
    {
        std::mt19937 random(20'240'607); // the same bodies each time
        for (int i = 0; i < 500; ++i) {
            QByteArray body(qsizetype(random() % 300), Qt::Uninitialized);
            for (char &c : body)
                c = "\r\n0;ax"[random() % 6];
            const QByteArray bytes = coded(body, random);
            QList<qsizetype> cuts;
            for (qsizetype at = 1 + qsizetype(random() % 9); at < bytes.size();
                 at += 1 + qsizetype(random() % 30))
                cuts.append(at);
            const Decoded decoded = decode(bytes, cuts);
            QCOMPARE(decoded.result, Result::Done);
            QCOMPARE(decoded.body, body);
            QCOMPARE(decoded.consumed, bytes.size());
        }
    }
};

Q_DECLARE_METATYPE(llmproxy::http::ChunkDecoder::Result)

QTEST_APPLESS_MAIN(ChunkDecoderTest)
#include "tst_chunk_decoder.moc"
