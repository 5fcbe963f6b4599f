#include "widgets/graph_view/graph_view.h"
#include "widgets/common/strings.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <cmath>

namespace lathe {

GraphView::GraphView(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(u"graphView"_s);
    setAccessibleName(tr("Graph"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_glide.setDuration(150);
    connect(&m_glide, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
        m_pan = value.toPointF();
        update();
    });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void GraphView::setScene(std::shared_ptr<const GraphScene> scene, bool keepView) {
    const int anchor = keepView && m_scene && m_scene->nodes.size() == scene->nodes.size() ? nodeInTheMiddle() : -1;
    const QPointF place = anchor < 0 ? QPointF() : toView(m_scene->nodes[static_cast<std::size_t>(anchor)].box.center());
    m_scene = std::move(scene);
    m_marks = {};
    m_overlay = {};
    m_minimap.forget();
    if (anchor < 0) m_history = {};
    m_cursorNode = -1;
    m_glide.stop();
    if (anchor < 0)
        showStart();
    else if (m_follow != Follow::Nothing)
        follow();
    else
        m_pan = place - m_scene->nodes[static_cast<std::size_t>(anchor)].box.center() * m_zoom;
    update();
}

int GraphView::nodeInTheMiddle() const {
    const QPointF middle = shownArea().center();
    const auto distance = [&](const SceneNode& node) { return QLineF(node.box.center(), middle).length(); };
    const auto nearest = std::min_element(m_scene->nodes.begin(), m_scene->nodes.end(),
                                          [&](const SceneNode& a, const SceneNode& b) { return distance(a) < distance(b); });
    return nearest == m_scene->nodes.end() ? -1 : static_cast<int>(nearest - m_scene->nodes.begin());
}

void GraphView::setOverlay(GraphOverlay overlay) {
    m_overlay = std::move(overlay);
    m_minimap.forget();
    update();
}

void GraphView::setSelectedNodes(const std::vector<int>& nodes, bool reveal) {
    if (!m_scene) return;
    m_marks.selected.assign(m_scene->nodes.size(), false);
    for (const int node : nodes)
        m_marks.selected[static_cast<std::size_t>(node)] = true;
    if (!nodes.empty()) m_cursorNode = nodes.front();
    if (reveal) this->reveal(nodes, true);
    update();
}

void GraphView::jumpToSelection() {
    reveal(selectedNodes(), false);
}

void GraphView::reveal(const std::vector<int>& nodes, bool glides) {
    QRectF area;
    for (const int node : nodes)
        area |= m_scene->nodes[static_cast<std::size_t>(node)].box;
    if (nodes.empty() || shownArea().contains(area)) return;
    remember();
    m_follow = Follow::Nothing;
    if (m_zoom < 0.38) m_zoom = 0.8;
    centreOn(m_scene->nodes[static_cast<std::size_t>(nodes.front())].box.center(), glides);
    emit zoomChanged(m_zoom);
}

std::vector<int> GraphView::selectedNodes() const {
    std::vector<int> nodes;
    for (std::size_t i = 0; i < m_marks.selected.size(); ++i)
        if (m_marks.selected[i]) nodes.push_back(static_cast<int>(i));
    return nodes;
}

void GraphView::goTo(const ViewPlace& place) {
    m_glide.stop();
    m_zoom = place.zoom;
    m_pan = place.pan;
    emit zoomChanged(m_zoom);
    update();
}

void GraphView::follow() {
    // A view that was not laid out yet has no size to speak of.
    if (!m_scene || m_scene->nodes.empty() || m_follow == Follow::Nothing || width() < 8) return;
    goTo(m_follow == Follow::Whole ? placeOfWhole(m_scene->bounds, size(), 1.0) : placeOfStart(*m_scene, size()));
}

void GraphView::showStart() {
    remember();
    m_follow = Follow::Start;
    follow();
}

void GraphView::fitAll() {
    remember();
    m_follow = Follow::Whole;
    follow();
}

void GraphView::fitSelection() {
    QRectF area;
    for (const int node : selectedNodes())
        area |= m_scene->nodes[static_cast<std::size_t>(node)].box;
    if (area.isEmpty()) return;
    remember();
    m_follow = Follow::Nothing;
    // A second F on the same place goes closer.
    const bool isThere =
        std::abs(toView(area.center()).x() - width() / 2.0) < 2 && std::abs(toView(area.center()).y() - height() / 2.0) < 2;
    goTo(placeOfWhole(area, size(), isThere ? 2.0 : 1.0));
}

void GraphView::zoomToActual() {
    zoomAt(QRectF(rect()).center(), 1.0 / m_zoom);
}

void GraphView::goBack() {
    if (const auto place = m_history.goBack(this->place())) {
        m_follow = Follow::Nothing;
        goTo(*place);
    }
}

void GraphView::goForward() {
    if (const auto place = m_history.goForward(this->place())) {
        m_follow = Follow::Nothing;
        goTo(*place);
    }
}

void GraphView::setLitNodes(const std::vector<int>& nodes) {
    m_marks.lit.assign(nodes.empty() || !m_scene ? 0 : m_scene->nodes.size(), false);
    if (!m_marks.lit.empty())
        for (const int node : nodes)
            m_marks.lit[static_cast<std::size_t>(node)] = true;
    update();
}

void GraphView::light(bool upstream) {
    std::vector<int> nodes = selectedNodes();
    if (nodes.empty()) return setLitNodes({});
    const std::vector<int> reached = m_scene->reachable(nodes, upstream);
    nodes.insert(nodes.end(), reached.begin(), reached.end());
    setLitNodes(nodes);
}

void GraphView::showMinimapPlace(QPointF place) {
    m_follow = Follow::Nothing;
    centreOn(m_minimap.sceneAt(place, *m_scene), false);
}

void GraphView::zoomAt(QPointF place, double factor) {
    if (!m_scene) return;
    const QPointF anchor = toScene(place);
    m_follow = Follow::Nothing;
    m_glide.stop();
    // Never further out than the whole graph.
    const double smallest = placeOfWhole(m_scene->bounds, size(), 1.0).zoom;
    m_zoom = std::clamp(m_zoom * factor, std::min(0.0005, smallest), 4.0);
    m_pan = place - anchor * m_zoom;
    emit zoomChanged(m_zoom);
    update();
}

void GraphView::centreOn(QPointF centre, bool glides) {
    m_glide.stop();
    const QPointF target = QPointF(width() / 2.0, height() / 2.0) - centre * m_zoom;
    m_sizeOfPan = size();
    if (!glides || !isVisible()) {
        m_pan = target;
        return update();
    }
    m_glide.setStartValue(m_pan);
    m_glide.setEndValue(target);
    m_glide.start();
}

void GraphView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Canvas));
    if (!m_scene) return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.save();
    painter.translate(m_pan);
    painter.scale(m_zoom, m_zoom);
    const QRectF area = shownArea().adjusted(-20, -20, 20, 20);
    GraphPainter(*m_scene, m_theme, m_overlay, m_marks).paint(painter, area, m_zoom, font());
    painter.restore();
    paintRubberBand(painter);
    m_minimap.paint(painter, *m_scene, m_theme, m_overlay, m_marks, size(), shownArea());
}

