// SPDX-License-Identifier: MIT
#include "tests/ui/window/sample_states.h"
#include "tests/ui/window/sample_traffic.h"
#include "ui/about_dialog.h"
#include "ui/action_table.h"
#include "ui/main_window.h"
#include "ui/shortcuts_dialog.h"

#include <QAbstractButton>
#include <QDir>
#include <QLabel>
#include <QPainter>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QTreeView>

#include <cmath>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Makes every text as much longer as German is at worst.
class LongWords final : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *, const char *source, const char *, int) const override
    {
        const QString text = QString::fromUtf8(source);
        return text + QString(text.size() * 2 / 5, u'n');
    }
};

} // namespace

/// Takes pictures of the window in its states, for people to look at, and checks in each what a
/// person would see first: words that do not fit.
class WindowPicturesTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_settings;
    std::unique_ptr<FakeControl> m_control;
    DashboardContext m_context;
    TimePoint m_now;
    bool m_hasFaults = false;

    static void picture(QWidget &widget, const QString &name)
    {
        QDir().mkpath(QStringLiteral(LLMPROXY_GRABS));
        for (const int scale : {1, 2}) {
            QImage image(widget.size() * scale, QImage::Format_RGB32);
            image.setDevicePixelRatio(scale);
            widget.render(&image);
            const QString file =
                u"%1/%2@%3x.png"_s.arg(QStringLiteral(LLMPROXY_GRABS), name).arg(scale);
            QVERIFY2(image.save(file), qPrintable(file));
        }
    }

    /// The texts of visible labels and buttons that have less room than they need.
    static QStringList cutTexts(const QWidget &window)
    {
        QStringList cut;
        const auto labels = window.findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            if (!label->isVisible() || label->inherits("llmproxy::ui::ElidedLabel"))
                continue;
            const bool isCut = label->wordWrap()
                                   ? label->height() < label->heightForWidth(label->width())
                                   : label->width() < label->sizeHint().width();
            if (isCut)
                cut.append(label->text());
        }
        const auto buttons = window.findChildren<QAbstractButton *>();
        for (const QAbstractButton *button : buttons) {
            const bool isOurs = button->isVisible() && !button->text().isEmpty();
            if (isOurs && button->width() < button->sizeHint().width())
                cut.append(button->text());
        }
        return cut;
    }

    static void takePictures(MainWindow &window, const QString &name)
    {
        for (const auto &[theme, suffix] :
             {std::pair(Theme::Light, u"light"_s), std::pair(Theme::Dark, u"dark"_s)}) {
            window.setTheme(theme);
            QCoreApplication::processEvents();
            picture(window, name + u'-' + suffix);
            const QStringList cut = cutTexts(window);
            QVERIFY2(cut.isEmpty(), qPrintable(cut.join(u" | "_s)));
        }
    }

    void letTrafficPass(MainWindow &window, int seconds)
    {
        SampleTraffic traffic(*m_control, 7);
        traffic.start(m_now);
        for (int turn = 0; turn < seconds * 2; ++turn) {
            m_now += 500ms;
            const double wave = 3 + 2.6 * std::sin(turn * 0.03) + (turn % 140 < 12 ? 7 : 0);
            traffic.step(m_now, static_cast<int>(wave));
            if (turn % 4 == 0) // a page that comes to the front is shown the newest at once
                window.actionTable()->find(u"view.page%1"_s.arg(1 + turn / 4 % 2))->trigger();
        }
    }

