#include "widgets/graph_view/graph_painter.h"
#include "widgets/common/strings.h"

#include <QPainterPath>

namespace lathe {
namespace {

constexpr double kBoxesOnly = 0.12, kText = 0.38;

void paintArrow(QPainter& painter, QPointF tip, const QColor& colour) {
    painter.setBrush(colour);
    painter.setPen(Qt::NoPen);
    painter.drawPolygon(QPolygonF{{tip, tip + QPointF(-3.5, -7), tip + QPointF(3.5, -7)}});
    painter.setBrush(Qt::NoBrush);
}

QFont sized(QFont font, int pixels, bool isBold) {
    font.setPixelSize(pixels);
    font.setWeight(isBold ? QFont::DemiBold : QFont::Normal);
    return font;
}

} // namespace

QPainterPath routePath(const std::vector<QPointF>& route) {
    QPainterPath path(route.front());
    for (std::size_t i = 1; i < route.size(); ++i) {
        const QPointF from = route[i - 1], to = route[i];
        if (std::abs(from.x() - to.x()) < 0.5) {
            path.lineTo(to);
            continue;
        }
        const double bend = (to.y() - from.y()) / 2;
        path.cubicTo(from + QPointF(0, bend), to - QPointF(0, bend), to);
    }
    return path;
}

QColor GraphPainter::colourOf(int index) const {
    const auto i = static_cast<std::size_t>(index);
    if (!m_overlay.isEmpty() && i < m_overlay.colours.size() && m_overlay.colours[i].isValid()) return m_overlay.colours[i];
    return m_scene.nodes[i].kind == SceneNode::Kind::Operator ? m_theme.category(m_scene.nodes[i].category)
                                                              : m_theme.color(Token::Overhead);
}

void GraphPainter::paint(QPainter& painter, const QRectF& area, double zoom, const QFont& font) const {
    paintEdges(painter, area, zoom);
    std::vector<int> nodes;
    m_scene.nodesIn(area, nodes);
    if (zoom >= kBoxesOnly) {
        for (const int node : nodes)
            paintNode(painter, node, zoom, font);
        return;
    }
    painter.setPen(Qt::NoPen);
    painter.setRenderHint(QPainter::Antialiasing, false);
    // Below a pixel a box would vanish; keep it a dot.
    const double smallest = 1.5 / zoom;
    for (const int node : nodes) {
        QRectF box = m_scene.nodes[static_cast<std::size_t>(node)].box;
        if (box.height() < smallest) box.setHeight(smallest);
        painter.fillRect(box, isSelected(node) ? m_theme.color(Token::Accent) : colourOf(node));
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
}

void GraphPainter::paintEdges(QPainter& painter, const QRectF& area, double zoom) const {
    std::vector<int> edges;
    m_scene.edgesIn(area, edges);
    const QColor plain = m_theme.color(Token::Edge), marked = m_theme.color(Token::Accent);
    QPen pen(plain, zoom < kBoxesOnly ? 0 : 1.2);
    pen.setCosmetic(zoom < kBoxesOnly);
    painter.setBrush(Qt::NoBrush);
    for (const int index : edges) {
        const SceneEdge& edge = m_scene.edges[static_cast<std::size_t>(index)];
        const bool isMarked = index == m_marks.hoveredEdge || isSelected(edge.from) || isSelected(edge.to) ||
                              edge.from == m_marks.hovered || edge.to == m_marks.hovered;
        pen.setColor(isMarked ? marked : plain);
        pen.setWidthF(zoom < kBoxesOnly ? 0 : (isMarked ? 1.8 : 1.2));
        painter.setPen(pen);
        if (zoom < kBoxesOnly) {
            painter.drawPolyline(edge.route.data(), static_cast<int>(edge.route.size()));
            continue;
        }
        painter.drawPath(routePath(edge.route));
        if (zoom >= kText) paintArrow(painter, edge.route.back(), pen.color());
    }
    if (zoom >= 0.55) paintLabels(painter, edges, painter.font());
}

void GraphPainter::paintLabels(QPainter& painter, const std::vector<int>& edges, const QFont& font) const {
    painter.setFont(sized(font, 10, false));
    const QFontMetricsF metrics(painter.font());
    for (const int index : edges) {
        const SceneEdge& edge = m_scene.edges[static_cast<std::size_t>(index)];
        if (edge.label.isEmpty()) continue;
        // Beside the start of the edge, where it is still alone.
        const bool isStraight = std::abs(edge.route[0].x() - edge.route[1].x()) < 0.5;
        const QPointF place = isStraight ? edge.route[0] + QPointF(6, 15) : edge.route.back() + QPointF(6, -10);
        const QRectF box(place.x() - 2, place.y() - metrics.ascent(), metrics.horizontalAdvance(edge.label) + 4, metrics.height());
        painter.fillRect(box, m_theme.color(Token::Canvas));
        painter.setPen(m_theme.color(Token::TextMuted));
        painter.drawText(place, edge.label);
    }
}

void GraphPainter::paintNode(QPainter& painter, int index, double zoom, const QFont& font) const {
    const auto i = static_cast<std::size_t>(index);
    const SceneNode& node = m_scene.nodes[i];
    const QColor colour = colourOf(index);
    const double radius = node.kind == SceneNode::Kind::Operator ? 5 : node.box.height() / 2;
    if (isSelected(index)) {
        QColor halo = m_theme.color(Token::Accent);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(halo, std::max(2.5, 2.5 / zoom)));
        painter.drawRoundedRect(node.box.adjusted(-4, -4, 4, 4), radius + 3, radius + 3);
    }
    QPainterPath outline;
    outline.addRoundedRect(node.box, radius, radius);
    painter.fillPath(outline, node.lines.empty() ? colour : m_theme.color(Token::NodeBody));
    const QRectF header(node.box.left(), node.box.top(), node.box.width(), node.lines.empty() ? node.box.height() : GraphScene::kHeader);
    if (!node.lines.empty()) {
        QPainterPath cut;
        cut.addRect(header);
        painter.fillPath(outline & cut, colour);
    }
    if (i < m_overlay.hatched.size() && m_overlay.hatched[i]) {
        QColor hatch = m_theme.color(Token::NodeText);
        hatch.setAlpha(70);
        painter.save();
        painter.setClipRect(header);
        painter.fillPath(outline, QBrush(hatch, Qt::BDiagPattern));
        painter.restore();
    }
    painter.setPen(QPen(index == m_marks.hovered ? m_theme.color(Token::Accent) : colour, index == m_marks.hovered ? 1.6 : 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(outline);
    if (zoom < kText) return;

    painter.setPen(m_theme.color(Token::NodeText));
    painter.setFont(sized(font, 12, true));
    const QFontMetricsF bold(painter.font());
    const QRectF inner = header.adjusted(GraphScene::kPadding, 0, -GraphScene::kPadding, 0);
    const bool hasNumber = i < m_overlay.numbers.size() && !m_overlay.numbers[i].isEmpty();
    const QFontMetricsF metrics(sized(font, 11, false));
    const double room = hasNumber ? inner.width() - metrics.horizontalAdvance(m_overlay.numbers[i]) - 6 : inner.width();
    painter.drawText(inner, (hasNumber ? Qt::AlignLeft : Qt::AlignHCenter) | Qt::AlignVCenter,
                     bold.elidedText(node.title, Qt::ElideMiddle, room));
    painter.setFont(sized(font, 11, false));
    if (hasNumber) painter.drawText(inner, Qt::AlignRight | Qt::AlignVCenter, m_overlay.numbers[i]);
    double y = header.bottom() + GraphScene::kPadding / 2;
    for (const SceneLine& line : node.lines) {
        const QRectF row(node.box.left() + GraphScene::kPadding, y, node.box.width() - 2 * GraphScene::kPadding, GraphScene::kLine);
        const double keyWidth = line.key.isEmpty() ? 0 : metrics.horizontalAdvance(line.key) + 6;
        painter.setPen(m_theme.color(Token::TextMuted));
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, line.key);
        painter.setPen(m_theme.color(Token::NodeBodyText));
        painter.drawText(row.adjusted(keyWidth, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(line.value, Qt::ElideMiddle, row.width() - keyWidth));
        y += GraphScene::kLine;
    }
}

} // namespace lathe
