// SPDX-License-Identifier: MIT
#pragma once

#include "engine/json/paths.h"
#include "engine/json/scalar.h"

#include <array>

namespace llmproxy::json {

/// Receives what a scanner finds at its paths, in the document's order. `path` is the position in
/// the table. Calls end when the document turns out malformed.
class Sink
{
public:
    virtual void scalar(int path, const Scalar &value) = 0;
    virtual void piece(int path, QByteArrayView decoded) = 0; ///< Want::Pieces, before its scalar()
    virtual void begin(int path) = 0;                         ///< an object or array
    virtual void end(int path) = 0;
    virtual void documentEnded() = 0;

protected:
    ~Sink() = default;
};

/// What a scanner takes for one document.
enum class Root : quint8 {
    Value,    ///< each top-level value; several follow each other, white space between (NDJSON)
    Elements, ///< the same, but of an array at the top each element
};

/// Reads JSON (RFC 8259) as it comes, cut anywhere, and tells what stands at a table's paths. It
/// goes only where a path leads: anything else is passed over at the speed of a byte search, and
/// of that only strings and the balance of brackets are understood. Text is not checked to be
/// UTF-8 or free of control characters. Memory is the object itself, whatever comes. Of members
/// named twice both are told.
class Scanner
{
public:
    static constexpr qsizetype MaxTextBytes = 256;

    enum class Status : quint8 {
        Between,   ///< a document may begin, or the input end
        Inside,    ///< of one
        Malformed, ///< no JSON; ignores what comes until reset()
    };

    /// `paths` is kept and must outlive the scanner.
    explicit Scanner(const Paths &paths, Root root = Root::Value)
        : m_paths(&paths)
        , m_root(root)
    {}

    void feed(QByteArrayView bytes, Sink &sink);
    /// The input has ended: a number at the top level ends with it. Tells whether the input was
    /// whole documents; it may have been none.
    bool finish(Sink &sink);
    /// A new input begins. What only() said still holds.
    void reset();

    /// Looks from now on only for paths whose bit (1 << position) is set. What is not looked for
    /// costs least.
    void only(quint64 paths) { m_only = paths; }
    quint64 wanted() const { return m_only; }

    Status status() const;

private:
    enum class State : quint8 {
        Value,
        FirstKey, ///< or the object's end
        Key,      ///< behind a comma
        Colon,
        FirstElement, ///< or the array's end
        AfterValue,
        String, ///< in a name, or in a string that is wanted
        Escape, ///< behind its backslash
        Unicode,
        Scalar, ///< in a number or a literal
        SkippedString,
        SkippedContainer,
        Malformed,
    };
    struct Frame
    {
        qint16 node = Paths::Root;
        bool isArray = false;
        qint32 index = 0; ///< of the element that comes next or is being read
    };

    const char *step(const char *at, const char *end, Sink &sink);
    const char *token(const char *at, const char *end, Sink &sink);
    const char *value(const char *at, const char *end, Sink &sink);
    const char *spaceOrValue(const char *at, const char *end, Sink &sink);
    const char *stringValue(const char *at, const char *end, Sink &sink);
    const char *container(const char *at, bool isArray, Sink &sink);
    const char *key(const char *at, const char *end, Sink &sink);
    static const char *wholeScalar(const char *at, const char *end);
    const char *string(const char *at, const char *end, Sink &sink);
    const char *escape(const char *at, Sink &sink);
    const char *unicode(const char *at, Sink &sink);
    const char *scalarBytes(const char *at, const char *end, Sink &sink);
    const char *skipString(const char *at, const char *end, Sink &sink);
    const char *skipContainer(const char *at, const char *end, Sink &sink);
    const char *afterValue(const char *at, const char *end, Sink &sink);
    const char *malformed(const char *end);

    void beginString(bool isKey);
    void run(QByteArrayView decoded, Sink &sink);
    void codePoint(char32_t point, Sink &sink);
    void flushSurrogate(Sink &sink);
    void endString(Sink &sink);
    void named(QByteArrayView name);
    void keep(QByteArrayView bytes);
    void endScalar(QByteArrayView text, bool isWhole, Sink &sink);
    void endContainer(Sink &sink);
    void valueEnded(Sink &sink);

    /// The node itself if something is looked for there or below.
    qint16 wanted(qint16 node) const
    {
        const bool is = node != Paths::None
                        && ((m_paths->node(node).at | m_paths->node(node).below) & m_only) != 0;
        return is ? node : Paths::None;
    }
    bool isWanted(qint16 node) const
    {
        return node != Paths::None && (m_paths->node(node).at & m_only) != 0;
    }

    const Paths *m_paths;
    quint64 m_only = ~quint64(0);
    qint64 m_bytes = 0; ///< of the string, decoded
    qint64 m_codePoints = 0;
    qint64 m_skippedDepth = 0;
    std::array<Frame, Paths::MaxDepth + 1> m_frames{}; ///< only what a path goes through
    std::array<char, MaxTextBytes> m_text{};
    qint16 m_textSize = 0;
    qint16 m_node = Paths::Root; ///< of the value that is read or comes next; None: not wanted
    quint16 m_unit = 0;          ///< digits of a \u escape so far
    quint16 m_highSurrogate = 0; ///< waits for its other half; 0: none
    quint8 m_digits = 0;
    quint8 m_depth = 0; ///< frames in use
    State m_state = State::Value;
    Root m_root;
    bool m_isKey = false;
    bool m_inSkippedString = false;
    bool m_afterBackslash = false; ///< in what is skipped
};

} // namespace llmproxy::json
