#pragma once

#include "widgets/theme/theme.h"

#include <QListView>
#include <QStyledItemDelegate>

namespace lathe {

/// A tile of a SampleModel: the whole picture in a square with its name below; the reason where it cannot be read.
class SampleDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    static constexpr int kPicture = 96, kMargin = 8, kName = 20;

    SampleDelegate(const Theme& theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return tileSize(); }
    static QSize tileSize() { return {kPicture + 2 * kMargin, kPicture + kName + 2 * kMargin}; }
    /// Where a picture of `size` goes inside of `box`: all of it, as large as it can be, in the middle.
    static QRect fitted(const QSize& size, const QRect& box);

private:
    void paintPlaceholder(QPainter& painter, const QRect& box, const QString& text, Token token) const;

    const Theme& m_theme;
};

/// The samples as tiles, as many in a row as there is room for.
class SampleGrid : public QListView {
    Q_OBJECT
public:
    explicit SampleGrid(const Theme& theme, QWidget* parent = nullptr);
    void setEmptyText(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QString m_emptyText;
};

} // namespace lathe
