#include "core/passes/lowering/axis_groups.h"

#include <algorithm>

namespace lathe {

std::int64_t productOrOpen(std::span<const std::int64_t> dims) {
    return std::ranges::count(dims, -1) > 0 ? -1 : productOf(dims);
}

GroupedTranspose groupedTranspose(const Ints& dims, const Ints& permutation) {
    Ints number(dims.size(), -1), lengths; // of the axes that are longer than 1
    for (std::size_t axis = 0; axis < dims.size(); ++axis)
        if (dims[axis] != 1) {
            number[axis] = std::ssize(lengths);
            lengths.push_back(dims[axis]);
        }
    std::vector<std::pair<std::int64_t, std::int64_t>> groups; // first axis and count, in the order of the output
    for (const std::int64_t axis : permutation) {
        const std::int64_t next = number[static_cast<std::size_t>(axis)];
        if (next < 0) continue;
        if (!groups.empty() && next == groups.back().first + groups.back().second)
            ++groups.back().second;
        else
            groups.emplace_back(next, 1);
    }
    auto sorted = groups;
    std::ranges::sort(sorted);
    GroupedTranspose grouped;
    for (const auto& [first, count] : sorted)
        grouped.dims.push_back(productOrOpen(std::span(lengths).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count))));
    for (const auto& group : groups)
        grouped.permutation.push_back(std::ranges::find(sorted, group) - sorted.begin());
    return grouped;
}

} // namespace lathe
