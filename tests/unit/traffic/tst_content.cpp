// SPDX-License-Identifier: MIT
#include "engine/traffic/content.h"
#include "tests/unit/coding/encoders.h"

#include <QTest>

using namespace llmproxy::traffic;

namespace {

Body whole(const QByteArray &bytes)
{
    return {.bytes = bytes, .size = bytes.size(), .hashReceived = {}, .hashPassedOn = {}};
}

QByteArray headWith(const QByteArray &coding)
{
    return "HTTP/1.1 200 OK\nContent-Encoding: " + coding + "\n";
}

} // namespace

class ContentTest : public QObject
{
    Q_OBJECT

    static inline const QByteArray Text = QByteArray("Where is the bug? ").repeated(50);

private slots:
    void undoesWhatTheHeadNames()
    {
        QCOMPARE(contentOf(headWith("gzip"), whole(encoders::gzip(Text)), 10'000),
                 (Content{Text, true, true}));
        QCOMPARE(contentOf(headWith("br"), whole(encoders::brotli(Text)), 10'000),
                 (Content{Text, true, true}));
    }

    void leavesWhatNoCodingWasAppliedTo()
    {
        const Body body = whole(Text);
        const Content content = contentOf("HTTP/1.1 200 OK\n", body, Text.size());
        QCOMPARE(content, (Content{Text, false, true}));
        QCOMPARE(content.bytes.constData(), body.bytes.constData()); // no copy
        QCOMPARE(contentOf({}, whole({}), 10), (Content{{}, false, true}));
    }

    void cutsAtTheLimit()
    {
        const qsizetype limit = Text.size() - 1;
        QCOMPARE(contentOf({}, whole(Text), limit), (Content{Text.first(limit), false, false}));
        const Content decoded = contentOf(headWith("gzip"), whole(encoders::gzip(Text)), limit);
        QCOMPARE(decoded, (Content{Text.first(limit), true, false}));
    }

    void saysThatSomeOfItWasNotKept()
    {
        Body body = whole(Text);
        body.size += 1;
        QCOMPARE(contentOf({}, body, 10'000), (Content{Text, false, false}));
        Body coded = whole(encoders::gzip(Text));
        coded.bytes.chop(4);
        const Content content = contentOf(headWith("gzip"), coded, 10'000);
        QVERIFY(content.isDecoded);
        QVERIFY(!content.isWhole);
    }

    void leavesWhatItCannotUndo()
    {
        for (const char *coding : {"compress", "gzip"})
            QCOMPARE(contentOf(headWith(coding), whole("no such thing"), 7),
                     (Content{"no such", false, false}));
    }
};
QTEST_APPLESS_MAIN(ContentTest)
#include "tst_content.moc"
