// SPDX-License-Identifier: MIT
#include "app/process_limits.h"
#include "app/signals.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llmproxy::app;

class SignalsTest : public QObject
{
    Q_OBJECT

    QByteArrayList m_seen;

    Signals::Reactions noting()
    {
        return {[this] { m_seen += "stop"; },
                [this] { m_seen += "stop now"; },
                [this] { m_seen += "reload"; }};
    }

private slots:
    void init() { m_seen.clear(); }

    void stopsGentlyAndThenAtOnce_data()
    {
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("second");
        QTest::newRow("SIGTERM twice") << SIGTERM << SIGTERM;
        QTest::newRow("SIGINT twice") << SIGINT << SIGINT;
        QTest::newRow("SIGINT, then SIGTERM") << SIGINT << SIGTERM;
    }

    void stopsGentlyAndThenAtOnce()
    {
        QFETCH(int, first);
        QFETCH(int, second);
        const Signals signalled(noting());
        ::raise(first);
        QTRY_COMPARE(m_seen, QByteArrayList{"stop"});
        ::raise(second);
        QTRY_COMPARE(m_seen, (QByteArrayList{"stop", "stop now"}));
    }

    void reloadsOnEachHangup()
    {
        const Signals signalled(noting());
        ::raise(SIGHUP);
        ::raise(SIGHUP);
        ::raise(SIGTERM);
        QTRY_COMPARE(m_seen, (QByteArrayList{"reload", "reload", "stop"}));
    }

    void startsAfreshWithEachObject()
    {
        for (int i = 0; i < 3; ++i) {
            m_seen.clear();
            const Signals signalled(noting());
            ::raise(SIGINT);
            QTRY_COMPARE(m_seen, QByteArrayList{"stop"});
        }
    }

    void endsAtTheThirdWhereNobodyListens_data()
    {
        QTest::addColumn<int>("signalsSent");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("two") << 2 << 0;
        QTest::newRow("three") << 3 << 128 + SIGTERM;
    }

    void endsAtTheThirdWhereNobodyListens()
    {
#ifdef __SANITIZE_THREAD__
        QSKIP("ThreadSanitizer delivers no signals to a fork of a process with threads");
#endif
        QFETCH(int, signalsSent);
        QFETCH(int, exitCode);
        const pid_t child = fork();
        if (child == 0) {
            const Signals signalled(noting());
            for (int i = 0; i < signalsSent; ++i)
                ::raise(SIGTERM);
            _exit(0);
        }
        int status = 0;
        QCOMPARE(waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), exitCode);
    }

    void survivesABrokenPipe()
    {
        ignoreBrokenPipes();
        int ends[2] = {-1, -1}; // NOLINT(modernize-avoid-c-arrays): pipe(2) wants one
        QCOMPARE(pipe(ends), 0);
        close(ends[0]);
        QCOMPARE(write(ends[1], "x", 1), ssize_t(-1));
        QCOMPARE(errno, EPIPE);
        close(ends[1]);
    }

    void leavesNoCoreBehind()
    {
        const pid_t child = fork();
        if (child == 0) {
            forbidCoreDumps();
            std::signal(SIGABRT, SIG_DFL);
            ::raise(SIGABRT);
            _exit(1);
        }
        int status = 0;
        QCOMPARE(waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));
        QVERIFY(!WCOREDUMP(status));
    }

    void raisesTheLimitOfOpenFiles()
    {
        rlimit limit{};
        QCOMPARE(getrlimit(RLIMIT_NOFILE, &limit), 0);
        rlimit lowered = limit;
        lowered.rlim_cur = qMin(limit.rlim_max, rlim_t(256));
        QCOMPARE(setrlimit(RLIMIT_NOFILE, &lowered), 0);
        raiseOpenFileLimit();
        rlimit raised{};
        QCOMPARE(getrlimit(RLIMIT_NOFILE, &raised), 0);
        QCOMPARE(raised.rlim_cur, limit.rlim_max);
        setrlimit(RLIMIT_NOFILE, &limit);
    }
};
QTEST_GUILESS_MAIN(SignalsTest)
#include "tst_signals.moc"
