#pragma once

#include "widgets/graph_view/graph_layout.h"

#include "core/graph/graph.h"
#include "core/ops/op_table.h"

#include <QFont>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace lathe {

/// What a box says: its operator, and below it weights ("W", "⟨32×3×3×3⟩") and key attributes.
struct SceneLine {
    QString key, value;
};

struct SceneNode {
    enum class Kind : std::uint8_t { Operator, Input, Output } kind = Kind::Operator;
    NodeId id;
    QRectF box;
    QString title, name;
    QStringList lineage;
    QStringList constants; ///< Constant nodes that are drawn as lines of this box
    std::vector<SceneLine> lines;
    OpCategory category = OpCategory::Other;
};

struct SceneEdge {
    int from = 0, to = 0;
    std::vector<QPointF> route;
    QRectF bounds;
    QString label; ///< "1×32×112×112"
    QString tensor;
};

struct SceneOptions {
    bool showAttributes = true, showWeights = true, showNames = false;
    QFont font;
};

/// A laid-out graph as plain arrays, ready to paint, with a grid that answers what lies in a rectangle.
class GraphScene {
public:
    static constexpr double kHeader = 22, kLine = 15, kPadding = 8;

    std::vector<SceneNode> nodes;
    std::vector<SceneEdge> edges;
    QRectF bounds;

    void buildIndex();
    void nodesIn(const QRectF& area, std::vector<int>& found) const;
    void edgesIn(const QRectF& area, std::vector<int>& found) const;
    int nodeAt(QPointF point) const;
    std::vector<int> successors(int node) const;
    std::vector<int> predecessors(int node) const;

private:
    using Cells = std::unordered_map<std::int64_t, std::vector<int>>;
    static void insert(Cells& cells, const QRectF& area, int item);
    static void collect(const Cells& cells, const QRectF& area, std::vector<int>& found);

    Cells m_nodeCells, m_edgeCells;
    std::vector<std::vector<int>> m_out, m_in;
};

/// Boxes, sizes, layout and index of a graph; runs on a worker. Constants are lines in boxes, not nodes.
GraphScene makeScene(const Graph& graph, const SceneOptions& options, const std::function<bool()>& isStopped = {});

} // namespace lathe
