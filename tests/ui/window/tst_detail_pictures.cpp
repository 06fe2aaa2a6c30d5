// SPDX-License-Identifier: MIT
#include "tests/ui/window/sample_details.h"
#include "ui/annotations.h"
#include "ui/exchange_detail.h"
#include "ui/lines_view.h"
#include "ui/theme.h"

#include <QDir>
#include <QTest>
#include <QTreeView>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Takes a picture of each tab of an exchange, for people to look at.
class DetailPicturesTest : public QObject
{
    Q_OBJECT

private slots:
    void showsEachTab_data()
    {
        QTest::addColumn<QString>("tab");
        for (const char *tab : {"Messages",
                                "Events",
                                "Timing",
                                "Attempts",
                                "Usage",
                                "Headers",
                                "Raw",
                                "Summary",
                                "Notes"})
            QTest::newRow(tab) << QString::fromLatin1(tab);
    }
    void showsEachTab()
    {
        QFETCH(QString, tab);
        QDir().mkpath(QStringLiteral(LLMPROXY_GRABS));
        for (const Theme theme : {Theme::Light, Theme::Dark}) {
            applyTheme(theme);
            FakeControl control;
            Annotations annotations;
            ExchangeDetail detail(&control, &annotations);
            detail.resize(1'000, 520);
            detail.show();
            const SampleDetail sample = sampleDetail(310, TimePoint(1'760'000'000'000ms), 12);
            putDetail(control, sample);
            annotations.setComment(310, u"Why does it wait?"_s);
            detail.showTab(tab);
            detail.setRecord(sample.record, sample.record.at + 8s);
            QCOMPARE(detail.shownTab(), tab);
            if (auto *events = detail.findChild<QTreeView *>(u"events"_s))
                events->setCurrentIndex(events->model()->index(6, 0));
            const QString name = theme == Theme::Light ? u"light"_s : u"dark"_s;
            const QString file =
                u"%1/detail-%2-%3.png"_s.arg(QStringLiteral(LLMPROXY_GRABS), tab.toLower(), name);
            QVERIFY2(detail.grab().save(file), qPrintable(file));
        }
    }
};
QTEST_MAIN(DetailPicturesTest)
#include "tst_detail_pictures.moc"
