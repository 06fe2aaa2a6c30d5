// SPDX-License-Identifier: MIT
#include "tests/ui/window/sample_states.h"
#include "tests/ui/window/sample_traffic.h"
#include "ui/action_table.h"
#include "ui/breaker_card.h"
#include "ui/exchange_detail.h"
#include "ui/key_words.h"
#include "ui/main_window.h"
#include "ui/notice.h"
#include "ui/page.h"
#include "ui/table_view.h"
#include "ui/test_banner.h"

#include <QComboBox>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The pages of the breakers, the limits and the test modes in the window, from hand-made states.
class FeaturePagesTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_settings;
    std::unique_ptr<FakeControl> m_control;
    DashboardContext m_context;
    std::unique_ptr<MainWindow> m_window;

    stats::EngineSnapshot &state() { return m_control->state; }

    void open(int page)
    {
        m_window = std::make_unique<MainWindow>(&m_context);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        trigger(u"view.page%1"_s.arg(page));
        m_control->snapshotCalls = 0;
        QTRY_VERIFY(m_control->snapshotCalls >= 2);
    }

    void trigger(const QString &name) { m_window->actionTable()->find(name)->trigger(); }

    template<class Widget>
    Widget *named(const QString &accessibleName) const
    {
        const auto all = m_window->currentPage()->findChildren<Widget *>();
        for (Widget *each : all) {
            if (each->accessibleName() == accessibleName)
                return each;
        }
        return nullptr;
    }

    QString emptyText() const
    {
        const auto notices = m_window->currentPage()->findChildren<Notice *>();
        for (const Notice *notice : notices) {
            if (notice->isVisible())
                return notice->text();
        }
        return {};
    }

