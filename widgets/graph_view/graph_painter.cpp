#include "widgets/graph_view/graph_painter.h"
#include "widgets/common/strings.h"

#include <QPainterPath>

namespace lathe {
namespace {

constexpr double kBlocksOnly = 0.12, kRounded = 0.25, kText = 0.38, kLabels = 0.55;
constexpr double kWidestBox = 319; ///< only boxes as wide as they may be hold more text than they show
constexpr std::size_t kManyMarked = 200, kAskEvery = 256;

void paintArrow(QPainter& painter, QPointF tip, bool isHorizontal, const QColor& colour) {
    painter.setBrush(colour);
    painter.setPen(Qt::NoPen);
    const QPointF left = isHorizontal ? QPointF(-7, -3.5) : QPointF(-3.5, -7), right = isHorizontal ? QPointF(-7, 3.5) : QPointF(3.5, -7);
    painter.drawPolygon(QPolygonF{{tip, tip + left, tip + right}});
    painter.setBrush(Qt::NoBrush);
}

QFont sized(QFont font, int pixels, bool isBold) {
    font.setPixelSize(pixels);
    font.setWeight(isBold ? QFont::DemiBold : QFont::Normal);
    return font;
}

} // namespace

namespace {

bool touches(const QRectF& area, QPointF from, QPointF to) {
    return std::min(from.x(), to.x()) <= area.right() && std::max(from.x(), to.x()) >= area.left() &&
           std::min(from.y(), to.y()) <= area.bottom() && std::max(from.y(), to.y()) >= area.top();
}

QPointF clamped(QPointF point, const QRectF& area) {
    return {std::clamp(point.x(), area.left(), area.right()), std::clamp(point.y(), area.top(), area.bottom())};
}

} // namespace

QPainterPath routePath(std::span<const QPointF> route, bool isHorizontal, const QRectF& area) {
    QPainterPath path;
    for (std::size_t i = 1; i < route.size(); ++i) {
        QPointF from = route[i - 1], to = route[i];
        if (!touches(area, from, to)) continue;
        const bool isStraight = std::abs(isHorizontal ? from.y() - to.y() : from.x() - to.x()) < 0.5;
        if (isStraight) {
            from = clamped(from, area);
            to = clamped(to, area);
        }
        if (path.isEmpty() || path.currentPosition() != from) path.moveTo(from);
        if (isStraight) {
            path.lineTo(to);
            continue;
        }
        const QPointF bend = isHorizontal ? QPointF((to.x() - from.x()) / 2, 0) : QPointF(0, (to.y() - from.y()) / 2);
        path.cubicTo(from + bend, to - bend, to);
    }
    return path;
}

std::vector<QPointF> wholeRoute(const GraphScene& scene, int edge) {
    const std::span<const QPointF> own = scene.routes[static_cast<std::size_t>(edge)];
    int head = edge;
    while (scene.edges[static_cast<std::size_t>(head)].joins >= 0)
        head = scene.edges[static_cast<std::size_t>(head)].joins;
    if (head == edge) return {own.begin(), own.end()};
    // The first edge of a lane leads from the box, past its rank, to the lane.
    const std::span<const QPointF> first = scene.routes[static_cast<std::size_t>(head)];
    std::vector<QPointF> whole(first.begin(), first.begin() + 3);
    whole.insert(whole.end(), own.begin() + 1, own.end());
    return whole;
}

QChar glyphOf(OpCategory category) {
    static const QHash<OpCategory, QChar> glyphs{
        {OpCategory::Convolution, u'▦'},   {OpCategory::Matrix, u'✕'},       {OpCategory::Activation, u'◢'}, {OpCategory::Pool, u'▽'},
        {OpCategory::Normalization, u'≈'}, {OpCategory::Elementwise, u'±'},  {OpCategory::Shape, u'◧'},      {OpCategory::Tensor, u'▤'},
        {OpCategory::Reduction, u'Σ'},     {OpCategory::Quantization, u'#'}, {OpCategory::Recurrent, u'↻'},  {OpCategory::Control, u'◇'},
        {OpCategory::Constant, u'•'},      {OpCategory::Other, u'○'}};
    return glyphs.value(category, u'○');
}

GraphPainter::GraphPainter(const GraphScene& scene, const Theme& theme, const GraphOverlay& overlay, const GraphMarks& marks)
    : m_scene(scene), m_theme(theme), m_overlay(overlay), m_marks(marks), m_terminal(theme.color(Token::Overhead)) {
    for (int category = 0; category <= static_cast<int>(OpCategory::Other); ++category)
        m_categories.push_back(theme.category(static_cast<OpCategory>(category)));
}

QColor GraphPainter::colourOf(int index) const {
    const auto i = static_cast<std::size_t>(index);
    if (i < m_overlay.colours.size() && m_overlay.colours[i].isValid()) return m_overlay.colours[i];
    const SceneNode& node = m_scene.nodes[i];
    return node.kind == SceneNode::Kind::Operator ? m_categories[static_cast<std::size_t>(node.category)] : m_terminal;
}

void GraphPainter::paint(QPainter& painter, const QRectF& area, double zoom, const QFont& font) const {
    std::vector<int> found;
    m_scene.edgesIn(area, found, zoom < kBlocksOnly ? kShortestLine / zoom : 0);
    if (zoom < kBlocksOnly)
        paintLines(painter, found, zoom);
    else
        paintEdges(painter, found, area, zoom);
    paintMarkedEdges(painter, area, zoom);
    if (zoom >= kLabels) paintLabels(painter, found, font);
    m_scene.nodesIn(area, found);
    if (zoom < kBlocksOnly) return paintBlocks(painter, found, zoom);
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (i % kAskEvery == 0 && m_isStopped && m_isStopped()) return;
        paintNode(painter, found[i], zoom, font);
    }
}

