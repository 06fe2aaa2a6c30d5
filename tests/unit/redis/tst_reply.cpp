// SPDX-License-Identifier: MIT
#include "engine/redis/reply.h"

#include <QTest>

using namespace llmproxy::redis;

namespace {

Reply text(const QByteArray &value)
{
    return {.type = Reply::Type::Text, .integer = 0, .text = value, .items = {}};
}

Reply whole(qint64 value)
{
    return {.type = Reply::Type::Integer, .integer = value, .text = {}, .items = {}};
}

Reply array(std::vector<Reply> items)
{
    return {.type = Reply::Type::Array, .integer = 0, .text = {}, .items = std::move(items)};
}

} // namespace

class ReplyTest : public QObject
{
    Q_OBJECT

private slots:
    void readsEachType_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("row");
        int row = 0;
        for (const auto &[name, bytes] : std::vector<std::pair<const char *, QByteArray>>{
                 {"status", "+OK\r\n"},
                 {"integer", ":-17\r\n"},
                 {"text", "$5\r\nab\r\nc\r\n"},
                 {"no text", "$-1\r\n"},
                 {"empty text", "$0\r\n\r\n"},
                 {"error", "-ERR no\r\n"},
                 {"array", "*3\r\n:1\r\n*2\r\n+a\r\n$-1\r\n$1\r\nz\r\n"},
                 {"no array", "*-1\r\n"},
                 {"empty array", "*0\r\n"}})
            QTest::newRow(name) << bytes << row++;
    }

    void readsEachType()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, row);
        const std::vector<Reply> expected{
            text("OK"),
            whole(-17),
            text("ab\r\nc"),
            Reply(),
            text(""),
            {.type = Reply::Type::Error, .integer = 0, .text = "ERR no", .items = {}},
            array({whole(1), array({text("a"), Reply()}), text("z")}),
            Reply(),
            array({})};
        // However it is cut: whole, and byte by byte.
        for (const qsizetype step : {bytes.size(), qsizetype(1)}) {
            ReplyReader reader;
            for (qsizetype at = 0; at < bytes.size(); at += step) {
                const auto early = reader.next();
                QVERIFY(early && !*early);
                reader.feed(QByteArrayView(bytes).sliced(at, step));
            }
            const auto reply = reader.next();
            QVERIFY(reply && *reply);
            QCOMPARE(**reply, expected[std::size_t(row)]);
            const auto further = reader.next();
            QVERIFY(further && !*further);
        }
    }

    void readsSeveralInARow()
    {
        ReplyReader reader;
        reader.feed(":1\r\n:2\r\n:3");
        QCOMPARE((**reader.next()).integer, 1);
        QCOMPARE((**reader.next()).integer, 2);
        QVERIFY(!*reader.next());
        reader.feed("\r\n");
        QCOMPARE((**reader.next()).integer, 3);
    }

    void refusesWhatIsNoReply_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("HTTP") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n");
        QTest::newRow("a number that is none") << QByteArray(":12a\r\n");
        QTest::newRow("too many items") << QByteArray("*1000000000\r\n");
        QTest::newRow("one item too many")
            << "*" + QByteArray::number(ReplyReader::MaxItems + 1) + "\r\n";
        QTest::newRow("a length below none") << QByteArray("$-7\r\n");
        QTest::newRow("too deep") << QByteArray("*1\r\n").repeated(20);
        QTest::newRow("too long") << "$999999999\r\n" + QByteArray(ReplyReader::MaxBytes + 1, 'x');
        QTest::newRow("nothing but zeros") << QByteArray(64, '\0');
    }

    void refusesWhatIsNoReply()
    {
        QFETCH(QByteArray, bytes);
        ReplyReader reader;
        reader.feed(bytes);
        QVERIFY(!reader.next());
        reader.feed(":1\r\n");
        QVERIFY(!reader.next()); // for good
    }

    void takesAsManyItemsAsThereMayBe()
    {
        ReplyReader reader;
        reader.feed(QByteArray("*" + QByteArray::number(ReplyReader::MaxItems) + "\r\n"));
        reader.feed(QByteArray(":7\r\n").repeated(ReplyReader::MaxItems));
        const auto reply = reader.next();
        QVERIFY(reply && *reply);
        QCOMPARE((**reply).items.size(), ReplyReader::MaxItems);
    }

    void tellsItemsWhateverTheyAre()
    {
        const Reply reply = array({whole(5), text("6"), text("x"), Reply()});
        QCOMPARE(reply.number(0), 5);
        QCOMPARE(reply.number(1), 6);
        QCOMPARE(reply.number(2), 0);
        QCOMPARE(reply.number(9), 0);
        QCOMPARE(reply.textAt(1), "6");
        QCOMPARE(reply.textAt(0), "");
        QCOMPARE(reply.textAt(9), "");
    }
};

QTEST_APPLESS_MAIN(ReplyTest)
#include "tst_reply.moc"
