// SPDX-License-Identifier: MIT
#include "tests/ui/window/sample_states.h"
#include "ui/error_bars.h"
#include "ui/settings_rows.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;

/// What the program tells the window: its settings, and what is wrong.
class ProgramFactsTest : public QObject
{
    Q_OBJECT

private:
    using Way = ErrorBars::Fault::Way;

    stats::EngineSnapshot m_state;
    ConfigFacts m_facts;

private slots:
    void init()
    {
        m_state = {};
        m_facts = {};
        m_facts.settings = {{"server.port", u"9002"_s, u"/etc/llm-proxy/dev.yml"_s, 4},
                            {"logging.level", u"warn"_s, u"environment LOG_LEVEL"_s, 0},
                            {"server.drain_seconds", u"30"_s, u"built in"_s, 0}};
        m_facts.files = {u"/etc/llm-proxy/base.yml"_s, u"/etc/llm-proxy/dev.yml"_s};
        m_facts.readAt = u"14:01:07"_s;
    }

    void tellsWhereASettingComesFrom()
    {
        const QList<Row> rows = SettingsRows::rows(m_facts, {});
        QCOMPARE(rows.size(), 3);
        QCOMPARE(rows[0].cells[2].text, u"dev.yml:4"_s);
        QCOMPARE(rows[0].tip, u"/etc/llm-proxy/dev.yml"_s);
        QCOMPARE(rows[1].cells[2].text, u"environment LOG_LEVEL"_s);
        QCOMPARE(rows[2].cells[2].text, u"built in"_s);
        QCOMPARE(SettingsRows::layers(m_facts),
                 u"base.yml < dev.yml < environment < command line"_s);
    }

    void findsSettings_data()
    {
        QTest::addColumn<QString>("needle");
        QTest::addColumn<int>("found");
        QTest::newRow("by the path") << u"SERVER"_s << 2;
        QTest::newRow("by the value") << u"9002"_s << 1;
        QTest::newRow("by where it is from") << u"dev.yml"_s << 1;
        QTest::newRow("none") << u"nothing"_s << 0;
    }
    void findsSettings()
    {
        QFETCH(const QString, needle);
        const auto found = static_cast<int>(SettingsRows::rows(m_facts, needle).size());
        QTEST(found, "found");
    }

    void hasNoBarsWhenAllIsWell()
    {
        m_facts.problems = {{u"dev.yml:3: x: not known"_s, u"dev.yml"_s, false}};
        QVERIFY(ErrorBars::faults(m_state, &m_facts, {}).isEmpty()); // a warning is for the log
        QVERIFY(ErrorBars::faults(m_state, nullptr, {}).isEmpty());
    }

    void offersAFreePortWhereOneIsTaken()
    {
        const StartFailure failure{
            u"port 9002 on 127.0.0.1 is in use by nc (process 7)"_s, u"14:01:07"_s, 9003};
        const auto fault = ErrorBars::faults(m_state, &m_facts, failure).value(0);
        QVERIFY(fault.text.contains(u"in use by nc (process 7)"_s));
        QVERIFY(fault.text.contains(u"tried 14:01:07"_s));
        QVERIFY(fault.way == Way::UsePort);
        QCOMPARE(fault.port, 9003);
        QCOMPARE(fault.wayText, u"Use 9003 now"_s);
    }

    void offersAnotherTryWhereNothingElseHelps()
    {
        const auto fault =
            ErrorBars::faults(m_state, nullptr, StartFailure{u"no such address"_s, u"14:01"_s, 0})
                .value(0);
        QVERIFY(fault.way == Way::TryAgain);
    }

    void showsTheFirstProblemOfAConfigurationAndCountsTheRest()
    {
        m_facts.isKept = true;
        m_facts.problems = {{u"dev.yml:14:22: a: must be > 0"_s, u"/etc/dev.yml"_s, true},
                            {u"dev.yml:15: b: not known"_s, u"/etc/dev.yml"_s, false},
                            {u"dev.yml:16: c: is no number"_s, u"/etc/dev.yml"_s, true}};
        const auto fault = ErrorBars::faults(m_state, &m_facts, {}).value(0);
        QVERIFY(fault.text.startsWith(u"dev.yml:14:22: a: must be > 0\n"_s));
        QVERIFY(fault.text.contains(u"and 1 more"_s));
        QVERIFY(fault.text.contains(u"configuration of 14:01:07"_s));
        QVERIFY(fault.way == Way::OpenFile);
        QCOMPARE(fault.file, u"/etc/dev.yml"_s);
    }

    void tellsOfLostRecords()
    {
        m_state.totals.recordsDropped = 1'204;
        m_state.transports = {{"file costs.jsonl", 10, 3, "No space left"},
                              {"datadog localhost:8125", 10, 0, {}}};
        const auto faults = ErrorBars::faults(m_state, &m_facts, {});
        QCOMPARE(faults.size(), 2);
        QVERIFY(faults[0].text.startsWith(u"1,204 requests were not recorded"_s));
        QVERIFY(faults[1].text.contains(u"costs.jsonl: No space left (3 so far)"_s));
        QVERIFY(!faults[0].isError && !faults[1].isError);
    }
};
QTEST_MAIN(ProgramFactsTest)
#include "tst_program_facts.moc"