void GraphPainter::paintEdge(QPainter& painter, std::span<const QPointF> route, const QRectF& area, double zoom,
                             const QColor& colour) const {
    painter.drawPath(routePath(route, m_scene.isHorizontal, area));
    if (zoom < kText) return;
    const QPen pen = painter.pen();
    paintArrow(painter, route.back(), m_scene.isHorizontal, colour);
    painter.setPen(pen);
}

void GraphPainter::paintEdges(QPainter& painter, const std::vector<int>& edges, const QRectF& area, double zoom) const {
    // A lane is as long as the graph: only what is in sight of it may reach the rasteriser.
    const QRectF sight = area.adjusted(-20, -20, 20, 20);
    const QColor plain = m_theme.color(Token::Edge);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(plain, 1.2));
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (i % kAskEvery == 0 && m_isStopped && m_isStopped()) return;
        paintEdge(painter, m_scene.routes[static_cast<std::size_t>(edges[i])], sight, zoom, plain);
    }
}

void GraphPainter::paintMarkedEdges(QPainter& painter, const QRectF& area, double zoom) const {
    std::vector<int> nodes;
    for (std::size_t i = 0; i < m_marks.selected.size() && nodes.size() <= kManyMarked; ++i)
        if (m_marks.selected[i]) nodes.push_back(static_cast<int>(i));
    if (nodes.size() > kManyMarked) nodes.clear();
    if (m_marks.hovered >= 0) nodes.push_back(m_marks.hovered);
    const QColor colour = m_theme.color(Token::Accent);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, zoom < kBlocksOnly ? 0 : 1.8));
    std::vector<int> edges;
    for (const int node : nodes) {
        edges.clear();
        m_scene.edgesOf(node, edges);
        for (const int index : edges) {
            const SceneEdge& edge = m_scene.edges[static_cast<std::size_t>(index)];
            // All readers together draw their lane; one reader alone is followed up the lane to where it begins.
            const bool isWhole = edge.to == node && edge.joins >= 0;
            if (!isWhole && !edge.bounds.adjusted(-1, -1, 1, 1).intersects(area)) continue;
            const std::vector<QPointF> whole = isWhole ? wholeRoute(m_scene, index) : std::vector<QPointF>();
            paintEdge(painter, isWhole ? std::span<const QPointF>(whole) : m_scene.routes[static_cast<std::size_t>(index)], area, zoom,
                      colour);
        }
    }
}

void GraphPainter::paintLabels(QPainter& painter, const std::vector<int>& edges, const QFont& font) const {
    painter.setFont(sized(font, 10, false));
    const QFontMetricsF metrics(painter.font());
    for (const int index : edges) {
        const SceneEdge& edge = m_scene.edges[static_cast<std::size_t>(index)];
        if (edge.label.isEmpty()) continue;
        // Beside the start of the edge, where it is still alone.
        const std::span<const QPointF> route = m_scene.routes[static_cast<std::size_t>(index)];
        const bool startsStraight = edge.joins < 0 && std::abs(route[0].x() - route[1].x()) < 0.5;
        const double width = metrics.horizontalAdvance(edge.label) + 4;
        const QPointF place = m_scene.isHorizontal ? route.back() + QPointF(-width - 6, -5)
                              : startsStraight     ? route[0] + QPointF(6, 15)
                                                   : route.back() + QPointF(6, -10);
        painter.fillRect(QRectF(place.x() - 2, place.y() - metrics.ascent(), width, metrics.height()), m_theme.color(Token::Canvas));
        painter.setPen(m_theme.color(Token::TextMuted));
        painter.drawText(place, edge.label);
    }
}

