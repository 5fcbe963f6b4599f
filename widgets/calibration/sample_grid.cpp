#include "widgets/calibration/sample_grid.h"
#include "widgets/calibration/sample_model.h"
#include "widgets/common/strings.h"

#include <QFileInfo>
#include <QPainter>
#include <QTextOption>

namespace lathe {

QRect SampleDelegate::fitted(const QSize& size, const QRect& box) {
    QRect place(QPoint(0, 0), size.scaled(box.size(), Qt::KeepAspectRatio).expandedTo({1, 1}));
    place.moveCenter(box.center());
    return place;
}

void SampleDelegate::paintPlaceholder(QPainter& painter, const QRect& box, const QString& text, Token token) const {
    QFont small = painter.font();
    small.setPixelSize(11);
    painter.setFont(small);
    painter.setPen(m_theme.color(token));
    QTextOption wrap(Qt::AlignCenter);
    wrap.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    painter.drawText(QRectF(box.adjusted(6, 4, -6, -4)), text, wrap);
}

void SampleDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    painter->save();
    const QRect tile(option.rect.topLeft(), tileSize());
    if (option.state & QStyle::State_Selected)
        painter->fillRect(tile.adjusted(2, 2, -2, -2), m_theme.color(Token::AccentSoft));
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(tile.adjusted(2, 2, -2, -2), m_theme.color(Token::Hover));
    const QRect box(tile.left() + kMargin, tile.top() + kMargin, kPicture, kPicture);
    painter->fillRect(box, m_theme.color(Token::Raised));
    const auto state = static_cast<Sample::State>(index.data(SampleModel::StateRole).toInt());
    const QString name = index.data().toString();
    if (state == Sample::State::Picture) {
        const auto picture = index.data(SampleModel::ThumbnailRole).value<QImage>();
        // Pixels of small pictures (digits, CIFAR) stay pixels.
        painter->setRenderHint(QPainter::SmoothPixmapTransform, picture.width() > kPicture || picture.height() > kPicture);
        painter->drawImage(fitted(picture.size(), box), picture);
    } else if (state == Sample::State::Broken) {
        painter->setPen(m_theme.color(Token::Error));
        painter->drawRect(box.adjusted(0, 0, -1, -1));
        paintPlaceholder(*painter, box, tr("Cannot be read") + u'\n' + index.data(SampleModel::ProblemRole).toString(), Token::Error);
    } else {
        paintPlaceholder(*painter, box, state == Sample::State::NoPicture ? QFileInfo(name).suffix().toUpper() : u"…"_s, Token::TextMuted);
    }
    QFont small = option.font;
    small.setPixelSize(11);
    painter->setFont(small);
    painter->setPen(m_theme.color(Token::Text));
    const QRect line(tile.left() + 4, box.bottom() + 3, tile.width() - 8, kName);
    painter->drawText(line, Qt::AlignCenter, QFontMetrics(small).elidedText(name, Qt::ElideMiddle, line.width()));
    painter->restore();
}

SampleGrid::SampleGrid(const Theme& theme, QWidget* parent) : QListView(parent), m_theme(theme) {
    setObjectName(u"sampleGrid"_s);
    setViewMode(IconMode);
    setItemDelegate(new SampleDelegate(theme, this));
    setGridSize(SampleDelegate::tileSize());
    setResizeMode(Adjust);
    setMovement(Static);
    setUniformItemSizes(true);
    setLayoutMode(Batched);
    setBatchSize(1000);
    setVerticalScrollMode(ScrollPerPixel);
    setMouseTracking(true);
    connect(&theme, &Theme::changed, this, [this] { viewport()->update(); });
}

void SampleGrid::setEmptyText(const QString& text) {
    m_emptyText = text;
    viewport()->update();
}

void SampleGrid::paintEvent(QPaintEvent* event) {
    QListView::paintEvent(event);
    if (!model() || model()->rowCount() > 0 || m_emptyText.isEmpty()) return;
    QPainter painter(viewport());
    painter.setPen(m_theme.color(Token::TextMuted));
    painter.drawText(viewport()->rect().adjusted(24, 24, -24, -24), static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap, m_emptyText);
}

} // namespace lathe
