// SPDX-License-Identifier: MIT
#include "ui/exchange_filter.h"
#include "ui/exchange_list.h"
#include "ui/exchange_table.h"

#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <ctime>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;
using traffic::RecordDelta;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int Slowness = 15;
#else
constexpr int Slowness = 1;
#endif

/// Of the processor's time, so that a machine that is busy with other things does not count.
qint64 millisecondsSince(std::clock_t start)
{
    return (std::clock() - start) * 1000 / CLOCKS_PER_SEC;
}

constexpr TimePoint Now{Duration(1'769'860'800'000)};

RecordDelta records(qint64 from, qint64 to)
{
    RecordDelta delta;
    for (qint64 id = from; id <= to; ++id) {
        traffic::ExchangeRecord record;
        record.id = id;
        record.at = Now + std::chrono::seconds(id);
        record.status = 200;
        record.phase = traffic::Phase::Done;
        record.method = "POST";
        record.target = "/openai/v1/chat/completions";
        record.model = id % 10 == 0 ? "gpt-4o" : "claude-sonnet-4-5";
        delta.changed.append(record);
    }
    return delta;
}

} // namespace

class ExchangeListTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ExchangeTable> m_table;
    QHash<qint64, std::shared_ptr<const traffic::ExchangeDetail>> m_details;
    std::unique_ptr<ExchangeFilter> m_filter;
    std::unique_ptr<ExchangeList> m_list;

    bool isAtEnd() const
    {
        const QScrollBar *bar = m_list->verticalScrollBar();
        return bar->value() == bar->maximum();
    }

    qint64 topId() const
    {
        const QModelIndex top = m_filter->mapToSource(m_list->indexAt(QPoint(5, 1)));
        return top.isValid() ? m_table->record(top.row()).id : -1;
    }

