#include "widgets/theme/svg_icon.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

namespace lathe {

SvgIconEngine::SvgIconEngine(QString file, QColor color, QColor disabledColor)
    : m_file(std::move(file)), m_color(color), m_disabledColor(disabledColor) {}

void SvgIconEngine::paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) {
    QFile file(m_file);
    if (!file.open(QIODevice::ReadOnly)) return;
    QByteArray svg = file.readAll();
    svg.replace("currentColor", (mode == QIcon::Disabled ? m_disabledColor : m_color).name().toLatin1());
    QSvgRenderer(svg).render(painter, rect);
}

QPixmap SvgIconEngine::pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(0, 0), size), mode, state);
    return pixmap;
}

QIconEngine* SvgIconEngine::clone() const {
    return new SvgIconEngine(m_file, m_color, m_disabledColor);
}

} // namespace lathe
