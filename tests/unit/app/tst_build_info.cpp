// SPDX-License-Identifier: MIT
#include "app/build_info.h"

#include <QTest>

using namespace llmproxy::app;

class BuildInfoTest : public QObject
{
    Q_OBJECT

private slots:
    void printsOneFactALine()
    {
        const Build build{
            "0.1.0", "abcdef012345-dirty", "2026-03-04T05:06:07Z", "GNU 12.2.0", "6.4.2"};
        QCOMPARE(versionText(build, "6.8.1"),
                 QByteArray("llm-proxy 0.1.0\n"
                            "commit abcdef012345-dirty\n"
                            "built 2026-03-04T05:06:07Z\n"
                            "compiler GNU 12.2.0\n"
                            "Qt 6.4.2 (running on 6.8.1)\n"));
    }
};
QTEST_APPLESS_MAIN(BuildInfoTest)
#include "tst_build_info.moc"
