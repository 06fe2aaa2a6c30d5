// SPDX-License-Identifier: MIT
#include "engine/sse/reader.h"

#include <QTest>

#include <type_traits>

using namespace llmproxy::sse;

namespace {

// No pointer to free and no buffer that grows: this is all the memory that a stream costs.
static_assert(std::is_trivially_copyable_v<Reader> && sizeof(Reader) <= 96);

struct Event
{
    QByteArray data;
    QByteArray name;
    Ending ending = Ending::Complete;

    bool operator==(const Event &) const = default;
};

using Events = QList<Event>;

class Recorder final : public EventSink
{
public:
    void dataPiece(const char *data, qsizetype size) override
    {
        wasEmpty = wasEmpty || size == 0;
        m_data.append(data, size);
    }

    void eventEnded(QByteArrayView name, Ending ending) override
    {
        events.append({m_data, name.toByteArray(), ending});
        m_data.clear();
    }

    Events events;
    bool wasEmpty = false; ///< was there an empty piece?

private:
    QByteArray m_data;
};

Events read(const QList<QByteArrayView> &pieces)
{
    Recorder recorder;
    Reader reader;
    for (const QByteArrayView piece : pieces)
        reader.feed(piece, recorder);
    reader.finish(recorder);
    return recorder.wasEmpty ? Events{{"an empty piece", {}}} : recorder.events;
}

QList<QByteArrayView> singly(const QByteArray &bytes)
{
    QList<QByteArrayView> pieces;
    for (qsizetype at = 0; at < bytes.size(); ++at)
        pieces.append(QByteArrayView(bytes).sliced(at, 1));
    return pieces;
}

/// Counts, and looks whether pieces lie in the bytes fed.
class Counter final : public EventSink
{
public:
    void dataPiece(const char *data, qsizetype size) override
    {
        ++pieces;
        bytes += size;
        areInside = areInside && data >= fed.begin() && data + size <= fed.end();
    }

    void eventEnded(QByteArrayView, Ending) override { ++events; }

    QByteArrayView fed;
    qint64 pieces = 0;
    qint64 bytes = 0;
    qint64 events = 0;
    bool areInside = true;
};

} // namespace

