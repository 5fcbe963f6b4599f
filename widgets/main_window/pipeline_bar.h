#pragma once

#include "widgets/common/services.h"

#include "core/pipeline/pipeline.h"

#include <QWidget>

#include <optional>

namespace lathe {

/// The line of stages on top of the window: state of each, click to go to its result.
class PipelineBar : public QWidget {
    Q_OBJECT
public:
    explicit PipelineBar(const Services& services, QWidget* parent = nullptr);

    /// The stage whose result is on show; none for pages that belong to no stage.
    void setCurrent(std::optional<Stage> stage);
    std::optional<Stage> current() const {
        return m_current < 0 ? std::nullopt : std::optional(kStages[static_cast<std::size_t>(m_current)]);
    }
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
    int m_current = -1, m_hovered = -1;
};

QString stageTitle(Stage stage);

} // namespace lathe
