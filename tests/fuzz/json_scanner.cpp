// SPDX-License-Identifier: MIT
#include "engine/json/scanner.h"
#include "tests/fuzz/property.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace llmproxy;
using namespace llmproxy::json;

namespace {

enum Found { Model, Count, Finish, Content, ContentText, Bytes, Error, ErrorType, Input };

constexpr std::array Table = {
    Path{"model"},
    Path{"usage.prompt_tokens"},
    Path{"choices[0].finish_reason"},
    Path{"messages[].content", Want::Length},
    Path{"messages[].content[].text", Want::Length},
    Path{"bytes", Want::Pieces},
    Path{"error"},
    Path{"error.type"},
    Path{"input[]"},
};

/// Writes down what it is told, one line each.
class Notes final : public Sink
{
public:
    void scalar(int path, const Scalar &value) override
    {
        fuzz::require(value.text.size() <= Scanner::MaxTextBytes, "texts are bounded");
        fuzz::require(value.bytes >= value.codePoints, "a code point has at least a byte");
        if (path == Bytes && value.type == Type::String)
            note(path, m_piece);
        m_piece.clear();
        note(path, value.text);
        text += QByteArray::number(int(value.type)) + ' ' + QByteArray::number(value.bytes) + ' '
                + QByteArray::number(value.codePoints) + (value.isWhole ? "\n" : " cut\n");
        if (path == Model) {
            ++models;
            model = value.isWhole && value.type == Type::String ? value.text.toByteArray()
                                                                : QByteArray();
        }
    }
    void piece(int path, QByteArrayView decoded) override
    {
        fuzz::require(path == Bytes && !decoded.isEmpty(), "pieces are wanted and not empty");
        m_piece += decoded.toByteArray();
    }
    void begin(int path) override { note(path, "begin"); }
    void end(int path) override { note(path, "end"); }
    void documentEnded() override { note(-1, "document"); }

    QByteArray text;
    QByteArray model; ///< the last one, if it is a string and whole
    int models = 0;

private:
    void note(int path, QByteArrayView what)
    {
        text += QByteArray::number(path) + ' ' + what.toByteArray() + '\n';
    }

    QByteArray m_piece;
};

struct Outcome
{
    Notes notes;
    bool isWhole = false;
    bool isMalformed = false;
};

Outcome scan(Scanner &scanner, const std::vector<QByteArrayView> &pieces)
{
    Outcome outcome;
    for (const QByteArrayView piece : pieces)
        scanner.feed(piece, outcome.notes);
    outcome.isMalformed = scanner.status() == Scanner::Status::Malformed;
    outcome.isWhole = scanner.finish(outcome.notes);
    scanner.reset();
    return outcome;
}

/// What Qt's parser takes must be whole to ours, and say the same. Left out are escapes, of which
/// Qt takes some that are none.
void compareWithQt(QByteArrayView input, const Outcome &outcome)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(input.toByteArray(), &error);
    if (error.error != QJsonParseError::NoError || input.contains('\\'))
        return;
    fuzz::require(outcome.isWhole && !outcome.isMalformed, "what is JSON to Qt is whole");
    if (outcome.notes.models != 1 || outcome.notes.model.isEmpty())
        return;
    const QJsonValue model = document.object().value(QLatin1String("model"));
    fuzz::require(model.toString().toUtf8() == outcome.notes.model, "a member is what Qt reads");
}

} // namespace

void fuzz::check(QByteArrayView input)
{
    static const Paths paths(Table);
    const auto pieceLists = cuts(input);
    for (const Root root : {Root::Value, Root::Elements}) {
        Scanner scanner(paths, root);
        const Outcome whole = scan(scanner, pieceLists.front());
        if (root == Root::Value)
            compareWithQt(input, whole);
        for (const auto &pieces : pieceLists) {
            const Outcome outcome = scan(scanner, pieces);
            require(outcome.notes.text == whole.notes.text
                        && outcome.isMalformed == whole.isMalformed
                        && outcome.isWhole == whole.isWhole,
                    "what is found is the same, however the document is cut");
        }
    }
}
