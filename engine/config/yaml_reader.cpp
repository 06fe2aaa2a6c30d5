// SPDX-License-Identifier: MIT
#include "engine/config/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <QHash>
#include <QStringDecoder>

#include <algorithm>
#include <optional>
#include <sstream>
#include <utility>

namespace llmproxy::config {

namespace {

// yaml-cpp's own tags: "?" for a plain scalar, "!" for one in quotes.
enum class TagMeaning { Plain, Text, Unknown };

TagMeaning meaningOf(const std::string &tag)
{
    if (tag.empty() || tag == "?")
        return TagMeaning::Plain;
    if (tag == "!" || tag == "tag:yaml.org,2002:str")
        return TagMeaning::Text;
    for (const char *plain : {"int", "float", "bool", "map", "seq"}) {
        if (tag == std::string("tag:yaml.org,2002:") + plain)
            return TagMeaning::Plain;
    }
    return TagMeaning::Unknown;
}

int countNodes(const Node &node)
{
    int count = 1;
    for (const Node &item : node.items)
        count += countNodes(item);
    for (const Entry &entry : node.entries)
        count += countNodes(entry.value);
    return count;
}

/// Builds the tree from the parser's events. After the first problem it only waits for the end.
class TreeBuilder final : public YAML::EventHandler
{
public:
    explicit TreeBuilder(QString layer)
        : m_layer(std::move(layer))
    {}

    std::optional<Problem> problem() const { return m_problem; }
    Node takeRoot() { return std::move(m_root); }

    void OnDocumentStart(const YAML::Mark &) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        Node node;
        node.origin = originOf(mark);
        add(std::move(node), anchor);
    }

    void OnScalar(const YAML::Mark &mark,
                  const std::string &tag,
                  YAML::anchor_t anchor,
                  const std::string &value) override
    {
        if (!knowsTag(tag, mark))
            return;
        Node node = scalarNode(QByteArray::fromStdString(value), originOf(mark));
        node.quoted = meaningOf(tag) == TagMeaning::Text;
        add(std::move(node), anchor);
    }

    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        if (m_problem)
            return;
        const auto found = m_anchors.constFind(anchor);
        if (found == m_anchors.cend()) {
            fail(originOf(mark), QStringLiteral("this alias stands inside what it names"));
            return;
        }
        m_nodes += countNodes(*found) - 1;
        add(*found, 0);
    }

    void OnSequenceStart(const YAML::Mark &mark,
                         const std::string &tag,
                         YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        if (knowsTag(tag, mark))
            open(Node::Kind::List, mark, anchor);
    }

    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark &mark,
                    const std::string &tag,
                    YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        if (knowsTag(tag, mark))
            open(Node::Kind::Map, mark, anchor);
    }

    void OnMapEnd() override { close(); }