private slots:
    void initTestCase()
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        m_context.configFiles = {u"/etc/llm-proxy/base.yml"_s, u"/etc/llm-proxy/dev.yml"_s};
        m_context.build = {u"0.1.0"_s,
                           u"a1b2c3d"_s,
                           u"2026-09-01T12:00:00Z"_s,
                           u"gcc 12.2.0"_s,
                           QStringLiteral(QT_VERSION_STR)};
        m_context.reloadConfig = [] {};
        auto facts = std::make_shared<ConfigFacts>();
        facts->files = m_context.configFiles;
        facts->readAt = u"14:01:07"_s;
        facts->settings = {{"server.listen", u"[127.0.0.1, ::1]"_s, u"built in"_s, 0},
                           {"server.port", u"9002"_s, u"/etc/llm-proxy/dev.yml"_s, 4},
                           {"logging.level", u"warn"_s, u"environment LOG_LEVEL"_s, 0},
                           {"features.circuit_breaker.failure_threshold",
                            u"5"_s,
                            u"/etc/llm-proxy/base.yml"_s,
                            20}};
        facts->isKept = true;
        facts->problems = {{u"dev.yml:14:22: features.circuit_breaker.failure_threshold: must be "
                            "> 0, is -1"_s,
                            u"/etc/llm-proxy/dev.yml"_s,
                            true}};
        m_context.config = [this, facts = std::shared_ptr<const ConfigFacts>(facts)] {
            return m_hasFaults ? facts : nullptr;
        };
        m_context.failure = [this]() -> std::optional<StartFailure> {
            if (!m_hasFaults)
                return std::nullopt;
            return StartFailure{u"port 9002 on 127.0.0.1 is in use by llm-proxy (process 4312)"_s,
                                u"14:01:07"_s,
                                9003};
        };
    }

    void init()
    {
        m_control = std::make_unique<FakeControl>();
        m_context.control = m_control.get();
    }

    void fitsAndIsSeen_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("page");
        QTest::addColumn<int>("seconds");
        QTest::addColumn<bool>("hasLongWords");
        for (const auto &[name, page] : {std::pair("overview", 1), std::pair("traffic", 2)}) {
            QTest::addRow("%s empty", name)
                << u"%1-empty"_s.arg(QLatin1String(name)) << page << 0 << false;
            QTest::addRow("%s busy", name)
                << u"%1-busy"_s.arg(QLatin1String(name)) << page << 900 << false;
            QTest::addRow("%s empty, long words", name)
                << u"%1-empty-long"_s.arg(QLatin1String(name)) << page << 0 << true;
            QTest::addRow("%s busy, long words", name)
                << u"%1-busy-long"_s.arg(QLatin1String(name)) << page << 900 << true;
        }
    }
    void fitsAndIsSeen()
    {
        QFETCH(QString, name);
        QFETCH(int, page);
        QFETCH(int, seconds);
        QFETCH(bool, hasLongWords);
        LongWords longWords;
        if (hasLongWords)
            QCoreApplication::installTranslator(&longWords);
        const auto now = std::chrono::system_clock::now() - std::chrono::seconds(seconds);
        m_now = std::chrono::time_point_cast<Duration>(now);
        SampleTraffic(*m_control, 7).start(m_now);
        MainWindow window(&m_context);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTRY_VERIFY(m_control->snapshotCalls > 0);
        if (seconds > 0)
            letTrafficPass(window, seconds);
        window.actionTable()->find(u"view.page%1"_s.arg(page))->trigger();
        auto *list = window.findChild<QTreeView *>(u"exchangeList"_s);
        if (page == 2 && seconds > 0) {
            QTRY_VERIFY(list->model()->rowCount() > 1'000);
            QTest::qWait(150);
            list->setCurrentIndex(list->indexAt(QPoint(20, 60)));
        }
        m_control->snapshotCalls = 0;
        QTRY_VERIFY(m_control->snapshotCalls > 1);
        takePictures(window, name);
        QCoreApplication::removeTranslator(&longWords);
    }

    void showsEveryState_data()
    {
        using Set = void (*)(stats::EngineSnapshot &);
        QTest::addColumn<int>("page");
        QTest::addColumn<QList<Set>>("sets");
        const auto row = [](const char *name, int page, const QList<Set> &sets) {
            QTest::newRow(name) << page << sets;
        };
        row("overview-mixed", 1, {&SampleStates::mixedCircuits, &SampleStates::costs});
        row("overview-test", 1, {&SampleStates::rollup, &SampleStates::testMode});
        row("breakers-off", 3, {});
        row("breakers-healthy", 3, {&SampleStates::breakerOn});
        row("breakers-mixed", 3, {&SampleStates::mixedCircuits});
        row("breakers-rollup", 3, {&SampleStates::rollup});
        row("breakers-observe", 3, {&SampleStates::observeOnly});
        row("limits-off", 4, {});
        row("limits-mixed", 4, {&SampleStates::limits});
        row("limits-none", 4, {&SampleStates::noLimits});
        row("test-locked", 5, {});
        row("test-idle", 5, {&SampleStates::breakerOn});
        row("test-on", 5, {&SampleStates::testMode});
        row("usage-empty", 6, {});
        row("usage-mixed", 6, {&SampleStates::costs});
        row("settings", 7, {});
    }
    void showsEveryState()
    {
        using Set = void (*)(stats::EngineSnapshot &);
        QFETCH(int, page);
        QFETCH(QList<Set>, sets);
        LongWords longWords;
        for (const bool hasLongWords : {false, true}) {
            if (hasLongWords)
                QCoreApplication::installTranslator(&longWords);
            m_now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
            SampleTraffic(*m_control, 7).start(m_now - 11min);
            stats::EngineSnapshot &state = m_control->state;
            state.at = m_now;
            state.totals.requests = 4'812;
            state.totals.succeeded = 4'610;
            for (stats::ProviderStatus &provider : state.providers)
                provider.requests = 1'203;
            SampleStates::recent(state);
            for (const Set set : sets)
                set(state);
            MainWindow window(&m_context);
            window.show();
            QVERIFY(QTest::qWaitForWindowExposed(&window));
            window.actionTable()->find(u"view.page%1"_s.arg(page))->trigger();
            m_control->snapshotCalls = 0;
            QTRY_VERIFY(m_control->snapshotCalls > 1);
            const QString name = QString::fromLatin1(QTest::currentDataTag());
            m_hasFaults = name == u"settings"_s;
            QTest::qWait(m_hasFaults ? 400 : 0);
            takePictures(window, hasLongWords ? name + u"-long"_s : name);
            m_hasFaults = false;
            QCoreApplication::removeTranslator(&longWords);
        }
    }

    void showsItsDialogs_data()
    {
        QTest::addColumn<bool>("hasLongWords");
        QTest::newRow("English") << false;
        QTest::newRow("long words") << true;
    }
    void showsItsDialogs()
    {
        QFETCH(bool, hasLongWords);
        LongWords longWords;
        if (hasLongWords)
            QCoreApplication::installTranslator(&longWords);
        SampleTraffic(*m_control, 7).start(m_now);
        MainWindow window(&m_context);
        for (const auto &[theme, suffix] :
             {std::pair(Theme::Light, u"light"_s), std::pair(Theme::Dark, u"dark"_s)}) {
            window.setTheme(theme);
            auto *about = new AboutDialog(m_context);
            about->show();
            QVERIFY(QTest::qWaitForWindowExposed(about));
            picture(*about, (hasLongWords ? u"about-long-"_s : u"about-"_s) + suffix);
            QCOMPARE(cutTexts(*about), QStringList());
            about->close();
            auto *shortcuts = new ShortcutsDialog(*window.actionTable());
            shortcuts->show();
            QVERIFY(QTest::qWaitForWindowExposed(shortcuts));
            picture(*shortcuts, (hasLongWords ? u"shortcuts-long-"_s : u"shortcuts-"_s) + suffix);
            QCOMPARE(cutTexts(*shortcuts), QStringList());
            shortcuts->close();
        }
        QCoreApplication::removeTranslator(&longWords);
    }
};
QTEST_MAIN(WindowPicturesTest)
#include "tst_window_pictures.moc"
