#pragma once

#include "widgets/theme/theme.h"

#include <QStyledItemDelegate>

namespace lathe {

/// Cells with a bar behind the number (BarRole) or a coloured square before the text (BadgeRole); middle-elided text.
class BarDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    BarDelegate(const Theme& theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const Theme& m_theme;
};

} // namespace lathe
