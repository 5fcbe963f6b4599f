#pragma once

#include <QLayout>

#include <memory>
#include <vector>

namespace lathe {

/// Items beside each other as words in a text: what finds no room goes to the next row.
class FlowLayout : public QLayout {
public:
    FlowLayout(int columnGap, int rowGap) : m_columnGap(columnGap), m_rowGap(rowGap) {}

    void addItem(QLayoutItem* item) override { m_items.emplace_back(item); }
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return arrange(QRect(0, 0, width, 0), false); }
    QSize minimumSize() const override;
    QSize sizeHint() const override;
    void setGeometry(const QRect& rect) override;

private:
    /// The height that the rows take.
    int arrange(const QRect& rect, bool moves) const;

    std::vector<std::unique_ptr<QLayoutItem>> m_items;
    int m_columnGap, m_rowGap;
};

} // namespace lathe
