#pragma once

#include <QRectF>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace lathe {

/// Which of many areas touch a rectangle. Networks are long and narrow: rows across the long side are index enough.
/// The areas stay with their owner, who says them again (`areaOf(item)`) at every question.
class RowIndex {
public:
    template <class AreaOf>
    void build(int items, bool isHorizontal, AreaOf areaOf);
    /// The items in their rows' order, none twice. Those shorter than `leastLength` may be left out.
    template <class AreaOf>
    void collect(const QRectF& area, AreaOf areaOf, std::vector<int>& found, double leastLength = 0) const;

private:
    static constexpr double kRow = 512;
    static constexpr int kMostRows = 8; ///< what is longer stands in a list of its own

    struct Rows {
        int first, last;
    };
    Rows rowsOf(const QRectF& area) const {
        const double begin = m_isHorizontal ? area.left() : area.top(), end = m_isHorizontal ? area.right() : area.bottom();
        const auto row = [&](double v) { return static_cast<int>(std::clamp(std::floor((v - m_start) / kRow), 0.0, double(m_rows - 1))); };
        return {row(begin), row(end)};
    }
    // QRectF::intersects() finds nothing in an area without width, such as a straight edge's.
    static bool touches(const QRectF& a, const QRectF& b) {
        return a.left() <= b.right() && b.left() <= a.right() && a.top() <= b.bottom() && b.top() <= a.bottom();
    }

    bool m_isHorizontal = false;
    double m_start = 0;
    int m_rows = 1;
    std::vector<int> m_begins{0, 0}, m_items, m_long;
};

template <class AreaOf>
void RowIndex::build(int items, bool isHorizontal, AreaOf areaOf) {
    *this = {};
    m_isHorizontal = isHorizontal;
    double end = 0;
    for (int i = 0; i < items; ++i) {
        const QRectF area = areaOf(i);
        const double begin = isHorizontal ? area.left() : area.top();
        m_start = i == 0 ? begin : std::min(m_start, begin);
        end = std::max(end, isHorizontal ? area.right() : area.bottom());
    }
    m_rows = static_cast<int>((end - m_start) / kRow) + 1;
    m_begins.assign(static_cast<std::size_t>(m_rows) + 1, 0);
    const auto forRows = [&](int item, auto visit) {
        const Rows rows = rowsOf(areaOf(item));
        if (rows.last - rows.first >= kMostRows) return false;
        for (int row = rows.first; row <= rows.last; ++row)
            visit(static_cast<std::size_t>(row));
        return true;
    };
    for (int i = 0; i < items; ++i)
        if (!forRows(i, [&](std::size_t row) { ++m_begins[row + 1]; })) m_long.push_back(i);
    for (std::size_t row = 1; row < m_begins.size(); ++row)
        m_begins[row] += m_begins[row - 1];
    m_items.resize(static_cast<std::size_t>(m_begins.back()));
    std::vector<int> next(m_begins.begin(), m_begins.end() - 1);
    for (int i = 0; i < items; ++i)
        forRows(i, [&](std::size_t row) { m_items[static_cast<std::size_t>(next[row]++)] = i; });
}

template <class AreaOf>
void RowIndex::collect(const QRectF& area, AreaOf areaOf, std::vector<int>& found, double leastLength) const {
    found.clear();
    for (const int item : m_long)
        if (touches(area, areaOf(item))) found.push_back(item);
    if (leastLength >= kMostRows * kRow) return; // all in rows are shorter
    const Rows asked = rowsOf(area);
    for (int row = asked.first; row <= asked.last; ++row)
        for (int i = m_begins[static_cast<std::size_t>(row)]; i < m_begins[static_cast<std::size_t>(row) + 1]; ++i) {
            const int item = m_items[static_cast<std::size_t>(i)];
            const QRectF own = areaOf(item);
            const bool isFirst = row == std::max(asked.first, rowsOf(own).first);
            if (isFirst && touches(area, own)) found.push_back(item);
        }
}

} // namespace lathe