private:
    struct Open
    {
        Node node;
        YAML::anchor_t anchor = 0;
        std::optional<Entry> pending;   ///< a key that waits for its value
        QHash<QByteArray, int> lines;   ///< of the keys so far, where each stands
        std::vector<Node> mergeSources; ///< values of `<<`
    };

    Origin originOf(const YAML::Mark &mark) const
    {
        return {m_layer, mark.line + 1, mark.column + 1};
    }

    void fail(const Origin &at, const QString &message)
    {
        if (!m_problem)
            m_problem = Problem{Severity::Error, at, {}, message};
    }

    bool knowsTag(const std::string &tag, const YAML::Mark &mark)
    {
        if (meaningOf(tag) == TagMeaning::Unknown)
            fail(originOf(mark),
                 QStringLiteral("the tag %1 is not known").arg(QString::fromStdString(tag)));
        return !m_problem;
    }

    void open(Node::Kind kind, const YAML::Mark &mark, YAML::anchor_t anchor)
    {
        if (std::cmp_greater_equal(m_open.size(), MaxYamlDepth)) {
            fail(originOf(mark), QStringLiteral("is nested more than %1 deep").arg(MaxYamlDepth));
            return;
        }
        Open opened;
        opened.node.kind = kind;
        opened.node.origin = originOf(mark);
        opened.anchor = anchor;
        m_open.push_back(std::move(opened));
    }

    void close()
    {
        if (m_problem)
            return;
        Open closed = std::move(m_open.back());
        m_open.pop_back();
        for (const Node &source : closed.mergeSources)
            mergeMissing(closed, source);
        add(std::move(closed.node), closed.anchor);
    }

    // The keys written in the map itself win over merged ones, whatever the order.
    void mergeMissing(Open &map, const Node &source)
    {
        if (source.isList()) {
            for (const Node &item : source.items)
                mergeMissing(map, item);
            return;
        }
        if (!source.isMap()) {
            fail(source.origin, QStringLiteral("<< takes a map or a list of maps"));
            return;
        }
        for (const Entry &entry : source.entries) {
            if (map.lines.contains(entry.key))
                continue;
            map.lines.insert(entry.key, entry.keyOrigin.line);
            map.node.entries.push_back(entry);
        }
    }

    void add(Node node, YAML::anchor_t anchor)
    {
        if (m_problem)
            return;
        if (++m_nodes > MaxYamlNodes) {
            fail(node.origin, QStringLiteral("has more than %1 values").arg(MaxYamlNodes));
            return;
        }
        if (anchor != 0)
            m_anchors.insert(anchor, node);
        if (m_open.empty())
            m_root = std::move(node);
        else if (m_open.back().node.isList())
            m_open.back().node.items.push_back(std::move(node));
        else if (!m_open.back().pending)
            addKey(node);
        else
            addValue(std::move(node));
    }

    void addKey(const Node &node)
    {
        Open &map = m_open.back();
        if (!node.isScalar()) {
            fail(node.origin, QStringLiteral("a key must be plain text"));
            return;
        }
        if (const int first = map.lines.value(node.text); first > 0) {
            fail(node.origin,
                 QStringLiteral("the key %1 is written twice; the first stands in line %2")
                     .arg(QString::fromUtf8(node.text))
                     .arg(first));
            return;
        }
        if (node.text != "<<")
            map.lines.insert(node.text, node.origin.line);
        map.pending = Entry{node.text, node.origin, {}};
    }

    void addValue(Node node)
    {
        Open &map = m_open.back();
        Entry entry = *std::exchange(map.pending, std::nullopt);
        if (entry.key == "<<") {
            map.mergeSources.push_back(std::move(node));
            return;
        }
        if (node.isNull())
            node.origin = entry.keyOrigin; // the parser's place is that of the next token
        entry.value = std::move(node);
        map.node.entries.push_back(std::move(entry));
    }

    QString m_layer;
    std::vector<Open> m_open;
    QHash<YAML::anchor_t, Node> m_anchors;
    Node m_root;
    int m_nodes = 0;
    std::optional<Problem> m_problem;
};

bool isUtf8(QByteArrayView text)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString decoded = decoder(text);
    return !decoder.hasError() && !decoded.contains(QChar::Null);
}

std::optional<Problem> parseInto(TreeBuilder &builder, QByteArrayView text, const QString &layer)
{
    const auto problem = [&layer](int line, int column, const QString &message) {
        return Problem{Severity::Error, {layer, line, column}, {}, message};
    };
    try {
        std::istringstream stream(std::string(text.data(), std::size_t(text.size())));
        YAML::Parser parser(stream);
        parser.HandleNextDocument(builder);
        if (!builder.problem() && parser.HandleNextDocument(builder))
            return problem(1, 1, QStringLiteral("holds more than one document"));
    } catch (const YAML::Exception &error) {
        const bool located = !error.mark.is_null();
        return problem(located ? error.mark.line + 1 : 1,
                       located ? error.mark.column + 1 : 1,
                       QStringLiteral("is not valid YAML: ") + QString::fromStdString(error.msg));
    }
    return builder.problem();
}

} // namespace

Result<Node, Problem> readYaml(QByteArrayView text, const QString &layer)
{
    const auto refuse = [&layer](const QString &message) {
        return Failure<Problem>(Problem{Severity::Error, {layer, 1, 1}, {}, message});
    };
    if (text.size() > MaxYamlBytes)
        return refuse(QStringLiteral("is larger than %1 bytes").arg(MaxYamlBytes));
    if (!isUtf8(text))
        return refuse(QStringLiteral("is not UTF-8 text"));

    TreeBuilder builder(layer);
    if (const auto problem = parseInto(builder, text, layer))
        return Failure<Problem>(*problem);
    Node root = builder.takeRoot();
    if (root.isNull())
        root.kind = Node::Kind::Map;
    if (!root.isMap())
        return refuse(QStringLiteral("must hold keys and values, not a list or a single value"));
    if (root.origin.line == 0)
        root.origin = {layer, 1, 1};
    return root;
}

} // namespace llmproxy::config
