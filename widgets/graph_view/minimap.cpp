#include "widgets/graph_view/minimap.h"

namespace lathe {
namespace {

constexpr double kMargin = 16, kWidth = 120, kThinnest = 6, kLeastView = 400;

} // namespace

void Minimap::paint(QPainter& painter, const GraphScene& scene, const Theme& theme, const GraphOverlay& overlay, const GraphMarks& marks,
                    QSize view, const QRectF& shown) {
    const QRectF& bounds = scene.bounds;
    const double height = view.height() - 2 * kMargin;
    if (bounds.isEmpty() || shown.contains(bounds) || view.width() < kLeastView || height < kThinnest) {
        m_area = {};
        return;
    }
    const double scale = std::min(kWidth / bounds.width(), height / bounds.height());
    const QSizeF size(std::max(bounds.width() * scale, kThinnest), std::max(bounds.height() * scale, kThinnest));
    const QRectF area(QPointF(view.width() - kMargin - size.width(), kMargin), size);
    const double ratio = painter.device()->devicePixelRatioF();
    const bool isStale = area.size() != m_area.size() || m_isDark != theme.isDark() || m_picture.devicePixelRatio() != ratio;
    m_area = area;
    m_scale = scale;
    if (m_picture.isNull() || isStale) draw(scene, theme, overlay, ratio);
    painter.drawImage(area.adjusted(-4, -4, 4, 4), m_picture);
    painter.setRenderHint(QPainter::Antialiasing, false);
    const auto toMap = [&](const QRectF& box) {
        return QRectF(area.topLeft() + (box.topLeft() - bounds.topLeft()) * scale,
                      QSizeF(std::max(2.0, box.width() * scale), std::max(2.0, box.height() * scale)));
    };
    for (std::size_t i = 0; i < marks.selected.size(); ++i)
        if (marks.selected[i]) painter.fillRect(toMap(scene.nodes[i].box), theme.color(Token::Accent));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(theme.color(Token::Accent));
    painter.drawRect(toMap(shown) & area.adjusted(-3, -3, 3, 3));
}

void Minimap::draw(const GraphScene& scene, const Theme& theme, const GraphOverlay& overlay, double pixelRatio) {
    m_isDark = theme.isDark();
    const QSizeF size = m_area.size() + QSizeF(8, 8);
    m_picture = QImage((size * pixelRatio).toSize(), QImage::Format_ARGB32_Premultiplied);
    m_picture.setDevicePixelRatio(pixelRatio);
    m_picture.fill(theme.color(Token::Panel));
    QPainter painter(&m_picture);
    painter.setPen(theme.color(Token::Border));
    painter.drawRect(QRectF(QPointF(0, 0), size).adjusted(0, 0, -1, -1));
    painter.translate(4, 4);
    painter.scale(m_scale, m_scale);
    painter.translate(-scene.bounds.topLeft());
    GraphPainter(scene, theme, overlay, {}).paintOverview(painter, m_scale);
}

} // namespace lathe
