// SPDX-License-Identifier: MIT
#include "tests/ui/window/sample_states.h"
#include "tests/ui/window/sample_traffic.h"
#include "ui/about_dialog.h"
#include "ui/action_table.h"
#include "ui/connection_card.h"
#include "ui/exchange_detail.h"
#include "ui/main_window.h"
#include "ui/page.h"
#include "ui/snippet_pane.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSet>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const TimePoint Now{1'760'000'000'000ms};

} // namespace

class MainWindowTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_settings;
    std::unique_ptr<FakeControl> m_control;
    std::unique_ptr<DashboardContext> m_context;
    std::unique_ptr<MainWindow> m_window;
    int m_quits = 0;
    int m_reloads = 0;

    void open()
    {
        m_window = std::make_unique<MainWindow>(m_context.get());
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void trigger(const QString &name) { m_window->actionTable()->find(name)->trigger(); }

    int rowsShown() const
    {
        return m_window->findChild<QTreeView *>(u"exchangeList"_s)->model()->rowCount();
    }

    void addRecords(qint64 from, qint64 to)
    {
        for (qint64 id = from; id <= to; ++id) {
            traffic::ExchangeRecord record;
            record.id = id;
            record.at = Now;
            record.method = "POST";
            record.target = "/openai/v1/chat/completions";
            record.model = id % 2 == 0 ? "even" : "odd";
            record.status = 200;
            record.phase = traffic::Phase::Done;
            m_control->put(record);
        }
        m_control->state.totals.requests += to - from + 1;
    }

    /// With three rows shown and the list in focus.
    bool triggersOnce(const QString &name, const QKeySequence &key)
    {
        open(); // some shortcuts close it, or open something over it
        trigger(u"view.page2"_s);
        if (!QTest::qWaitFor([this] { return rowsShown() == 3; }))
            return false;
        auto *list = m_window->findChild<QTreeView *>(u"exchangeList"_s);
        list->setFocus();
        const QSignalSpy triggered(m_window->actionTable()->find(name), &QAction::triggered);
        QTest::keySequence(list, key);
        return triggered.size() == 1;
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_settings.isValid());
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    }

    void init()
    {
        QSettings(u"llm-proxy"_s, u"dashboard"_s).clear();
        m_quits = 0;
        m_reloads = 0;
        m_control = std::make_unique<FakeControl>();
        SampleTraffic(*m_control, 1).start(Now);
        m_control->state.listeners = {{"127.0.0.1", 9137}};
        m_context = std::make_unique<DashboardContext>();
        m_context->control = m_control.get();
        m_context->configFiles = {u"/etc/llm-proxy/base.yml"_s};
        m_context->build = {u"0.1.0"_s, u"a1b2c3d"_s, u"2026-09-01"_s, u"gcc"_s, u"6.4"_s};
        m_context->quit = [this] { ++m_quits; };
        m_context->reloadConfig = [this] { ++m_reloads; };
    }

    void cleanup() { m_window.reset(); }

    void asksForNothingBeforeItIsShown()
    {
        m_window = std::make_unique<MainWindow>(m_context.get());
        QTest::qWait(600);
        QCOMPARE(m_control->snapshotCalls, 0);
        QCOMPARE(m_control->recordCalls, 0);
    }

    void asksForNothingWhileItCannotBeSeen_data()
    {
        QTest::addColumn<bool>("isMinimised");
        QTest::newRow("hidden") << false;
        QTest::newRow("minimised") << true;
    }
    void asksForNothingWhileItCannotBeSeen()
    {
        QFETCH(bool, isMinimised);
        open();
        trigger(u"view.page2"_s);
        QTRY_VERIFY(m_control->snapshotCalls >= 2 && m_control->recordCalls >= 2);
        if (isMinimised)
            m_window->showMinimized();
        else
            m_window->hide();
        QCoreApplication::processEvents();
        m_control->snapshotCalls = m_control->recordCalls = 0;
        QTest::qWait(700);
        QCOMPARE(m_control->snapshotCalls, 0);
        QCOMPARE(m_control->recordCalls, 0);
        m_window->showNormal();
        QTRY_VERIFY(m_control->snapshotCalls >= 1 && m_control->recordCalls >= 1);
    }

    void asksForRecordsOnlyWhileTheListIsInFront()
    {
        open();
        QTRY_VERIFY(m_control->snapshotCalls >= 2);
        QCOMPARE(m_control->recordCalls, 0);
        trigger(u"view.page2"_s);
        QTRY_VERIFY(m_control->recordCalls >= 2);
        trigger(u"view.page1"_s);
        m_control->recordCalls = 0;
        QTest::qWait(250);
        QCOMPARE(m_control->recordCalls, 0);
    }

    void catchesUpInBatches()
    {
        addRecords(1, 7'000);
        open();
        trigger(u"view.page2"_s);
        QTRY_COMPARE_WITH_TIMEOUT(rowsShown(), 7'000, 2'000);
        QVERIFY(m_control->recordCalls >= 4);
    }

    void showsARequestAtThePlaceOfItsArrival()
    {
        addRecords(1, 3'000);
        traffic::ExchangeRecord slow; // arrived first, changed last
        slow.id = 2;
        slow.at = Now;
        m_control->put(slow);
        open();
        trigger(u"view.page2"_s);
        QTRY_COMPARE_WITH_TIMEOUT(rowsShown(), 3'000, 2'000);
        const auto *list = m_window->findChild<QTreeView *>(u"exchangeList"_s);
        for (const int row : {0, 1, 2, 2'999})
            QCOMPARE(list->model()->index(row, 0).data().toInt(), row + 1);
    }

    void filtersAndClears()
    {
        addRecords(1, 10);
        open();
        trigger(u"view.page2"_s);
        QTRY_COMPARE(rowsShown(), 10);
        trigger(u"traffic.filter"_s);
        auto *filter = m_window->findChild<QLineEdit *>(u"filter"_s);
        QVERIFY(filter->hasFocus());
        QTest::keyClicks(filter, u"even"_s);
        QCOMPARE(rowsShown(), 10); // it waits for a pause in the typing
        QTRY_COMPARE(rowsShown(), 5);
        QTest::keyClick(filter, Qt::Key_Escape);
        QCOMPARE(filter->text(), QString());
        QCOMPARE(rowsShown(), 10);
    }

    void saysHowTheFilterIsUnderstood()
    {
        addRecords(1, 10);
        open();
        trigger(u"view.page2"_s);
        QTRY_COMPARE(rowsShown(), 10);
        const auto *said = m_window->findChild<QLabel *>(u"filterSentence"_s);
        QVERIFY(!said->isVisible());
        trigger(u"traffic.filter"_s);
        auto *filter = m_window->findChild<QLineEdit *>(u"filter"_s);
        QTest::keyClicks(filter, u"model:odd"_s);
        QTest::keyClick(filter, Qt::Key_Return);
        QCOMPARE(said->text(), u"Understood: model with “odd”"_s);
        QCOMPARE(rowsShown(), 5);
        QTest::keyClicks(filter, u" modle:x"_s);
        QTest::keyClick(filter, Qt::Key_Return);
        QVERIFY2(said->text().startsWith(
                     u"Not understood: there is no key 'modle'; did you mean model?"_s),
                 qPrintable(said->text()));
        QCOMPARE(rowsShown(), 5);
        QTest::keyClick(filter, Qt::Key_Escape);
        QVERIFY(!said->isVisible());
        QCOMPARE(rowsShown(), 10);
    }

    void saysThatTheShownRequestHasLeft()
    {
        addRecords(1, 1'500);
        open();
        trigger(u"view.page2"_s);
        QTRY_COMPARE(rowsShown(), 1'500);
        auto *list = m_window->findChild<QTreeView *>(u"exchangeList"_s);
        const auto *detail = m_window->findChild<ExchangeDetail *>();
        list->setCurrentIndex(list->model()->index(3, 0));
        QCOMPARE(detail->shownId(), 4);
        m_control->evictedUpTo = 1'000;
        QTRY_COMPARE(rowsShown(), 500);
        QCOMPARE(detail->shownId(), 0); // not the neighbour that nobody asked for
        QVERIFY(!list->currentIndex().isValid());
    }

    void freezesTheListWhilePaused()
    {
        addRecords(1, 10);
        open();
        trigger(u"view.page2"_s);
        QTRY_COMPARE(rowsShown(), 10);
        trigger(u"traffic.pause"_s);
        addRecords(11, 20);
        m_control->recordCalls = 0;
        QTest::qWait(300);
        QCOMPARE(m_control->recordCalls, 0);
        QCOMPARE(rowsShown(), 10);
        trigger(u"traffic.pause"_s);
        QTRY_COMPARE(rowsShown(), 20);
    }

    void copiesTheSelectedRowsAsText()
    {
        addRecords(1, 3);
        open();
        trigger(u"view.page2"_s);
        QTRY_COMPARE(rowsShown(), 3);
        m_window->findChild<QTreeView *>(u"exchangeList"_s)->selectAll();
        trigger(u"traffic.copyRow"_s);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY(lines.first().startsWith(u"1\t"_s));
    }

    void givesEveryShortcutToOneAction()
    {
        open();
        QSet<QString> seen;
        const auto actions = m_window->actionTable()->actions();
        QVERIFY(actions.size() >= 15);
        for (const QAction *action : actions) {
            QVERIFY2(!action->text().isEmpty(), qPrintable(action->objectName()));
            const auto keys = action->shortcuts();
            for (const QKeySequence &key : keys) {
                const QString name = key.toString();
                QVERIFY2(!seen.contains(name), qPrintable(name));
                seen.insert(name);
            }
        }
    }

    void triggersEveryShortcut()
    {
        addRecords(1, 3);
        open();
        QStringList names;
        const auto all = m_window->actionTable()->actions();
        for (const QAction *action : all)
            names.append(action->objectName());
        for (const QString &name : names) {
            const auto keys = m_window->actionTable()->find(name)->shortcuts();
            for (const QKeySequence &key : keys)
                QVERIFY2(triggersOnce(name, key), qPrintable(name + u' ' + key.toString()));
        }
    }

    void leavesLettersToTheFilterBox()
    {
        open();
        trigger(u"traffic.filter"_s);
        auto *filter = m_window->findChild<QLineEdit *>(u"filter"_s);
        QTest::keyClicks(filter, u"model jk;m"_s);
        QCOMPARE(filter->text(), u"model jk;m"_s);
    }

    void offersTheBoundAddress()
    {
        open();
        auto *snippets = m_window->findChild<ConnectionCard *>()->snippets();
        QTRY_VERIFY(snippets->text().contains(u"127.0.0.1:9137"_s));
    }

    void foldsTheHelpAtTheFirstRequest()
    {
        open();
        auto *card = m_window->findChild<ConnectionCard *>();
        QTRY_VERIFY(m_control->snapshotCalls >= 1);
        QVERIFY(card->isUnfolded());
        m_control->state.totals.requests = 1;
        QTRY_VERIFY(!card->isUnfolded());
        m_window->findChild<QPushButton *>(u"connectionHelp"_s)->click();
        QVERIFY(card->isUnfolded());
        m_control->state.totals.requests = 2;
        m_control->snapshotCalls = 0;
        QTRY_VERIFY(m_control->snapshotCalls >= 2);
        QVERIFY(card->isUnfolded());
    }

    void closesAtOnceWhenNothingIsInFlight()
    {
        open();
        QVERIFY(m_window->close());
        QCOMPARE(m_quits, 1);
    }

    void asksBeforeItQuitsWithRequestsInFlight()
    {
        m_control->state.totals.inFlight = 3;
        open();
        QVERIFY(!m_window->close());
        QCOMPARE(m_quits, 0);
        QVERIFY(m_window->isVisible());
        auto *question = m_window->findChild<QMessageBox *>(u"quitQuestion"_s);
        QVERIFY(question);
        QVERIFY(!m_window->close()); // asks once
        QCOMPARE(m_window->findChildren<QMessageBox *>(u"quitQuestion"_s).size(), 1);
        for (QAbstractButton *button : question->buttons()) {
            if (question->buttonRole(button) == QMessageBox::AcceptRole)
                button->click();
        }
        QCOMPARE(m_quits, 1);
        QVERIFY(!m_window->isVisible());
    }

    void reloadsTheConfiguration()
    {
        open();
        trigger(u"file.reload"_s);
        QCOMPARE(m_reloads, 1);
        m_context->reloadConfig = {};
        m_window.reset();
        open();
        QVERIFY(!m_window->actionTable()->find(u"file.reload"_s));
    }

    void remembersThePageAndTheTheme()
    {
        open();
        trigger(u"view.page2"_s);
        m_window->setTheme(Theme::Dark);
        m_window->close();
        open();
        QCOMPARE(m_window->currentPage()->title(), u"Traffic"_s);
        QVERIFY(shadesOf(QGuiApplication::palette()).isDark);
        m_window->setTheme(Theme::System);
    }

    void leavesStatesOfAnotherVersionAlone()
    {
        open();
        trigger(u"view.page2"_s);
        m_window->close();
        QSettings(u"llm-proxy"_s, u"dashboard"_s).setValue(u"window/stateVersion"_s, 999);
        open();
        QCOMPARE(m_window->currentPage()->title(), u"Overview"_s);
    }

    void namesEveryControl()
    {
        addRecords(1, 3);
        open();
        SampleStates::mixedCircuits(m_control->state);
        SampleStates::limits(m_control->state);
        SampleStates::testMode(m_control->state);
        SampleStates::costs(m_control->state);
        for (int page = 1; page <= 7; ++page) {
            trigger(u"view.page%1"_s.arg(page));
            QTRY_VERIFY(m_control->snapshotCalls >= 2);
            const auto widgets = m_window->findChildren<QWidget *>();
            for (QWidget *widget : widgets) {
                const bool isOwn = widget->isVisible() && widget->focusPolicy() != Qt::NoFocus
                                   && !widget->objectName().startsWith(u"qt_"_s);
                QAccessibleInterface *face =
                    isOwn ? QAccessible::queryAccessibleInterface(widget) : nullptr;
                if (face)
                    QVERIFY2(!face->text(QAccessible::Name).isEmpty(),
                             qPrintable(QLatin1String(widget->metaObject()->className()) + u" "_s
                                        + widget->objectName()));
            }
        }
    }

    void writesDiagnosticsWithoutTraffic()
    {
        addRecords(1, 3);
        const QString text = AboutDialog::diagnostics(*m_context);
        QVERIFY(text.contains(u"a1b2c3d"_s));
        QVERIFY(text.contains(u"/etc/llm-proxy/base.yml"_s));
        QVERIFY(text.contains(u"requests 3"_s));
        QVERIFY(!text.contains(u"chat/completions"_s));
    }
};
QTEST_MAIN(MainWindowTest)
#include "tst_main_window.moc"
