#include "widgets/graph_view/graph_painter.h"

#include <numeric>

namespace lathe {
namespace {

/// Boxes of one colour, without those that would fall on the same pixels as the one before.
struct Blocks {
    std::vector<QRectF> boxes;
    QRect last;
};

/// Few colours in a picture: a list is faster than a hash.
class BlocksByColour {
public:
    Blocks& operator[](QRgb colour) {
        for (auto& [known, blocks] : m_rows)
            if (known == colour) return blocks;
        m_rows.emplace_back(colour, Blocks());
        return m_rows.back().second;
    }
    const std::vector<std::pair<QRgb, Blocks>>& rows() const { return m_rows; }

private:
    std::vector<std::pair<QRgb, Blocks>> m_rows;
};

} // namespace

void GraphPainter::paintBlocks(QPainter& painter, const std::vector<int>& nodes, double zoom) const {
    BlocksByColour byColour;
    // Below a pixel a box would vanish; keep it a dot.
    const double smallest = 1.5 / zoom;
    for (const int node : nodes) {
        QRectF box = m_scene.nodes[static_cast<std::size_t>(node)].box;
        if (box.height() < smallest) box.setHeight(smallest);
        if (box.width() < smallest) box.setWidth(smallest);
        QColor colour = m_marks.isSelected(node) ? m_theme.color(Token::Accent) : colourOf(node);
        if (m_marks.isDimmed(node)) colour.setAlphaF(0.25);
        Blocks& blocks = byColour[colour.rgba()];
        const QRect pixels(static_cast<int>(box.left() * zoom), static_cast<int>(box.top() * zoom), static_cast<int>(box.width() * zoom),
                           static_cast<int>(box.height() * zoom));
        if (pixels == blocks.last) continue;
        blocks.last = pixels;
        blocks.boxes.push_back(box);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Qt::NoPen);
    const QRgb accent = m_theme.color(Token::Accent).rgba();
    const auto draw = [&](QRgb colour, const Blocks& blocks) {
        painter.setBrush(QColor::fromRgba(colour));
        painter.drawRects(blocks.boxes.data(), static_cast<int>(blocks.boxes.size()));
    };
    // What is selected must not vanish below its neighbours.
    for (const bool isOnTop : {false, true})
        for (const auto& [colour, blocks] : byColour.rows())
            if ((colour == accent) == isOnTop) draw(colour, blocks);
    painter.setRenderHint(QPainter::Antialiasing, true);
}

void GraphPainter::paintOverview(QPainter& painter, double zoom) const {
    std::vector<int> all(m_scene.nodes.size());
    std::iota(all.begin(), all.end(), 0);
    paintBlocks(painter, all, zoom);
}

void GraphPainter::paintLines(QPainter& painter, const std::vector<int>& edges, double zoom) const {
    std::vector<QLineF> lines;
    for (const int index : edges) {
        const SceneEdge& edge = m_scene.edges[static_cast<std::size_t>(index)];
        if (std::max(edge.bounds.width(), edge.bounds.height()) * zoom < kShortestLine) continue;
        const std::span<const QPointF> route = m_scene.routes[static_cast<std::size_t>(index)];
        for (std::size_t i = 1; i < route.size(); ++i)
            lines.emplace_back(route[i - 1], route[i]);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(m_theme.color(Token::Edge), 0));
    painter.drawLines(lines.data(), static_cast<int>(lines.size()));
    painter.setRenderHint(QPainter::Antialiasing, true);
}

} // namespace lathe
