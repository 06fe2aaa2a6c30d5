// SPDX-License-Identifier: MIT
#include "engine/json/scanner.h"

#include <QTest>

#include <random>

using namespace llmproxy::json;

namespace {

constexpr std::array Table = {
    Path{"model"},
    Path{"stream"},
    Path{"usage.prompt_tokens"},
    Path{"usage.details.cached_tokens"},
    Path{"choices[0].finish_reason"},
    Path{"messages[].content", Want::Length},
    Path{"messages[].content[].text", Want::Length},
    Path{"bytes", Want::Pieces},
    Path{"error"},
    Path{"error.type"},
    Path{"parts[]"},
    Path{"parts[].type"},
};

const Paths &paths()
{
    static const Paths compiled(Table);
    return compiled;
}

/// Writes down what it is told, one line each.
class Notes final : public Sink
{
public:
    void scalar(int path, const Scalar &value) override
    {
        text += name(path) + '=';
        const Want want = Table.at(std::size_t(path)).want;
        if (value.type == Type::String && want != Want::Text)
            text += QByteArray::number(value.bytes) + "B" + QByteArray::number(value.codePoints);
        else if (value.type == Type::String)
            text += '"' + value.text.toByteArray() + '"' + (value.isWhole ? "" : "…");
        else
            text += value.text.toByteArray();
        text += '\n';
    }
    void piece(int, QByteArrayView decoded) override { pieces += decoded.toByteArray(); }
    void begin(int path) override { text += "<" + name(path) + '\n'; }
    void end(int path) override { text += ">" + name(path) + '\n'; }
    void documentEnded() override { text += ".\n"; }

    QByteArray text;
    QByteArray pieces;

private:
    static QByteArray name(int path) { return Table.at(std::size_t(path)).text; }
};

struct Told
{
    QByteArray text;
    QByteArray pieces;
    bool isWhole = false;

