// SPDX-License-Identifier: MIT
#include "engine/history/private_files.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace llmproxy::history;

namespace {

int modeOf(const QString &path)
{
    struct stat facts
    {};
    return ::stat(QFile::encodeName(path).constData(), &facts) == 0 ? int(facts.st_mode & 0777U)
                                                                    : -1;
}

/// As long as it lives files are made with this mask.
class Umask
{
public:
    explicit Umask(mode_t mask)
        : m_before(::umask(mask))
    {}
    ~Umask() { ::umask(m_before); }
    Q_DISABLE_COPY_MOVE(Umask)

private:
    const mode_t m_before;
};

} // namespace

class PrivateFilesTest : public QObject
{
    Q_OBJECT

private slots:
    void areOpenToNobodyElseUnderAnyUmask_data()
    {
        QTest::addColumn<int>("mask");
        QTest::newRow("all may") << 0;
        QTest::newRow("usual") << 022;
        QTest::newRow("strict") << 077;
        QTest::newRow("not even the owner") << 0377;
    }

    void areOpenToNobodyElseUnderAnyUmask()
    {
        QFETCH(int, mask);
        const QTemporaryDir outer;
        const QString folder = outer.filePath(QStringLiteral("data"));
        const QString file = folder + QStringLiteral("/a.db");
        {
            const Umask set(static_cast<mode_t>(mask));
            if (mask != 0377) // then the folder could not be entered before it is set right
                QVERIFY(makePrivateFolder(folder));
            else
                QVERIFY(::mkdir(QFile::encodeName(folder).constData(), 0700) == 0
                        && ::chmod(QFile::encodeName(folder).constData(), 0700) == 0);
            QVERIFY(makePrivateFile(file));
        }
        QCOMPARE(modeOf(folder), 0700);
        QCOMPARE(modeOf(file), 0600);
    }

    void areClosedToOthersWhereTheyWereOpen()
    {
        const QTemporaryDir outer;
        const QString folder = outer.filePath(QStringLiteral("data"));
        const QString file = folder + QStringLiteral("/a.db");
        QVERIFY(makePrivateFolder(folder) && makePrivateFile(file));
        QVERIFY(::chmod(QFile::encodeName(folder).constData(), 0755) == 0);
        QVERIFY(::chmod(QFile::encodeName(file).constData(), 0644) == 0);
        QVERIFY(makePrivateFolder(folder) && makePrivateFile(file));
        QCOMPARE(modeOf(folder), 0700);
        QCOMPARE(modeOf(file), 0600);
    }

    void aSymbolicLinkIsRefused()
    {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("precious"));
        const QString link = folder.filePath(QStringLiteral("a.db"));
        QVERIFY(QFile::link(target, link));
        const auto made = makePrivateFile(link);
        QVERIFY(!made);
        QVERIFY2(made.error().contains(QStringLiteral("symbolic link")), qPrintable(made.error()));
        QVERIFY(!QFile::exists(target));
    }

    void whatIsThereIsKept()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("a.db")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("abc") == 3);
        file.close();
        QVERIFY(makePrivateFile(file.fileName()));
        QCOMPARE(file.size(), 3);
    }

    void aFolderIsMadeWithItsParents()
    {
        const QTemporaryDir outer;
        QVERIFY(makePrivateFolder(outer.filePath(QStringLiteral("a/b/c"))));
        QCOMPARE(modeOf(outer.filePath(QStringLiteral("a/b/c"))), 0700);
    }

    void whatIsNoFolderIsRefused()
    {
        const QTemporaryDir outer;
        const QString path = outer.filePath(QStringLiteral("file"));
        QVERIFY(makePrivateFile(path));
        QVERIFY(!makePrivateFolder(path));
    }

    void aLockIsTakenOnce()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("lock"));
        {
            FolderLock first;
            QVERIFY(first.take(path));
            QVERIFY(first.take(path)); // it has it
            FolderLock second;
            const auto taken = second.take(path);
            QVERIFY(!taken);
            QVERIFY2(taken.error().contains(QString::number(::getpid())),
                     qPrintable(taken.error()));
            QCOMPARE(modeOf(path), 0600);
        }
        FolderLock third;
        QVERIFY(third.take(path));
    }
};

QTEST_APPLESS_MAIN(PrivateFilesTest)
#include "tst_private_files.moc"
