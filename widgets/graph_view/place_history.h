#pragma once

#include "widgets/graph_view/view_place.h"

#include <optional>
#include <vector>

namespace lathe {

/// Where a view stood before each jump, to go back and forward again as in a browser.
class PlaceHistory {
public:
    /// A jump away from `here`: what lay ahead is forgotten.
    void leave(const ViewPlace& here);
    std::optional<ViewPlace> goBack(const ViewPlace& here) { return move(m_behind, m_ahead, here); }
    std::optional<ViewPlace> goForward(const ViewPlace& here) { return move(m_ahead, m_behind, here); }
    bool canGoBack() const { return !m_behind.empty(); }
    bool canGoForward() const { return !m_ahead.empty(); }

private:
    static std::optional<ViewPlace> move(std::vector<ViewPlace>& from, std::vector<ViewPlace>& to, const ViewPlace& here);

    std::vector<ViewPlace> m_behind, m_ahead;
};

} // namespace lathe
