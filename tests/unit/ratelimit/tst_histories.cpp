// SPDX-License-Identifier: MIT
#include "engine/ratelimit/windows.h"
#include "tests/unit/ratelimit/desk.h"

#include <QTest>

#include <random>
#include <set>

using namespace llmproxy;
using namespace llmproxy::ratelimit;

namespace {

constexpr int Histories = 10'000;
constexpr int Steps = 40;

/// The rules once more, without any state but the calls: a window's count is the sum over the
/// calls that were let through in it.
class Model
{
public:
    struct LetThrough
    {
        Scopes scopes;
        TimePoint at;
        qint64 estimate = 0;
        std::optional<Outcome> outcome; ///< none: in flight
    };

    static Amounts counted(const LetThrough &call)
    {
        if (!call.outcome || std::holds_alternative<Keep>(*call.outcome))
            return {1, call.estimate};
        if (const auto *actual = std::get_if<Actual>(&*call.outcome))
            return {1, actual->inputTokens};
        return {};
    }

    Amounts used(Dimension dimension, const QByteArray &name, Window window, TimePoint now) const
    {
        Amounts sum;
        for (const LetThrough &call : calls) {
            if (call.scopes.name(dimension) != name
                || numberOf(window, call.at) != numberOf(window, now))
                continue;
            sum.requests += counted(call).requests;
            sum.tokens += counted(call).tokens;
        }
        return sum;
    }

    std::optional<Denial>
    first(const Policy &policy, const Scopes &scopes, qint64 tokens, TimePoint now) const
    {
        for (const Dimension dimension : AllDimensions) {
            const QByteArray &name = scopes.name(dimension);
            if (name.isEmpty())
                continue;
            const Limits limits = policy.limitsOf(dimension, name);
            for (const Window window : {Window::Minute, Window::Day}) {
                const Amounts limit = limits.of(window);
                const Amounts used = this->used(dimension, name, window, now);
                if (limit.requests > 0 && used.requests >= limit.requests)
                    return denial(scopes, dimension, window, Metric::Requests, limit.requests);
                if (limit.tokens > 0 && used.tokens > 0 && used.tokens + tokens > limit.tokens)
                    return denial(scopes, dimension, window, Metric::Tokens, limit.tokens);
            }
        }
        return std::nullopt;
    }

    std::vector<LetThrough> calls;

private:
    static Denial
    denial(const Scopes &scopes, Dimension dimension, Window window, Metric metric, qint64 limit)
    {
        return {shownScope(dimension, scopes.name(dimension)), dimension, window, metric, limit};
    }
};

/// A random history, the same for the same seed.
class History
{
public:
    explicit History(quint32 seed)
        : m_random(seed)
        , m_policy(randomPolicy())
        , m_desk(m_policy)
    {}

