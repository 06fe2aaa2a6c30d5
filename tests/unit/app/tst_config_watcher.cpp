// SPDX-License-Identifier: MIT
#include "app/config_watcher.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using llmproxy::app::ConfigWatcher;

class ConfigWatcherTest : public QObject
{
    Q_OBJECT

    std::optional<QTemporaryDir> m_root;
    int m_changes = 0;

    QString path(const char *name) const { return m_root->filePath(QString::fromLatin1(name)); }

    void write(const char *name, const QByteArray &text) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    void replace(const char *name, const QByteArray &text) const
    {
        write("temporary", text);
        QVERIFY(std::rename(QFile::encodeName(path("temporary")).constData(),
                            QFile::encodeName(path(name)).constData())
                == 0);
    }

    ConfigWatcher *watcher(const char *name)
    {
        auto *result = new ConfigWatcher([this] { ++m_changes; }, &*m_owner);
        result->watch({path(name)});
        return result;
    }

    std::optional<QObject> m_owner;

private slots:
    void init()
    {
        m_root.emplace();
        m_owner.emplace();
        m_changes = 0;
    }

    void cleanup() { m_owner.reset(); }

    void seesAFileWrittenInPlace()
    {
        write("a.yml", "1");
        watcher("a.yml");
        write("a.yml", "2");
        QTRY_COMPARE(m_changes, 1);
        write("a.yml", "3");
        QTRY_COMPARE(m_changes, 2);
    }

    void seesAFileReplacedAgainAndAgain()
    {
        write("a.yml", "1");
        watcher("a.yml");
        for (int i = 1; i <= 3; ++i) {
            replace("a.yml", QByteArray::number(i + 1));
            QTRY_COMPARE(m_changes, i);
        }
        write("a.yml", "in place, after the renames");
        QTRY_COMPARE(m_changes, 4);
    }

    void seesAFileComeAndGo()
    {
        watcher("a.yml");
        write("a.yml", "1");
        QTRY_COMPARE(m_changes, 1);
        QVERIFY(QFile::remove(path("a.yml")));
        QTRY_COMPARE(m_changes, 2);
        write("a.yml", "2");
        QTRY_COMPARE(m_changes, 3);
    }

    void seesAFileComeWithItsFolder()
    {
        watcher("x/y/a.yml");
        QVERIFY(QDir(m_root->path()).mkpath(QStringLiteral("x/y")));
        write("x/y/a.yml", "1");
        QTRY_COMPARE(m_changes, 1);
        write("x/y/a.yml", "2");
        QTRY_COMPARE(m_changes, 2);
    }

    void takesABurstForOneChange()
    {
        write("a.yml", "0");
        watcher("a.yml");
        for (int i = 1; i <= 20; ++i)
            write("a.yml", QByteArray::number(i));
        QTRY_COMPARE(m_changes, 1);
        write("a.yml", "last");
        QTRY_COMPARE(m_changes, 2);
    }

    void ignoresWhatDoesNotConcernIt()
    {
        write("a.yml", "1");
        watcher("a.yml");
        write("b.yml", "another file");
        write("a.yml", "1"); // the same content
        // A later change is one: the two above were seen before it and made none.
        QTest::qWait(500);
        QCOMPARE(m_changes, 0);
        write("a.yml", "2");
        QTRY_COMPARE(m_changes, 1);
    }

    void watchesOtherFilesWhenToldTo()
    {
        write("a.yml", "1");
        write("b.yml", "1");
        ConfigWatcher *both = watcher("a.yml");
        both->watch({path("b.yml")});
        write("b.yml", "2");
        QTRY_COMPARE(m_changes, 1);
        write("a.yml", "2");
        write("b.yml", "3");
        QTRY_COMPARE(m_changes, 2);
    }
};
QTEST_GUILESS_MAIN(ConfigWatcherTest)
#include "tst_config_watcher.moc"
