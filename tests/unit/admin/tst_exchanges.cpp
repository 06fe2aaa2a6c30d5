// SPDX-License-Identifier: MIT
#include "engine/admin/exchanges.h"
#include "tests/unit/admin/fake_control.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::admin;
using namespace Qt::StringLiterals;

namespace {

constexpr TimePoint Now{Duration(1'735'689'600'000)};

/// All of it, whole or in pieces.
QByteArray textOf(const Answer &answer)
{
    if (const auto *const reply = std::get_if<Reply>(&answer))
        return reply->body;
    QByteArray text;
    if (const auto *const streamed = std::get_if<Streamed>(&answer)) {
        Stream::Piece piece;
        while (piece.then == Stream::Then::More) {
            piece = streamed->stream->next({});
            text += piece.bytes;
        }
    }
    return text;
}

QJsonObject objectOf(const Answer &answer)
{
    return QJsonDocument::fromJson(textOf(answer)).object();
}

/// What it comes to, at once or later.
Answer answerOf(Deed deed)
{
    if (auto *const answer = std::get_if<Answer>(&deed))
        return std::move(*answer);
    Answer got = Reply{};
    std::get<Later>(deed)([&got](Answer answer) { got = std::move(answer); });
    return got;
}

int statusOf(const Answer &answer)
{
    const auto *const error = std::get_if<proxy::LocalError>(&answer);
    return error ? error->status : 200;
}

} // namespace

class ExchangesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::FakeControl> m_control;

    QList<qint64> page(const QByteArray &query, QJsonValue *next = nullptr) const
    {
        const QJsonObject object = objectOf(listExchanges(*m_control, Query(query), Now));
        QList<qint64> ids;
        const QJsonArray exchanges = object["exchanges"_L1].toArray();
        for (const auto &exchange : exchanges)
            ids.append(exchange["id"_L1].toInteger());
        if (next != nullptr)
            *next = object["next"_L1];
        return ids;
    }

