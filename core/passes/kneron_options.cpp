#include "core/passes/kneron_options.h"

#include <algorithm>
#include <sstream>

namespace lathe {
namespace {

/// What one value of an option does. Lists of passes are separated by spaces.
struct Effect {
    std::string_view name;
    std::int64_t value;
    std::string_view also, skip;
};

constexpr Effect kEffects[] = {
    {"duplicate_shared_weights", 0, "merge-duplicate-initializers", "copy-shared-conv-weights copy-shared-weights"},
    {"duplicate_shared_weights", 1, "copy-shared-conv-weights", "copy-shared-weights merge-duplicate-initializers"},
    {"duplicate_shared_weights", 2, "copy-shared-weights", "copy-shared-conv-weights merge-duplicate-initializers"},
    {"convert_f16", 0, "", "convert-float16-initializers"},
    {"convert_f16", 1, "convert-float16-initializers", ""},
    {"skip_fuse_qkv", 0, "", ""},
    {"skip_fuse_qkv", 1, "", "fuse-qkv"},
    {"clear_descriptions", 0, "", "clear-descriptions"},
    {"clear_descriptions", 1, "clear-descriptions", ""},
    {"opt_matmul", 0, "", "split-batched-matmul"},
    {"opt_matmul", 1, "split-batched-matmul", ""},
    {"replace_avgpool_with_conv", 0, "", "rewrite-average-pool-as-conv"},
    {"replace_avgpool_with_conv", 1, "rewrite-average-pool-as-conv", "recognize-global-average-pool"},
    {"replace_dilated_conv", 0, "", "undilate-conv"},
    {"replace_dilated_conv", 1, "undilate-conv", ""},
    {"defuse_gaps", 0, "", "rewrite-global-pool-as-mean"},
    {"defuse_gaps", 1, "rewrite-global-pool-as-mean", "recognize-global-average-pool"},
};

// Kneron's toolchain manual, 3.1.2.
constexpr KneronOption kOptions[] = {
    {"duplicate_shared_weights", 2, 1, "Copies of weights that nodes share: 0 never, 1 where the compiler needs them, 2 always"},
    {"convert_f16", 1, 1, "Widen a model of float16 to float"},
    {"skip_fuse_qkv", 1, 0, "Leave the MatMuls of query, key and value apart"},
    {"clear_descriptions", 1, 0, "Drop the texts that describe graph, nodes and tensors"},
    {"opt_matmul", 1, 0, "Split MatMuls over batches into forms that Kneron's NPUs have"},
    {"replace_avgpool_with_conv", 1, 0, "Compute AveragePool as depthwise Conv"},
    {"replace_dilated_conv", 1, 0, "Compute dilated Conv with a larger kernel of zeros between"},
    {"defuse_gaps", 1, 0, "Compute GlobalAveragePool as ReduceMean"},
};

void append(std::vector<std::string>& names, std::string_view words) {
    std::istringstream stream{std::string(words)};
    for (std::string word; stream >> word;)
        names.push_back(word);
}

} // namespace

std::span<const KneronOption> kneronOptions() {
    return kOptions;
}

Status applyKneronOption(OptimizeOptions& options, const std::string& name, std::int64_t value) {
    for (const Effect& effect : kEffects) {
        if (effect.name != name || effect.value != value) continue;
        append(options.also, effect.also);
        append(options.skip, effect.skip);
        return {};
    }
    const auto row = std::ranges::find(kOptions, name, &KneronOption::name);
    if (row == std::end(kOptions)) return Error::usage("there is no option named '" + name + "'");
    return Error::usage(name + " is " + std::to_string(value), "it takes 0 to " + std::to_string(row->most));
}

void clearShapes(Graph& graph) {
    for (const NodeId node : graph.nodes())
        for (const ValueId id : graph.node(node).outputs)
            if (id.isValid() && !graph.isOutput(id)) graph.setShape(id, std::nullopt);
}

} // namespace lathe