void GraphView::paintRubberBand(QPainter& painter) const {
    if (m_drag != Drag::Select && m_drag != Drag::ZoomBox) return;
    QColor fill = m_theme.color(Token::Accent);
    painter.setPen(fill);
    fill.setAlpha(40);
    painter.setBrush(fill);
    painter.drawRect(QRectF(m_pressed, m_lastMove).normalized());
}

void GraphView::wheelEvent(QWheelEvent* event) {
    const double steps = event->angleDelta().y() / 120.0;
    if (!m_wheelZooms && !(event->modifiers() & Qt::ControlModifier)) {
        m_follow = Follow::Nothing;
        m_pan += QPointF(event->angleDelta()) * 0.5;
        update();
    } else if (steps != 0)
        zoomAt(event->position(), std::pow(1.2, steps));
    event->accept();
}

void GraphView::mousePressEvent(QMouseEvent* event) {
    if (!m_scene) return;
    m_pressed = m_lastMove = event->position();
    if (event->button() == Qt::RightButton) {
        const int node = m_scene->nodeAt(toScene(m_pressed));
        if (node >= 0 && !m_marks.selected.empty() && !m_marks.selected[static_cast<std::size_t>(node)]) pick(node, false);
        emit contextMenuAsked(node, event->globalPosition().toPoint());
        return;
    }
    if (event->button() == Qt::LeftButton && m_minimap.contains(m_pressed)) {
        remember();
        m_drag = Drag::Map;
        return showMinimapPlace(m_pressed);
    }
    const bool mayDrawBox = event->button() == Qt::LeftButton && !m_isSpaceHeld;
    m_drag = mayDrawBox && event->modifiers() & Qt::ShiftModifier     ? Drag::Select
             : mayDrawBox && event->modifiers() & Qt::ControlModifier ? Drag::ZoomBox
                                                                      : Drag::Maybe;
}

