// SPDX-License-Identifier: MIT
// The raw HTTP/1.1 cases of tests/http1 against a real worker, over real sockets.
#include "tests/support/gateway.h"
#include "tests/support/raw_client.h"
#include "tests/support/scripted_upstream.h"

#include <QTest>

using namespace llmproxy;
using namespace llmproxy::test;

namespace {

QString casesFile(const char *name)
{
    return QStringLiteral(LLMPROXY_SOURCE_DIR "/tests/http1/") + QString::fromLatin1(name);
}

/// What is wrong with the next answer; empty if it has that status and is whole.
QByteArray checkNext(RawClient &client, const QByteArray &status)
{
    const SeenResponse seen = client.response();
    if (QByteArray::number(seen.status) != status)
        return "status " + QByteArray::number(seen.status) + " instead of " + status + " "
               + seen.body;
    return seen.complete ? "" : "the answer was not complete";
}

/// What the connection is good for behind the last answer: "200k" can be used again, "200c" closes.
QByteArray checkConnection(RawClient &client, const QByteArray &last, const QByteArray &authority)
{
    if (last.endsWith('c'))
        return client.waitForClose() ? "" : "the connection stayed open";
    if (!last.endsWith('k'))
        return "";
    client.setAnswersHead(false);
    client.send("GET /v1/again HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
    return client.response().status == 200 ? "" : "the connection could not be used again";
}

/// Does what came back match one alternative, e.g. "200k+400c", "wait", "close"?
QByteArray check(RawClient &client, const QByteArray &expected, const QByteArray &authority)
{
    if (expected == "wait")
        return client.staysSilent(300) ? "" : "it did not wait";
    if (expected == "close")
        return client.waitForClose() ? "" : "it did not close";
    QByteArray last;
    for (const QByteArray &part : expected.split('+')) {
        if (part == "100")
            continue; // interim responses are counted apart
        QByteArray wrong = checkNext(client, part.left(3));
        if (!wrong.isEmpty())
            return wrong;
        last = part;
    }
    return checkConnection(client, last, authority);
}

} // namespace

class Http1CasesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<ScriptedUpstream> m_upstream;
    std::unique_ptr<Gateway> m_gateway;

    QByteArray outcome(const Http1Case &row, const QList<Step> &steps)
    {
        QByteArray why;
        for (const QByteArray &expected : row.expected) {
            RawClient client(m_gateway->port(), row.script.startsWith("HEAD") ? "HEAD" : "GET");
            client.run(steps);
            // A HEAD's pipelined follower is an ordinary request.
            if (row.id == "SQ-08") {
                if (client.response().status != 200)
                    return "HEAD was not answered";
                client.setAnswersHead(false);
                return client.response().status == 200 ? "" : "GET behind HEAD was not answered";
            }
            why = check(client, expected, m_gateway->authority());
            if (why.isEmpty())
                return {};
        }
        return why;
    }

private slots:
    void init()
    {
        m_upstream = std::make_unique<ScriptedUpstream>();
        m_gateway = std::make_unique<Gateway>(Gateway::rulesFor(m_upstream->port()));
    }

    void cleanup()
    {
        m_gateway.reset();
        m_upstream.reset();
    }

    void requests_data()
    {
        QTest::addColumn<int>("index");
        const auto cases = readHttp1Cases(casesFile("requests.txt"), false);
        QVERIFY(cases.size() > 100);
        for (int i = 0; i < cases.size(); ++i)
            QTest::newRow(cases[i].id.constData()) << i;
    }

    void requests()
    {
        QFETCH(int, index);
        const Http1Case row = readHttp1Cases(casesFile("requests.txt"), false)[index];
        const QList<Step> whole = steps(row.script, m_gateway->authority());
        const QByteArray why = outcome(row, whole);
        QVERIFY2(why.isEmpty(), why.constData());
        const bool refusedInHead =
            std::all_of(row.expected.begin(), row.expected.end(), [](auto &e) {
                return e.startsWith('4') || e.startsWith('5') || e == "close";
            });
        if (refusedInHead && !row.id.startsWith("CH-"))
            QCOMPARE(m_upstream->bytesReceived(), 0);
        else if (row.id.startsWith("CH-") && refusedInHead)
            QCOMPARE(m_upstream->requests().size(), 0);
    }