class ReaderTest : public QObject
{
    Q_OBJECT

private slots:
    void readsEventsHoweverTheyAreCut_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<Events>("events");
        const auto row = [](const char *name, const QByteArray &stream, const Events &events) {
            QTest::addRow("%s", name) << stream << events;
        };
        row("nothing", "", {});
        row("one event", "data: x\n\n", {{"x", {}}});
        row("no space behind the colon", "data:x\n\n", {{"x", {}}});
        row("only the first space is not data", "data:  x \n\n", {{" x ", {}}});
        row("a tab is data", "data:\tx\n\n", {{"\tx", {}}});
        row("colons in the data", "data: {\"a\": 1}:\n\n", {{"{\"a\": 1}:", {}}});
        row("with a name", "event: ping\ndata: x\n\n", {{"x", "ping"}});
        row("with the name behind the data", "data: x\nevent:ping\n\n", {{"x", "ping"}});
        row("the last of two names", "event: a\nevent: bc\ndata: x\n\n", {{"x", "bc"}});
        row("a name taken back", "event: a\nevent\ndata: x\n\n", {{"x", {}}});
        row("a name lasts for one event",
            "event: a\ndata: x\n\ndata: y\n\n",
            {{"x", "a"}, {"y", {}}});
        row("a name without data is forgotten", "event: a\n\ndata: y\n\n", {{"y", {}}});
        row("lines joined", "data: YHOO\ndata: +2\ndata: 10\n\n", {{"YHOO\n+2\n10", {}}});
        row("empty lines joined", "data\ndata\n\n", {{"\n", {}}});
        row("an empty data line", "data:\n\n", {{"", {}}});
        row("an empty data line with space", "data: \n\n", {{"", {}}});
        row("data without colon", "data\n\n", {{"", {}}});
        row("blank lines alone", "\n\n\n", {});
        row("carriage returns", "data: x\rdata: y\r\rdata: z\r\r", {{"x\ny", {}}, {"z", {}}});
        row("a carriage return, then line feeds", "data: x\rdata: y\n\n", {{"x\ny", {}}});
        row("CRLF", "event: e\r\ndata: x\r\n\r\ndata: z\r\n\r\n", {{"x", "e"}, {"z", {}}});
        row("mixed ends", "data: x\r\ndata: y\n\rdata: z\r\r\n", {{"x\ny", {}}, {"z", {}}});
        row("an empty line between CRLF and LF",
            "data: x\r\n\ndata: y\n\n",
            {{"x", {}}, {"y", {}}});
        row("comments", ": ping\n:\ndata: x\n:data: no\n\n", {{"x", {}}});
        row("other fields", "id: 7\nretry: 10\ndatas: no\ndata: x\nfoo\n\n", {{"x", {}}});
        row("fields that begin alike",
            "dat: a\ndata : b\ndataa: c\n data: d\nevents: e\nData: f\nevent : g\ndata: x\n\n",
            {{"x", {}}});
        row("a byte order mark",
            "\xEF\xBB\xBF"
            "data: x\n\n",
            {{"x", {}}});
        row("a mark alone", "\xEF\xBB\xBF", {});
        row("a mark and a blank line", "\xEF\xBB\xBF\ndata: x\n\n", {{"x", {}}});
        row("two marks",
            "\xEF\xBB\xBF\xEF\xBB\xBF"
            "data: x\n\n",
            {});
        row("half a mark",
            "\xEF\xBB"
            "data: x\ndata: y\n\n",
            {{"y", {}}});
        row("half a mark and a line end", "\xEF\ndata: y\n\n", {{"y", {}}});
        row("a mark later",
            "data: x\n\n\xEF\xBB\xBF"
            "data: y\n\n",
            {{"x", {}}});
        row("no blank line at the end", "data: x\n", {{"x", {}, Ending::CutOff}});
        row("no line end at the end", "data: x", {{"x", {}, Ending::CutOff}});
        row("cut off in a later line",
            "event: e\ndata: {\ndata: \"a",
            {{"{\n\"a", "e", Ending::CutOff}});
        row("cut off in a name", "data: x\n\ndat", {{"x", {}}});
        row("cut off behind a name", "data: x\n\ndata", {{"x", {}}});
        row("cut off behind a colon", "data: x\n\ndata:", {{"x", {}}, {"", {}, Ending::CutOff}});
        row("cut off without data", "data: x\n\nevent: e\n", {{"x", {}}});
        row("bytes that are not UTF-8", "data: \xF0\x9F\xFF\xC3\n\n", {{"\xF0\x9F\xFF\xC3", {}}});
        row("four bytes of UTF-8", "data: \xF0\x9F\x98\x80\n\n", {{"\xF0\x9F\x98\x80", {}}});
        row("NUL", QByteArray("data: a\0b\n\n", 11), {{QByteArray("a\0b", 3), {}}});
        row("a lone surrogate's escape", "data: \\ud83d\n\n", {{"\\ud83d", {}}});
        row("other line separators are data",
            "data: a\xE2\x80\xA8"
            "b\v\fc\xC2\x85\n\n",
            {{"a\xE2\x80\xA8"
              "b\v\fc\xC2\x85",
              {}}});
        row("a name of 64 bytes",
            "event: " + QByteArray(64, 'n') + "\ndata: x\n\n",
            {{"x", QByteArray(64, 'n')}});
        row("a name of 65 bytes",
            "event: " + QByteArray(65, 'n') + "\ndata: x\n\n",
            {{"x", QByteArray(64, 'n')}});
    }

    void readsEventsHoweverTheyAreCut()
    {
        QFETCH(QByteArray, stream);
        QFETCH(Events, events);
        QCOMPARE(read({stream}), events);
        QCOMPARE(read(singly(stream)), events);
        const QByteArrayView view(stream);
        for (qsizetype first = 0; first <= stream.size(); ++first) {
            for (qsizetype second = first; second <= stream.size(); ++second) {
                const QList<QByteArrayView> pieces{
                    view.first(first), view.sliced(first, second - first), view.sliced(second)};
                QCOMPARE(read(pieces), events);
            }
        }
    }

    void tellsAnEventAsSoonAsItsBlankLineBegins()
    {
        Recorder recorder;
        Reader reader;
        reader.feed("data: x\r\n", recorder);
        QCOMPARE(recorder.events.size(), 0);
        reader.feed("\r", recorder);
        QCOMPARE(recorder.events, (Events{{"x", {}}}));
        reader.feed("\n", recorder);
        reader.finish(recorder);
        QCOMPARE(recorder.events.size(), 1);
    }

    void isAsNewAfterTheEnd()
    {
        const QByteArray stream("\xEF\xBB\xBF"
                                "event: e\ndata: x\r");
        Recorder recorder;
        Reader reader;
        reader.feed(stream, recorder);
        reader.finish(recorder);
        reader.finish(recorder);
        reader.feed(stream, recorder);
        reader.finish(recorder);
        const Event event{"x", "e", Ending::CutOff};
        QCOMPARE(recorder.events, (Events{event, event}));
    }

    void passesOnALineOf8MiBWithoutGathering()
    {
        const QByteArray piece(qsizetype(64) * 1024, 'x');
        Counter counter;
        Reader reader;
        reader.feed("data: ", counter);
        counter.fed = piece;
        for (int count = 0; count < 128; ++count)
            reader.feed(piece, counter);
        QVERIFY(counter.areInside);
        QCOMPARE(counter.pieces, 128);
        QCOMPARE(counter.bytes, 8 * 1024 * 1024);
        QCOMPARE(counter.events, 0);
        reader.feed("\n\n", counter);
        QCOMPARE(counter.events, 1);
    }

    void passesOn256MiBWithoutABlankLine()
    {
        const QByteArray line = "data: " + QByteArray(64 * 1024 - 7, 'x') + '\n';
        Counter counter;
        Reader reader;
        for (int count = 0; count < 4096; ++count)
            reader.feed(line, counter);
        QCOMPARE(counter.bytes, 4096 * qint64(64 * 1024 - 7) + 4095);
        QCOMPARE(counter.events, 0);
        reader.finish(counter);
        QCOMPARE(counter.events, 1);
    }
};
QTEST_APPLESS_MAIN(ReaderTest)
#include "tst_reader.moc"