private slots:
    void initTestCase()
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    }

    void init()
    {
        QSettings(u"llm-proxy"_s, u"dashboard"_s).clear();
        m_control = std::make_unique<FakeControl>();
        SampleTraffic(*m_control, 1).start(TimePoint{1'760'000'000s});
        m_context.control = m_control.get();
        for (stats::ProviderStatus &provider : state().providers)
            provider.requests = 10;
    }

    void cleanup() { m_window.reset(); }

    void saysWhyAPageIsEmpty_data()
    {
        QTest::addColumn<int>("page");
        QTest::addColumn<QString>("words");
        QTest::newRow("breakers") << 3 << u"circuit breaker is off"_s;
        QTest::newRow("limits") << 4 << u"rate limiter is off"_s;
        QTest::newRow("test modes") << 5 << u"locked by test_mode_enabled"_s;
        QTest::newRow("usage") << 6 << u"No request has used tokens"_s;
    }
    void saysWhyAPageIsEmpty()
    {
        QFETCH(const int, page);
        QFETCH(const QString, words);
        open(page);
        QVERIFY2(emptyText().contains(words), qPrintable(emptyText()));
    }

    void readsOutWhatACardShows()
    {
        SampleStates::mixedCircuits(state());
        open(1);
        const auto *card = named<BreakerCard>(u"gemini"_s);
        QVERIFY(card);
        QVERIFY(card->accessibleDescription().contains(u"OPEN"_s));
        QVERIFY(card->accessibleDescription().contains(u"gemini-2.5-pro"_s));
    }

    void readsACardOutAgainOnlyWhenItChanges()
    {
        SampleStates::mixedCircuits(state());
        open(1);
        const auto *card = named<BreakerCard>(u"gemini"_s);
        const QString before = card->accessibleDescription();
        state().at += 10s; // the countdown goes on
        m_control->snapshotCalls = 0;
        QTRY_VERIFY(m_control->snapshotCalls >= 2);
        QCOMPARE(card->accessibleDescription(), before);
    }

    void leadsFromACardToItsBreakers()
    {
        SampleStates::mixedCircuits(state());
        open(1);
        auto *card = named<BreakerCard>(u"gemini"_s);
        card->setFocus();
        QTest::keyClick(card, Qt::Key_Return);
        QCOMPARE(m_window->currentPage()->title(), u"Breakers"_s);
        QCOMPARE(named<TableView>(u"Circuits"_s)->model()->rowCount(), 3);
    }

    void leadsFromAPipToTheRequestThatFailed()
    {
        SampleStates::mixedCircuits(state());
        for (qint64 id = 100; id <= 110; ++id) {
            traffic::ExchangeRecord record;
            record.id = id;
            record.phase = traffic::Phase::Done;
            m_control->put(record);
        }
        open(1);
        auto *card = named<BreakerCard>(u"gemini"_s);
        QSignalSpy wanted(card, &BreakerCard::exchangeWanted);
        for (int y = 0; y < card->height() && wanted.isEmpty(); y += 3)
            QTest::mouseClick(card, Qt::LeftButton, {}, QPoint(17 + 4 * 14 + 4, y));
        QTRY_COMPARE(m_window->currentPage()->title(), u"Traffic"_s);
        QTRY_COMPARE(m_window->findChild<ExchangeDetail *>()->shownId(), 105);
    }

    void goesToTheNextUnhealthyCircuit()
    {
        SampleStates::mixedCircuits(state());
        open(3);
        const auto *table = named<TableView>(u"Circuits"_s);
        for (const char *expected : {"anthropic:claude-opus-4-1",
                                     "gemini:gemini-2.5-pro",
                                     "bedrock:*",
                                     "anthropic:claude-opus-4-1"}) {
            trigger(u"breakers.nextUnwell"_s);
            QCOMPARE(table->currentId(), expected);
        }
    }

    void forcesTheChosenCircuitForATime()
    {
        SampleStates::mixedCircuits(state());
        open(3);
        named<TableView>(u"Circuits"_s)->setCurrentId("openai:gpt-4o");
        auto *menu = named<QToolButton>(u"Force open"_s)->menu();
        const auto before = MonotonicTime::clock::now();
        menu->actions()[1]->trigger(); // ten minutes
        menu->actions().last()->trigger();
        QCOMPARE(m_control->forced.size(), 2);
        const auto &[key, force] = m_control->forced[0];
        QCOMPARE(circuit::textOf(key), "openai:gpt-4o");
        QVERIFY(force.what == circuit::Force::What::Open);
        QCOMPARE(force.by, personHere());
        QVERIFY(*force.until >= before + 10min && *force.until < before + 11min);
        QVERIFY(*m_control->forced[1].second.until == MonotonicTime::max());
    }

    void offersOnlyWhatCanBeDoneToACircuit()
    {
        SampleStates::mixedCircuits(state());
        open(3);
        auto *table = named<TableView>(u"Circuits"_s);
        const auto *probe = named<QPushButton>(u"Probe now"_s);
        const auto *release = named<QPushButton>(u"Release"_s);
        QVERIFY(!probe->isEnabled());
        table->setCurrentId("openai:gpt-4o");
        QVERIFY(!probe->isEnabled() && !release->isEnabled());
        table->setCurrentId("gemini:gemini-2.5-pro");
        QVERIFY(probe->isEnabled() && !release->isEnabled());
        table->setCurrentId("bedrock:*");
        QVERIFY(!probe->isEnabled() && release->isEnabled());
    }

    void showsTheBannerOnEveryPageWhileATestModeIsOn()
    {
        SampleStates::testMode(state());
        open(1);
        const auto *banner = m_window->findChild<TestBanner *>();
        for (int page = 1; page <= 6; ++page) {
            trigger(u"view.page%1"_s.arg(page));
            QVERIFY(banner->isVisible());
        }
        QVERIFY(banner->accessibleName().contains(u"force_degraded on anthropic, ends in 04:12"_s));
        state().testModes.clear();
        QTRY_VERIFY(!banner->isVisible());
    }

    void switchesAllTestModesOffFromAnyPage()
    {
        SampleStates::testMode(state());
        open(2);
        trigger(u"test.allOff"_s);
        QVERIFY(state().testModes.isEmpty());
        QCOMPARE(m_window->currentPage()->title(), u"Traffic"_s);
    }

    void startsATestMode()
    {
        SampleStates::breakerOn(state());
        open(5);
        auto *provider = named<QComboBox>(u"Provider"_s);
        QCOMPARE(provider->count(), 5);
        provider->setCurrentIndex(2);
        const auto before = MonotonicTime::clock::now();
        m_window->findChild<QPushButton *>(u"startTestMode"_s)->click();
        QCOMPARE(m_control->switchedOn.size(), 1);
        const circuit::TestRule &rule = m_control->switchedOn.first();
        QCOMPARE(circuit::textOf(rule.mode).toByteArray(), "force_degraded");
        QCOMPARE(circuit::textOf(rule.scope), "anthropic");
        const auto *until = std::get_if<circuit::UntilTime>(&rule.extent);
        QVERIFY(until && until->time >= before + 10min); // it ends by itself
        QCOMPARE(named<TableView>(u"Test modes that are on"_s)->model()->rowCount(), 1);
    }
};
QTEST_MAIN(FeaturePagesTest)
#include "tst_feature_pages.moc"
