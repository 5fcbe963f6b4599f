#pragma once

#include "widgets/theme/theme.h"

#include <QStyledItemDelegate>

namespace lathe {

/// A name that is a path, made to fit: its longest parts give way first, each in its middle, so that the number of a block and the last
/// part stay ("expan…_16/depthwise/Rel…relu6").
QString elidedName(const QString& name, const QFontMetrics& metrics, int width);

/// Cells with a bar behind the number (BarRole) or a coloured square before the text (BadgeRole); middle-elided text.
class BarDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    BarDelegate(const Theme& theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    /// What names of the model begin with and cells need not repeat.
    void setNamePrefix(const QString& prefix) { m_namePrefix = prefix; }
    /// The text as painted: names without the prefix. Hovers and copies have them whole.
    QString shownText(const QModelIndex& index) const;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    const Theme& m_theme;
    QString m_namePrefix;
};

} // namespace lathe
