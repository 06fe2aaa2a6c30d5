// SPDX-License-Identifier: MIT
#include "engine/net/resolver.h"

#include <QTest>

#include <map>
#include <utility>
#include <vector>

using namespace llmproxy::net;
using llmproxy::Failure;
using llmproxy::MonotonicTime;
using namespace std::chrono_literals;

namespace {

/// A name service that answers when the test says so, and a clock that stands still.
struct Fake
{
    std::vector<std::pair<QByteArray, Resolver::Callback>> lookups;
    MonotonicTime now{};
    std::unique_ptr<Resolver> resolver = std::make_unique<Resolver>(
        [this](const QByteArray &host, Resolver::Callback answered) {
            lookups.emplace_back(host, std::move(answered));
        },
        [this] { return now; });

    void answer(std::size_t lookup, const Resolved &addresses)
    {
        const auto answered = lookups.at(lookup).second; // the vector may grow meanwhile
        answered(addresses);
    }
};

Addresses addresses(const QByteArray &list)
{
    Addresses result;
    for (const QByteArray &address : list.split(' '))
        result.append(QHostAddress(QString::fromLatin1(address)));
    return result;
}

/// As one line: "192.0.2.1 2001:db8::1", "not found", "failed".
QByteArray text(const Resolved &resolved)
{
    if (!resolved)
        return resolved.error() == ResolveError::NotFound ? "not found" : "failed";
    QByteArrayList list;
    for (const QHostAddress &address : *resolved)
        list.append(address.toString().toLatin1());
    return list.join(' ');
}

/// A callback that notes each answer.
Resolver::Callback noteIn(QByteArrayList &answers)
{
    return [&answers](const Resolved &resolved) { answers.append(text(resolved)); };
}

Resolved notFound()
{
    return Failure<ResolveError>(ResolveError::NotFound);
}

} // namespace

