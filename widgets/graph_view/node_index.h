#pragma once

#include "widgets/graph_view/graph_scene.h"

#include <QHash>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lathe {

/// Many texts in one array, lower-cased, so that one pass of memory finds all that contain a word.
class TextArena {
public:
    void add(const QString& text);
    std::string_view operator[](int item) const;
    /// Marks each item that contains `word` (lower-cased UTF-8).
    void markContaining(std::string_view word, std::vector<bool>& marks) const;

private:
    std::string m_text; ///< items end with '\n'
    std::vector<std::size_t> m_begins;
};

/// What a query can ask of the nodes of a scene, made for answers within a keystroke at 100,000 nodes.
class NodeIndex {
public:
    struct Facts {
        QString name, type, dataType;
        QStringList tensors; ///< that it makes
        std::vector<std::int64_t> shape;
        std::vector<std::pair<QString, QString>> attributes; ///< "kernel_shape", "3x3"
        double parameters = 0, inputs = 0, outputs = 0;
    };
    void add(const Facts& facts);

    int count() const { return static_cast<int>(m_nodes.size()); }
    const TextArena& names() const { return m_names; }
    const TextArena& tensors() const { return m_tensors; }
    std::string_view type(int node) const { return m_words[at(m_nodes[at(node)].type)]; }
    std::string_view dataType(int node) const { return m_words[at(m_nodes[at(node)].dataType)]; }
    std::span<const std::int64_t> shape(int node) const;
    /// The text of an attribute; empty where the node has none of that name.
    std::string_view attribute(int node, int key) const;
    /// parameters, inputs, outputs, rank, elements, or a dimension of the result; empty where the node has no such thing.
    std::optional<double> number(int node, std::string_view key) const;

    /// The number of an attribute's key ("kernel" stands for "kernel_shape"), or -1 where no node has it.
    int attributeKey(const QString& key) const;

private:
    struct Attribute {
        int key, text;
    };
    struct Node {
        int type = 0, dataType = 0;
        std::size_t shape = 0, attributes = 0; ///< where its lists begin
        double parameters = 0, inputs = 0, outputs = 0;
    };
    static std::size_t at(int index) { return static_cast<std::size_t>(index); }
    int word(const QString& text);
    std::size_t end(int node, std::size_t Node::*begin, std::size_t size) const {
        return at(node) + 1 < m_nodes.size() ? m_nodes[at(node) + 1].*begin : size;
    }

    TextArena m_names, m_tensors;
    std::vector<std::string> m_words; ///< lower-cased
    QHash<QString, int> m_wordNumbers;
    std::vector<Node> m_nodes;
    std::vector<std::int64_t> m_shapes;
    std::vector<Attribute> m_attributes;
};

/// The nodes of a scene in its order.
NodeIndex makeNodeIndex(const Graph& graph, const GraphScene& scene);

} // namespace lathe
