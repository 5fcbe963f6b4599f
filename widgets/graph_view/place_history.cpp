#include "widgets/graph_view/place_history.h"

namespace lathe {
namespace {

constexpr std::size_t kMost = 200;

} // namespace

void PlaceHistory::leave(const ViewPlace& here) {
    const bool isKnown = !m_behind.empty() && m_behind.back().zoom == here.zoom && m_behind.back().pan == here.pan;
    m_ahead.clear();
    if (isKnown) return;
    m_behind.push_back(here);
    if (m_behind.size() > kMost) m_behind.erase(m_behind.begin());
}

std::optional<ViewPlace> PlaceHistory::move(std::vector<ViewPlace>& from, std::vector<ViewPlace>& to, const ViewPlace& here) {
    if (from.empty()) return std::nullopt;
    const ViewPlace place = from.back();
    from.pop_back();
    to.push_back(here);
    return place;
}

} // namespace lathe