private slots:
    void init()
    {
        m_table = std::make_unique<ExchangeTable>();
        m_details.clear();
        m_filter = std::make_unique<ExchangeFilter>(
            m_table.get(), [this](qint64 id) { return m_details.value(id); }, nullptr);
        m_list = std::make_unique<ExchangeList>();
        m_list->setModel(m_filter.get());
        m_list->resize(900, 400);
        m_list->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_list.get()));
    }

    void cleanup()
    {
        m_list.reset();
        m_filter.reset();
        m_table.reset();
    }

    void takesTwentyThousandRowsInTime()
    {
        const std::clock_t start = std::clock();
        for (qint64 first = 1; first <= 20'000; first += 200) {
            m_table->apply(records(first, first + 199));
            QCoreApplication::processEvents();
        }
        const qint64 took = millisecondsSince(start);
        QCOMPARE(m_filter->rowCount(), 20'000);
        QVERIFY(isAtEnd());
        qInfo("20 000 rows in batches of 200: %lld ms", took);
        QVERIFY2(took < 2'000 * Slowness, qPrintable(QString::number(took)));
    }

    void evictsFourThousandInTime()
    {
        m_table->apply(records(1, 20'000));
        const std::clock_t start = std::clock();
        for (qint64 first = 20'001; first < 24'000; first += 1'000) {
            m_table->apply(records(first, first + 999));
            QCoreApplication::processEvents();
        }
        const qint64 took = millisecondsSince(start);
        QCOMPARE(m_filter->rowCount(), 20'000);
        qInfo("4 000 rows out and in by 1 000: %lld ms", took);
        QVERIFY2(took < 500 * Slowness, qPrintable(QString::number(took)));
    }

    void followsTheNewestUntilTheUserScrollsUp()
    {
        m_table->apply(records(1, 500));
        QVERIFY(m_list->follows());
        QTRY_VERIFY(isAtEnd());
        m_list->verticalScrollBar()->triggerAction(QAbstractSlider::SliderPageStepSub);
        QVERIFY(!m_list->follows());
        const qint64 top = topId();
        QSignalSpy unseen(m_list.get(), &ExchangeList::unseenChanged);
        m_table->apply(records(501, 537));
        QCOMPARE(m_list->unseen(), 37);
        QCOMPARE(unseen.size(), 1);
        QTest::qWait(20);
        QCOMPARE(topId(), top);
    }

    void followsAgainAtTheEnd()
    {
        m_table->apply(records(1, 500));
        m_list->verticalScrollBar()->triggerAction(QAbstractSlider::SliderToMinimum);
        QVERIFY(!m_list->follows());
        m_table->apply(records(501, 510));
        m_list->verticalScrollBar()->triggerAction(QAbstractSlider::SliderToMaximum);
        QVERIFY(m_list->follows());
        QCOMPARE(m_list->unseen(), 0);
    }

    void stopsFollowingWhenARowIsSelected()
    {
        m_table->apply(records(1, 500));
        QTRY_VERIFY(isAtEnd());
        QTest::mouseClick(m_list->viewport(), Qt::LeftButton, {}, QPoint(40, 40));
        QVERIFY(!m_list->follows());
        QVERIFY(m_list->currentIndex().isValid());
        m_list->setFollows(true);
        QVERIFY(m_list->follows());
        QTest::keyClick(m_list.get(), Qt::Key_Up);
        QVERIFY(!m_list->follows());
    }

    void keepsItsPlaceWhenRowsLeaveAtTheFront()
    {
        m_table->apply(records(1, ExchangeTable::Capacity));
        m_list->setFollows(false);
        m_list->verticalScrollBar()->setValue(5'000);
        QTest::qWait(20);
        const qint64 top = topId();
        QCOMPARE(top, 5'001);
        m_table->apply(records(ExchangeTable::Capacity + 1, ExchangeTable::Capacity + 1));
        QTest::qWait(20);
        QCOMPARE(m_table->record(0).id, 1'001);
        QCOMPARE(topId(), top);
    }

    void showsTheMatchingRowsOnly()
    {
        m_table->apply(records(1, 500));
        QVERIFY(!m_filter->setText(u"  GPT-4O "_s, Now));
        QCOMPARE(m_filter->text(), u"GPT-4O"_s);
        QCOMPARE(m_filter->rowCount(), 50);
        m_table->apply(records(501, 510));
        QCOMPARE(m_filter->rowCount(), 51);
        QVERIFY(!m_filter->setText({}, Now));
        QCOMPARE(m_filter->rowCount(), 510);
    }

    void keepsTheLastFilterThatWasRight()
    {
        m_table->apply(records(1, 20));
        QVERIFY(!m_filter->setText(u"model:claude id<=10"_s, Now));
        QCOMPARE(m_filter->rowCount(), 9);
        const auto error = m_filter->setText(u"model:claude id<=x"_s, Now);
        QVERIFY(error);
        QCOMPARE(error->position, 17);
        QCOMPARE(m_filter->rowCount(), 9);
        QCOMPARE(m_filter->text(), u"model:claude id<=10"_s);
        QCOMPARE(m_filter->sentence(), u"model with “claude”, number at most 10"_s);
    }

    void looksIntoBodiesThatAreKept()
    {
        m_table->apply(records(1, 20));
        auto detail = std::make_shared<traffic::ExchangeDetail>();
        detail->request.bytes = "Find the bug";
        m_details.insert(7, detail);
        QVERIFY(!m_filter->setText(u"body:\"the bug\""_s, Now));
        QCOMPARE(m_filter->rowCount(), 1);
        QCOMPARE(m_filter->index(0, 0).data().toInt(), 7);
    }

    void letsGoWhatBecomesTooOld()
    {
        m_table->apply(records(1, 20));
        QVERIFY(!m_filter->setText(u"since:5s"_s, Now + std::chrono::seconds(20)));
        QCOMPARE(m_filter->rowCount(), 6); // one begins just then
        m_filter->refresh(Now + std::chrono::seconds(22));
        QCOMPARE(m_filter->rowCount(), 4);
    }
};
QTEST_MAIN(ExchangeListTest)
#include "tst_exchange_list.moc"