    /// Empty: both agree on everything.
    QByteArray play()
    {
        for (int step = 0; step < Steps && m_difference.isEmpty(); ++step) {
            const int kind = below(10);
            if (kind < 5)
                call();
            else if (kind < 8)
                settle();
            else
                m_now += Duration(below(4) == 0 ? below(40'000'000) : below(50'000));
            if (kind == 9 && below(4) == 0)
                changePolicy();
        }
        compareCounts();
        return m_difference;
    }

    int denied() const { return m_denied; }
    int settledLate() const { return m_settledLate; }

private:
    int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(m_random); }

    Policy randomPolicy()
    {
        Policy policy;
        const auto limits = [this] {
            const auto one = [this](int most) { return below(3) == 0 ? 1 + below(most) : 0; };
            return Limits{{one(6), one(100)}, {one(12), one(300)}};
        };
        for (Limits &some : policy.defaults)
            some = limits();
        policy.named[std::size_t(Dimension::User)]["user0"] = limits();
        policy.named[std::size_t(Dimension::Model)]["model1"] = limits();
        return policy;
    }

    Scopes randomScopes()
    {
        const auto name = [this](const char *prefix, int names) {
            return below(6) == 0 ? QByteArray() : prefix + QByteArray::number(below(names));
        };
        const QByteArray key = name("key", 2);
        return {name("provider", 2), name("model", 3), {key, key, name("user", 3)}};
    }

    void call()
    {
        // Clocks of threads differ a little; never so that a time is before the latest by a minute.
        const TimePoint now = m_now - Duration(below(5) == 0 ? below(2000) : 0);
        m_latest = std::max(m_latest, now);
        const Scopes scopes = randomScopes();
        const qint64 tokens = below(60);
        auto expected = m_model.first(m_policy, scopes, tokens, m_latest);
        const auto denial = m_desk.ask(now, tokens, scopes);
        if (denial.has_value() != expected.has_value()) {
            m_difference = denial ? "denied " + denial->scope : QByteArrayLiteral("let through");
            return;
        }
        if (!denial) {
            m_model.calls.push_back({scopes, m_latest, tokens, std::nullopt});
            return;
        }
        ++m_denied;
        expected->remaining = denial->remaining;
        expected->retryAfter = denial->retryAfter;
        if (*denial != *expected)
            m_difference = "denied for " + denial->scope + ", not " + expected->scope;
    }

    void settle()
    {
        if (m_model.calls.empty())
            return;
        const auto index = std::size_t(below(int(m_model.calls.size())));
        Model::LetThrough &call = m_model.calls[index];
        if (call.outcome)
            return;
        const std::array<Outcome, 3> outcomes{Actual{below(100)}, Keep{}, Cancel{}};
        call.outcome = outcomes[std::size_t(below(3))];
        m_desk.settle(index, *call.outcome);
        m_settledLate += numberOf(Window::Minute, call.at) != numberOf(Window::Minute, m_latest);
    }

    void changePolicy()
    {
        m_policy = randomPolicy();
        m_desk.limiter().setPolicy(std::make_shared<const Policy>(m_policy));
    }

    void compareCounts()
    {
        const Snapshot snapshot = m_desk.limiter().snapshot(m_latest, 1000);
        std::set<std::pair<QByteArray, Window>> shown;
        for (const WindowUse &use : snapshot.windows) {
            const QByteArray name = use.scope.mid(use.scope.indexOf(':') + 1);
            if (use.used != m_model.used(use.dimension, name, use.window, m_latest))
                m_difference = "counts of " + use.scope;
            shown.insert({use.scope, use.window});
        }
        for (const Model::LetThrough &call : m_model.calls) {
            for (const Window window : {Window::Minute, Window::Day}) {
                if (numberOf(window, call.at) == numberOf(window, m_latest)
                    && !shown.contains({"global", window}))
                    m_difference = "nothing shown";
            }
        }
    }

    std::mt19937 m_random;
    Policy m_policy;
    Desk m_desk;
    Model m_model;
    TimePoint m_now = at(12, 0, 0);
    TimePoint m_latest = m_now - std::chrono::seconds(30);
    QByteArray m_difference;
    int m_denied = 0;
    int m_settledLate = 0;
};

} // namespace

class HistoriesTest : public QObject
{
    Q_OBJECT

private slots:
    void agreeWithTheModel()
    {
        int denied = 0;
        int settledLate = 0;
        for (quint32 seed = 0; seed < Histories; ++seed) {
            History history(seed);
            const QByteArray difference = history.play();
            QVERIFY2(
                difference.isEmpty(),
                qPrintable(
                    QStringLiteral("seed %1: %2").arg(seed).arg(QString::fromUtf8(difference))));
            denied += history.denied();
            settledLate += history.settledLate();
        }
        QVERIFY(denied > Histories); // the histories are about something
        QVERIFY(settledLate > Histories);
    }
};
QTEST_APPLESS_MAIN(HistoriesTest)
#include "tst_histories.moc"
