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

QJsonObject objectOf(const Answer &answer)
{
    const auto *const reply = std::get_if<Reply>(&answer);
    return reply ? QJsonDocument::fromJson(reply->body).object() : QJsonObject();
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
        const QJsonObject object = objectOf(listExchanges(*m_control, Query(query)));
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

    void refusesWhatIsNoPage_data()
    {
        QTest::addColumn<QByteArray>("query");
        for (const char *query : {"limit=0", "limit=1001", "limit=", "before=0", "before=x"})
            QTest::newRow(query) << QByteArray(query);
    }

    void refusesWhatIsNoPage()
    {
        QFETCH(QByteArray, query);
        QCOMPARE(statusOf(listExchanges(*m_control, Query(query))), 400);
    }

    void showsOneWithoutADetail()
    {
        const QJsonObject shown = objectOf(showExchange(*m_control, "3"));
        QCOMPARE(shown["exchange"_L1]["id"_L1].toInteger(), 3);
        QVERIFY(shown["detail"_L1].isNull());
    }

    void showsWhatIsKeptBesides()
    {
        auto detail = std::make_shared<traffic::ExchangeDetail>();
        detail->requestHead = "GET / HTTP/1.1\n";
        m_control->window.putDetail(3, detail);
        const QJsonObject shown = objectOf(showExchange(*m_control, "3"));
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
        QCOMPARE(statusOf(showExchange(*m_control, id)), 404);
    }
};

QTEST_APPLESS_MAIN(ExchangesTest)
#include "tst_exchanges.moc"
