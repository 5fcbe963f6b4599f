#include "core/compiler/memory_map.h"

#include "core/compiler/allocation.h"

namespace lathe {
namespace {

/// Lives in layers, sizes in units of `alignment`.
std::vector<AllocationItem> itemsOf(const std::vector<Buffer>& buffers, std::int64_t alignment) {
    std::vector<AllocationItem> items;
    items.reserve(buffers.size());
    for (const Buffer& buffer : buffers)
        items.push_back({buffer.firstLayer, std::int64_t(buffer.lastLayer) + 1, (buffer.sizeBytes + alignment - 1) / alignment});
    return items;
}

} // namespace

MapOutcome placeBuffers(std::vector<Buffer>& buffers, std::int64_t capacity, std::int64_t alignment, std::int64_t effort,
                        std::stop_token stop) {
    const std::vector<AllocationItem> items = itemsOf(buffers, alignment);
    const Allocation map = allocate(items, capacity / alignment, effort, stop);
    MapOutcome outcome;
    outcome.peakBytes = map.peak * alignment;
    std::int64_t highest = capacity;
    for (std::size_t i = 0; i < buffers.size(); ++i) {
        buffers[i].sizeBytes = items[i].size * alignment;
        buffers[i].address = map.addresses[i] * alignment;
        const std::int64_t end = buffers[i].address + buffers[i].sizeBytes;
        if (end <= highest) continue;
        highest = end;
        outcome.misfit = i;
    }
    return outcome;
}

std::int64_t mapBound(const std::vector<Buffer>& buffers) {
    return allocationBound(itemsOf(buffers, 1));
}

} // namespace lathe