void GraphView::mouseMoveEvent(QMouseEvent* event) {
    if (!m_scene) return;
    if (m_drag == Drag::None) {
        const int node = m_scene->nodeAt(toScene(event->position()));
        if (node != m_marks.hovered) {
            m_marks.hovered = node;
            setCursor(node >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
            update();
        }
        return;
    }
    if (m_drag == Drag::Maybe && (event->position() - m_pressed).manhattanLength() > 4) {
        m_drag = Drag::Pan;
        m_follow = Follow::Nothing;
        setCursor(Qt::ClosedHandCursor);
    }
    if (m_drag == Drag::Pan) {
        m_pan += event->position() - m_lastMove;
        m_hasSpacePanned = m_isSpaceHeld;
    }
    if (m_drag == Drag::Map) return showMinimapPlace(event->position());
    m_lastMove = event->position();
    update();
}

void GraphView::mouseReleaseEvent(QMouseEvent* event) {
    if (!m_scene || event->button() == Qt::RightButton) return;
    if (m_drag == Drag::Select && (event->position() - m_pressed).manhattanLength() > 4) {
        const QRectF area = QRectF(toScene(m_pressed), toScene(event->position())).normalized();
        std::vector<int> inside;
        m_scene->nodesIn(area, inside);
        std::erase_if(inside, [&](int n) { return !area.intersects(m_scene->nodes[static_cast<std::size_t>(n)].box); });
        emit selectionPicked(inside);
    } else if (m_drag == Drag::ZoomBox && (event->position() - m_pressed).manhattanLength() > 8) {
        remember();
        m_follow = Follow::Nothing;
        goTo(placeOfWhole(QRectF(toScene(m_pressed), toScene(event->position())).normalized(), size(), 4.0));
    } else if (m_drag == Drag::Maybe || m_drag == Drag::Select || m_drag == Drag::ZoomBox) {
        pick(m_scene->nodeAt(toScene(event->position())), event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier));
    }
    m_drag = Drag::None;
    setCursor(Qt::ArrowCursor);
    update();
}

void GraphView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (!m_scene) return;
    const int node = m_scene->nodeAt(toScene(event->position()));
    if (node >= 0) emit activated(node);
}

void GraphView::pick(int node, bool extend) {
    std::vector<int> nodes = extend ? selectedNodes() : std::vector<int>{};
    if (node >= 0) {
        const auto found = std::find(nodes.begin(), nodes.end(), node);
        if (found == nodes.end())
            nodes.insert(nodes.begin(), node);
        else
            nodes.erase(found);
        m_cursorNode = node;
    }
    emit selectionPicked(nodes);
}

