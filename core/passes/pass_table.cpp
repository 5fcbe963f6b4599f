#include "core/passes/families.h"

#include <algorithm>

namespace lathe {

std::span<const PassFamily> passFamilies() {
    static const PassFamily kFamilies[] = {
        {"constants", "Initializers and what can be computed before the model runs.", constantsPasses()},
        {"removal", "Nodes that change nothing or that nobody reads.", removalPasses()},
        {"merging", "Two nodes of one kind in a row.", mergingPasses()},
        {"canonical", "One spelling for what can be written in several ways.", canonicalPasses()},
        {"fusion", "Nodes computed into the weights or attributes of their neighbours.", fusionPasses()},
        {"recognition", "Operators that exporters wrote in parts.", recognitionPasses()},
        {"expansion", "Operators written in parts, for targets that lack them.", expansionPasses()},
        {"lowering", "Forms that NPUs run better or at all.", loweringPasses()},
        {"motion", "Transposes, reshapes and quantization moved to where they meet their opposite.", motionPasses()},
    };
    return kFamilies;
}

std::span<const PassRow> passTable() {
    static const std::vector<PassRow> rows = [] {
        std::vector<PassRow> all;
        for (const PassFamily& family : passFamilies())
            all.insert(all.end(), family.passes.begin(), family.passes.end());
        return all;
    }();
    return rows;
}

const PassRow* findPass(std::string_view name) {
    const auto table = passTable();
    const auto row = std::ranges::find(table, name, &PassRow::name);
    return row == table.end() ? nullptr : &*row;
}

} // namespace lathe
