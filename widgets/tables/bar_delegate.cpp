#include "widgets/tables/bar_delegate.h"
#include "widgets/common/strings.h"
#include "widgets/tables/column_model.h"

#include <QPainter>

namespace lathe {

constexpr int kBadge = 8, kBadgeSpace = 14;

QString elidedName(const QString& name, const QFontMetrics& metrics, int width) {
    const QStringList parts = name.split(u'/');
    QString made = name;
    const int least = metrics.horizontalAdvance(u"…00"_s);
    for (int most = width; metrics.horizontalAdvance(made) > width; most -= 4) {
        if (most < least || parts.size() == 1) return metrics.elidedText(name, Qt::ElideMiddle, width);
        QStringList cut;
        for (const QString& part : parts)
            cut << metrics.elidedText(part, Qt::ElideMiddle, most);
        made = cut.join(u'/');
    }
    return made;
}

QString BarDelegate::shownText(const QModelIndex& index) const {
    const QString text = index.data().toString();
    const bool isLonger = text.size() > m_namePrefix.size() && text.startsWith(m_namePrefix);
    return isLonger && index.data(NameRole).toBool() ? text.mid(m_namePrefix.size()) : text;
}

void BarDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.data(NameRole).toBool()) option->text = shownText(index);
}

void BarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.textElideMode = Qt::ElideMiddle;
    const QVariant bar = index.data(BarRole), badge = index.data(BadgeRole);
    const QColor square = badge.value<QColor>();
    if (index.data(NameRole).toBool()) {
        item.text = elidedName(item.text, item.fontMetrics, item.rect.width() - 18);
        item.widget->style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
        return;
    }
    if (!bar.isValid() && !square.isValid()) return QStyledItemDelegate::paint(painter, item, index);
    const QString text = item.text;
    item.text.clear();
    item.widget->style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
    QRect inner = option.rect.adjusted(8, 0, -8, 0);
    if (bar.isValid()) {
        const int width = static_cast<int>(std::clamp(bar.toDouble(), 0.0, 1.0) * (option.rect.width() - 8));
        QColor colour = m_theme.color(Token::Accent);
        colour.setAlpha(m_theme.isDark() ? 90 : 52);
        painter->fillRect(QRect(option.rect.left() + 4, option.rect.top() + 5, width, option.rect.height() - 10), colour);
    }
    if (square.isValid()) {
        painter->fillRect(QRect(inner.left(), inner.center().y() - kBadge / 2 + 1, kBadge, kBadge), square);
        inner.setLeft(inner.left() + kBadgeSpace);
    }
    painter->setPen(m_theme.color(Token::Text));
    painter->setFont(item.font);
    painter->drawText(inner, static_cast<int>(item.displayAlignment), item.fontMetrics.elidedText(text, Qt::ElideMiddle, inner.width()));
}

} // namespace lathe
