#include "widgets/charts/chart.h"
#include "widgets/common/strings.h"
#include "widgets/format/number_format.h"

#include "core/base/files.h"

#include <QFileDialog>
#include <QMenu>
#include <QSvgGenerator>

namespace lathe {

Chart::Chart(const Theme& theme, QWidget* parent) : QCustomPlot(parent), m_theme(theme) {
    setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_cross = new QCPItemStraightLine(this);
    m_cross->setVisible(false);
    m_reading = new QCPItemText(this);
    m_reading->position->setType(QCPItemPosition::ptAxisRectRatio);
    m_reading->position->setCoords(0.99, 0.02);
    m_reading->setPositionAlignment(Qt::AlignRight | Qt::AlignTop);
    m_reading->setPadding(QMargins(6, 2, 6, 2));
    m_reading->setVisible(false);
    xAxis->grid()->setZeroLinePen(Qt::NoPen);
    yAxis->grid()->setZeroLinePen(Qt::NoPen);
    connect(this, &QCustomPlot::mouseDoubleClick, this, &Chart::showAll);
    connect(&theme, &Theme::changed, this, &Chart::restyle);
    restyle();
}

void Chart::setAxisTitles(const QString& x, const QString& y) {
    xAxis->setLabel(x);
    yAxis->setLabel(y);
}

void Chart::setHome(const QCPRange& x, const QCPRange& y) {
    m_homeX = x;
    m_homeY = y;
    showAll();
}

void Chart::showAll() {
    xAxis->setRange(m_homeX);
    yAxis->setRange(m_homeY);
    replot();
}

void Chart::restyle() {
    setBackground(m_theme.color(Token::Panel));
    QFont small = font();
    small.setPixelSize(11);
    for (QCPAxis* axis : {xAxis, yAxis, xAxis2, yAxis2}) {
        axis->setBasePen(QPen(m_theme.color(Token::Border)));
        axis->setTickPen(QPen(m_theme.color(Token::Border)));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(m_theme.color(Token::TextMuted));
        axis->setLabelColor(m_theme.color(Token::TextMuted));
        axis->setTickLabelFont(small);
        axis->setLabelFont(small);
        axis->grid()->setPen(QPen(m_theme.color(Token::Grid)));
        axis->grid()->setSubGridVisible(false);
    }
    legend->setBrush(m_theme.color(Token::Panel));
    legend->setBorderPen(QPen(m_theme.color(Token::Border)));
    legend->setTextColor(m_theme.color(Token::Text));
    legend->setFont(small);
    m_cross->setPen(QPen(m_theme.color(Token::BorderStrong), 1, Qt::DashLine));
    m_reading->setColor(m_theme.color(Token::Text));
    m_reading->setBrush(m_theme.color(Token::Raised));
    m_reading->setFont(small);
    emit restyled();
    replot(rpQueuedReplot);
}

void Chart::mouseMoveEvent(QMouseEvent* event) {
    QCustomPlot::mouseMoveEvent(event);
    const double x = xAxis->pixelToCoord(event->position().x()), y = yAxis->pixelToCoord(event->position().y());
    const bool isInside = axisRect()->rect().contains(event->position().toPoint());
    m_cross->setVisible(isInside);
    m_cross->point1->setCoords(x, m_homeY.lower);
    m_cross->point2->setCoords(x, m_homeY.upper);
    const QString text = m_reader ? m_reader(x, y) : significant(x) + u" , "_s + significant(y);
    m_reading->setText(text);
    m_reading->setVisible(isInside && !text.isEmpty());
    replot(rpQueuedReplot);
}

void Chart::mousePressEvent(QMouseEvent* event) {
    m_pressed = event->pos();
    QCustomPlot::mousePressEvent(event);
}

void Chart::mouseReleaseEvent(QMouseEvent* event) {
    QCustomPlot::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton && (event->pos() - m_pressed).manhattanLength() < 4)
        emit clicked(xAxis->pixelToCoord(event->position().x()), yAxis->pixelToCoord(event->position().y()));
}

void Chart::leaveEvent(QEvent* event) {
    m_cross->setVisible(false);
    m_reading->setVisible(false);
    replot(rpQueuedReplot);
    QCustomPlot::leaveEvent(event);
}

void Chart::paintEvent(QPaintEvent* event) {
    if (graphCount() > 0 || m_emptyText.isEmpty()) return QCustomPlot::paintEvent(event);
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::Panel));
    painter.setPen(m_theme.color(Token::TextMuted));
    painter.drawText(rect().adjusted(24, 24, -24, -24), static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap, m_emptyText);
}

void Chart::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    menu.addAction(tr("Show all"), this, &Chart::showAll);
    menu.addSeparator();
    for (const QString& suffix : {u"png"_s, u"svg"_s, u"csv"_s})
        menu.addAction(tr("Save as %1…").arg(suffix.toUpper()), this, [this, suffix] { saveAs(suffix); });
    menu.exec(event->globalPos());
}

void Chart::saveAs(const QString& suffix) {
    const QString path = QFileDialog::getSaveFileName(this, tr("Save chart"), u"chart."_s + suffix);
    if (path.isEmpty()) return;
    if (suffix == u"png"_s) {
        savePng(path, width(), height(), 2.0);
    } else if (suffix == u"svg"_s) {
        QSvgGenerator generator;
        generator.setFileName(path);
        generator.setViewBox(rect());
        QCPPainter painter(&generator);
        toPainter(&painter, width(), height());
    } else if (const Status written = writeFileAtomically(path.toStdString(), csv().toStdString()); !written) {
        m_reading->setText(qs(written.error().text()));
    }
}

QString Chart::csv() const {
    QString text = xAxis->label() + u","_s + yAxis->label() + u'\n';
    for (int i = 0; i < graphCount(); ++i)
        for (const QCPGraphData& point : *graph(i)->data())
            text += QString::number(point.key, 'g', 9) + u',' + QString::number(point.value, 'g', 9) + u'\n';
    return text;
}

} // namespace lathe