void GraphPainter::paintNode(QPainter& painter, int index, double zoom, const QFont& font) const {
    const SceneNode& node = m_scene.nodes[static_cast<std::size_t>(index)];
    const QRectF header(node.box.left(), node.box.top(), node.box.width(), node.lines.empty() ? node.box.height() : GraphScene::kHeader);
    painter.setOpacity(m_marks.isDimmed(index) ? 0.25 : 1);
    paintBody(painter, index, header, zoom);
    if (zoom >= kText) {
        paintHeader(painter, index, header, font);
        paintContent(painter, node, header.bottom() + GraphScene::kPadding / 2, font);
    }
    painter.setOpacity(1);
}

void GraphPainter::paintBody(QPainter& painter, int index, const QRectF& header, double zoom) const {
    const auto i = static_cast<std::size_t>(index);
    const SceneNode& node = m_scene.nodes[i];
    const QColor colour = colourOf(index);
    const double radius = zoom < kRounded ? 0 : node.kind == SceneNode::Kind::Operator ? 5 : node.box.height() / 2;
    if (m_marks.isSelected(index)) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(Token::Accent), std::max(2.5, 2.5 / zoom)));
        painter.drawRoundedRect(node.box.adjusted(-4, -4, 4, 4), radius + 3, radius + 3);
    }
    if (zoom < kRounded) {
        painter.fillRect(node.box, m_theme.color(Token::NodeBody));
        painter.fillRect(header, colour);
    }
    QPainterPath outline;
    outline.addRoundedRect(node.box, radius, radius);
    if (zoom >= kRounded) {
        painter.fillPath(outline, node.lines.empty() ? colour : m_theme.color(Token::NodeBody));
        painter.save();
        painter.setClipRect(header, Qt::IntersectClip);
        if (!node.lines.empty()) painter.fillPath(outline, colour);
        painter.restore();
    }
    if (i < m_overlay.hatched.size() && m_overlay.hatched[i]) {
        QColor hatch = m_theme.color(Token::NodeText);
        hatch.setAlpha(70);
        painter.fillRect(header, QBrush(hatch, Qt::BDiagPattern));
    }
    const bool isHovered = index == m_marks.hovered;
    painter.setPen(QPen(isHovered ? m_theme.color(Token::Accent) : colour, isHovered ? 1.6 : 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(outline);
}

void GraphPainter::paintHeader(QPainter& painter, int index, const QRectF& header, const QFont& font) const {
    const auto i = static_cast<std::size_t>(index);
    const SceneNode& node = m_scene.nodes[i];
    painter.setPen(m_theme.color(Token::NodeText));
    painter.setFont(sized(font, 12, true));
    const QRectF inner = header.adjusted(GraphScene::kPadding, 0, -GraphScene::kPadding, 0);
    const QString title = node.kind == SceneNode::Kind::Operator ? glyphOf(node.category) + u"  "_s + node.title : node.title;
    const bool hasNumber = i < m_overlay.numbers.size() && !m_overlay.numbers[i].isEmpty();
    if (!hasNumber && node.box.width() < kWidestBox) return painter.drawText(inner, Qt::AlignCenter, title);
    const QFontMetricsF small(sized(font, 11, false));
    const double room = hasNumber ? inner.width() - small.horizontalAdvance(m_overlay.numbers[i]) - 6 : inner.width();
    painter.drawText(inner, (hasNumber ? Qt::AlignLeft : Qt::AlignHCenter) | Qt::AlignVCenter,
                     QFontMetricsF(painter.font()).elidedText(title, Qt::ElideMiddle, room));
    if (!hasNumber) return;
    painter.setFont(sized(font, 11, false));
    painter.drawText(inner, Qt::AlignRight | Qt::AlignVCenter, m_overlay.numbers[i]);
}

void GraphPainter::paintContent(QPainter& painter, const SceneNode& node, double top, const QFont& font) const {
    painter.setFont(sized(font, 11, false));
    const QFontMetricsF metrics(painter.font());
    for (const SceneLine& line : node.lines) {
        const QRectF row(node.box.left() + GraphScene::kPadding, top, node.box.width() - 2 * GraphScene::kPadding, GraphScene::kLine);
        const double keyWidth = line.key.isEmpty() ? 0 : metrics.horizontalAdvance(line.key) + 6;
        painter.setPen(m_theme.color(Token::TextMuted));
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, line.key);
        painter.setPen(m_theme.color(Token::NodeBodyText));
        const bool mayBeLonger = node.box.width() >= kWidestBox;
        painter.drawText(row.adjusted(keyWidth, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         mayBeLonger ? metrics.elidedText(line.value, Qt::ElideMiddle, row.width() - keyWidth) : line.value);
        top += GraphScene::kLine;
    }
}

} // namespace lathe