private slots:
    void init()
    {
        m_control = std::make_unique<test::FakeControl>();
        for (qint64 id = 1; id <= 5; ++id)
            m_control->put(id);
    }

    void listsTheNewestFirst()
    {
        m_control->put(2, 500); // the last change is not what counts
        QCOMPARE(page(""), (QList<qint64>{5, 4, 3, 2, 1}));
    }

    void pagesWithoutGapOrEnd()
    {
        QJsonValue next;
        QCOMPARE(page("limit=2", &next), (QList<qint64>{5, 4}));
        QCOMPARE(next.toInteger(), 4);
        QCOMPARE(page("limit=2&before=4", &next), (QList<qint64>{3, 2}));
        QCOMPARE(page("limit=2&before=2", &next), QList<qint64>{1});
        QVERIFY(next.isNull());
    }

    void aFullLastPageIsTheLast()
    {
        QJsonValue next;
        QCOMPARE(page("limit=5", &next).size(), 5);
        QVERIFY(next.isNull());
    }

    void anEmptyPage()
    {
        QCOMPARE(textOf(listExchanges(*m_control, Query("before=1"), Now)),
                 QByteArray(R"({"exchanges":[],"next":null})"));
    }

    void looksThroughMoreThanItTakesAtOnce()
    {
        for (qint64 id = 6; id <= 100; ++id)
            m_control->put(id, id % 30 == 0 ? 500 : 200);
        QJsonValue next;
        QCOMPARE(page("limit=2&filter=status:500", &next), (QList<qint64>{90, 60}));
        QCOMPARE(page("filter=status:500&before=" + QByteArray::number(next.toInteger()), &next),
                 QList<qint64>{30});
        QVERIFY(next.isNull());
    }

    void looksIntoBodies()
    {
        auto detail = std::make_shared<traffic::ExchangeDetail>();
        detail->request.bytes = "a needle";
        detail->request.size = 8;
        m_control->window.putDetail(3, detail);
        QCOMPARE(page("filter=body:needle"), QList<qint64>{3});
    }

    void saysWhatIsWrongWithAFilter()
    {
        const Answer answer = listExchanges(*m_control, Query("filter=status:x"), Now);
        const auto *const error = std::get_if<proxy::LocalError>(&answer);
        QVERIFY(error != nullptr);
        QCOMPARE(error->status, 400);
        QVERIFY(error->message.startsWith("filter, at character "));
    }

    void goesOnWithTheHistory()
    {
        m_control->window.clear();
        m_control->put(15);
        for (const qint64 id : {7, 6}) {
            traffic::ExchangeRecord record;
            record.id = id;
            m_control->page.records.append(record);
        }
        QJsonValue next;
        QCOMPARE(page("", &next), (QList<qint64>{15, 7, 6}));
        QVERIFY(next.isNull());
        QCOMPARE(page("limit=2", &next), (QList<qint64>{15, 7}));
        QCOMPARE(next.toInteger(), 7);
        const QJsonObject har = objectOf(exportHar(*m_control, Query(), Now, "1.2.3"));
        QCOMPARE(har["log"_L1]["entries"_L1].toArray().size(), 3);
    }

    void endsWhereTheHistoryFails()
    {
        m_control->page.error = "the disk is gone";
        m_control->page.next = 1;
        QCOMPARE(page("").size(), 5);
    }

    void showsWhatIsOnDisk()
    {
        m_control->stored.record.emplace();
        m_control->stored.record->id = 700;
        QCOMPARE(
            objectOf(answerOf(showExchange(*m_control, "700")))["exchange"_L1]["id"_L1].toInteger(),
            700);
    }

    void exportsLines()
    {
        const QByteArray lines = textOf(exportJsonLines(*m_control, Query("filter=id:4"), Now));
        QCOMPARE(lines.count('\n'), 1);
        QCOMPARE(QJsonDocument::fromJson(lines)["id"_L1].toInteger(), 4);
        QCOMPARE(textOf(exportJsonLines(*m_control, Query(), Now)).count('\n'), 5);
    }

    void exportsAnArchive()
    {
        const auto entries = [&](const QByteArray &query) {
            const QJsonObject har = objectOf(exportHar(*m_control, Query(query), Now, "1.2.3"));
            return har["log"_L1]["entries"_L1].toArray().size();
        };
        QCOMPARE(entries(""), 5);
        QCOMPARE(entries("filter=id:4"), 1);
        QCOMPARE(entries("filter=id:400"), 0);
    }

    void writesCode_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("word");
        QTest::newRow("default") << QByteArray() << QByteArray("curl");
        QTest::newRow("curl") << QByteArray("format=curl") << QByteArray("curl");
        QTest::newRow("Python") << QByteArray("format=python") << QByteArray("import ");
        QTest::newRow("Node") << QByteArray("format=node") << QByteArray("fetch");
    }

    void writesCode()
    {
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, word);
        QVERIFY(textOf(answerOf(showExchangeAsCode(*m_control, "3", Query(query)))).contains(word));
    }

    void writesNoOtherCode()
    {
        QCOMPARE(statusOf(answerOf(showExchangeAsCode(*m_control, "3", Query("format=perl")))),
                 400);
        QCOMPARE(statusOf(answerOf(showExchangeAsCode(*m_control, "300", Query()))), 404);
    }

    void refusesWhatIsNoPage_data()
    {
        QTest::addColumn<QByteArray>("query");
        for (const char *query : {"limit=0", "limit=1001", "limit=", "before=0", "before=x"})
            QTest::newRow(query) << QByteArray(query);
    }

    void refusesWhatIsNoPage()
    {
        QFETCH(QByteArray, query);
        QCOMPARE(statusOf(listExchanges(*m_control, Query(query), Now)), 400);
    }

    void showsOneWithoutADetail()
    {
        const QJsonObject shown = objectOf(answerOf(showExchange(*m_control, "3")));
        QCOMPARE(shown["exchange"_L1]["id"_L1].toInteger(), 3);
        QVERIFY(shown["detail"_L1].isNull());
    }

    void showsWhatIsKeptBesides()
    {
        auto detail = std::make_shared<traffic::ExchangeDetail>();
        detail->requestHead = "GET / HTTP/1.1\n";
        m_control->window.putDetail(3, detail);
        const QJsonObject shown = objectOf(answerOf(showExchange(*m_control, "3")));
        QCOMPARE(shown["detail"_L1]["request_head"_L1].toString(), u"GET / HTTP/1.1\n"_s);
    }

    void doesNotFindOthers_data()
    {
        QTest::addColumn<QByteArray>("id");
        for (const char *id : {"6", "0", "-1", "x", "99999999999999999999"})
            QTest::newRow(id) << QByteArray(id);
    }

    void doesNotFindOthers()
    {
        QFETCH(QByteArray, id);
        QCOMPARE(statusOf(answerOf(showExchange(*m_control, id))), 404);
    }
};

QTEST_APPLESS_MAIN(ExchangesTest)
#include "tst_exchanges.moc"
