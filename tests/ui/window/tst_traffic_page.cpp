// SPDX-License-Identifier: MIT
#include "tests/ui/window/sample_details.h"
#include "tests/ui/window/sample_traffic.h"
#include "ui/action_table.h"
#include "ui/diff_window.h"
#include "ui/exchange_columns.h"
#include "ui/exchange_detail.h"
#include "ui/exchange_list.h"
#include "ui/resend_dialog.h"
#include "ui/saved_filters.h"
#include "ui/traffic_page.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSettings>
#include <QSplitter>
#include <QTemporaryDir>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const TimePoint Now{1'760'000'000'000ms};

} // namespace

class TrafficPageTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<FakeControl> m_control;
    std::unique_ptr<TrafficPage> m_page;
    std::unique_ptr<ActionTable> m_actions;

    ExchangeList *list() const { return m_page->findChild<ExchangeList *>(); }
    ExchangeDetail *detail() const
    {
        return m_page->findChild<ExchangeDetail *>(u"exchangeDetail"_s);
    }
    void trigger(const QString &name) { m_actions->find(u"traffic."_s + name)->trigger(); }
    QString cell(int row, Column column) const
    {
        return list()->model()->index(row, static_cast<int>(column)).data().toString();
    }

    /// `asked`: of two records with the same text the conversation is the same.
    void put(qint64 id, const QByteArray &asked)
    {
        SampleDetail sample = sampleDetail(id, Now + std::chrono::seconds(id), 12);
        sample.detail.request.bytes = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + asked
                                      + "\"},{\"role\":\"user\",\"content\":\"turn "
                                      + QByteArray::number(id) + "\"}]}";
        sample.detail.request.size = sample.detail.request.bytes.size();
        putDetail(*m_control, sample);
    }

    void select(int row)
    {
        list()->setCurrentIndex(list()->model()->index(row, 0));
        QVERIFY(detail()->shownId() != 0);
    }

