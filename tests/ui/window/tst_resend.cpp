// SPDX-License-Identifier: MIT
#include "tests/ui/window/sample_details.h"
#include "ui/resend.h"
#include "ui/resend_dialog.h"

#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace llmproxy;
using namespace llmproxy::ui;
using namespace Qt::StringLiterals;

namespace {

const TimePoint Now{std::chrono::milliseconds(1'760'000'000'000)};

exports::Replay sampleReplay()
{
    exports::Replay replay;
    replay.method = "POST";
    replay.url = {{"http://elsewhere:1/anthropic/v1/messages?key=", false}, {"THE_KEY", true}};
    replay.headers = {{"Content-Type", {{"application/json", false}}},
                      {"Authorization", {{"Bearer ", false}, {"THE_KEY", true}}}};
    replay.body = R"({"a":1})";
    return replay;
}

} // namespace

class ResendTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ResendDialog> open(ResendDialog::Subject subject, Secrets *secrets)
    {
        auto dialog = std::make_unique<ResendDialog>(std::move(subject), secrets);
        dialog->setAttribute(Qt::WA_DeleteOnClose, false);
        dialog->open();
        return dialog;
    }

private slots:
    void namesEachVariableOnce()
    {
        QCOMPARE(variablesOf(sampleReplay()), QByteArrayList{"THE_KEY"});
    }

    void writesTheRequestForTheProxy()
    {
        const QByteArray expected = "POST /anthropic/v1/messages?key=sk-1 HTTP/1.1\r\n"
                                    "Host: 127.0.0.1:9002\r\n"
                                    "Content-Type: application/json\r\n"
                                    "Authorization: Bearer sk-1\r\n"
                                    "Content-Length: 7\r\n"
                                    "Connection: close\r\n"
                                    "\r\n"
                                    "{\"a\":1}";
        QCOMPARE(requestBytes(sampleReplay(), {{"THE_KEY", u"sk-1"_s}}, "127.0.0.1:9002"),
                 expected);
    }

    void writesNothingThatWouldBeAnotherRequest_data()
    {
        QTest::addColumn<QString>("key");
        QTest::newRow("none") << QString();
        QTest::newRow("a line more") << u"x\r\nX-Evil: 1"_s;
        QTest::newRow("a line feed") << u"x\ny"_s;
        QTest::newRow("a blank in the URL") << u"x HTTP/1.1"_s;
    }
    void writesNothingThatWouldBeAnotherRequest()
    {
        QFETCH(QString, key);
        QCOMPARE(requestBytes(sampleReplay(), {{"THE_KEY", key}}, "127.0.0.1:9002"), "");
    }

    void sendsAndTellsTheStatus()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        Resend resend;
        QSignalSpy answered(&resend, &Resend::answered);
        QSignalSpy failed(&resend, &Resend::failed);
        QSignalSpy ended(&resend, &Resend::ended);
        resend.send("127.0.0.1:" + QByteArray::number(server.serverPort()),
                    "GET / HTTP/1.1\r\n\r\n");
        QVERIFY(server.waitForNewConnection(5'000));
        QTcpSocket *peer = server.nextPendingConnection();
        QTRY_COMPARE(peer->bytesAvailable(), 18);
        peer->write("HTTP/1.1 429 Too Many");
        peer->write(" Requests\r\n\r\nmore");
        QTRY_COMPARE(answered.size(), 1);
        QCOMPARE(answered.constFirst().constFirst().toInt(), 429);
        peer->disconnectFromHost();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(failed.size(), 0);
    }

    void saysWhyNothingWasAnswered()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const QByteArray authority = "127.0.0.1:" + QByteArray::number(server.serverPort());
        server.close();
        Resend resend;
        QSignalSpy failed(&resend, &Resend::failed);
        QSignalSpy ended(&resend, &Resend::ended);
        resend.send(authority, "GET / HTTP/1.1\r\n\r\n");
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(ended.size(), 1);
    }

    void asksForTheKeyOnceAndKeepsItInMemory()
    {
        Secrets secrets;
        const SampleDetail sample = sampleDetail(1, Now, sampleEvents().size());
        const ResendDialog::Subject subject{sample.record, sampleReplay(), "127.0.0.1:9002", false};
        auto dialog = open(subject, &secrets);
        auto *send = dialog->findChild<QPushButton *>(u"resend"_s);
        auto *key = dialog->findChild<QLineEdit *>();
        QVERIFY(!send->isEnabled());
        QCOMPARE(key->echoMode(), QLineEdit::Password);
        QTest::keyClicks(key, u"sk-1"_s);
        QVERIFY(send->isEnabled());
        QSignalSpy wanted(dialog.get(), &ResendDialog::wanted);
        send->click();
        QCOMPARE(wanted.size(), 1);
        QVERIFY(wanted.constFirst().at(1).toByteArray().contains("Bearer sk-1\r\n"));
        QCOMPARE(secrets.value("THE_KEY"), u"sk-1"_s);
        dialog = open(subject, &secrets);
        QVERIFY(dialog->findChild<QPushButton *>(u"resend"_s)->isEnabled());
    }

    void takesTheKeyFromTheEnvironment()
    {
        qputenv("THE_KEY", "sk-env");
        Secrets secrets;
        const auto dialog = open({{}, sampleReplay(), "127.0.0.1:9002", false}, &secrets);
        QVERIFY(!dialog->findChild<QLineEdit *>());
        QSignalSpy wanted(dialog.get(), &ResendDialog::wanted);
        dialog->findChild<QPushButton *>(u"resend"_s)->click();
        QVERIFY(wanted.constFirst().at(1).toByteArray().contains("Bearer sk-env\r\n"));
        QVERIFY(secrets.isEmpty());
        const auto labels = dialog->findChildren<QLabel *>();
        for (const QLabel *label : labels)
            QVERIFY(!label->text().contains(u"sk-env"_s));
        qunsetenv("THE_KEY");
    }

    void sendsTheEditedBody()
    {
        Secrets secrets = {{"THE_KEY", u"k"_s}};
        const auto dialog = open({{}, sampleReplay(), "127.0.0.1:9002", true}, &secrets);
        auto *body = dialog->findChild<QPlainTextEdit *>(u"resendBody"_s);
        body->setPlainText(u"{\"b\":22}"_s);
        QSignalSpy wanted(dialog.get(), &ResendDialog::wanted);
        dialog->findChild<QPushButton *>(u"resend"_s)->click();
        QVERIFY(wanted.constFirst().at(1).toByteArray().endsWith(
            "Content-Length: 8\r\nConnection: close\r\n\r\n{\"b\":22}"));
    }

    void doesNotSendWhatWasSigned()
    {
        Secrets secrets = {{"THE_KEY", u"k"_s}};
        exports::Replay replay = sampleReplay();
        replay.awsRegion = "us-west-2";
        const auto dialog = open({{}, replay, "127.0.0.1:9002", false}, &secrets);
        QVERIFY(!dialog->findChild<QPushButton *>(u"resend"_s)->isEnabled());
    }

    void tellsWhatItMayCost()
    {
        traffic::ExchangeRecord record = sampleDetail(1, Now, sampleEvents().size()).record;
        QVERIFY(ResendDialog::costPreview(record).contains(u"$0.0744"_s));
        record.cost = {};
        QVERIFY(ResendDialog::costPreview(record).contains(u"not known"_s));
        record.madeHere = true;
        QVERIFY(ResendDialog::costPreview(record).contains(u"cost nothing"_s));
    }
};
QTEST_MAIN(ResendTest)
#include "tst_resend.moc"
