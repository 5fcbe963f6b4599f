#pragma once

#include "widgets/common/services.h"

#include "core/pipeline/pipeline.h"

#include <QWidget>

namespace lathe {

/// The line of stages on top of the window: state of each, click to go to its result.
class PipelineBar : public QWidget {
    Q_OBJECT
public:
    explicit PipelineBar(const Services& services, QWidget* parent = nullptr);

    void setCurrent(Stage stage);
    QSize sizeHint() const override { return {640, 44}; }
    QSize minimumSizeHint() const override { return {480, 44}; }

signals:
    void stageClicked(lathe::Stage stage);

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent*) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF cell(std::size_t index) const;
    int cellAt(QPointF place) const;
    void paintCell(QPainter& painter, std::size_t index) const;

    ProjectDocument& m_document;
    Theme& m_theme;
    int m_current = 0, m_hovered = -1;
};

QString stageTitle(Stage stage);

} // namespace lathe
