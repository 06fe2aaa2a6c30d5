// SPDX-License-Identifier: MIT
#include "engine/traffic/record_json.h"
#include "tests/support/random_records.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::traffic;
using namespace Qt::StringLiterals;

namespace {

constexpr int Rounds = 500;

ExchangeRecord endedRecord()
{
    ExchangeRecord record;
    record.id = 7;
    record.at = TimePoint(Duration(1'767'225'600'250)); // 2026-01-01T00:00:00.250Z
    record.provider = "openai";
    record.model = "gpt-4o";
    record.status = 200;
    record.phase = Phase::Done;
    record.endedIn = Phase::Streaming;
    record.endedBy = EndedBy::Client;
    record.total = Duration(1500);
    record.usage.input = {1200, usage::Source::Reported};
    record.cost.label = cost::Label::Reported;
    record.cost.total = cost::Money{3'000'000};
    record.cost.matchedModel = "gpt-4o";
    record.cost.pricesAsOf = QDate(2025, 12, 24);
    record.cost.lines = {{.tokenClass = cost::TokenClass::Input,
                          .tokens = 1200,
                          .source = usage::Source::Reported,
                          .perMillion = {2'500'000'000},
                          .amount = {3'000'000}}};
    return record;
}

QJsonObject parsed(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

/// As it comes out of a file.
QJsonObject written(const QJsonObject &object)
{
    return QJsonDocument::fromJson(QJsonDocument(object).toJson(QJsonDocument::Compact)).object();
}

void collectKeys(const QJsonValue &value, QSet<QString> &keys)
{
    for (const QJsonValue &each : value.toArray())
        collectKeys(each, keys);
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        keys.insert(it.key());
        collectKeys(it.value(), keys);
    }
}

} // namespace

class RecordJsonTest : public QObject
{
    Q_OBJECT

private slots:
    void saysAllInPlainWords()
    {
        QCOMPARE(toJson(endedRecord()), parsed(R"({
            "id": 7, "at": "2026-01-01T00:00:00.250Z", "provider": "openai", "model": "gpt-4o",
            "status": 200, "made_here": false, "streaming": false,
            "phase": "done", "ended_in": "streaming", "ended_by": "client",
            "attempts": 0, "bytes_in": 0, "bytes_out": 0, "pieces": 0, "total_ms": 1500,
            "tokens": {"input": {"tokens": 1200, "source": "reported"},
                       "input_holds_cache_read": true, "output_holds_thought": true},
            "cost": {"label": "reported", "usd": 0.003, "matched_model": "gpt-4o",
                     "prices_as_of": "2025-12-24",
                     "lines": [{"class": "input", "tokens": 1200, "source": "reported",
                                "usd_per_million": 2.5, "usd": 0.003}]}})"));
    }

    void writesNoKeyForWhatIsAbsent()
    {
        QCOMPARE(toJson(ExchangeRecord{}).keys(),
                 (QStringList{u"at"_s,
                              u"attempts"_s,
                              u"bytes_in"_s,
                              u"bytes_out"_s,
                              u"id"_s,
                              u"made_here"_s,
                              u"phase"_s,
                              u"pieces"_s,
                              u"streaming"_s}));
        QCOMPARE(toJson(ExchangeDetail{}), QJsonObject());
    }

    void readsBackWhatItWrote()
    {
        for (int seed = 0; seed < Rounds; ++seed) {
            const ExchangeRecord record = test::RandomRecords(quint32(seed)).record(seed + 1);
            const auto read = recordFromJson(written(toJson(record)));
            QVERIFY2(read == record, qPrintable(u"seed %1"_s.arg(seed)));
        }
    }

    void readsDetailsBackToTheByte()
    {
        for (int seed = 0; seed < Rounds; ++seed) {
            const ExchangeDetail detail = test::RandomRecords(quint32(seed)).detail();
            const ExchangeDetail read = detailFromJson(written(toJson(detail)));
            QVERIFY2(read == detail, qPrintable(u"seed %1"_s.arg(seed)));
        }
    }

