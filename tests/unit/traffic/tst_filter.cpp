// SPDX-License-Identifier: MIT
#include "engine/traffic/filter.h"
#include "tests/unit/traffic/filter_samples.h"

#include <QTest>

#include <random>

using namespace llmproxy;
using namespace llmproxy::traffic;
using namespace Qt::StringLiterals;

namespace {

Result<Filter, FilterError> parsed(const QString &text)
{
    return parseFilter(text, Noon, QTimeZone("Europe/Berlin"));
}

/// Texts that together have every piece of the language, right and wrong.
QStringList pieces()
{
    return {u"-"_s,    u"\""_s,         u":"_s,      u"="_s,      u">"_s,      u"<="_s,
            u" "_s,    u"OR"_s,         u" OR "_s,   u"status"_s, u"5xx"_s,    u"200..299"_s,
            u"ttft"_s, u"1.5s"_s,       u"cost"_s,   u"$0.05"_s,  u"none"_s,   u"model"_s,
            u"gpt"_s,  u"since"_s,      u"2h"_s,     u"until"_s,  u"by"_s,     u"proxy"_s,
            u"flag"_s, u"streaming"_s,  u"\\"_s,     u"body"_s,   u"header"_s, u"é"_s,
            u".."_s,   u"\U0001F600"_s, u"tokens"_s, u"1k"_s,     u"id"_s,     u"\t"_s};
}

/// Do the term and its negation divide the samples between them?
bool splitsTheSamples(const Term &term)
{
    static const auto records = sampleRecords();
    static const ExchangeDetail detail = sampleDetail();
    Term other = term;
    other.isNegated = !term.isNegated;
    return std::all_of(records.begin(), records.end(), [&](const ExchangeRecord &record) {
        return holds(term, record, &detail) != holds(other, record, &detail)
               && holds(term, record, nullptr) != holds(other, record, nullptr);
    });
}

} // namespace

class FilterTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsExchangesApart_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("expected");
        const auto both = [](const char *yes, const char *no) {
            QTest::newRow(yes) << QString::fromUtf8(yes) << true;
            QTest::newRow(no) << QString::fromUtf8(no) << false;
        };
        both("", "nothing-of-it");
        both("GPT-4O", "gpt-5");
        both("310", "311");
        both("200", "201");
        both("chatcmpl", "\"chat cmpl\"");
        both("\"v1/chat\"", "\"v1 chat\"");
        both("provider:openai", "provider:gemini");
        both("provider:OPEN", "provider=open");
        both("model=gpt-4o-mini", "model=gpt-4o");
        both("model:gpt-4o", "model:\"gpt 4o\"");
        both("MODEL:mini", "MODEL:maxi");
        both("user=alice", "user=\"\"");
        both("key:cdef", "key:abcd");
        both("client:127.0.0.1", "client:10.0.0.1");
        both("path:/chat/", "path:/messages");
        both("method:post", "method:get");
        both("status:200", "status:201");
        both("status:2xx", "status:5XX");
        both("status:200..299", "status:201..299");
        both("status:100..200", "status:100..199");
        both("status:..200", "status:..199");
        both("status:200..", "status:201..");
        both("status>=200", "status>200");
        both("status:<=200", "status:<200");
        both("-status:none", "status:none");
        both("by:upstream", "by:proxy");
        both("ttft>400ms", "ttft>410ms");
        both("ttft:>=0.41s", "ttft:<0.41s");
        both("took:1s..2s", "took:2.1s..3s");
        both("took<1m", "took>1m");
        both("tokens:1500", "tokens:1501");
        both("tokens>=1.5k", "tokens>1.5k");
        both("in:1200", "in<1200");
        both("out:300", "out>300");
        both("cost:$0.05", "cost>0.05");
        both("cost>0.049", "cost:none");
        both("tries:1", "tries>1");
        both("id:310", "id<310");
        both("-flag:streaming", "flag:S");
        both("since:30s", "since:29s");
        both("until:30s OR since:30s", "until:30s");
        both("since:2026-01-31", "since:2026-02-01");
        both("until:2026-01-31", "until:2026-01-30");
        both("since:12:59:30", "since:12:59:31"); // Berlin is an hour ahead
        both("since:2026-01-31T11:59:30Z", "since:2026-01-31T11:59:31Z");
        both("since:2026-01-31T12:59:30", "since:2026-01-31T12:59:31");
        both("until:2026-01-31T13:00", "until:2026-01-31T12:59:30+01:00");
        both("-gemini", "-openai");
        both("-\"no such thing\"", "-\"gpt-4o\"");
        both("openai alice", "openai bob");
        both("bob OR alice", "bob OR carol");
        both("bob OR alice model:gpt", "bob OR alice model:claude");
        both("\"OR\" OR openai", "\"OR\"");
    }

    void tellsExchangesApart()
    {
        QFETCH(const QString, text);
        QFETCH(const bool, expected);
        const auto filter = parsed(text);
        QVERIFY2(filter, qPrintable(filter ? QString() : filter.error().text));
        QCOMPARE(filter->matches(answered(), nullptr), expected);
    }

    void comparesOnlyWhatIsKnown()
    {
        const ExchangeRecord record = underWay();
        for (const auto &text :
             {u"ttft>0ms"_s, u"took<9m"_s, u"tokens>=0"_s, u"cost<1"_s, u"status<600"_s}) {
            QVERIFY2(!parsed(text)->matches(record, nullptr), qPrintable(text));
            QVERIFY2(parsed(u'-' + text)->matches(record, nullptr), qPrintable(text));
        }
        for (const auto &text :
             {u"ttft:none"_s, u"took:none"_s, u"tokens:none"_s, u"cost=none"_s, u"status:none"_s})
            QVERIFY2(parsed(text)->matches(record, nullptr), qPrintable(text));
    }

    void looksIntoHeadersAndBodies_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("expected");
        QTest::newRow("a name") << u"header:x-team"_s << true;
        QTest::newRow("a name and its value") << u"header:\"x-team: BLUE\""_s << true;
        QTest::newRow("a whole line") << u"header=\"x-team: blue\""_s << true;
        QTest::newRow("less than a line") << u"header=x-team"_s << false;
        QTest::newRow("over the end of a line") << u"header:\"json\nX-Team\""_s << false;
        QTest::newRow("of the answer") << u"header:\"200 ok\""_s << true;
        QTest::newRow("of none") << u"header:red"_s << false;
        QTest::newRow("of the request") << u"body:\"find the bug\""_s << true;
        QTest::newRow("of the answer's body") << u"body:\"here it\""_s << true;
        QTest::newRow("in no body") << u"body:x-team"_s << false;
        QTest::newRow("both") << u"body:bug header:blue openai"_s << true;
    }

    void looksIntoHeadersAndBodies()
    {
        QFETCH(const QString, text);
        QFETCH(const bool, expected);
        const auto filter = parsed(text);
        QVERIFY(filter);
        QVERIFY(filter->needsDetail());
        const ExchangeDetail detail = sampleDetail();
        QCOMPARE(filter->matches(answered(), &detail), expected);
        QVERIFY(!filter->matches(answered(), nullptr));
    }

    void needsNoDetailForARecordsFields()
    {
        QVERIFY(!parsed(u"openai status:5xx"_s)->needsDetail());
        QVERIFY(!parsed({})->needsDetail());
    }

    void knowsWhatChangesWithTime()
    {
        QVERIFY(parsed(u"openai since:5m"_s)->isRelative());
        QVERIFY(parsed(u"openai OR -until:5m"_s)->isRelative());
        QVERIFY(!parsed(u"since:2026-01-31"_s)->isRelative());
    }

    void isUnderstoodAs_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char *text, const char *sentence) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(sentence);
        };
        row("", "all");
        row("bug", "with “bug”");
        row("-\"two words\"", "without “two words”");
        row("model:gpt -provider=openai", "model with “gpt”, provider is not “openai”");
        row("user=\"\"", "user is empty");
        row("status:5xx", "status from 500 to 599");
        row("status:429 OR -status>=400", "status 429 or status not at least 400");
        row("status:none", "status unknown");
        row("ttft>1s", "first byte after more than 1 second");
        row("took<=1500ms", "took at most 1.5 seconds");
        row("took<90s", "took less than 90 seconds");
        row("took>2m", "took more than 2 minutes");
        row("cost>0.05", "cost more than $0.05");
        row("tokens:1k..5k", "tokens from 1000 to 5000");
        row("by:limit", "answered by a rate limit");
        row("-by:nobody", "not answered by nobody");
        row("flag:R -flag:probe", "retried, not a probe");
        row("since:15s", "started within the last 15 seconds");
        row("until:2h", "started more than 2 hours ago");
        row("-since:1d", "not started within the last 1 day");
        row("since:14:20", "started at 2026-01-31 14:20:00 or later");
        row("until:2026-01-31", "started before 2026-02-01 00:00:00");
        row("header:x-team body:bug", "a header with “x-team”, a body with “bug”");
    }

    void isUnderstoodAs()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, sentence);
        const auto filter = parsed(text);
        QVERIFY2(filter, qPrintable(filter ? QString() : filter.error().text));
        QCOMPARE(filter->sentence(), sentence);
    }

    void saysWhatIsWrongAndWhere_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("position");
        QTest::addColumn<int>("length");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *text, int position, int length, const char *message) {
            QTest::newRow(text) << QString::fromUtf8(text) << position << length
                                << QString::fromUtf8(message);
        };
        row("a modle:gpt", 2, 5, "there is no key 'modle'; did you mean model?");
        row("-stauts:5xx", 1, 6, "there is no key 'stauts'; did you mean status?");
        row("mod=1", 0, 3, "there is no key 'mod'; in quotes it is looked for as text");
        row("http://x", 0, 4, "there is no key 'http'; in quotes it is looked for as text");
        row("model:", 5, 1, "model takes a text");
        row("model: gpt", 5, 1, "model takes a text");
        row("model>gpt", 6, 3, "model takes a text");
        row("model:\"\"", 6, 2, "model takes a text");
        row("a status:6xx", 9, 3, "status takes 429, 5xx, 200..299, >=400 or none");
        row("status:299..200", 7, 8, "status takes 429, 5xx, 200..299, >=400 or none");
        row("status>5xx", 7, 3, "status takes 429, 5xx, 200..299, >=400 or none");
        row("status:..", 7, 2, "status takes 429, 5xx, 200..299, >=400 or none");
        row("status>", 6, 1, "status takes 429, 5xx, 200..299, >=400 or none");
        row("ttft>5", 5, 1, "ttft takes a time in ms, s or m, as in >500ms, <=2s, 1s..5s or none");
        row("ttft>-5s",
            5,
            3,
            "ttft takes a time in ms, s or m, as in >500ms, <=2s, 1s..5s or none");
        row("took>1..5s",
            5,
            5,
            "took takes a time in ms, s or m, as in >500ms, <=2s, 1s..5s or none");
        row("tokens>1.5", 7, 3, "tokens takes a number, as in >1000, <=20k, 1k..5k or none");
        row("tokens>9999999999",
            7,
            10,
            "tokens takes a number, as in >1000, <=20k, 1k..5k or none");
        row("cost>free", 5, 4, "cost takes US dollars, as in >0.05, 0.01..0.1 or none");
        row("id:none", 3, 4, "id takes a number, as in 2, >1 or 3..5");
        row("by:me", 3, 2, "by takes upstream, bypass, proxy, limit, test or nobody");
        row("since:2026-02-30",
            6,
            10,
            "since takes a time, as in 15s, 5m, 2h, 3d, 14:30, 2026-01-31 or 2026-01-31T14:30:00Z");
        row("since>5m",
            6,
            2,
            "since takes a time, as in 15s, 5m, 2h, 3d, 14:30, 2026-01-31 or 2026-01-31T14:30:00Z");
        row("a \"b", 2, 2, "the quotes are not closed");
        row("model:\"b\\", 6, 3, "the quotes are not closed");
        row("\"a\"b", 3, 1, "a blank must follow the closing quote");
        row("a -", 2, 1, "a word must follow '-'; \"-\" in quotes is looked for as text");
        row("\"\"", 0, 2, "there is nothing between the quotes");
        row("OR a", 0, 2, "OR stands between two terms");
        row("a OR", 2, 2, "OR stands between two terms");
        row("a OR OR b", 5, 2, "OR stands between two terms");
    }

    void saysWhatIsWrongAndWhere()
    {
        QFETCH(const QString, text);
        const auto filter = parsed(text);
        QVERIFY(!filter);
        QTEST(filter.error().text, "message");
        QTEST(int(filter.error().position), "position");
        QTEST(int(filter.error().length), "length");
    }

    void namesEveryFlagThatThereIs()
    {
        const auto filter = parsed(u"flag:gone"_s);
        QVERIFY(!filter);
        for (const FlagWords &words : allFlags())
            QVERIFY(filter.error().text.contains(QLatin1String(words.name)));
    }

    void takesTextsThatOnlyLookLikeTerms_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("wanted");
        const auto row = [](const char *text, const char *wanted) {
            QTest::newRow(text) << QString::fromUtf8(text) << QByteArray(wanted);
        };
        row("anthropic.claude-v2:1", "anthropic.claude-v2:1");
        row("\"http://x\"", "http://x");
        row("\"a \\\"b\\\" \\\\ \\n\"", "a \"b\" \\ \\n");
        row("or", "or");
        row("(gpt)", "(gpt)");
        row("a\"b", "a\"b");
        row("a-b", "a-b");
    }

    void takesTextsThatOnlyLookLikeTerms()
    {
        QFETCH(const QString, text);
        const auto filter = parsed(text);
        QVERIFY(filter);
        QCOMPARE(filter->clauses.size(), 1);
        const auto *test = std::get_if<TextTest>(&filter->clauses.first().first().test);
        QVERIFY(test);
        QTEST(test->text, "wanted");
    }

    void isBounded()
    {
        QVERIFY(parsed(QString(MaxFilterLength, u'a')));
        const auto tooLong = parsed(QString(MaxFilterLength + 1, u'a'));
        QVERIFY(!tooLong);
        QCOMPARE(tooLong.error().position, MaxFilterLength);
    }

    void putsEachOriginAndFlagOnSomeSample()
    {
        const auto records = sampleRecords();
        const auto isFound = [&](const QString &text) {
            const Filter filter = parsed(text).value();
            return std::any_of(records.begin(), records.end(), [&](const ExchangeRecord &record) {
                return filter.matches(record, nullptr);
            });
        };
        for (const Origin origin : allOrigins())
            QVERIFY2(isFound(u"by:"_s + QLatin1String(nameOf(origin))), nameOf(origin).data());
        for (const FlagWords &words : allFlags()) {
            QVERIFY2(isFound(u"flag:"_s + QLatin1String(words.name)), words.name.data());
            QVERIFY2(isFound(u"-flag:"_s + QLatin1String(words.name)), words.name.data());
        }
    }

    void survivesAnyTextAndNegatesExactly()
    {
        std::mt19937 random(20'260'131); // NOLINT(cert-msc51-cpp): the same texts every time
        const QStringList all = pieces();
        int understood = 0;
        for (int i = 0; i < 5'000; ++i) {
            QString text;
            for (auto left = random() % 8; left > 0; --left)
                text += all.at(qsizetype(random() % std::size_t(all.size())));
            const auto filter = parsed(text);
            if (!filter) {
                const FilterError &error = filter.error();
                QVERIFY2(error.position >= 0 && error.length >= 1
                             && error.position + error.length <= text.size(),
                         qPrintable(text));
                continue;
            }
            ++understood;
            QVERIFY(!filter->sentence().isEmpty());
            for (const Clause &clause : filter->clauses)
                QVERIFY2(std::all_of(clause.begin(), clause.end(), &splitsTheSamples),
                         qPrintable(text));
        }
        QVERIFY2(understood > 500, qPrintable(QString::number(understood)));
    }

    void negatesWhatIsWritten()
    {
        for (const auto &text : {u"openai"_s,
                                 u"status:5xx"_s,
                                 u"model=gpt-4o-mini"_s,
                                 u"cost:none"_s,
                                 u"flag:error"_s,
                                 u"by:limit"_s,
                                 u"since:1h"_s,
                                 u"body:bug"_s,
                                 u"ttft>1ms"_s}) {
            const Filter filter = parsed(text).value();
            const Filter negated = parsed(u'-' + text).value();
            const ExchangeDetail detail = sampleDetail();
            for (const ExchangeRecord &record : sampleRecords()) {
                QVERIFY(filter.matches(record, &detail) != negated.matches(record, &detail));
                QVERIFY(filter.matches(record, nullptr) != negated.matches(record, nullptr));
            }
        }
    }
};
QTEST_APPLESS_MAIN(FilterTest)
#include "tst_filter.moc"
