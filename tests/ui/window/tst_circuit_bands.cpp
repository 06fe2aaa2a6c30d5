// SPDX-License-Identifier: MIT
#include "tests/ui/window/sample_states.h"
#include "ui/circuit_bands.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace std::chrono_literals;
using circuit::EventType;
using circuit::Reason;

namespace {

const TimePoint Start{1'760'000'000s};
const circuit::Key Gpt{"openai", "gpt-4o"};

} // namespace

class CircuitBandsTest : public QObject
{
    Q_OBJECT

private:
    stats::EngineSnapshot m_state;

    void happens(Duration after,
                 EventType type,
                 const circuit::Key &key = Gpt,
                 Reason reason = Reason::None)
    {
        m_state.circuitChanges.append(
            {Start + after, {.type = type, .key = key, .reason = reason}});
    }

private slots:
    void init()
    {
        m_state = {};
        m_state.startedAt = Start;
        m_state.at = Start + 20min;
    }

    void hasNoDataBeforeTheStart()
    {
        const QList<Band> bands = bandsOf(m_state, Gpt);
        QCOMPARE(bands.size(), 2);
        QVERIFY(bands[0].state == ShownState::NoData);
        QVERIFY((bands[1] == Band{Start, ShownState::Closed}));
    }

    void followsACircuitThroughItsStates()
    {
        happens(1min, EventType::Opened, Gpt, Reason::Threshold);
        happens(6min, EventType::ProbeStarted);
        happens(7min, EventType::ProbeFailed);
        happens(7min, EventType::Opened, Gpt, Reason::ProbeFailed);
        happens(12min, EventType::ProbeStarted);
        happens(13min, EventType::Closed, Gpt, Reason::ProbeSuccess);
        const QList<Band> bands = bandsOf(m_state, Gpt);
        const QList<Band> expected{{TimePoint::min(), ShownState::NoData},
                                   {Start, ShownState::Closed},
                                   {Start + 1min, ShownState::Open},
                                   {Start + 6min, ShownState::HalfOpen},
                                   {Start + 7min, ShownState::Open},
                                   {Start + 12min, ShownState::HalfOpen},
                                   {Start + 13min, ShownState::Closed}};
        QVERIFY(bands == expected);
    }

    void turnsHalfOpenWhenTheCooldownIsOverAndNobodyAsks()
    {
        happens(1min, EventType::Opened, Gpt, Reason::Threshold);
        const QList<Band> bands = bandsOf(m_state, Gpt);
        QVERIFY((bands.last() == Band{Start + 6min, ShownState::HalfOpen}));
        m_state.at = Start + 6min; // this very instant is still open
        QVERIFY(bandsOf(m_state, Gpt).last().state == ShownState::Open);
    }

    void showsWhatAPersonForcesUntilItEnds()
    {
        happens(1min, EventType::Forced, Gpt, Reason::Forced);
        happens(1min, EventType::Opened, Gpt, Reason::Forced);
        QVERIFY((bandsOf(m_state, Gpt).last() == Band{Start + 1min, ShownState::Forced}));
        happens(3min, EventType::Forced, Gpt, Reason::Forced);
        happens(3min, EventType::Closed, Gpt, Reason::Forced);
        QVERIFY((bandsOf(m_state, Gpt).last() == Band{Start + 3min, ShownState::Closed}));
    }

    void showsAKeyThatIsHeldClosed()
    {
        happens(2min, EventType::Forced, Gpt, Reason::Forced);
        circuit::KeyStatus held{.key = Gpt};
        held.forcedBy = "dashboard";
        m_state.circuits.providers = {{.provider = "openai", .keys = {held}}};
        QVERIFY((bandsOf(m_state, Gpt).last() == Band{Start + 2min, ShownState::Forced}));
    }

    void showsTheWorstOfAProvidersCircuits()
    {
        happens(1min, EventType::Opened, {"openai", "a"}, Reason::Threshold);
        happens(2min, EventType::Opened, {"openai", "b"}, Reason::Threshold);
        happens(3min, EventType::Closed, {"openai", "a"}, Reason::ProbeSuccess);
        happens(4min, EventType::Closed, {"openai", "b"}, Reason::ProbeSuccess);
        happens(4min, EventType::Opened, {"gemini", "c"}, Reason::Threshold);
        const QList<Band> expected{{TimePoint::min(), ShownState::NoData},
                                   {Start, ShownState::Closed},
                                   {Start + 1min, ShownState::Open},
                                   {Start + 4min, ShownState::Closed}};
        QVERIFY(bandsOf(m_state, QByteArray("openai")) == expected);
    }

    void tellsARollupFromTheBareKey()
    {
        const circuit::Key bare{"openai", {}};
        happens(1min, EventType::RollupOpened, bare);
        happens(2min, EventType::RollupClosed, bare);
        QCOMPARE(bandsOf(m_state, bare).size(), 2); // it was closed all the time
        QCOMPARE(bandsOf(m_state, circuit::wholeProvider("openai")).size(), 4);
        QCOMPARE(bandsOf(m_state, QByteArray("openai")).size(), 4);
    }

    void admitsWhatWasForgotten()
    {
        for (qsizetype i = 0; i < stats::CircuitHistory::MaxChanges; ++i)
            happens(5min + Duration(i), EventType::Opened, {"gemini", "x"}, Reason::Threshold);
        QVERIFY((bandsOf(m_state, Gpt).last() == Band{Start + 5min, ShownState::Closed}));
    }
};
QTEST_APPLESS_MAIN(CircuitBandsTest)
#include "tst_circuit_bands.moc"