    void keepsAnAmountOfMillionsToTheNanoDollar()
    {
        ExchangeRecord record = endedRecord();
        record.cost.total = cost::Money{1'999'999'123'456'789};
        QCOMPARE(recordFromJson(written(toJson(record)))->cost.total, record.cost.total);
    }

    void writesABodyAsBase64OnlyWhereItIsNoText_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isBase64");
        QTest::newRow("ASCII") << QByteArray("{}") << u"{}"_s << false;
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << QString(QLatin1StringView("a\0b", 3))
                             << false;
        QTest::newRow("a whole character") << QByteArray("\xC3\xA9") << u"\u00e9"_s << false;
        QTest::newRow("half a character") << QByteArray("\xC3") << u"ww=="_s << true;
        QTest::newRow("a surrogate in UTF-8") << QByteArray("\xED\xA0\x80") << u"7aCA"_s << true;
        QTest::newRow("a byte order mark") << QByteArray("\xEF\xBB\xBF") << u"77u/"_s << true;
        QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08") << u"H4sI"_s << true;
    }

    void writesABodyAsBase64OnlyWhereItIsNoText()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        QFETCH(bool, isBase64);
        ExchangeDetail detail;
        detail.response = {bytes, bytes.size(), {}, {}};
        const QJsonObject body = toJson(detail).value(u"response").toObject();
        QCOMPARE(body.value(u"text").toString(), text);
        QCOMPARE(body.value(u"encoding").toString(), isBase64 ? u"base64"_s : QString());
        QCOMPARE(detailFromJson(toJson(detail)), detail);
    }

    void tellsABodyThatWasCut()
    {
        ExchangeDetail detail;
        detail.request = {"12", 2, {}, {}};
        detail.response = {"12", 3, {}, {}};
        const QJsonObject json = toJson(detail);
        QCOMPARE(json.value(u"request").toObject().value(u"whole").toBool(), true);
        QCOMPARE(json.value(u"response").toObject().value(u"whole"), QJsonValue(false));
    }

    void replacesWhatIsNotUtf8InATarget()
    {
        ExchangeRecord record = endedRecord();
        record.target = "/openai/\xFF";
        QCOMPARE(recordFromJson(toJson(record))->target, QByteArray("/openai/\xEF\xBF\xBD"));
    }

    void refusesWhatIsNoRecord_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("nothing") << QByteArray("{}");
        QTest::newRow("no time") << QByteArray(R"({"id": 1})");
        QTest::newRow("no id") << QByteArray(R"({"at": "2026-01-01T00:00:00.000Z"})");
        QTest::newRow("an id that is none")
            << QByteArray(R"({"id": "1", "at": "2026-01-01T00:00:00.000Z"})");
    }

    void refusesWhatIsNoRecord()
    {
        QFETCH(QByteArray, json);
        QVERIFY(!recordFromJson(parsed(json.constData())));
    }

    void passesOverValuesOfAWrongKind()
    {
        const auto read = recordFromJson(parsed(R"({
            "id": 1, "at": "2026-01-01T00:00:00.000Z", "status": 99999999999, "model": 4,
            "phase": "nonsense", "attempts": "many", "tries": {"a": 1}, "total_ms": "long",
            "tokens": [], "cost": {"usd": 1e300, "label": 3}})"));
        QVERIFY(read);
        ExchangeRecord wanted;
        wanted.id = 1;
        wanted.at = TimePoint(Duration(1'767'225'600'000));
        wanted.status = std::numeric_limits<int>::max();
        wanted.cost.total = cost::Money{9'000'000'000'000'000'000};
        QCOMPARE(*read, wanted);
    }

    void everyKeyIsDocumented()
    {
        QFile page(QStringLiteral(LLMPROXY_SOURCE_DIR "/docs/exchange-record.md"));
        QVERIFY(page.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(page.readAll());
        QSet<QString> keys;
        for (int seed = 0; seed < Rounds; ++seed) {
            test::RandomRecords random{quint32(seed)};
            collectKeys(toJson(random.record(1)), keys);
            collectKeys(toJson(random.detail()), keys);
        }
        QVERIFY(keys.size() > 60);
        for (const QString &key : std::as_const(keys))
            QVERIFY2(text.contains(u'`' + key + u'`'), qPrintable(key));
    }
};

QTEST_GUILESS_MAIN(RecordJsonTest)
#include "tst_record_json.moc"
