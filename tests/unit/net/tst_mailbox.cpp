// SPDX-License-Identifier: MIT
#include "engine/net/mailbox.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QTest>
#include <QThread>

#include <future>
#include <thread>

using llmproxy::net::Mailbox;

class MailboxTest : public QObject
{
    Q_OBJECT

private slots:
    void runsTasksInOrderInTheOtherThread()
    {
        std::vector<int> seen;
        std::thread::id ranIn;
        std::promise<Mailbox *> born;
        std::thread worker([&] {
            Mailbox mine;
            QEventLoop loop;
            born.set_value(&mine);
            loop.exec();
        });
        Mailbox *inbox = born.get_future().get();
        for (int i = 0; i < 1000; ++i)
            inbox->post([&seen, &ranIn, i] {
                seen.push_back(i);
                ranIn = std::this_thread::get_id();
            });
        const auto id = worker.get_id();
        inbox->post([] { QThread::currentThread()->exit(); });
        worker.join();
        QCOMPARE(seen.size(), std::size_t(1000));
        QVERIFY(std::is_sorted(seen.begin(), seen.end()));
        QVERIFY(ranIn == id);
    }
};
QTEST_GUILESS_MAIN(MailboxTest)
#include "tst_mailbox.moc"