    void requestsCutAtEveryByte_data()
    {
        QTest::addColumn<int>("index");
        const auto cases = readHttp1Cases(casesFile("requests.txt"), false);
        for (int i = 0; i < cases.size(); ++i) {
            const QByteArray &first = cases[i].expected.first();
            const bool accepted = first.startsWith("200") && !cases[i].script.contains(">>")
                                  && cases[i].id != "SQ-07";
            if (accepted)
                QTest::newRow(cases[i].id.constData()) << i;
        }
    }

    void requestsCutAtEveryByte()
    {
        QFETCH(int, index);
        const Http1Case row = readHttp1Cases(casesFile("requests.txt"), false)[index];
        const QByteArray all = joined(steps(row.script, m_gateway->authority()));
        const int stride = all.size() > 400 ? int(all.size() / 100) : 1;
        for (qsizetype cut = 1; cut < all.size(); cut += stride) {
            const QList<Step> pieces{{Step::Kind::Bytes, all.left(cut), 0},
                                     {Step::Kind::PauseMs, {}, 1},
                                     {Step::Kind::Bytes, all.mid(cut), 0}};
            const QByteArray why = outcome(row, pieces);
            QVERIFY2(why.isEmpty(),
                     QByteArray(why + " cut at " + QByteArray::number(cut)).constData());
        }
    }

    void responses_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<bool>("bytewise");
        const auto cases = readHttp1Cases(casesFile("responses.txt"), true);
        QVERIFY(cases.size() > 20);
        for (int i = 0; i < cases.size(); ++i) {
            QTest::newRow(cases[i].id.constData()) << i << false;
            if (cases[i].script.size() < 300 && !cases[i].script.contains("200000"))
                QTest::newRow(QByteArray(cases[i].id + " byte by byte").constData()) << i << true;
        }
    }

    void responses()
    {
        QFETCH(int, index);
        QFETCH(bool, bytewise);
        const Http1Case row = readHttp1Cases(casesFile("responses.txt"), true)[index];
        const QList<Step> script = steps(row.script, {});
        const QByteArray bytes = joined(script);
        const bool closes = !script.isEmpty() && script.last().kind == Step::Kind::HalfClose;
        m_upstream->setAnswer([bytes, closes, bytewise](QTcpSocket &socket, const SeenRequest &) {
            for (qsizetype i = 0; bytewise && socket.isOpen() && i < bytes.size(); ++i) {
                socket.write(bytes.mid(i, 1));
                socket.flush();
            }
            if (!bytewise && socket.isOpen())
                socket.write(bytes);
            if (closes)
                socket.disconnectFromHost();
        });
        RawClient client(m_gateway->port(), row.method);
        client.send(row.method + " /v1/echo HTTP/1.1\r\nHost: " + m_gateway->authority()
                    + "\r\n\r\n");
        const SeenResponse seen = client.response();
        const QByteArray &first = row.expected.first();
        if (first == "trunc") {
            QCOMPARE(seen.status == 502 || !seen.complete, true);
            QVERIFY(client.waitForClose() || seen.complete);
        } else {
            QVERIFY2(std::any_of(row.expected.begin(),
                                 row.expected.end(),
                                 [&](auto &each) {
                                     return each.startsWith(QByteArray::number(seen.status));
                                 }),
                     seen.head.constData());
            QVERIFY(seen.complete);
        }
        if (seen.status == 200 && row.method == "GET" && seen.complete)
            QCOMPARE(seen.body, QByteArray("hello"));
        // The next request must not see what is left of this one.
        m_upstream->setAnswer(ScriptedUpstream::echo());
        RawClient next(m_gateway->port());
        next.send("GET /v1/after HTTP/1.1\r\nHost: " + m_gateway->authority() + "\r\n\r\n");
        const SeenResponse after = next.response();
        QCOMPARE(after.status, 200);
        QVERIFY(after.body.contains("echo"));
    }
};

QTEST_GUILESS_MAIN(Http1CasesTest)
#include "tst_cases.moc"
