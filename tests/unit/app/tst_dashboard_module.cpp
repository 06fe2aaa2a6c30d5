// SPDX-License-Identifier: MIT
#include "app/dashboard_module.h"
#include "app/display.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace llmproxy::app;

namespace {

const QString FileName = QStringLiteral(LLMPROXY_DASHBOARD_FILE);
const QString FakeFolder = QStringLiteral(FAKE_DASHBOARD_FOLDER);

QProcessEnvironment environment(std::initializer_list<std::pair<const char *, QString>> values)
{
    QProcessEnvironment made;
    for (const auto &[name, value] : values)
        made.insert(QLatin1String(name), value);
    return made;
}

} // namespace

class DashboardModuleTest : public QObject
{
    Q_OBJECT

private slots:
    void looksNearTheExecutable()
    {
        QCOMPARE(
            dashboardFolders(QStringLiteral("/opt/x/bin"), {}),
            (QStringList{QStringLiteral("/opt/x/bin"), QStringLiteral("/opt/x/lib/llm-proxy")}));
    }

    void looksFirstWhereTheEnvironmentSays()
    {
        const auto here = environment({{"LLM_PROXY_MODULE_DIR", QStringLiteral("/mine")}});
        QCOMPARE(dashboardFolders(QStringLiteral("/usr/bin"), here).first(),
                 QStringLiteral("/mine"));
    }

    void loadsFromTheFirstFolderThatHasIt()
    {
        const QTemporaryDir empty;
        const auto module = loadDashboard({empty.path(), FakeFolder});
        QVERIFY2(module.has_value(), qPrintable(module.has_value() ? QString() : module.error()));
        const std::unique_ptr<QObject> window(module->createWindow(nullptr));
        QVERIFY(window);
    }

    void namesTheFoldersWithoutIt()
    {
        const QTemporaryDir one;
        const QTemporaryDir two;
        const auto module = loadDashboard({one.path(), two.path()});
        QVERIFY(!module.has_value());
        QCOMPARE(module.error(),
                 QStringLiteral("the dashboard's module %1 was not found in %2, %3")
                     .arg(FileName, one.path(), two.path()));
    }

    void tellsWhyItCannotBeLoaded()
    {
        const QTemporaryDir folder;
        QFile broken(folder.filePath(FileName));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("not a library");
        broken.close();
        const auto module = loadDashboard({folder.path()});
        QVERIFY(!module.has_value());
        QVERIFY2(module.error().startsWith(u"the dashboard could not be loaded: "),
                 qPrintable(module.error()));
        QVERIFY(module.error().contains(folder.path()));
    }

    void refusesAnotherLibrary()
    {
        const QTemporaryDir folder;
        const QString qtCore =
            QLibraryInfo::path(QLibraryInfo::LibrariesPath) + QStringLiteral("/libQt6Core.so.6");
        if (!QFile::exists(qtCore))
            QSKIP("Qt is not where this test looks for it");
        QVERIFY(QFile::link(qtCore, folder.filePath(FileName)));
        const auto module = loadDashboard({folder.path()});
        QVERIFY(!module.has_value());
        QVERIFY2(module.error().endsWith(u"is not this program's dashboard"),
                 qPrintable(module.error()));
    }

    void takesAnyPlatformThatNeedsNoServer()
    {
        QCOMPARE(missingDisplay(environment({{"QT_QPA_PLATFORM", QStringLiteral("offscreen")}})),
                 QString());
        QCOMPARE(
            missingDisplay(environment({{"QT_QPA_PLATFORM", QStringLiteral("vnc:port=5900")}})),
            QString());
    }

    void missesADisplay_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("reason"); // empty: there is one
        const auto row =
            [](const char *name, const char *variable, const char *value, const char *reason) {
                QTest::newRow(name) << QString::fromLatin1(variable) << QString::fromLatin1(value)
                                    << QString::fromLatin1(reason);
            };
        const char *none = "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)";
        row("none", "HOME", "/", none);
        row("empty", "DISPLAY", "", none);
        row("platform that needs one", "QT_QPA_PLATFORM", "xcb", none);
        row("dead X server", "DISPLAY", ":65000.0", "the display :65000.0 does not answer");
        row("no number", "DISPLAY", "nonsense", "the display nonsense does not answer");
        row("dead compositor",
            "WAYLAND_DISPLAY",
            "/nonexistent/wayland-0",
            "the display /nonexistent/wayland-0 does not answer");
        row("far X server", "DISPLAY", "example.com:0", "");
    }

    void missesADisplay()
    {
        QFETCH(QString, variable);
        QFETCH(QString, value);
        QFETCH(QString, reason);
        QProcessEnvironment here;
        here.insert(variable, value);
        QCOMPARE(missingDisplay(here), reason);
    }

    void seesACompositorThatListens()
    {
        const QTemporaryDir runtime;
        const QByteArray path = QFile::encodeName(runtime.filePath(QStringLiteral("wayland-7")));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(&address.sun_path[0], path.constData(), size_t(path.size()));
        const int server = socket(AF_UNIX, SOCK_STREAM, 0);
        QCOMPARE(bind(server, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
        const auto here = environment({{"WAYLAND_DISPLAY", QStringLiteral("wayland-7")},
                                       {"XDG_RUNTIME_DIR", runtime.path()}});
        QVERIFY(!missingDisplay(here).isEmpty());
        QCOMPARE(listen(server, 1), 0);
        QCOMPARE(missingDisplay(here), QString());
        close(server);
    }
};
QTEST_GUILESS_MAIN(DashboardModuleTest)
#include "tst_dashboard_module.moc"
