#include "widgets/main_window/pipeline_bar.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/format/number_format.h"
#include "widgets/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

namespace lathe {
namespace {

QString stateText(const StageState& state) {
    switch (state.kind) {
    case StageState::Kind::Empty:
        return PipelineBar::tr("not yet");
    case StageState::Kind::Stale:
        return PipelineBar::tr("stale");
    case StageState::Kind::Running:
        return PipelineBar::tr("running");
    case StageState::Kind::Done:
        if (state.fromCache) return PipelineBar::tr("cached");
        return state.seconds > 0 ? formatTime(state.seconds) : PipelineBar::tr("done");
    case StageState::Kind::Failed:
        return PipelineBar::tr("%n problem(s)", nullptr, state.problems);
    }
    return {};
}

Token stateColour(StageState::Kind kind) {
    constexpr std::array colours{Token::BorderStrong, Token::Warning, Token::Accent, Token::Success, Token::Error};
    return colours[static_cast<std::size_t>(kind)];
}

void paintMark(QPainter& painter, const StageState& state, QPointF centre, const QColor& colour) {
    const QRectF dot(centre - QPointF(5, 5), QSizeF(10, 10));
    painter.setPen(QPen(colour, 1.6));
    painter.setBrush(Qt::NoBrush);
    switch (state.kind) {
    case StageState::Kind::Empty:
        painter.drawEllipse(dot.adjusted(1, 1, -1, -1));
        break;
    case StageState::Kind::Stale:
        painter.drawEllipse(dot.adjusted(1, 1, -1, -1));
        painter.setBrush(colour);
        painter.drawPie(dot.adjusted(1, 1, -1, -1), 90 * 16, 180 * 16);
        break;
    case StageState::Kind::Running:
        painter.drawArc(dot, 90 * 16, -static_cast<int>(360 * 16 * std::max(0.12, state.progress)));
        break;
    case StageState::Kind::Done:
        painter.drawPolyline(QPolygonF{{centre + QPointF(-5, 0), centre + QPointF(-1.5, 4), centre + QPointF(5, -4)}});
        break;
    case StageState::Kind::Failed:
        painter.drawLine(dot.topLeft() + QPointF(1, 1), dot.bottomRight() - QPointF(1, 1));
        painter.drawLine(dot.topRight() + QPointF(-1, 1), dot.bottomLeft() + QPointF(1, -1));
    }
}

} // namespace

QString stageTitle(Stage stage) {
    static constexpr std::array titles{QT_TRANSLATE_NOOP("Stage", "Import"),    QT_TRANSLATE_NOOP("Stage", "Optimise"),
                                       QT_TRANSLATE_NOOP("Stage", "Calibrate"), QT_TRANSLATE_NOOP("Stage", "Quantise"),
                                       QT_TRANSLATE_NOOP("Stage", "Compile"),   QT_TRANSLATE_NOOP("Stage", "Simulate"),
                                       QT_TRANSLATE_NOOP("Stage", "Compare")};
    return QCoreApplication::translate("Stage", titles[static_cast<std::size_t>(stage)]);
}

PipelineBar::PipelineBar(const Services& services, QWidget* parent)
    : QWidget(parent), m_document(services.document), m_theme(services.theme) {
    setObjectName(u"pipelineBar"_s);
    setAccessibleName(tr("Stages of the conversion"));
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&m_document, &ProjectDocument::stagesChanged, this, qOverload<>(&QWidget::update));
    connect(&m_theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PipelineBar::setCurrent(std::optional<Stage> stage) {
    m_current = stage ? static_cast<int>(*stage) : -1;
    update();
}

QRectF PipelineBar::cell(std::size_t index) const {
    const double wide = std::min(132.0, (width() - 8.0) / static_cast<double>(kStages.size()));
    return {4 + wide * static_cast<double>(index), 0, wide, static_cast<double>(height())};
}

int PipelineBar::cellAt(QPointF place) const {
    for (std::size_t i = 0; i < kStages.size(); ++i)
        if (cell(i).contains(place)) return static_cast<int>(i);
    return -1;
}

void PipelineBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 0; i < kStages.size(); ++i)
        paintCell(painter, i);
}

void PipelineBar::paintCell(QPainter& painter, std::size_t index) const {
    const QRectF box = cell(index);
    const StageState& state = m_document.stages().of(kStages[index]);
    const bool isCurrent = static_cast<int>(index) == m_current;
    const QRectF inner = box.adjusted(2, 4, -2, -4);
    const bool hasCursor = hasFocus() && static_cast<int>(index) == std::max(m_current, 0);
    painter.setPen(hasCursor ? QPen(m_theme.color(Token::Accent)) : Qt::NoPen);
    painter.setBrush(isCurrent                              ? m_theme.color(Token::AccentSoft)
                     : static_cast<int>(index) == m_hovered ? m_theme.color(Token::Hover)
                                                            : QColor(Qt::transparent));
    painter.drawRoundedRect(inner, 4, 4);
    if (index + 1 < kStages.size()) {
        painter.setPen(QPen(m_theme.color(Token::BorderStrong), 1.2));
        const QPointF tip(box.right() + 2, box.center().y());
        painter.drawPolyline(QPolygonF{{tip + QPointF(-4, -4), tip, tip + QPointF(-4, 4)}});
    }
    const QColor colour = m_theme.color(stateColour(state.kind));
    paintMark(painter, state, {inner.left() + 14, box.center().y()}, colour);
    const QRectF text = inner.adjusted(26, 2, -4, -2);
    QFont font = this->font();
    font.setWeight(isCurrent ? QFont::DemiBold : QFont::Normal);
    painter.setFont(font);
    painter.setPen(m_theme.color(m_document.isEmpty() ? Token::TextMuted : Token::Text));
    painter.drawText(text, Qt::AlignTop | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(stageTitle(kStages[index]), Qt::ElideRight, static_cast<int>(text.width())));
    font.setWeight(QFont::Normal);
    font.setPixelSize(10);
    painter.setFont(font);
    painter.setPen(state.kind == StageState::Kind::Empty ? m_theme.color(Token::TextMuted) : colour);
    painter.drawText(text, Qt::AlignBottom | Qt::AlignLeft, stateText(state));
}

void PipelineBar::mousePressEvent(QMouseEvent* event) {
    if (const int index = cellAt(event->position()); index >= 0) emit stageClicked(kStages[static_cast<std::size_t>(index)]);
}

void PipelineBar::mouseMoveEvent(QMouseEvent* event) {
    m_hovered = cellAt(event->position());
    update();
}

void PipelineBar::leaveEvent(QEvent*) {
    m_hovered = -1;
    update();
}

void PipelineBar::keyPressEvent(QKeyEvent* event) {
    const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (step == 0) return QWidget::keyPressEvent(event);
    emit stageClicked(kStages[static_cast<std::size_t>(std::clamp(m_current + step, 0, static_cast<int>(kStages.size()) - 1))]);
}

bool PipelineBar::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const int index = cellAt(static_cast<QHelpEvent*>(event)->pos());
    if (index < 0) return true;
    const Stage stage = kStages[static_cast<std::size_t>(index)];
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), stageTitle(stage) + u": "_s + stateText(m_document.stages().of(stage)),
                       this);
    return true;
}

} // namespace lathe
