// SPDX-License-Identifier: MIT
#include "tests/unit/ratelimit/desk.h"

#include <QTest>

#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace llmproxy;
using namespace llmproxy::ratelimit;

namespace {

constexpr qint64 MiB = qint64(1024) * 1024;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
constexpr bool CanMeasure = false;
qint64 allocated()
{
    return 0;
}
#else
constexpr bool CanMeasure = true;
qint64 allocated()
{
    return qint64(mallinfo2().uordblks);
}
#endif

void passAndKeep(Limiter &limiter, const Scopes &scopes, TimePoint now)
{
    Decision decision = limiter.reserve({1, scopes, 10}, now);
    limiter.settle(std::get<Admitted>(decision).reservation.take(), Keep{});
}

Limiter unlimited()
{
    return Limiter(std::make_shared<const Policy>());
}

} // namespace

class LimiterMemoryTest : public QObject
{
    Q_OBJECT

private slots:
    void holdsADayOfManyUsersAndFreesThem()
    {
        Limiter limiter = unlimited();
        const qint64 before = allocated();
        for (int i = 0; i < 100'000; ++i) {
            const QByteArray number = QByteArray::number(i).rightJustified(16, '0');
            const Caller caller{"0123456789abcdef" + number, "sk-…cdef", "token:" + number};
            passAndKeep(limiter, {"openai", "gpt-4o", caller}, at(12, 0, i * 0.0001));
        }
        QCOMPARE(limiter.snapshot(at(12, 0, 10), 1).scopes, qint64(200'003));
        const qint64 used = allocated() - before;
        passAndKeep(limiter, user("alice"), at(24, 0, 0));
        QCOMPARE(limiter.snapshot(at(24, 0, 0), 1).scopes, qint64(2));
        const qint64 left = allocated() - before;
        if (!CanMeasure)
            QSKIP("memory is measured with glibc's allocator and no sanitizer");
        qInfo("%.1f MiB for 100,000 users, each with a key of its own", double(used) / MiB);
        QVERIFY(used > MiB); // it was measured
        QVERIFY(used < 64 * MiB);
        QVERIFY(left < MiB / 10);
    }

    void doesNotGrowWithMadeUpModels()
    {
        Limiter limiter = unlimited();
        const qint64 before = allocated();
        for (int i = 0; i < 100'000; ++i)
            passAndKeep(limiter, {"openai", "model-" + QByteArray::number(i), {}}, at(12, 0, 0));
        QCOMPARE(limiter.snapshot(at(12, 0, 0), 1).scopes, qint64(4096 + 2));
        QCOMPARE(limiter.snapshot(at(12, 0, 0), 1).windows.first().used,
                 (Amounts{100'000, 1'000'000}));
        QVERIFY(allocated() - before < 4 * MiB);
    }

    void doesNotGrowWithDeniedCalls()
    {
        Policy policy;
        policy.defaults[std::size_t(Dimension::Global)] = {{1, 0}, {}};
        Limiter limiter(std::make_shared<const Policy>(policy));
        passAndKeep(limiter, user("alice"), at(12, 0, 0));
        for (int i = 0; i < 10'000; ++i) {
            const QByteArray name = QByteArray::number(i);
            const Decision denied =
                limiter.reserve({i, {name, name, {name, name, name}}, 1}, at(12, 0, 1));
            QVERIFY(std::holds_alternative<Denial>(denied));
        }
        const Snapshot snapshot = limiter.snapshot(at(12, 0, 1), 100);
        QCOMPARE(snapshot.scopes, qint64(2));
        QVERIFY(snapshot.today.byProvider.size() <= 1025);
    }

    // What is forgotten is what was not used for longest.
    void forgetsTheLeastRecentlyUsedFirst()
    {
        Policy policy;
        policy.defaults[std::size_t(Dimension::Model)] = {{2, 0}, {}};
        Desk desk(policy);
        const TimePoint noon = at(12, 0, 0);
        const auto model = [](int i) { return Scopes{{}, "m" + QByteArray::number(i), {}}; };
        QVERIFY(desk.passes(noon, 0, model(0)));
        QVERIFY(desk.passes(noon, 0, model(1)));
        QVERIFY(desk.passes(noon, 0, model(0)));
        for (int i = 2; i <= 4096; ++i)
            QVERIFY(desk.passes(noon, 0, model(i)));
        QVERIFY(!desk.passes(noon, 0, model(0)));
        QVERIFY(desk.passes(noon, 0, model(1)));
        QVERIFY(desk.passes(noon, 0, model(1)));
        QVERIFY(!desk.passes(noon, 0, model(1)));
    }
};
QTEST_APPLESS_MAIN(LimiterMemoryTest)
#include "tst_limiter_memory.moc"