private slots:
    void init()
    {
        m_control = std::make_unique<FakeControl>();
        SampleTraffic(*m_control, 1).start(Now);
        m_page = std::make_unique<TrafficPage>(m_control.get());
        m_actions = std::make_unique<ActionTable>(m_page.get());
        m_page->addActionsTo(*m_actions);
        m_page->resize(1'000, 700);
        m_page->show();
        put(1, "first");
        put(2, "second");
        put(3, "first");
        m_page->setPace(Pace::Full);
        QTRY_COMPARE(list()->model()->rowCount(), 3);
    }

    void cleanup()
    {
        m_actions.release(); // its parent owns it
        m_page.reset();
        m_control.reset();
    }

    void marksAndUnmarksWhatIsSelected()
    {
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        list()->selectAll();
        list()->setFocus();
        QTest::keyClick(list(), Qt::Key_M);
        QCOMPARE(cell(0, Column::Flags), u"S T R C M"_s);
        QVERIFY(list()->model()->index(2, 0).data(Qt::DecorationRole).isValid());
        QTest::keyClick(list(), Qt::Key_M);
        QCOMPARE(cell(0, Column::Flags), u"S T R C"_s);
        QVERIFY(!list()->model()->index(2, 0).data(Qt::DecorationRole).isValid());
    }

    void takesComments()
    {
        select(1);
        trigger(u"comment"_s);
        QCOMPARE(detail()->shownTab(), u"Notes"_s);
        auto *comment = detail()->findChild<QPlainTextEdit *>(u"comment"_s);
        comment->setPlainText(u"Look\nat <b>this</b>"_s);
        QCOMPARE(cell(1, Column::Comment), u"Look at <b>this</b>"_s);
        select(0);
        QCOMPARE(comment->toPlainText(), QString());
        select(1);
        QCOMPARE(comment->toPlainText(), u"Look\nat <b>this</b>"_s);
    }

    void showsAndHidesColumns()
    {
        QVERIFY(list()->isColumnHidden(static_cast<int>(Column::User)));
        QVERIFY(!list()->isColumnHidden(static_cast<int>(Column::Flags)));
        QMenu *menu = list()->columnMenu();
        QAction *user = nullptr;
        for (QAction *action : menu->actions()) {
            if (action->text() == u"User"_s)
                user = action;
            QVERIFY(action->text() != u"#"_s);
        }
        QVERIFY(user && !user->isChecked());
        user->trigger();
        QVERIFY(!list()->isColumnHidden(static_cast<int>(Column::User)));
        QCOMPARE(cell(0, Column::User), u"alice"_s);
    }

    void remembersColumnsPlaceAndFilters()
    {
        QTemporaryDir folder;
        QSettings settings(folder.filePath(u"s"_s), QSettings::IniFormat);
        list()->setColumnHidden(static_cast<int>(Column::Key), false);
        m_actions->find(u"view.detail"_s)->trigger();
        m_page->findChild<SavedFilters *>()->save(u"status:5xx"_s);
        m_page->save(settings);
        TrafficPage other(m_control.get());
        other.restore(settings);
        QVERIFY(!other.findChild<ExchangeList *>()->isColumnHidden(static_cast<int>(Column::Key)));
        QCOMPARE(other.findChild<QSplitter *>()->orientation(), Qt::Horizontal);
        QCOMPARE(other.findChild<SavedFilters *>()->filters(), QStringList{u"status:5xx"_s});
    }

    void placesTheDetailBelowRightAndOff()
    {
        auto *splitter = qobject_cast<QSplitter *>(detail()->parentWidget());
        QAction *turn = m_actions->find(u"view.detail"_s);
        QCOMPARE(splitter->orientation(), Qt::Vertical);
        turn->trigger();
        QCOMPARE(splitter->orientation(), Qt::Horizontal);
        QVERIFY(detail()->isVisible());
        turn->trigger();
        QVERIFY(!detail()->isVisible());
        turn->trigger();
        QVERIFY(detail()->isVisible());
        QCOMPARE(splitter->orientation(), Qt::Vertical);
    }

    void tellsTheConversation()
    {
        QCOMPARE(cell(0, Column::Session), cell(2, Column::Session));
        QVERIFY(cell(0, Column::Session) != cell(1, Column::Session));
        QCOMPARE(cell(0, Column::Session).size(), 8);
    }

    void comparesWithTheOneBeforeInTheConversation()
    {
        select(2);
        trigger(u"diffPrevious"_s);
        auto *diff = m_page->findChild<DiffWindow *>();
        QVERIFY(diff);
        QCOMPARE(diff->windowTitle(), u"#1 and #3"_s);
        QVERIFY(diff->text().contains(u"turn 1"_s) && diff->text().contains(u"turn 3"_s));
        delete diff;
        select(1);
        trigger(u"diffPrevious"_s);
        QVERIFY(!m_page->findChild<DiffWindow *>());
        QVERIFY(m_page->findChild<QLabel *>(u"said"_s)->text().contains(u"same conversation"_s));
    }

    void comparesTwoThatAreSelected()
    {
        list()->selectAll();
        trigger(u"diffSelected"_s);
        QVERIFY(!m_page->findChild<DiffWindow *>());
        list()->selectionModel()->select(list()->model()->index(2, 0),
                                         QItemSelectionModel::Deselect | QItemSelectionModel::Rows);
        trigger(u"diffSelected"_s);
        QCOMPARE(m_page->findChild<DiffWindow *>()->windowTitle(), u"#1 and #2"_s);
    }

    void copiesWithoutSecrets_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("part");
        QTest::newRow("cURL") << u"copyCurl"_s << u"curl "_s;
        QTest::newRow("Python") << u"copyPython"_s << u"import "_s;
        QTest::newRow("Node") << u"copyNode"_s << u"fetch("_s;
        QTest::newRow("URL") << u"copyUrl"_s << u"http://127.0.0.1:9002/anthropic/v1/messages"_s;
    }
    void copiesWithoutSecrets()
    {
        QFETCH(QString, action);
        QFETCH(QString, part);
        select(0);
        trigger(action);
        const QString text = QGuiApplication::clipboard()->text();
        QVERIFY2(text.contains(part), qPrintable(text));
        QVERIFY(!text.contains(u"cdef"_s));
    }

    void exportsWhatIsSelected_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QByteArray>("begin");
        QTest::newRow("JSON Lines") << u"exportLines"_s << QByteArray("{");
        QTest::newRow("HAR") << u"exportHar"_s << QByteArray("{\"log\"");
    }
    void exportsWhatIsSelected()
    {
        QFETCH(QString, action);
        QFETCH(QByteArray, begin);
        QTemporaryDir folder;
        trigger(action);
        QVERIFY(!m_page->findChild<QFileDialog *>()); // nothing is selected
        list()->selectAll();
        trigger(action);
        auto *dialog = m_page->findChild<QFileDialog *>();
        QVERIFY(dialog);
        const QString path = folder.filePath(u"export"_s);
        emit dialog->fileSelected(path);
        dialog->close();
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY2(bytes.startsWith(begin), bytes.left(80).constData());
        if (action == u"exportLines"_s)
            QCOMPARE(bytes.count('\n'), 3);
    }

    void opensAWindowOfItsOwn()
    {
        select(1);
        trigger(u"ownWindow"_s);
        const auto all = m_page->findChildren<ExchangeDetail *>();
        QCOMPARE(all.size(), 2);
        ExchangeDetail *window = all.at(0)->isWindow() ? all.at(0) : all.at(1);
        QVERIFY(window->isWindow());
        QCOMPARE(window->shownId(), 2);
        select(0);
        QCOMPARE(window->shownId(), 2);
        window->close();
        QTRY_COMPARE(m_page->findChildren<ExchangeDetail *>().size(), 1);
    }

    void asksBeforeItSendsAgain()
    {
        select(0);
        trigger(u"edit"_s);
        auto *dialog = m_page->findChild<ResendDialog *>();
        QVERIFY(dialog);
        QVERIFY(dialog->findChild<QPlainTextEdit *>(u"resendBody"_s)
                    ->toPlainText()
                    .contains(u"first"_s));
        dialog->close();
    }

    void savesFiltersForLater()
    {
        auto *saved = m_page->findChild<SavedFilters *>();
        saved->save(u"id:2"_s);
        saved->save(u"id:2"_s);
        QCOMPARE(saved->filters().size(), 1);
        emit saved->chosen(u"id:2"_s);
        QCOMPARE(m_page->findChild<QLineEdit *>(u"filter"_s)->text(), u"id:2"_s);
        QCOMPARE(list()->model()->rowCount(), 1);
        for (int i = 0; i < SavedFilters::Most + 5; ++i)
            saved->save(u"id:%1"_s.arg(100 + i));
        QCOMPARE(saved->filters().size(), SavedFilters::Most);
        QVERIFY(!saved->filters().contains(u"id:2"_s));
        saved->remove(u"id:110"_s);
        QVERIFY(!saved->filters().contains(u"id:110"_s));
    }
};
QTEST_MAIN(TrafficPageTest)
#include "tst_traffic_page.moc"