class ResolverTest : public QObject
{
    Q_OBJECT

private slots:
    void answersAtOnceWhatNeedsNoLookup_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("IPv4") << QByteArray("192.0.2.1") << QByteArray("192.0.2.1");
        QTest::newRow("IPv6") << QByteArray("2001:db8::1") << QByteArray("2001:db8::1");
        QTest::newRow("IPv6 in brackets")
            << QByteArray("[2001:db8::1]") << QByteArray("2001:db8::1");
        QTest::newRow("localhost") << QByteArray("localhost") << QByteArray("127.0.0.1 ::1");
        QTest::newRow("LocalHost") << QByteArray("LocalHost") << QByteArray("127.0.0.1 ::1");
        QTest::newRow("under localhost")
            << QByteArray("api.localhost") << QByteArray("127.0.0.1 ::1");
    }

    void answersAtOnceWhatNeedsNoLookup()
    {
        QFETCH(const QByteArray, host);
        QFETCH(const QByteArray, expected);
        Fake fake;
        QByteArrayList answers;
        const auto query = fake.resolver->resolve(host, noteIn(answers));
        QCOMPARE(answers, QByteArrayList{expected});
        QVERIFY(fake.lookups.empty());
    }

    void letsTheFamiliesTakeTurns_data()
    {
        QTest::addColumn<QByteArray>("found");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("one") << QByteArray("192.0.2.1") << QByteArray("192.0.2.1");
        QTest::newRow("IPv6 first") << QByteArray("2001:db8::1 2001:db8::2 192.0.2.1 192.0.2.2")
                                    << QByteArray("2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2");
        QTest::newRow("IPv4 first") << QByteArray("192.0.2.1 192.0.2.2 2001:db8::1")
                                    << QByteArray("192.0.2.1 2001:db8::1 192.0.2.2");
        QTest::newRow("more of the other family")
            << QByteArray("192.0.2.1 2001:db8::1 2001:db8::2 2001:db8::3")
            << QByteArray("192.0.2.1 2001:db8::1 2001:db8::2 2001:db8::3");
        QTest::newRow("one family")
            << QByteArray("192.0.2.2 192.0.2.1") << QByteArray("192.0.2.2 192.0.2.1");
        QTest::newRow("the same twice")
            << QByteArray("192.0.2.1 192.0.2.1 2001:db8::1") << QByteArray("192.0.2.1 2001:db8::1");
    }

    void letsTheFamiliesTakeTurns()
    {
        QFETCH(const QByteArray, found);
        QFETCH(const QByteArray, expected);
        Fake fake;
        QByteArrayList answers;
        const auto query = fake.resolver->resolve("api.example", noteIn(answers));
        QCOMPARE(answers, QByteArrayList());
        fake.answer(0, addresses(found));
        QCOMPARE(answers, QByteArrayList{expected});
    }

    void saysWhyThereIsNoAnswer_data()
    {
        QTest::addColumn<Resolved>("found");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("no such name") << notFound() << QByteArray("not found");
        QTest::newRow("no address") << Resolved(Addresses()) << QByteArray("not found");
        QTest::newRow("name service down")
            << Resolved(Failure<ResolveError>(ResolveError::Failed)) << QByteArray("failed");
    }

    void saysWhyThereIsNoAnswer()
    {
        QFETCH(const Resolved, found);
        QFETCH(const QByteArray, expected);
        Fake fake;
        QByteArrayList answers;
        const auto query = fake.resolver->resolve("api.example", noteIn(answers));
        fake.answer(0, found);
        QCOMPARE(answers, QByteArrayList{expected});
    }

    void asksOnceForManyQuestions()
    {
        Fake fake;
        QByteArrayList answers;
        const auto one = fake.resolver->resolve("api.example", noteIn(answers));
        const auto two = fake.resolver->resolve("API.example", noteIn(answers));
        const auto other = fake.resolver->resolve("other.example", noteIn(answers));
        QCOMPARE(fake.lookups.size(), std::size_t(2));
        fake.answer(0, addresses("192.0.2.1"));
        QCOMPARE(answers, (QByteArrayList{"192.0.2.1", "192.0.2.1"}));
    }

    void keepsAnswers_data()
    {
        QTest::addColumn<Resolved>("found");
        QTest::addColumn<int>("kept"); // milliseconds
        QTest::newRow("found") << Resolved(addresses("192.0.2.1")) << 30'000;
        QTest::newRow("not found") << notFound() << 1'000;
    }

    void keepsAnswers()
    {
        QFETCH(const Resolved, found);
        QFETCH(const int, kept);
        Fake fake;
        QByteArrayList answers;
        const auto first = fake.resolver->resolve("api.example", noteIn(answers));
        fake.answer(0, found);

        fake.now += std::chrono::milliseconds(kept) - 1ns;
        const auto second = fake.resolver->resolve("api.example", noteIn(answers));
        QCOMPARE(answers.size(), 2);
        QCOMPARE(answers[1], answers[0]);
        QCOMPARE(fake.lookups.size(), std::size_t(1));

        fake.now += 1ns;
        const auto third = fake.resolver->resolve("api.example", noteIn(answers));
        QCOMPARE(answers.size(), 2);
        QCOMPARE(fake.lookups.size(), std::size_t(2));
    }

    void keepsABoundedNumberOfHosts()
    {
        Fake fake;
        QByteArrayList answers;
        const auto name = [](std::size_t i) -> QByteArray {
            return QByteArray::number(qulonglong(i)) + ".example";
        };
        for (std::size_t i = 0; i <= Resolver::MaxKept; ++i) {
            const auto query = fake.resolver->resolve(name(i), noteIn(answers));
            fake.answer(i, addresses("192.0.2.1"));
            fake.now += 1ms;
        }
        const auto oldest = fake.resolver->resolve(name(0), noteIn(answers));
        QCOMPARE(fake.lookups.size(), Resolver::MaxKept + 2);
        const auto next = fake.resolver->resolve(name(1), noteIn(answers));
        QCOMPARE(fake.lookups.size(), Resolver::MaxKept + 2);
    }

    void callsNobodyWhoWithdrew()
    {
        Fake fake;
        QByteArrayList answers;
        auto kept = fake.resolver->resolve("api.example", noteIn(answers));
        {
            const auto forgotten = fake.resolver->resolve("api.example", noteIn(answers));
            auto cancelled = fake.resolver->resolve("api.example", noteIn(answers));
            cancelled.cancel();
            auto replaced = fake.resolver->resolve("api.example", noteIn(answers));
            replaced = Resolver::Query();
        }
        const auto moved = std::move(kept);
        fake.answer(0, addresses("192.0.2.1"));
        QCOMPARE(answers, QByteArrayList{"192.0.2.1"});
    }

    void asksNotAgainForWhoeverComesBack()
    {
        Fake fake;
        QByteArrayList answers;
        {
            const auto gone = fake.resolver->resolve("api.example", noteIn(answers));
        }
        const auto back = fake.resolver->resolve("api.example", noteIn(answers));
        QCOMPARE(fake.lookups.size(), std::size_t(1));
        fake.answer(0, addresses("192.0.2.1"));
        QCOMPARE(answers, QByteArrayList{"192.0.2.1"});
    }

    void letsACallbackWithdrawAnother()
    {
        Fake fake;
        QByteArrayList answers;
        Resolver::Query second;
        const auto first =
            fake.resolver->resolve("api.example", [&](const Resolved &) { second.cancel(); });
        second = fake.resolver->resolve("api.example", noteIn(answers));
        fake.answer(0, addresses("192.0.2.1"));
        QCOMPARE(answers, QByteArrayList());
    }

    void letsACallbackAskAgain()
    {
        Fake fake;
        QByteArrayList answers;
        Resolver::Query again;
        const auto first = fake.resolver->resolve("api.example", [&](const Resolved &) {
            again = fake.resolver->resolve("api.example", noteIn(answers));
        });
        fake.answer(0, addresses("192.0.2.1"));
        QCOMPARE(answers, QByteArrayList{"192.0.2.1"});
        QCOMPARE(fake.lookups.size(), std::size_t(1));
    }

    void letsACallbackEndTheResolver_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::newRow("looked up") << QByteArray("api.example");
        QTest::newRow("known") << QByteArray("localhost");
    }

    void letsACallbackEndTheResolver()
    {
        QFETCH(const QByteArray, host);
        Fake fake;
        QByteArrayList answers;
        Resolver::Query second;
        const auto first =
            fake.resolver->resolve(host, [&](const Resolved &) { fake.resolver.reset(); });
        if (fake.resolver) {
            second = fake.resolver->resolve(host, noteIn(answers));
            fake.answer(0, addresses("192.0.2.1"));
        }
        QVERIFY(!fake.resolver);
        QCOMPARE(answers, QByteArrayList());
    }

    void survivesAnAnswerAfterItsEnd()
    {
        Fake fake;
        QByteArrayList answers;
        const auto query = fake.resolver->resolve("api.example", noteIn(answers));
        fake.resolver.reset();
        fake.answer(0, addresses("192.0.2.1"));
        QCOMPARE(answers, QByteArrayList());
    }

    void asksTheSystem()
    {
        // The one name that resolves on every machine, asked past the short cut for it.
        QByteArray answer;
        const Resolver::Lookup lookup = Resolver::systemLookup();
        lookup("localhost", [&](const Resolved &resolved) { answer = text(resolved); });
        QTRY_VERIFY(!answer.isEmpty());
        QVERIFY2(answer.contains("127.0.0.1") || answer.contains("::1"), answer.constData());
    }
};

QTEST_GUILESS_MAIN(ResolverTest)
#include "tst_resolver.moc"
