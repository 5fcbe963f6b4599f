#include "core/compiler/residency.h"

namespace lathe {
namespace {

/// Bytes with the channels (axis 1 of four or more, else the last) filled up to whole blocks.
std::int64_t paddedBytes(const QuantizedGraph& network, ValueId value, const Target& target) {
    const std::int64_t bytes = valueBytes(network, value);
    const auto& shape = network.graph.value(value).shape;
    const auto block = static_cast<std::int64_t>(target.channelAlignment.value);
    const auto line = static_cast<std::int64_t>(target.rowAlignmentBytes.value);
    std::int64_t padded = bytes;
    if (shape && shape->rank() >= 2) {
        const std::int64_t channels = shape->dims[1].value;
        if (channels > 0) padded = bytes / channels * ((channels + block - 1) / block * block);
    }
    return (padded + line - 1) / line * line;
}

std::vector<Resident> candidates(const QuantizedGraph& network, const LayerPlan& plan, const Target& target) {
    std::vector<Resident> all;
    for (std::size_t i = 0; i < plan.layers.size(); ++i) {
        if (!plan.layers[i].isOnAccelerator()) continue;
        for (const ValueId value : plan.layers[i].outputs) {
            Resident resident{value, paddedBytes(network, value, target), static_cast<std::int32_t>(i), -1, 1};
            for (const std::int32_t reader : plan.readersOf(value)) {
                if (!plan.layers[static_cast<std::size_t>(reader)].isOnAccelerator()) continue;
                resident.lastLayer = reader;
                resident.benefit += 1;
            }
            if (resident.lastLayer < 0 || resident.sizeBytes <= 0) continue;
            resident.benefit /= static_cast<double>(resident.lastLayer - resident.firstLayer + 1);
            all.push_back(resident);
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const Resident& a, const Resident& b) { return a.benefit > b.benefit; });
    return all;
}

} // namespace

std::vector<Resident> chooseResidents(const QuantizedGraph& network, const LayerPlan& plan, const Target& target,
                                      std::int64_t usableBytes) {
    std::vector<std::int64_t> used(plan.layers.size(), 0);
    std::vector<Resident> chosen;
    for (const Resident& candidate : candidates(network, plan, target)) {
        const auto first = used.begin() + candidate.firstLayer, last = used.begin() + candidate.lastLayer + 1;
        if (*std::max_element(first, last) + candidate.sizeBytes > usableBytes) continue;
        std::for_each(first, last, [&](std::int64_t& bytes) { bytes += candidate.sizeBytes; });
        chosen.push_back(candidate);
    }
    return chosen;
}

} // namespace lathe
