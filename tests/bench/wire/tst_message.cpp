// SPDX-License-Identifier: MIT
#include "tests/bench/wire/message.h"

#include <QTest>

using namespace llmproxy::bench;

namespace {

// The two readers, one after the other, as a connection uses them.
struct MessageInPieces
{
    HeadReader head;
    std::optional<BodyReader> body;
    std::string payload;
    std::size_t unused = 0;

    void feed(std::string_view piece)
    {
        if (!body && head.feed(piece))
            body = BodyReader::following(head.head(), false);
        if (body)
            piece.remove_prefix(body->feed(piece, [this](auto run) { payload.append(run); }));
        unused += piece.size();
    }
    bool isFinished() const { return body && body->isFinished(); }
};

} // namespace

class MessageTest : public QObject
{
    Q_OBJECT

private slots:
    void findsFieldsWhateverTheirCase();
    void readsBodiesHoweverTheyAreCut_data();
    void readsBodiesHoweverTheyAreCut();
    void readsUntilTheConnectionEndsOnlyWhereAllowed();
};

void MessageTest::findsFieldsWhateverTheirCase()
{
    const std::string_view head = "GET / HTTP/1.1\r\nHost: a\r\ncontent-LENGTH:  12\r\nX: \r\n\r\n";
    QVERIFY(headerValue(head, "host") == "a");
    QVERIFY(headerValue(head, "Content-Length") == "12");
    QVERIFY(headerValue(head, "x") == "");
    QVERIFY(!headerValue(head, "length"));
}

void MessageTest::readsBodiesHoweverTheyAreCut_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("payload");
    QTest::newRow("no body") << QByteArray("H\r\n\r\n") << QByteArray();
    QTest::newRow("length zero") << QByteArray("H\r\nContent-Length: 0\r\n\r\n") << QByteArray();
    QTest::newRow("length") << QByteArray("H\r\nContent-Length: 5\r\n\r\nhello")
                            << QByteArray("hello");
    QTest::newRow("chunks") << QByteArray("H\r\nTransfer-Encoding: chunked\r\n\r\n"
                                          "5\r\nhello\r\nC\r\n big\r\nworld\n\r\n0\r\n\r\n")
                            << QByteArray("hello big\r\nworld\n");
    QTest::newRow("trailers") << QByteArray("H\r\nTransfer-Encoding: chunked\r\n\r\n"
                                            "1\r\nx\r\n0\r\nA: b\r\nC: d\r\n\r\n")
                              << QByteArray("x");
}

void MessageTest::readsBodiesHoweverTheyAreCut()
{
    QFETCH(const QByteArray, message);
    QFETCH(const QByteArray, payload);
    const std::string following = "NEXT";
    const std::string bytes = message.toStdString() + following;
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        MessageInPieces reader;
        reader.feed(std::string_view(bytes).substr(0, cut));
        reader.feed(std::string_view(bytes).substr(cut));
        QVERIFY(reader.isFinished());
        QCOMPARE(QByteArray::fromStdString(reader.payload), payload);
        QCOMPARE(reader.unused, following.size());
    }
}

void MessageTest::readsUntilTheConnectionEndsOnlyWhereAllowed()
{
    BodyReader body = BodyReader::following("H\r\n\r\n", true);
    QVERIFY(body.endsWithConnection());
    QCOMPARE(body.feed("anything", [](std::string_view) {}), std::size_t(8));
    QVERIFY(!body.isFinished());
    QVERIFY(BodyReader::following("H\r\n\r\n", false).isFinished());
}

QTEST_APPLESS_MAIN(MessageTest)
#include "tst_message.moc"
