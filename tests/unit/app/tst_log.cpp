// SPDX-License-Identifier: MIT
#include "app/log.h"
#include "engine/traffic/access_log.h"
#include "engine/traffic/redact.h"

#include <QJsonDocument>
#include <QLoggingCategory>
#include <QTemporaryFile>
#include <QTest>

#include <array>
#include <thread>
#include <unistd.h>

using namespace llmproxy;
using namespace llmproxy::app;

Q_LOGGING_CATEGORY(tlsCategory, "llmproxy.tls")

namespace {

/// Standard error goes into a file while one lives.
class CapturedStandardError
{
public:
    CapturedStandardError()
        : m_before(dup(STDERR_FILENO))
    {
        if (!m_file.open() || dup2(m_file.handle(), STDERR_FILENO) < 0)
            qFatal("cannot redirect standard error");
    }
    ~CapturedStandardError()
    {
        dup2(m_before, STDERR_FILENO);
        close(m_before);
    }
    Q_DISABLE_COPY_MOVE(CapturedStandardError)

    QByteArray text()
    {
        m_file.seek(0);
        return m_file.readAll();
    }

private:
    int m_before;
    QTemporaryFile m_file;
};

} // namespace

class LogTest : public QObject
{
    Q_OBJECT

    QtMessageHandler m_qtestsOwn = nullptr;

private slots:
    void init() { m_qtestsOwn = qInstallMessageHandler(nullptr); }
    void cleanup() { qInstallMessageHandler(m_qtestsOwn); }

    void keepsToTheLevel_data()
    {
        QTest::addColumn<int>("level");
        QTest::addColumn<QByteArrayList>("written");
        QTest::newRow("debug") << int(LogLevel::Debug)
                               << QByteArrayList{"DEBUG", "INFO", "WARN", "ERROR"};
        QTest::newRow("info") << int(LogLevel::Info) << QByteArrayList{"INFO", "WARN", "ERROR"};
        QTest::newRow("warn") << int(LogLevel::Warn) << QByteArrayList{"WARN", "ERROR"};
        QTest::newRow("error") << int(LogLevel::Error) << QByteArrayList{"ERROR"};
    }

    void keepsToTheLevel()
    {
        QFETCH(int, level);
        QFETCH(QByteArrayList, written);
        CapturedStandardError captured;
        installLog({static_cast<LogLevel>(level), LogFormat::Text});
        for (const LogLevel each :
             {LogLevel::Debug, LogLevel::Info, LogLevel::Warn, LogLevel::Error})
            writeLog(each, LogLine("m"));
        QByteArrayList seen;
        for (const QByteArray &line : captured.text().split('\n')) {
            if (!line.isEmpty())
                seen += line.left(line.indexOf(' '));
        }
        QCOMPARE(seen, written);
    }

    void takesInQtsMessages()
    {
        CapturedStandardError captured;
        installLog({LogLevel::Debug, LogFormat::Text});
        qDebug("one");
        qInfo("two");
        qWarning("three\nforged");
        qCritical("four");
        qCWarning(tlsCategory, "five");
        const QByteArrayList lines = captured.text().split('\n');
        QCOMPARE(lines.size(), 6);
        QVERIFY(lines[0].startsWith("DEBUG [") && lines[0].endsWith("] one"));
        QVERIFY(lines[1].startsWith("INFO [") && lines[1].endsWith("] two"));
        QVERIFY(lines[2].startsWith("WARN [") && lines[2].endsWith("] three\\nforged"));
        QVERIFY(lines[3].startsWith("ERROR [") && lines[3].endsWith("] four"));
        QVERIFY(lines[4].endsWith("] five; category=llmproxy.tls"));
    }

    void writesWholeLinesFromManyThreads()
    {
        CapturedStandardError captured;
        installLog({LogLevel::Info, LogFormat::Json});
        std::array<std::thread, 4> threads;
        for (std::size_t i = 0; i < threads.size(); ++i)
            threads[i] = std::thread([i] {
                for (int j = 0; j < 250; ++j)
                    writeLog(LogLevel::Info,
                             LogLine("m")
                                 .number("thread", qint64(i))
                                 .text("long", QByteArray(1500, 'x')));
            });
        for (std::thread &thread : threads)
            thread.join();
        QByteArrayList lines = captured.text().split('\n');
        QCOMPARE(lines.takeLast(), QByteArray());
        QCOMPARE(lines.size(), 1000);
        for (const QByteArray &line : lines)
            QVERIFY2(QJsonDocument::fromJson(line).isObject(), line.constData());
    }

    void neverWritesAKey_data()
    {
        QTest::addColumn<int>("level");
        QTest::addColumn<int>("format");
        QTest::newRow("debug, text") << int(LogLevel::Debug) << int(LogFormat::Text);
        QTest::newRow("debug, json") << int(LogLevel::Debug) << int(LogFormat::Json);
        QTest::newRow("info, text") << int(LogLevel::Info) << int(LogFormat::Text);
        QTest::newRow("info, json") << int(LogLevel::Info) << int(LogFormat::Json);
        QTest::newRow("warn, text") << int(LogLevel::Warn) << int(LogFormat::Text);
        QTest::newRow("warn, json") << int(LogLevel::Warn) << int(LogFormat::Json);
    }

    void neverWritesAKey()
    {
        QFETCH(int, level);
        QFETCH(int, format);
        CapturedStandardError captured;
        installLog({static_cast<LogLevel>(level), static_cast<LogFormat>(format)});
        traffic::ExchangeRecord record;
        record.method = "POST";
        record.endedBy = traffic::EndedBy::Client; // a warning, so that every level has a line
        for (const char *target : {"/gemini/v1?key=sk-0CANARY89ab",
                                   "/x?%6b%65y=sk-0%43ANARY89ab",
                                   "http://u:0CANARY9@h/",
                                   "/x;key=sk-0CANARY89ab",
                                   "/x?CANARY"}) {
            record.target = target;
            for (const auto &entry : {traffic::startedEntry(record), traffic::endedEntry(record)})
                writeLog(entry.level, entry.line);
        }
        writeLog(
            LogLevel::Warn,
            LogLine("header").text(
                "value", traffic::maskedHeaderValue("authorization", "Bearer sk-0CANARY89ab")));
        const QByteArray text = captured.text();
        QVERIFY(!text.isEmpty());
        QVERIFY2(!text.contains("CANARY"), text.constData());
        QVERIFY2(!QByteArray::fromPercentEncoding(text).contains("CANARY"), text.constData());
    }
};
QTEST_APPLESS_MAIN(LogTest)
#include "tst_log.moc"
