#include "core/ops/op_table.h"

#include "core/ops/families.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace lathe {
namespace {

std::vector<OpRow> joinFamilies() {
    std::vector<OpRow> rows;
    for (const auto family :
         {convolutionOps,    poolingOps,        normalizationOps, matrixOps,    activationOps, elementwiseOps, reductionOps,
          quantizationOps,   shapeOps,          movementOps,      recurrentOps, controlOps,    lossOps,        regionOps,
          unpoolOps,         determinantOps,    statisticOps,     signalOps,    sequenceOps,   fusedOps,       fusedNormalizationOps,
          fusedQuantizedOps, blockQuantizedOps, stringOps,        imageOps,     affineGridOps, deformConvOps,  attentionOps,
          textOps,           detectionOps}) {
        const std::vector<OpRow> some = family();
        rows.insert(rows.end(), some.begin(), some.end());
    }
    std::ranges::sort(rows, [](const OpRow& a, const OpRow& b) { return std::pair(a.domain, a.name) < std::pair(b.domain, b.name); });
    return rows;
}

/// Rows by name; the operators of several domains that share a name are a short list.
using Index = std::unordered_multimap<std::string_view, const OpRow*>;

const Index& rowIndex() {
    static const Index index = [] {
        Index made;
        for (const OpRow& row : opTable())
            made.emplace(row.name, &row);
        return made;
    }();
    return index;
}

} // namespace

std::span<const OpRow> opTable() {
    static const std::vector<OpRow> rows = joinFamilies();
    return rows;
}

const OpRow* findOp(std::string_view domain, std::string_view name) {
    const std::string_view wanted = domain == "ai.onnx" ? std::string_view{} : domain;
    const auto [first, last] = rowIndex().equal_range(name);
    const auto found = std::find_if(first, last, [&](const auto& entry) { return entry.second->domain == wanted; });
    return found == last ? nullptr : found->second;
}

std::string_view toName(OpCategory category) {
    static constexpr std::array<std::string_view, 14> kNames = {"convolution", "matrix",  "activation", "pool",      "normalization",
                                                                "elementwise", "shape",   "tensor",     "reduction", "quantization",
                                                                "recurrent",   "control", "constant",   "other"};
    return kNames[static_cast<std::size_t>(category)];
}

std::string_view toName(QuantRule rule) {
    static constexpr std::array<std::string_view, 6> kNames = {"mac", "requantize", "pass-through", "lut", "float", "structural"};
    return kNames[static_cast<std::size_t>(rule)];
}

} // namespace lathe
