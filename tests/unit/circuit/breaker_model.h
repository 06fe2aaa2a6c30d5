// SPDX-License-Identifier: MIT
#pragma once

#include "engine/circuit/breaker.h"

#include <map>

namespace llmproxy::test {

/// One event in a random history of requests and time.
struct Step
{
    enum class What { Start, Ok, Fail, Neutral, Abandon, Tick } what = What::Tick;
    int id = 0; ///< of the request
    Duration passes{0};
};
using History = std::vector<Step>;

enum class Answer { None, Passes, Probes, Fails };

/// What the breaker must do, said once more in the plainest way: nothing is ever forgotten, and
/// every question is answered from the whole past.
class BreakerModel
{
public:
    explicit BreakerModel(const circuit::Policy &policy)
        : m_policy(policy)
    {}

    Answer step(const Step &step, MonotonicTime now)
    {
        if (step.what == Step::What::Start)
            return start(step.id, now);
        const auto request = m_running.find(step.id);
        if (request == m_running.end() || step.what == Step::What::Tick)
            return Answer::None;
        const auto [isProbe, era] = request->second;
        m_running.erase(request);
        if (step.what == Step::What::Abandon)
            return Answer::None;
        if (!isProbe)
            fails(step.what == Step::What::Fail, era, now);
        else if (step.id == m_probe)
            probed(step.what, now);
        return Answer::None;
    }

    circuit::State state(MonotonicTime now) const
    {
        if (!m_openUntil)
            return circuit::State::Closed;
        return m_probing || now > *m_openUntil ? circuit::State::HalfOpen : circuit::State::Open;
    }

    bool probeIsOut(MonotonicTime now) const { return m_probe >= 0 && now < m_probeEnds; }

private:
    Answer start(int id, MonotonicTime now)
    {
        const circuit::State before = state(now);
        if (before == circuit::State::Open || probeIsOut(now))
            return Answer::Fails;
        const bool isProbe = before == circuit::State::HalfOpen;
        m_running[id] = {isProbe, m_era};
        if (!isProbe)
            return Answer::Passes;
        m_probing = true;
        m_probe = id;
        m_probeEnds = now + m_policy.probeLease;
        return Answer::Probes;
    }

    void fails(bool failed, int era, MonotonicTime now)
    {
        if (!failed || era < m_era || m_openUntil)
            return;
        m_failures.push_back(now);
        const auto young = std::count_if(m_failures.begin(), m_failures.end(), [&](auto at) {
            return at > now - m_policy.window;
        });
        if (young >= m_policy.failureThreshold)
            m_openUntil = now + m_policy.cooldown;
    }

    void probed(Step::What what, MonotonicTime now)
    {
        m_probe = -1;
        if (what == Step::What::Neutral)
            return;
        m_probing = false;
        m_openUntil = now + m_policy.cooldown;
        if (what == Step::What::Fail)
            return;
        m_openUntil.reset();
        m_failures.clear();
        ++m_era;
    }

    circuit::Policy m_policy;
    std::map<int, std::pair<bool, int>> m_running; ///< id -> is it a probe, of which era
    std::vector<MonotonicTime> m_failures;
    std::optional<MonotonicTime> m_openUntil;
    bool m_probing = false; ///< there was a probe since it opened
    int m_probe = -1;
    MonotonicTime m_probeEnds;
    int m_era = 0;
};

} // namespace llmproxy::test
