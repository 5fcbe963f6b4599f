#pragma once

#include "widgets/graph_view/graph_layout.h"
#include "widgets/graph_view/lists.h"
#include "widgets/graph_view/row_index.h"

#include "core/graph/graph.h"
#include "core/ops/op_table.h"

#include <QFont>
#include <QString>
#include <QStringList>

#include <cstdint>
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
    int joins = -1; ///< the edge whose lane it goes on from
    QRectF bounds;
    QString label; ///< "1×32×112×112"
    QString tensor;
};

struct SceneOptions {
    bool showAttributes = true, showWeights = true, showNames = false, isHorizontal = false;
    QFont font;
};

/// A laid-out graph as plain arrays, ready to paint, with an index that answers what lies in a rectangle.
class GraphScene {
public:
    static constexpr double kHeader = 22, kLine = 15, kPadding = 8;

    std::vector<SceneNode> nodes;
    std::vector<SceneEdge> edges;
    Routes routes; ///< of the edges
    QRectF bounds;
    bool isHorizontal = false;

    /// Takes boxes and routes over and makes the index.
    void take(LayoutResult layout);
    void nodesIn(const QRectF& area, std::vector<int>& found) const;
    /// May leave edges out that are shorter than `leastLength`.
    void edgesIn(const QRectF& area, std::vector<int>& found, double leastLength = 0) const;
    int nodeAt(QPointF point) const;
    std::vector<int> successors(int node) const { return neighbours(m_out, node); }
    std::vector<int> predecessors(int node) const { return neighbours(m_in, node); }
    /// All that the node needs (`up`) or that needs it, without the node itself.
    std::vector<int> reachable(const std::vector<int>& from, bool up) const;
    /// Edges that begin or end at the node.
    void edgesOf(int node, std::vector<int>& found) const;

private:
    layered::Lists listEdges(bool byStart) const;
    std::vector<int> neighbours(const layered::Lists& edgesOfNodes, int node) const;

    RowIndex m_nodeRows, m_edgeRows;
    layered::Lists m_out, m_in; ///< edges by the node that they leave, that they reach
};

/// Boxes, sizes, layout and index of a graph; runs on a worker. Constants are lines in boxes, not nodes.
GraphScene makeScene(const Graph& graph, const SceneOptions& options, const std::function<bool()>& isStopped = {});

} // namespace lathe
