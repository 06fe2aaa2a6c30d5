// SPDX-License-Identifier: MIT
#include "tests/unit/circuit/breaker_model.h"

#include <QTest>

#include <array>
#include <random>
#include <set>

using namespace llmproxy;
using namespace llmproxy::circuit;
using namespace llmproxy::test;
using namespace std::chrono_literals;

namespace {

constexpr int Histories = 10'000;
constexpr int Steps = 45;
const MonotonicTime Begin(1h);

/// The breaker as a store drives it.
class Subject
{
public:
    explicit Subject(const Policy &policy)
        : m_policy(policy)
    {}
    virtual ~Subject() = default;
    Q_DISABLE_COPY_MOVE(Subject)

    Answer step(const Step &step, MonotonicTime now)
    {
        if (step.what == Step::What::Start)
            return start(step.id, now);
        const auto request = m_running.find(step.id);
        if (request == m_running.end() || step.what == Step::What::Tick)
            return Answer::None;
        const Ticket ticket = request->second;
        m_running.erase(request);
        finish(step.what, ticket, now);
        return Answer::None;
    }

    const Breaker &breaker() const { return m_breaker; }

protected:
    virtual void release(quint64 token) { probeReleased(m_breaker, token); }
    Breaker m_breaker;

private:
    Answer start(int id, MonotonicTime now)
    {
        const Gate gate = tryPass(m_breaker, m_policy, {m_generation, ++m_token}, now);
        if (const auto *pass = std::get_if<Pass>(&gate))
            m_running[id] = pass->ticket;
        else if (const auto *probe = std::get_if<Probe>(&gate))
            m_running[id] = probe->ticket;
        static constexpr std::array Answers = {Answer::Passes, Answer::Probes, Answer::Fails};
        return Answers[gate.index()];
    }

    void finish(Step::What what, const Ticket &ticket, MonotonicTime now)
    {
        if (what == Step::What::Fail && ticket.probe == 0)
            recordFailure(m_breaker, m_policy, ticket.generation, now);
        else if (what == Step::What::Fail)
            probeFailed(m_breaker, m_policy, ticket.probe, now);
        else if (what == Step::What::Ok
                 && probeSucceeded(m_breaker, ticket.probe, m_generation + 1))
            ++m_generation;
        else if (what == Step::What::Neutral)
            release(ticket.probe);
    }

    Policy m_policy;
    std::map<int, Ticket> m_running;
    quint64 m_generation = 0;
    quint64 m_token = 0;
};

/// The defect that breakers are most reported for: a probe that says nothing keeps the slot.
class LeakySubject final : public Subject
{
public:
    using Subject::Subject;

protected:
    void release(quint64) override {}
};

History randomHistory(std::mt19937 &random)
{
    std::vector<int> running;
    History history;
    int lastId = 0;
    const auto pick = [&](int below) { return int(random() % unsigned(below)); };
    for (int i = 0; i < Steps; ++i) {
        const int dice = pick(100);
        if (dice < 35 || (running.empty() && dice < 85)) {
            history.push_back({Step::What::Start, ++lastId});
            running.push_back(lastId);
        } else if (dice < 85) {
            static constexpr std::array Ends = {Step::What::Ok,
                                                Step::What::Fail,
                                                Step::What::Fail,
                                                Step::What::Fail,
                                                Step::What::Neutral,
                                                Step::What::Abandon};
            const auto one = running.begin() + pick(int(running.size()));
            history.push_back({Ends.at(std::size_t(pick(int(Ends.size())))), *one});
            running.erase(one);
        } else {
            static constexpr std::array<Duration, 6> Ticks = {1ms, 3s, 10s, 30s, 60s, 61s};
            history.push_back(
                {Step::What::Tick, 0, Ticks.at(std::size_t(pick(int(Ticks.size()))))});
        }
    }
    return history;
}

Policy randomPolicy(std::mt19937 &random)
{
    return {.failureThreshold = 1 + int(random() % 4),
            .window = 10s,
            .cooldown = 30s,
            .probeLease = 60s};
}

QByteArray textOf(const History &history, std::size_t length)
{
    static constexpr std::array Names = {"start", "ok", "fail", "neutral", "abandon", "tick"};
    QByteArray text;
    for (std::size_t i = 0; i < length; ++i) {
        const Step &step = history[i];
        const bool isTick = step.what == Step::What::Tick;
        text += QByteArray(Names.at(std::size_t(step.what))) + '('
                + QByteArray::number(isTick ? qint64(step.passes.count()) : step.id) + ") ";
    }
    return text;
}

/// The shortest prefix after which breaker and model differ, as text; empty if none does.
template<class Tested>
QByteArray counterexample(const History &history, const Policy &policy)
{
    Tested subject(policy);
    BreakerModel model(policy);
    MonotonicTime now = Begin;
    for (std::size_t i = 0; i < history.size(); ++i) {
        now += history[i].passes;
        const bool same = subject.step(history[i], now) == model.step(history[i], now)
                          && stateAt(subject.breaker(), now) == model.state(now);
        if (!same)
            return textOf(history, i + 1);
    }
    return {};
}

} // namespace

class BreakerPropertiesTest : public QObject
{
    Q_OBJECT

private slots:
    void doesWhatTheModelDoes() // PP-01
    {
        std::mt19937 random(20'250'101);
        for (int i = 0; i < Histories; ++i) {
            const Policy policy = randomPolicy(random);
            const QByteArray wrong = counterexample<Subject>(randomHistory(random), policy);
            QVERIFY2(wrong.isEmpty(), wrong.constData());
        }
    }

