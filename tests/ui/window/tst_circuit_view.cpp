// SPDX-License-Identifier: MIT
#include "tests/ui/window/sample_states.h"
#include "tests/ui/window/sample_traffic.h"
#include "ui/breaker_rows.h"
#include "ui/circuit_view.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class CircuitViewTest : public QObject
{
    Q_OBJECT

private:
    FakeControl m_control;

    stats::EngineSnapshot &state() { return m_control.state; }
    ProviderView card(const char *provider)
    {
        return CircuitView::provider(state(), provider, 12.4);
    }

    KeyView key(const QByteArray &name)
    {
        const QList<KeyView> keys = CircuitView::keys(state());
        for (const KeyView &view : keys) {
            if (circuit::textOf(view.key) == name)
                return view;
        }
        return {};
    }

private slots:
    void init()
    {
        m_control.state = {};
        SampleTraffic(m_control, 1).start(TimePoint{1'760'000'000s});
        for (stats::ProviderStatus &provider : state().providers)
            provider.requests = 10;
    }

    void saysThatThereIsNoBreaker()
    {
        const ProviderView view = card("openai");
        QVERIFY(!view.hasBreaker);
        QCOMPARE(view.word, u"BREAKER OFF"_s);
        QCOMPARE(view.summary, u"https://api.openai.com"_s);
        QVERIFY(CircuitView::worst(state()) == ShownState::NoData);
    }

    void tellsNoDataFromClosed()
    {
        SampleStates::breakerOn(state());
        QVERIFY(card("openai").state == ShownState::Closed);
        state().providers[0].requests = 0;
        QVERIFY(card("openai").state == ShownState::NoData);
        QCOMPARE(card("openai").reason, u"no request so far"_s);
        QVERIFY(key("openai:*").state == ShownState::NoData);
    }

    void describesEachState_data()
    {
        QTest::addColumn<QByteArray>("provider");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("summary");
        QTest::addColumn<int>("pips");
        QTest::newRow("closed") << QByteArray("openai") << u"CLOSED"_s
                                << u"1 key(s) with failures, all closed"_s << 1;
        QTest::newRow("half-open") << QByteArray("anthropic") << u"HALF-OPEN"_s
                                   << u"1 of 1 keys half-open: claude-opus-4-1"_s << 5;
        QTest::newRow("open") << QByteArray("gemini") << u"OPEN"_s
                              << u"1 of 2 keys open: gemini-2.5-pro"_s << 5;
        QTest::newRow("forced") << QByteArray("bedrock") << u"FORCED"_s
                                << u"forced open by you, 07:30 left"_s << 0;
    }
    void describesEachState()
    {
        QFETCH(const QByteArray, provider);
        QFETCH(const int, pips);
        SampleStates::mixedCircuits(state());
        const ProviderView view = card(provider.constData());
        QTEST(view.word, "word");
        QTEST(view.summary, "summary");
        QCOMPARE(view.fuse.blown, pips);
        QCOMPARE(view.fuse.threshold, 5);
        QVERIFY(view.sentence.contains(view.word));
        QVERIFY(view.footer.contains(u"12.4 req/s"_s));
    }

    void linksEachPipToTheRequestThatFailed()
    {
        SampleStates::mixedCircuits(state());
        const QList<Pip> pips = card("gemini").pips;
        QCOMPARE(pips.size(), 5);
        QVERIFY(pips.first().at < pips.last().at);
        QCOMPARE(pips.last().exchange, 105);
        QCOMPARE(pips.last().cause, u"503"_s);
    }

    void keepsTheFailuresThatTrippedItThoughTheyAgedOut()
    {
        SampleStates::mixedCircuits(state());
        const KeyView half = key("anthropic:claude-opus-4-1");
        QCOMPARE(half.fuse.blown, 5); // none of them is in the window any more
        QVERIFY(half.failures.startsWith(u"tripped by 5"_s));
        QVERIFY(half.failures.endsWith(u"in 40 s"_s));
    }

    void countsDownToTheProbe()
    {
        SampleStates::mixedCircuits(state());
        QCOMPARE(key("gemini:gemini-2.5-pro").next, u"probe in 03:41"_s);
        QVERIFY(card("gemini").reason.endsWith(u"probe in 03:41"_s));
        QCOMPARE(qRound(*card("gemini").cooled * 100), 26);
        QCOMPARE(key("anthropic:claude-opus-4-1").next, u"probe running 0.80 s"_s);
        QVERIFY(!card("anthropic").cooled);
        state().circuits.providers[0].keys[0].probeSince.reset();
        QCOMPARE(key("anthropic:claude-opus-4-1").next, u"probes with the next call"_s);
    }

    void tellsWhoForcedAKeyAndForHowLong()
    {
        SampleStates::mixedCircuits(state());
        circuit::KeyStatus &forced = state().circuits.providers[1].keys[0];
        QCOMPARE(key("bedrock:*").next, u"by you, 07:30 left"_s);
        forced.forcedBy = "ann";
        forced.until.reset();
        QCOMPARE(key("bedrock:*").next, u"by ann, for good"_s);
        QCOMPARE(key("bedrock:*").forced, u"forced open by ann"_s);
        forced.state = circuit::State::Closed;
        QCOMPARE(key("bedrock:*").forced, u"forced closed by ann"_s);
    }

    void saysThatTheRollupBlocksAWholeProvider()
    {
        SampleStates::rollup(state());
        const ProviderView view = card("gemini");
        QCOMPARE(view.word, u"OPEN (ROLLUP)"_s);
        QVERIFY(view.isBlockedByRollup);
        QVERIFY(view.rollup.startsWith(u"3 of 3 models open within 300 s: gemini-2.5-pro"_s));
        QVERIFY(key("gemini:*").state == ShownState::Open);
        QVERIFY(key("gemini:gemini-2.5-flash").state == ShownState::Closed); // by itself
    }

    void saysWhatWouldHaveHappenedWhereItOnlyObserves()
    {
        SampleStates::mixedCircuits(state());
        QVERIFY(card("gemini").footer.contains(u"\u00B7 blocked 88"_s));
        SampleStates::observeOnly(state());
        QVERIFY(card("gemini").observesOnly);
        QVERIFY(card("gemini").footer.contains(u"would have blocked 88"_s));
        QVERIFY(BreakerRows::facts(state().circuitFacts).startsWith(u"OBSERVE ONLY"_s));
    }

    void listsProvidersInTheirOrderAndTheirKeysByName()
    {
        SampleStates::mixedCircuits(state());
        QStringList names;
        const QList<KeyView> keys = CircuitView::keys(state());
        for (const KeyView &view : keys)
            names.append(QString::fromUtf8(circuit::textOf(view.key)));
        const QStringList expected{u"openai:*"_s,
                                   u"openai:gpt-4o"_s,
                                   u"anthropic:*"_s,
                                   u"anthropic:claude-opus-4-1"_s,
                                   u"gemini:*"_s,
                                   u"gemini:gemini-2.5-flash"_s,
                                   u"gemini:gemini-2.5-pro"_s,
                                   u"bedrock:*"_s};
        QCOMPARE(names, expected);
    }

    void tellsWhatHappenedOnceNewestFirst()
    {
        SampleStates::mixedCircuits(state());
        using circuit::EventType;
        const circuit::Key gpt{"openai", "gpt-4o"};
        const auto reason = circuit::Reason::Forced;
        SampleStates::change(state(), 0s, EventType::Forced, gpt, reason, "dashboard");
        SampleStates::change(state(), 0s, EventType::Opened, gpt, reason, "dashboard");
        const QList<CircuitEventView> events = CircuitView::events(state());
        QStringList what;
        for (const CircuitEventView &event : events)
            what.append(event.what);
        const QStringList expected{u"Forced open"_s,
                                   u"Recovery probe"_s,
                                   u"Re-opened"_s,
                                   u"Recovery probe"_s,
                                   u"Changed by hand"_s,
                                   u"Tripped open"_s,
                                   u"Tripped open"_s};
        QCOMPARE(what, expected);
        QCOMPARE(events[0].cause, u"by you"_s);
        QCOMPARE(events[2].cause, u"probe failed: 503"_s);
        QCOMPARE(CircuitView::events(state(), 2).size(), 2);
    }

    void showsHostileNamesAsPlainText()
    {
        SampleStates::mixedCircuits(state());
        state().circuits.providers[3].keys[0].key.model = "a\nb\xE2\x80\xAE<b>";
        const KeyView view = CircuitView::keys(state())[1];
        QVERIFY(!view.name.contains(u'\n'));
        QVERIFY(!view.name.contains(QChar(0x202E)));
    }

    void copiesAKeyAsJson()
    {
        SampleStates::mixedCircuits(state());
        const QJsonObject made =
            QJsonDocument::fromJson(BreakerRows::json(key("gemini:gemini-2.5-pro")).toUtf8())
                .object();
        QCOMPARE(made[u"circuit"_s].toString(), u"gemini:gemini-2.5-pro"_s);
        QCOMPARE(made[u"blocked"_s].toInt(), 88);
        QCOMPARE(made[u"next"_s].toString(), u"probe in 03:41"_s);
    }

    void givesTheWorstStateOfAll()
    {
        SampleStates::breakerOn(state());
        QVERIFY(CircuitView::worst(state()) == ShownState::Closed);
        SampleStates::mixedCircuits(state());
        QVERIFY(CircuitView::worst(state()) == ShownState::Open);
        state().circuits.providers.removeAt(2);
        QVERIFY(CircuitView::worst(state()) == ShownState::Forced);
    }
};
QTEST_MAIN(CircuitViewTest)
#include "tst_circuit_view.moc"
