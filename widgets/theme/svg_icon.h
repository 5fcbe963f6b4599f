#pragma once

#include <QColor>
#include <QIconEngine>

namespace lathe {

/// An SVG whose strokes are "currentColor", drawn in a colour of the theme at whatever size the screen has.
class SvgIconEngine : public QIconEngine {
public:
    SvgIconEngine(QString file, QColor color, QColor disabledColor);

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override;
    QIconEngine* clone() const override;

private:
    QString m_file;
    QColor m_color, m_disabledColor;
};

} // namespace lathe