    bool operator==(const Told &) const = default;
};

Told scan(const QByteArray &json, const QList<qsizetype> &cuts = {}, Root root = Root::Value)
{
    Scanner scanner(paths(), root);
    Notes notes;
    qsizetype from = 0;
    for (const qsizetype cut : cuts + QList<qsizetype>{json.size()}) {
        // A copy of its own, so that a sanitizer sees whoever reads beyond a piece.
        const QByteArray piece = json.mid(from, cut - from);
        scanner.feed(piece, notes);
        from = cut;
    }
    const bool isWhole = scanner.finish(notes);
    return {notes.text, notes.pieces, isWhole};
}

QList<qsizetype> everywhere(const QByteArray &json)
{
    QList<qsizetype> cuts;
    for (qsizetype cut = 1; cut < json.size(); ++cut)
        cuts.append(cut);
    return cuts;
}

void row(const char *what, const char *json, const char *told)
{
    QTest::newRow(what) << QByteArray(json) << QByteArray(told);
}

void structureRows()
{
    row("nothing", "", "");
    row("white space alone", " \r\n\t", "");
    row("an empty object", "{}", ".\n");
    row("an empty array", "[ ]", ".\n");
    row("a number at the top", "12", ".\n");
    row("several documents",
        "{\"model\":\"a\"}\n{\"model\":\"b\"} 1 \"x\"",
        "model=\"a\"\n.\nmodel=\"b\"\n.\n.\n.\n");
    row("members",
        R"({"id":"x","model":"gpt","stream":true,"n":{"model":"no"},"y":[{}]})",
        "model=\"gpt\"\nstream=true\n.\n");
    row("white space everywhere",
        " { \"model\" : \"gpt\" , \"stream\" :\tfalse\n} ",
        "model=\"gpt\"\nstream=false\n.\n");
    row("a path below",
        R"({"usage":{"x":1,"prompt_tokens":12,"details":{"cached_tokens":3,"z":{}}}})",
        "usage.prompt_tokens=12\nusage.details.cached_tokens=3\n.\n");
    row("null in a path's way", R"({"usage":null,"model":null})", "model=null\n.\n");
    row("an array in an object's place",
        R"({"usage":[{"prompt_tokens":1}],"model":[1]})",
        "<model\n>model\n.\n");
    row("one element",
        R"({"choices":[{"finish_reason":"a"},{"finish_reason":"b"}]})",
        "choices[0].finish_reason=\"a\"\n.\n");
    row("all elements",
        R"({"parts":[{"type":"a"},1,{"q":[[]]},[2,"\\"],"s"],"stream":true})",
        "<parts[]\nparts[].type=\"a\"\n>parts[]\nparts[]=1\n<parts[]\n>parts[]\n"
        "<parts[]\n>parts[]\nparts[]=\"s\"\nstream=true\n.\n");
    row("a string or an array",
        R"({"messages":[{"content":"abc"},{"content":[{"text":"de"},{"text":"f"}]}]})",
        "messages[].content=3B3\n<messages[].content\nmessages[].content[].text=2B2\n"
        "messages[].content[].text=1B1\n>messages[].content\n.\n");
    row("an object that is wanted itself",
        R"({"error":{"type":"t","x":[1]}})",
        "<error\nerror.type=\"t\"\n>error\n.\n");
    row("a text where an object may be", R"({"error":"t"})", "error=\"t\"\n.\n");
}

void textRows()
{
    row("lengths",
        "{\"messages\":[{\"content\":\"a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\"}]}",
        "messages[].content=10B4\n.\n");
    row("escapes",
        "{\"model\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e4\\u20AC\\uD83D\\ude00\"}",
        "model=\"\"\\/\b\f\n\r\tA\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\"\n.\n");
    row("lengths of escapes",
        R"({"messages":[{"content":"\n\u00e4\u20AC\uD83D\ude00"}]})",
        "messages[].content=10B4\n.\n");
    row("lone surrogates",
        R"({"model":"\uD83D","stream":"\ud83dx\ud83d\n\uDE00\ud83d\ud83d"})",
        "model=\"\xEF\xBF\xBD\"\nstream=\"\xEF\xBF\xBDx\xEF\xBF\xBD\n\xEF\xBF\xBD\xEF\xBF\xBD"
        "\xEF\xBF\xBD\"\n.\n");
    row("a name with escapes", R"({"m\u006fdel":"a","\model":1})", "model=\"a\"\n");
    row("names that are nearly one", R"({"modell":1,"mode":2,"":3,"Model":4,"moden":5})", ".\n");
    row("members named twice", R"({"model":"a","model":"b"})", "model=\"a\"\nmodel=\"b\"\n.\n");
    row("numbers",
        R"({"parts":[0,-0,1.5,-12.25,1e3,2E+4,3.1e-2]})",
        "parts[]=0\nparts[]=-0\nparts[]=1.5\nparts[]=-12.25\nparts[]=1e3\nparts[]=2E+4\n"
        "parts[]=3.1e-2\n.\n");
    row("brackets and quotes in what is skipped",
        "{\"x\":{\"a\":\"}]\\\"{[\\\\\",\"b\":[{\"c\":\"]\"}]},\"y\":\"}\\\\\\\"\",\"model\":"
        "\"m\"}",
        "model=\"m\"\n.\n");
    row("bytes that are no UTF-8",
        "{\"x\":\"\xFF\x80\",\"model\":\"\xC3\"}",
        "model=\"\xC3\"\n.\n");
}

} // namespace

class ScannerTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatStandsAtThePaths_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("told");
        structureRows();
        textRows();
    }

    void tellsWhatStandsAtThePaths()
    {
        QFETCH(const QByteArray, json);
        QFETCH(const QByteArray, told);
        const Told whole = scan(json);
        QCOMPARE(whole.text, told);
        QCOMPARE(scan(json, everywhere(json)), whole);
        for (qsizetype cut = 1; cut < json.size(); ++cut)
            QVERIFY2(scan(json, {cut}) == whole, QByteArray::number(cut).constData());
    }

    void seesWhatIsNoJson_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const char *const json : {"x",
                                       "[DONE]",
                                       "<html>",
                                       "}",
                                       "]",
                                       ",",
                                       "{]",
                                       "[}",
                                       "{,}",
                                       "[,]",
                                       "{\"a\"}",
                                       "{\"a\" 1}",
                                       "{\"a\":}",
                                       "{\"a\":1,}",
                                       "[1,]",
                                       "{a:1}",
                                       "{1:1}",
                                       "{'a':1}",
                                       "[1 2]",
                                       "[1}",
                                       "{\"model\":1]",
                                       "truee",
                                       "nul ",
                                       "True",
                                       "+1",
                                       "01",
                                       "1.",
                                       ".5",
                                       "1e",
                                       "1e+",
                                       "-",
                                       "--1",
                                       "0x1",
                                       "1.5.5",
                                       "NaN",
                                       "{\"model\":\"\\x\"}",
                                       "{\"model\":\"\\u12g4\"}",
                                       "{\"usage\":{\"prompt_tokens\":1 \"x\":2}}",
                                       "{\"parts\":[{}{}]}",
                                       "{} x"})
            QTest::newRow(json) << QByteArray(json) + " ";
    }

    void seesWhatIsNoJson()
    {
        QFETCH(QByteArray, json);
        // Arrays at the top have no path, so they would be passed over.
        const Root root = json.startsWith('[') ? Root::Elements : Root::Value;
        QVERIFY(!scan(json, {}, root).isWhole);
        QVERIFY(!scan(json, everywhere(json), root).isWhole);
        Scanner scanner(paths(), root);
        Notes notes;
        scanner.feed(json, notes);
        QCOMPARE(scanner.status(), Scanner::Status::Malformed);
        notes = Notes();
        scanner.feed("{\"model\":\"m\"}", notes);
        QCOMPARE(notes.text, QByteArray());
        scanner.reset();
        QCOMPARE(scanner.status(), Scanner::Status::Between);
        scanner.feed("{\"model\":\"m\"}", notes);
        QCOMPARE(notes.text, QByteArray("model=\"m\"\n.\n"));
    }

    void seesWhatIsCutOff()
    {
        const QByteArray json =
            R"({"model":"m\u00e4","x":[{"y":"\\"}],"usage":{"prompt_tokens":1}})";
        for (qsizetype size = 1; size < json.size(); ++size) {
            const QByteArray begin = json.left(size);
            Scanner scanner(paths());
            Notes notes;
            scanner.feed(begin, notes);
            QVERIFY2(!scanner.finish(notes), begin.constData());
            QCOMPARE(scanner.status(), Scanner::Status::Inside);
        }
        QVERIFY(scan(json).isWhole);
        QVERIFY(scan("1").isWhole);
        QVERIFY(!scan("-").isWhole);
    }

    void takesTheElementsOfAnArrayForDocuments_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("told");
        QTest::newRow("elements") << QByteArray(R"([{"model":"a"} , {"model":"b","x":[1]},3])")
                                  << QByteArray("model=\"a\"\n.\nmodel=\"b\"\n.\n.\n");
        QTest::newRow("none") << QByteArray("[]") << QByteArray();
        QTest::newRow("an array within") << QByteArray(R"([[{"model":"a"}],{"model":"b"}])")
                                         << QByteArray(".\nmodel=\"b\"\n.\n");
        QTest::newRow("an object")
            << QByteArray(R"({"model":"a"})") << QByteArray("model=\"a\"\n.\n");
        QTest::newRow("one behind the other") << QByteArray(R"([{"model":"a"}] {"model":"b"})")
                                              << QByteArray("model=\"a\"\n.\nmodel=\"b\"\n.\n");
    }

    void takesTheElementsOfAnArrayForDocuments()
    {
        QFETCH(const QByteArray, json);
        QFETCH(const QByteArray, told);
        const Told whole = scan(json, {}, Root::Elements);
        QCOMPARE(whole.text, told);
        QVERIFY(whole.isWhole);
        for (qsizetype cut = 1; cut < json.size(); ++cut)
            QVERIFY(scan(json, {cut}, Root::Elements) == whole);
        QVERIFY(!scan(json.chopped(1), {}, Root::Elements).isWhole);
    }

    void keepsTextUpToItsLimit_data()
    {
        QTest::addColumn<qsizetype>("size");
        QTest::addColumn<bool>("whole");
        QTest::newRow("at the limit") << Scanner::MaxTextBytes << true;
        QTest::newRow("over it") << Scanner::MaxTextBytes + 1 << false;
        QTest::newRow("far over it") << qsizetype(100'000) << false;
    }

    void keepsTextUpToItsLimit()
    {
        QFETCH(const qsizetype, size);
        QFETCH(const bool, whole);
        const QByteArray json = "{\"model\":\"" + QByteArray(size, 'x') + "\",\"stream\":true}";
        const QByteArray told = "model=\"" + QByteArray(std::min(size, Scanner::MaxTextBytes), 'x')
                                + "\"" + (whole ? "" : "…") + "\nstream=true\n.\n";
        QCOMPARE(scan(json).text, told);
        QCOMPARE(scan(json, {100}).text, told);
        QCOMPARE(scan(json, {json.size() / 2, json.size() - 5}).text, told);
    }

    void takesNoNumberWithoutEnd()
    {
        const QByteArray digits(Scanner::MaxTextBytes, '1');
        QVERIFY(scan("{\"model\":" + digits + "}").isWhole);
        QVERIFY(scan("{\"model\":" + digits + "}", {12}).isWhole);
        QVERIFY(!scan("{\"model\":" + digits + "1}", {12}).isWhole);
    }

    void givesPiecesOfWhatIsTooLongToKeep()
    {
        const QByteArray value = QByteArray("QUJD").repeated(10'000);
        const QByteArray json = "{\"bytes\":\"" + value + "\\/\\u0041\"}";
        QCOMPARE(scan(json).pieces, value + "/A");
        QCOMPARE(scan(json, {15, 16, 20'000, json.size() - 4}).pieces, value + "/A");
        QCOMPARE(scan(json).text, QByteArray("bytes=40002B0\n.\n"));
    }

    void passesOverAnyDepth()
    {
        const QByteArray deep = QByteArray(1'000'000, '[') + QByteArray(1'000'000, ']');
        QCOMPARE(scan("{\"x\":" + deep + ",\"model\":1}").text, QByteArray("model=1\n.\n"));
        QCOMPARE(scan("{\"usage\":" + deep + ",\"model\":1}").text, QByteArray("model=1\n.\n"));
        QCOMPARE(scan(deep).text, QByteArray(".\n"));
    }

    void looksOnlyForWhatIsAsked()
    {
        const QByteArray json =
            R"({"model":"m","usage":{"prompt_tokens":1,"details":{"cached_tokens":2}},"error":{}})";
        const auto only = [&json](quint64 bits) {
            Scanner scanner(paths());
            scanner.only(bits);
            Notes notes;
            scanner.feed(json, notes);
            return notes.text;
        };
        QCOMPARE(only(0), QByteArray(".\n"));
        QCOMPARE(only(1), QByteArray("model=\"m\"\n.\n"));
        QCOMPARE(only(1U << 3U), QByteArray("usage.details.cached_tokens=2\n.\n"));
        QCOMPARE(only(1U << 8U), QByteArray("<error\n>error\n.\n"));
    }

    void readsCounts_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("count");
        const auto row = [](const char *text, qint64 count) {
            QTest::newRow(text) << QByteArray(text) << count;
        };
        row("0", 0);
        row("12", 12);
        row("12.9", 12);
        row("1.2e3", 1200);
        row("-1", 0);
        row("9007199254740992", 9007199254740992);
        row("9007199254740994", 0);
        row("1e400", 0);
        row("", 0);
    }

    void readsCounts()
    {
        QFETCH(const QByteArray, text);
        Scalar scalar;
        scalar.type = Type::Number;
        scalar.text = text;
        QTEST(scalar.count(), "count");
        scalar.type = Type::String;
        QCOMPARE(scalar.count(), 0);
    }

    void standsAnything()
    {
        static constexpr QByteArrayView Alphabet("{}[]\",:\\u0 1tfn.e-modelusageparts\xC3\xFF\n");
        std::mt19937 random(20'261'124); // the same each time
        for (int i = 0; i < 20'000; ++i) {
            QByteArray json(qsizetype(random() % 60), Qt::Uninitialized);
            for (char &byte : json)
                byte = Alphabet[qsizetype(random() % quint32(Alphabet.size()))];
            const Root root = i % 2 == 0 ? Root::Value : Root::Elements;
            if (i % 3 == 0)
                json.prepend("{\"parts\":[{\"type\":");
            const Told whole = scan(json, {}, root);
            QCOMPARE(scan(json, everywhere(json), root), whole);
            const auto cut = qsizetype(random() % quint32(json.size() + 1));
            QCOMPARE(scan(json, {cut}, root), whole);
        }
    }
};

QTEST_APPLESS_MAIN(ScannerTest)
#include "tst_scanner.moc"
