#pragma once

#include <span>
#include <utility>
#include <vector>

namespace lathe::layered {

/// Lists of numbers behind each other in one array: a graph of a million nodes has no room for a vector per node.
struct Lists {
    std::vector<int> begins{0}; ///< one more than there are lists
    std::vector<int> items;

    std::span<const int> operator[](int list) const { return {items.data() + from(list), items.data() + from(list + 1)}; }
    std::span<int> operator[](int list) { return {items.data() + from(list), items.data() + from(list + 1)}; }
    int count() const { return static_cast<int>(begins.size()) - 1; }

    /// `pairs` of (list, item), in the order in which the items stand in their lists.
    static Lists of(int lists, std::span<const std::pair<int, int>> pairs);

private:
    std::size_t from(int list) const { return static_cast<std::size_t>(begins[static_cast<std::size_t>(list)]); }
};

} // namespace lathe::layered
