// SPDX-License-Identifier: MIT
#include "tests/ui/window/fake_control.h"
#include "ui/dashboard_context.h"
#include "ui/entry.h"

#include <QCoreApplication>
#include <QLibrary>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace llmproxy;

class ModuleTest : public QObject
{
    Q_OBJECT

public:
    explicit ModuleTest(LlmproxyCreateWindow *createWindow)
        : m_createWindow(createWindow)
    {}

private:
    LlmproxyCreateWindow *m_createWindow;

private slots:
    void showsAWindowThatAsksForSnapshots()
    {
        const QTemporaryDir settings;
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
        FakeControl control;
        int quits = 0;
        DashboardContext context;
        context.control = &control;
        context.quit = [&quits] { ++quits; };
        const std::unique_ptr<QObject> window(m_createWindow(&context));
        QVERIFY(window);
        QTRY_VERIFY(control.snapshotCalls >= 2);
        QVERIFY(QMetaObject::invokeMethod(window.get(), "close"));
        QCOMPARE(quits, 1);
    }
};

int main(int argc, char **argv)
{
    QLibrary module(QStringLiteral(LLMPROXY_DASHBOARD_PATH));
    module.setLoadHints(QLibrary::PreventUnloadHint);
    auto *createApplication = reinterpret_cast<LlmproxyCreateApplication *>(
        module.resolve("llmproxy_create_application"));
    auto *createWindow =
        reinterpret_cast<LlmproxyCreateWindow *>(module.resolve("llmproxy_create_window"));
    if (!createApplication || !createWindow)
        qFatal("%s", qPrintable(module.errorString()));
    const std::unique_ptr<QCoreApplication> application(createApplication(argc, argv));
    ModuleTest test(createWindow);
    return QTest::qExec(&test, argc, argv);
}
#include "tst_module.moc"
