#include "core/compiler/memory_map.h"

#include <algorithm>
#include <numeric>

namespace lathe {
namespace {

bool liveTogether(const Buffer& a, const Buffer& b) {
    return a.firstLayer <= b.lastLayer && b.firstLayer <= a.lastLayer;
}

/// The lowest address at which `buffer` overlaps none of `placed`, which are sorted by address.
std::int64_t lowestFree(const Buffer& buffer, const std::vector<const Buffer*>& placed) {
    std::int64_t address = 0;
    for (const Buffer* other : placed) {
        if (!liveTogether(buffer, *other)) continue;
        if (address + buffer.sizeBytes <= other->address) break;
        address = std::max(address, other->address + other->sizeBytes);
    }
    return address;
}

} // namespace

MapOutcome placeBuffers(std::vector<Buffer>& buffers, std::int64_t capacity, std::int64_t alignment) {
    std::vector<std::size_t> order(buffers.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    for (Buffer& buffer : buffers)
        buffer.sizeBytes = (buffer.sizeBytes + alignment - 1) / alignment * alignment;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return buffers[a].sizeBytes > buffers[b].sizeBytes; });
    MapOutcome outcome;
    std::vector<const Buffer*> placed;
    for (const std::size_t index : order) {
        Buffer& buffer = buffers[index];
        buffer.address = lowestFree(buffer, placed);
        if (buffer.address + buffer.sizeBytes > capacity) {
            outcome.misfit = index;
            return outcome;
        }
        outcome.peakBytes = std::max(outcome.peakBytes, buffer.address + buffer.sizeBytes);
        const auto at = std::upper_bound(placed.begin(), placed.end(), &buffer,
                                         [](const Buffer* a, const Buffer* b) { return a->address < b->address; });
        placed.insert(at, &buffer);
    }
    return outcome;
}

} // namespace lathe
