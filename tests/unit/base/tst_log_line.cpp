// SPDX-License-Identifier: MIT
#include "engine/base/log_line.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace llmproxy;

class LogLineTest : public QObject
{
    Q_OBJECT

    static QByteArray written(LogFormat format, const LogLine &line)
    {
        static const QDateTime when(QDate(2026, 3, 4), QTime(5, 6, 7, 89), Qt::UTC);
        return rendered(format, LogLevel::Info, when, line);
    }

private slots:
    void writesText()
    {
        const LogLine line = LogLine("Completed request")
                                 .text("path", "/openai/v1/models")
                                 .number("status", 200)
                                 .flag("streaming", false);
        QCOMPARE(
            written(LogFormat::Text, line),
            QByteArray("INFO [05:06:07] Completed request; path=/openai/v1/models, status=200, "
                       "streaming=false\n"));
    }

    void writesJson()
    {
        const LogLine line = LogLine("Completed request")
                                 .text("path", "/openai/v1/models")
                                 .number("status", 200)
                                 .flag("streaming", true);
        QCOMPARE(written(LogFormat::Json, line),
                 QByteArray("{\"time\":\"2026-03-04 05:06:07,089\",\"level\":\"INFO\","
                            "\"msg\":\"Completed request\",\"path\":\"/openai/v1/models\","
                            "\"status\":200,\"streaming\":true}"
                            "\n"));
    }

    void endsTextWithTheMessageWhereThereIsNothingMore()
    {
        QCOMPARE(written(LogFormat::Text, LogLine("started")),
                 QByteArray("INFO [05:06:07] started\n"));
    }

    void escapesValues_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("json");
        const auto row = [](const char *name,
                            const QByteArray &value,
                            const QByteArray &text,
                            const QByteArray &json) {
            QTest::newRow(name) << value << text << json;
        };
        row("plain", "gpt-4o", "gpt-4o", "\"gpt-4o\"");
        row("empty", "", "\"\"", "\"\"");
        row("words", "two words", "two words", "\"two words\"");
        row("beyond ASCII", "sk-…cdef", "sk-…cdef", "\"sk-…cdef\"");
        row("forged line", "a\r\nERROR [", "a\\r\\nERROR [", "\"a\\r\\nERROR [\"");
        row("forged value", "x, status=200", "\"x, status=200\"", "\"x, status=200\"");
        row("quote", "a\"b", "\"a\\\"b\"", "\"a\\\"b\"");
        row("backslash", "a\\nb", "\"a\\\\nb\"", "\"a\\\\nb\"");
        row("colour", "\x1b[31mred", "\\u001b[31mred", "\"\\u001b[31mred\"");
        row("NUL", QByteArray("a\0b", 3), "a\\u0000b", "\"a\\u0000b\"");
        row("DEL", "a\x7f", "a\\u007f", "\"a\\u007f\"");
        row("C1 control", "a\xc2\x9b", "a\\u009b", "\"a\\u009b\"");
        row("right to left", "a\xe2\x80\xae", "a\\u202e", "\"a\\u202e\"");
        row("line separator", "a\xe2\x80\xa8", "a\\u2028", "\"a\\u2028\"");
        row("not UTF-8", "a\xff", "a\xef\xbf\xbd", "\"a\xef\xbf\xbd\"");
        row("emoji", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", "\"\xf0\x9f\x98\x80\"");
    }

    void escapesValues()
    {
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, json);
        const LogLine line = LogLine("m").text("k", value);
        QCOMPARE(written(LogFormat::Text, line), "INFO [05:06:07] m; k=" + text + "\n");
        QCOMPARE(written(LogFormat::Json, line),
                 "{\"time\":\"2026-03-04 05:06:07,089\",\"level\":\"INFO\",\"msg\":\"m\",\"k\":"
                     + json + "}\n");
    }

    void escapesTheMessage()
    {
        const LogLine line("first\nsecond");
        QCOMPARE(written(LogFormat::Text, line), QByteArray("INFO [05:06:07] first\\nsecond\n"));
        QVERIFY(written(LogFormat::Json, line).contains("\"msg\":\"first\\nsecond\""));
    }

    void writesOneLineOfValidJsonForAnyByte()
    {
        QByteArray every;
        for (int c = 0; c < 256; ++c)
            every += static_cast<char>(c);
        const QByteArray json = written(LogFormat::Json, LogLine(every).text("k", every));
        QCOMPARE(json.count('\n'), 1);
        QCOMPARE(QJsonDocument::fromJson(json)[u"k"].toString(), QString::fromUtf8(every));
        QCOMPARE(written(LogFormat::Text, LogLine(every).text("k", every)).count('\n'), 1);
    }

    void cutsWhatIsTooLong_data()
    {
        QTest::addColumn<qsizetype>("size");
        QTest::addColumn<bool>("cut");
        QTest::newRow("at the limit") << MaxLoggedBytes << false;
        QTest::newRow("one more") << MaxLoggedBytes + 1 << true;
        QTest::newRow("a megabyte") << qsizetype(1'000'000) << true;
    }

    void cutsWhatIsTooLong()
    {
        QFETCH(qsizetype, size);
        QFETCH(bool, cut);
        const QByteArray text =
            written(LogFormat::Text, LogLine("m").text("k", QByteArray(size, 'x')));
        QCOMPARE(text.count('x'), qMin(size, MaxLoggedBytes));
        const QByteArray mark = "…(" + QByteArray::number(size) + " bytes)";
        QCOMPARE(text.contains(mark), cut);
    }

    void knowsLevelNames_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<int>("level"); // -1: none
        QTest::newRow("debug") << QByteArray("debug") << int(LogLevel::Debug);
        QTest::newRow("info") << QByteArray("info") << int(LogLevel::Info);
        QTest::newRow("warn") << QByteArray("warn") << int(LogLevel::Warn);
        QTest::newRow("warning") << QByteArray("warning") << int(LogLevel::Warn);
        QTest::newRow("error") << QByteArray("error") << int(LogLevel::Error);
        QTest::newRow("upper case") << QByteArray("DEBUG") << int(LogLevel::Debug);
        QTest::newRow("empty") << QByteArray("") << -1;
        QTest::newRow("unknown") << QByteArray("verbose") << -1;
    }

    void knowsLevelNames()
    {
        QFETCH(QByteArray, name);
        QFETCH(int, level);
        const std::optional<LogLevel> found = logLevelNamed(name);
        QCOMPARE(found ? int(*found) : -1, level);
    }

    void knowsFormatNames()
    {
        QVERIFY(logFormatNamed("text") == LogFormat::Text);
        QVERIFY(logFormatNamed("JSON") == LogFormat::Json);
        QVERIFY(!logFormatNamed("xml"));
        QVERIFY(!logFormatNamed(""));
    }
};
QTEST_APPLESS_MAIN(LogLineTest)
#include "tst_log_line.moc"
