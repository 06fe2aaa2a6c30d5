// SPDX-License-Identifier: MIT
#include "tests/ui/window/sample_states.h"
#include "tests/ui/window/sample_traffic.h"
#include "ui/health_news.h"
#include "ui/tray.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class HealthNewsTest : public QObject
{
    Q_OBJECT

private:
    FakeControl m_control;

    stats::EngineSnapshot &state() { return m_control.state; }

    circuit::KeyStatus &gemini() { return state().circuits.providers[2].keys[0]; }

private slots:
    void init()
    {
        m_control.state = {};
        SampleTraffic(m_control, 1).start(TimePoint{1'760'000'000s});
        for (stats::ProviderStatus &provider : state().providers)
            provider.requests = 10;
    }

    void saysNothingOfWhatWasThereBefore()
    {
        SampleStates::mixedCircuits(state());
        SampleStates::limits(state());
        HealthNews news;
        QVERIFY(news.take(state()).isEmpty());
        QVERIFY(news.take(state()).isEmpty());
    }

    void tellsThatABreakerOpenedAndClosedAgain()
    {
        SampleStates::breakerOn(state());
        HealthNews news;
        news.take(state());
        SampleStates::mixedCircuits(state());
        const QList<News> opened = news.take(state());
        QCOMPARE(opened.size(), 1); // forced and half-open are no alarm
        QCOMPARE(opened[0].title, u"gemini: breaker open"_s);
        QVERIFY(opened[0].isBad);
        state().at += HealthNews::Pause;
        gemini().state = circuit::State::HalfOpen;
        QVERIFY(news.take(state()).isEmpty());
        gemini().state = circuit::State::Closed;
        const QList<News> closed = news.take(state());
        QCOMPARE(closed.size(), 1);
        QCOMPARE(closed[0].title, u"gemini: breaker closed again"_s);
        QVERIFY(!closed[0].isBad);
    }

    void tellsOfAProviderAtMostOnceAMinute()
    {
        SampleStates::mixedCircuits(state());
        gemini().state = circuit::State::Closed;
        HealthNews news;
        news.take(state());
        const auto flap = [&] {
            gemini().state = circuit::State::Open;
            const qsizetype told = news.take(state()).size();
            gemini().state = circuit::State::Closed;
            return told + news.take(state()).size();
        };
        QCOMPARE(flap(), 1);
        QCOMPARE(flap(), 0);
        state().at += HealthNews::Pause - 1ms;
        QCOMPARE(flap(), 0);
        state().at += 1ms;
        QCOMPARE(flap(), 1);
    }

    void tellsAtEightyAndAtAHundredPercent_data()
    {
        QTest::addColumn<qint64>("used");
        QTest::addColumn<QString>("title");
        QTest::newRow("below") << qint64(399) << QString();
        QTest::newRow("80 %") << qint64(400) << u"global at 80 % of a limit"_s;
        QTest::newRow("just below the limit") << qint64(499) << u"global at 80 % of a limit"_s;
        QTest::newRow("the limit") << qint64(500) << u"global at 100 % of a limit"_s;
    }
    void tellsAtEightyAndAtAHundredPercent()
    {
        QFETCH(const qint64, used);
        QFETCH(const QString, title);
        SampleStates::limits(state());
        state().limits.windows = {SampleStates::use(
            "global", ratelimit::Dimension::Global, ratelimit::Window::Minute, {1, 0}, {500, 0})};
        HealthNews news;
        news.take(state());
        state().limits.windows[0].used.requests = used;
        const QList<News> told = news.take(state());
        QCOMPARE(told.value(0).title, title);
        QVERIFY(news.take(state()).isEmpty()); // and not again
    }

    void tellsThatTheGatewayStopped()
    {
        HealthNews news;
        news.take(state());
        state().running = false;
        QCOMPARE(news.take(state()).value(0).title, u"The gateway has stopped"_s);
        QVERIFY(news.take(state()).isEmpty());
    }

    void showsTheWorstInTheTray()
    {
        QVERIFY(Tray::look(state()).first == Glyph::Fine);
        SampleStates::mixedCircuits(state());
        QVERIFY(Tray::look(state()).first == Glyph::Error);
        SampleStates::testMode(state());
        QVERIFY(Tray::look(state()).first == Glyph::Flask);
        state().running = false;
        QVERIFY(Tray::look(state()).first == Glyph::Off);
    }

    void sumsUpInTheTraysTip()
    {
        SampleStates::mixedCircuits(state());
        SampleStates::costs(state());
        QCOMPARE(Tray::tip(state()),
                 u"LLM Proxy 127.0.0.1:9002 \u2014 1 open \u2014 $14.21 (38 unpriced) today"_s);
        state() = {};
        QCOMPARE(Tray::tip(state()), u"LLM Proxy, stopped"_s);
    }
};
QTEST_MAIN(HealthNewsTest)
#include "tst_health_news.moc"
