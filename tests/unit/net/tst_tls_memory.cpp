// SPDX-License-Identifier: MIT
#include "tests/support/tls_pair.h"

#include <QFile>
#include <QTest>

#include <array>
#include <openssl/ssl.h>
#include <utility>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#include <unistd.h>
#endif

using namespace llmproxy::net;
using namespace llmproxy::test;

namespace {

constexpr int Sessions = 1000;
constexpr qint64 MostBytesPerSession = qint64(25) * 1024;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
constexpr bool CanMeasure = false;
struct Memory
{
    static Memory now() { return {}; }
    qint64 resident = 0;
    qint64 allocated = 0;
};
#else
constexpr bool CanMeasure = true;
struct Memory
{
    static Memory now()
    {
        malloc_trim(0);
        QFile file(QStringLiteral("/proc/self/statm"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no /proc");
        const qint64 pages = file.readAll().split(' ').at(1).toLongLong();
        return {pages * sysconf(_SC_PAGESIZE), qint64(mallinfo2().uordblks)};
    }
    qint64 resident = 0;
    qint64 allocated = 0;
};
#endif

/// Opens `session` against a server that is gone when this returns, after one record each way.
void open(TlsSession &session, TlsServerContext &context)
{
    TlsServer server(context);
    QByteArray toServer;
    std::array<char, 4096> plain{};
    const auto carry = [&] {
        do {
            server.feed(std::exchange(toServer, {}));
            const QByteArray bytes = server.takeCipher();
            QByteArrayView cipher(bytes);
            while (session.receive(cipher, plain, toServer) > 0) {
            }
        } while (!toServer.isEmpty());
    };
    session.start("api.example", 443, toServer);
    carry();
    session.encrypt(QByteArray(2000, 'x'), toServer);
    carry();
    server.write(QByteArray(2000, 'x'));
    carry();
}

} // namespace

class TlsMemoryTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsAnIdleSessionSmall_data()
    {
        QTest::addColumn<int>("version");
        QTest::addColumn<bool>("resumes");
        QTest::newRow("TLS 1.2, full handshakes") << TLS1_2_VERSION << false;
        QTest::newRow("TLS 1.2, resumed") << TLS1_2_VERSION << true;
        QTest::newRow("TLS 1.3, full handshakes") << TLS1_3_VERSION << false;
        QTest::newRow("TLS 1.3, resumed") << TLS1_3_VERSION << true;
    }

    void keepsAnIdleSessionSmall()
    {
        if (!CanMeasure)
            QSKIP("memory is measured with glibc's allocator and no sanitizer");
        QFETCH(const int, version);
        QFETCH(const bool, resumes);
        const Identity root = issueAuthority("Test Root");
        const Identity intermediate = issueAuthority("Test Intermediate", &root);
        TlsServerSettings settings;
        settings.identity = issueLeaf("api.example", intermediate);
        settings.intermediates = {intermediate};
        settings.newestVersion = version;
        settings.offersResumption = resumes;
        TlsServerContext server(settings);
        const auto ours = Trust(root).newContext();

        std::vector<std::unique_ptr<TlsSession>> sessions;
        const auto add = [&] {
            sessions.push_back(std::make_unique<TlsSession>(ours));
            open(*sessions.back(), server);
            return sessions.back()->state() == TlsSession::State::Open;
        };
        for (int i = 0; i < 20; ++i) // what is allocated once, on first use
            QVERIFY(add());
        const Memory before = Memory::now();
        for (int i = 0; i < Sessions; ++i)
            QVERIFY(add());
        const Memory after = Memory::now();
        QCOMPARE(sessions.back()->isResumed(), resumes);

        const qint64 resident = (after.resident - before.resident) / Sessions;
        const qint64 allocated = (after.allocated - before.allocated) / Sessions;
        qInfo("%lld bytes resident, %lld allocated per idle session",
              static_cast<long long>(resident),
              static_cast<long long>(allocated));
        QVERIFY(allocated < MostBytesPerSession);
        QVERIFY(resident < MostBytesPerSession);
    }
};
QTEST_GUILESS_MAIN(TlsMemoryTest)
#include "tst_tls_memory.moc"
