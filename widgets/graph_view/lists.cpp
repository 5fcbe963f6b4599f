#include "widgets/graph_view/lists.h"

namespace lathe::layered {

Lists Lists::of(int lists, std::span<const std::pair<int, int>> pairs) {
    Lists result;
    result.begins.assign(static_cast<std::size_t>(lists) + 1, 0);
    for (const auto& [list, item] : pairs)
        ++result.begins[static_cast<std::size_t>(list) + 1];
    for (std::size_t i = 1; i < result.begins.size(); ++i)
        result.begins[i] += result.begins[i - 1];
    std::vector<int> next(result.begins.begin(), result.begins.end() - 1);
    result.items.resize(pairs.size());
    for (const auto& [list, item] : pairs)
        result.items[static_cast<std::size_t>(next[static_cast<std::size_t>(list)]++)] = item;
    return result;
}

} // namespace lathe::layered
