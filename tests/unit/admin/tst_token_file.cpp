// SPDX-License-Identifier: MIT
#include "engine/admin/token_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace llmproxy::admin;
using namespace Qt::StringLiterals;

namespace {

mode_t modeOf(const QString &path)
{
    struct stat facts
    {};
    return ::lstat(QFile::encodeName(path).constData(), &facts) == 0 ? facts.st_mode & 07777 : 0;
}

void write(const QString &path, const QByteArray &content, mode_t mode)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    QCOMPARE(::chmod(QFile::encodeName(path).constData(), mode), 0);
}

} // namespace

class TokenFileTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;
    QString folder() const { return m_home->filePath(u"state/llm-proxy"_s); }
    QString path() const { return folder() + u"/admin-token"_s; }

private slots:
    void init() { m_home = std::make_unique<QTemporaryDir>(); }

    void liesInTheStateFolder()
    {
        qputenv("XDG_STATE_HOME", "/elsewhere");
        QCOMPARE(tokenPath(), u"/elsewhere/llm-proxy/admin-token"_s);
        qputenv("XDG_STATE_HOME", "relative");
        QCOMPARE(tokenPath(), QDir::homePath() + u"/.local/state/llm-proxy/admin-token"_s);
        qunsetenv("XDG_STATE_HOME");
        QCOMPARE(tokenPath(), QDir::homePath() + u"/.local/state/llm-proxy/admin-token"_s);
    }

    void isMadeOnceForThisUserAlone()
    {
        const mode_t before = ::umask(0);
        const auto made = ensureToken(path());
        ::umask(before);
        QVERIFY2(made.has_value(), made ? "" : qPrintable(made.error()));
        QCOMPARE(made->size(), 64);
        QCOMPARE(QByteArray::fromHex(*made).toHex(), *made);
        QCOMPARE(modeOf(path()), mode_t(0600));
        QCOMPARE(modeOf(folder()), mode_t(0700));
        QCOMPARE(ensureToken(path()).value(), *made);
        QCOMPARE(readToken(path()).value(), *made);
        QCOMPARE(QDir(folder()).entryList(QDir::Files), QStringList{u"admin-token"_s});
    }

    void isAnotherEachTimeItIsMade()
    {
        const QByteArray first = ensureToken(path()).value();
        QVERIFY(QFile::remove(path()));
        QVERIFY(ensureToken(path()).value() != first);
    }

    void isNotMadeByReading()
    {
        QVERIFY(!readToken(path()).has_value());
        QVERIFY(!QFileInfo::exists(path()));
    }

    void closesAFolderThatWasOpen()
    {
        QVERIFY(QDir().mkpath(folder()));
        QCOMPARE(::chmod(QFile::encodeName(folder()).constData(), 0755), 0);
        QVERIFY(ensureToken(path()).has_value());
        QCOMPARE(modeOf(folder()), mode_t(0700));
    }

    void doesNotFollowALink()
    {
        QVERIFY(QDir().mkpath(folder()));
        const QString elsewhere = m_home->filePath(u"elsewhere"_s);
        write(elsewhere, QByteArray(64, 'a'), 0600);
        QVERIFY(QFile::link(elsewhere, path()));
        const auto token = ensureToken(path());
        QVERIFY(!token.has_value());
        QVERIFY(token.error().contains(u"link"));
    }

    void doesNotFollowALinkToNothing()
    {
        QVERIFY(QDir().mkpath(folder()));
        const QString elsewhere = m_home->filePath(u"elsewhere"_s);
        QVERIFY(QFile::link(elsewhere, path()));
        QVERIFY(!ensureToken(path()).has_value());
        QVERIFY(!QFileInfo::exists(elsewhere));
    }

    void doesNotFollowALinkedFolder()
    {
        const QString elsewhere = m_home->filePath(u"elsewhere"_s);
        QVERIFY(QDir().mkpath(elsewhere));
        QVERIFY(QDir().mkpath(m_home->filePath(u"state"_s)));
        QVERIFY(QFile::link(elsewhere, folder()));
        QVERIFY(!ensureToken(path()).has_value());
        QVERIFY(QDir(elsewhere).isEmpty());
    }

    void doesNotTrustWhatOthersCanRead_data()
    {
        QTest::addColumn<uint>("mode");
        QTest::newRow("group") << 0640U;
        QTest::newRow("others") << 0604U;
        QTest::newRow("others write") << 0602U;
    }

    void doesNotTrustWhatOthersCanRead()
    {
        QFETCH(uint, mode);
        QVERIFY(QDir().mkpath(folder()));
        write(path(), QByteArray(64, 'a'), mode_t(mode));
        QVERIFY(!ensureToken(path()).has_value());
        QCOMPARE(modeOf(path()), mode_t(mode));
    }

    void takesNothingElseForAToken_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("taken");
        const QByteArray token(64, 'a');
        QTest::newRow("token") << token << true;
        QTest::newRow("with a newline") << token + '\n' << true;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("one short") << token.chopped(1) << false;
        QTest::newRow("one more") << token + 'a' << false;
        QTest::newRow("two more lines") << token + "\n\n\nx" << false;
        QTest::newRow("no digit") << token.chopped(1) + 'g' << false;
        QTest::newRow("upper case") << token.chopped(1) + 'A' << false;
    }

    void takesNothingElseForAToken()
    {
        QFETCH(QByteArray, content);
        QFETCH(bool, taken);
        QVERIFY(QDir().mkpath(folder()));
        write(path(), content, 0600);
        QCOMPARE(ensureToken(path()).has_value(), taken);
    }

    void isNoFolder()
    {
        QVERIFY(QDir().mkpath(path()));
        QVERIFY(!ensureToken(path()).has_value());
    }

    void saysWhatHinders()
    {
        write(m_home->filePath(u"state"_s), "a file where a folder should be", 0600);
        const auto token = ensureToken(path());
        QVERIFY(!token.has_value());
        QVERIFY(token.error().contains(folder()));
    }
};

QTEST_APPLESS_MAIN(TokenFileTest)
#include "tst_token_file.moc"