    void theModelFindsASlotThatIsNeverFreed()
    {
        std::mt19937 random(20'250'101);
        int found = 0;
        for (int i = 0; i < Histories; ++i) {
            const Policy policy = randomPolicy(random);
            const QByteArray wrong = counterexample<LeakySubject>(randomHistory(random), policy);
            if (wrong.isEmpty())
                continue;
            QVERIFY(wrong.contains("neutral"));
            ++found;
        }
        QVERIFY(found > 10);
    }

    void admitsNothingWhileOpenAndOneProbeAtATime() // PP-02, PP-03
    {
        std::mt19937 random(7);
        for (int i = 0; i < Histories / 10; ++i) {
            const Policy policy = randomPolicy(random);
            Subject subject(policy);
            std::map<int, MonotonicTime> probes; // since when
            MonotonicTime now = Begin;
            for (const Step &step : randomHistory(random)) {
                now += step.passes;
                const State before = stateAt(subject.breaker(), now);
                const Answer answer = subject.step(step, now);
                if (step.what == Step::What::Start && before == State::Open)
                    QCOMPARE(answer, Answer::Fails);
                if (step.what != Step::What::Abandon)
                    probes.erase(step.id);
                if (answer == Answer::Probes)
                    probes[step.id] = now;
                const auto held = std::count_if(probes.begin(), probes.end(), [&](auto &probe) {
                    return now < probe.second + policy.probeLease;
                });
                QVERIFY(held <= 1);
            }
        }
    }

    void admitsSomethingAfterCooldownAndLease() // PP-04, PP-05
    {
        std::mt19937 random(8);
        for (int i = 0; i < Histories / 10; ++i) {
            const Policy policy = randomPolicy(random);
            Subject subject(policy);
            MonotonicTime now = Begin;
            for (const Step &step : randomHistory(random))
                subject.step(step, now += step.passes);
            now += policy.cooldown + policy.probeLease + 1ms;
            QVERIFY(subject.step({Step::What::Start, 1'000'000}, now) != Answer::Fails);
        }
    }

    void oneMoreFailureNeverMakesItLessOpen() // PP-07
    {
        std::mt19937 random(9);
        for (int i = 0; i < Histories / 10; ++i) {
            const Policy policy = randomPolicy(random);
            Breaker fewer;
            MonotonicTime now = Begin;
            for (int j = 0; j < 8; ++j) {
                now += Duration(random() % 6000);
                Breaker more = fewer;
                recordFailure(more, policy, Ticket().generation, now);
                QVERIFY(stateAt(more, now) >= stateAt(fewer, now));
                fewer = more;
            }
        }
    }

    void failuresOfOneInstantMayComeInAnyOrder() // PP-08
    {
        const Policy policy{.failureThreshold = 4, .window = 10s};
        std::vector<quint64> generations = {0, 0, 3, 3, 5, 5}; // the circuit closed three times
        std::set<State> states;
        do {
            Breaker breaker;
            breaker.generation = 3;
            for (const quint64 generation : generations)
                recordFailure(breaker, policy, generation, Begin);
            states.insert(breaker.state);
            QCOMPARE(failuresAt(breaker, policy, Begin), 4);
        } while (std::next_permutation(generations.begin(), generations.end()));
        QCOMPARE(states, std::set<State>{State::Open});
    }

    void neitherTheClockNorThePastKeepsItOpenForEver() // PP-09
    {
        static constexpr std::array<Duration, 7> Jumps = {
            -24h * 365, -1h, -1s, 0s, 1s, 24h * 365, 24h * 365 * 100};
        std::mt19937 random(10);
        for (int i = 0; i < Histories / 10; ++i) {
            const Policy policy = randomPolicy(random);
            Subject subject(policy);
            MonotonicTime now = Begin + std::chrono::hours(24 * 365 * 10);
            for (const Step &step : randomHistory(random)) {
                now += step.passes + Jumps[random() % std::size(Jumps)];
                now = std::clamp(now, Begin, Begin + std::chrono::hours(24 * 365 * 100));
                subject.step(step, now);
                QVERIFY(failuresAt(subject.breaker(), policy, now) <= int(MaxFailureTimes));
            }
            subject.step({Step::What::Start, 1'000'000}, now); // it sees the clock as it is now
            now += policy.cooldown + policy.probeLease + 1ms;
            QVERIFY(subject.step({Step::What::Start, 1'000'001}, now) != Answer::Fails);
        }
    }

    void theWindowHoldsEveryYoungFailure() // PP-11
    {
        std::mt19937 random(11);
        for (int i = 0; i < Histories / 10; ++i) {
            const Policy policy{.failureThreshold = 1000, .window = 10s};
            Breaker breaker;
            std::vector<MonotonicTime> all;
            MonotonicTime now = Begin;
            for (int j = 0; j < 40; ++j) {
                now += Duration(random() % 1500);
                recordFailure(breaker, policy, 0, now);
                all.push_back(now);
                const auto young = std::count_if(all.begin(), all.end(), [&](MonotonicTime each) {
                    return each > now - policy.window;
                });
                QCOMPARE(failuresAt(breaker, policy, now), int(young));
            }
        }
    }
};

QTEST_APPLESS_MAIN(BreakerPropertiesTest)
#include "tst_breaker_properties.moc"