void GraphView::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Home:
        return fitAll();
    case Qt::Key_Space:
        if (event->isAutoRepeat()) return;
        m_isSpaceHeld = true;
        m_hasSpacePanned = false;
        return setCursor(Qt::OpenHandCursor);
    case Qt::Key_F:
        return fitSelection();
    case Qt::Key_Escape:
        return hasLitNodes() ? setLitNodes({}) : pick(-1, false);
    case Qt::Key_Backspace:
        return goBack();
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (event->modifiers() & Qt::ShiftModifier) return event->key() == Qt::Key_Up ? zoomIn() : zoomOut();
        return walk(event->key(), false);
    case Qt::Key_Left:
    case Qt::Key_Right:
        return walk(event->key(), event->modifiers() & Qt::ShiftModifier);
    default:
        QWidget::keyPressEvent(event);
    }
}

// Held down, Space pans; pressed alone it shows the whole graph.
void GraphView::keyReleaseEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Space || event->isAutoRepeat()) return QWidget::keyReleaseEvent(event);
    m_isSpaceHeld = false;
    setCursor(Qt::ArrowCursor);
    if (!m_hasSpacePanned) fitAll();
}

void GraphView::walk(int key, bool extend) {
    if (!m_scene || m_scene->nodes.empty()) return;
    if (m_cursorNode < 0) return pick(0, false);
    std::vector<int> candidates;
    // Left to right the keys turn with the graph: along the data is along the picture.
    const bool isHorizontal = m_scene->isHorizontal;
    if (key == (isHorizontal ? Qt::Key_Left : Qt::Key_Up))
        candidates = m_scene->predecessors(m_cursorNode);
    else if (key == (isHorizontal ? Qt::Key_Right : Qt::Key_Down))
        candidates = m_scene->successors(m_cursorNode);
    else {
        const QRectF box = m_scene->nodes[static_cast<std::size_t>(m_cursorNode)].box, &all = m_scene->bounds;
        m_scene->nodesIn(isHorizontal ? QRectF(box.left(), all.top(), box.width(), all.height())
                                      : QRectF(all.left(), box.top(), all.width(), box.height()),
                         candidates);
        const double sign = key == Qt::Key_Right || key == Qt::Key_Down ? 1 : -1;
        const auto across = [&](const QRectF& b) { return isHorizontal ? b.center().y() : b.center().x(); };
        std::erase_if(candidates,
                      [&](int n) { return sign * (across(m_scene->nodes[static_cast<std::size_t>(n)].box) - across(box)) <= 1; });
    }
    if (candidates.empty()) return;
    const QPointF here = m_scene->nodes[static_cast<std::size_t>(m_cursorNode)].box.center();
    const int next = *std::min_element(candidates.begin(), candidates.end(), [&](int a, int b) {
        return QLineF(here, m_scene->nodes[static_cast<std::size_t>(a)].box.center()).length() <
               QLineF(here, m_scene->nodes[static_cast<std::size_t>(b)].box.center()).length();
    });
    pick(next, extend);
}

void GraphView::resizeEvent(QResizeEvent*) {
    // What stood in the middle stays there.
    if (m_follow == Follow::Nothing) m_pan += (QRectF(rect()).bottomRight() - QRectF(QPointF(), m_sizeOfPan).bottomRight()) / 2;
    m_sizeOfPan = size();
    follow();
}

void GraphView::leaveEvent(QEvent*) {
    m_marks.hovered = -1;
    update();
}

bool GraphView::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && showTip(static_cast<QHelpEvent*>(event))) return true;
    return QWidget::event(event);
}

bool GraphView::showTip(QHelpEvent* help) {
    if (!m_scene) return false;
    const int index = m_scene->nodeAt(toScene(help->pos()));
    if (index < 0) {
        QToolTip::hideText();
        return true;
    }
    const SceneNode& node = m_scene->nodes[static_cast<std::size_t>(index)];
    QString text = u"<b>"_s + node.title.toHtmlEscaped() + u"</b><br>"_s + node.name.toHtmlEscaped();
    for (const SceneEdge& edge : m_scene->edges)
        if (edge.from == index && !edge.label.isEmpty()) {
            text += u"<br>→ "_s + edge.label;
            break;
        }
    QToolTip::showText(help->globalPos(), text, this);
    return true;
}

} // namespace lathe
