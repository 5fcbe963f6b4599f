#include "core/passes/pipelines.h"

#include "core/base/spelling.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr PipelineRow kPipelines[] = {
    {"default", "What every model gets: O2."},
    {"safe", "The passes of the default pipeline that leave every bit of the outputs as it was."},
    {"O0", "Only what later stages rest on: constants as initializers, nothing that nobody reads."},
    {"O1", "O0, clean-up, constant folding and fusion into weights."},
    {"O2", "O1, recognition of operators that exporters write in parts, and cheaper forms."},
    {"houmo", "O2 without operators that the tcim tool chain lacks, which are written in parts.", true},
    {"ti", "O2 with the rewrites of TI's TIDL import, and without what they undo.", true},
    {"horizon", "O2 without operators that hb_compile lacks, which are written in parts.", true},
    {"qualcomm", "O2 without operators that qaic-exec lacks, which are written in parts.", true},
    {"kneron", "O2 with what kneronnxopt does by default, and without operators that Kneron's compiler lacks.", true},
};

/// Where a pass runs. The order of the table is the order of every pipeline.
struct Step {
    std::string_view pass;
    int level;                 ///< the lowest of O0, O1, O2 that has it; kOnDemand: none
    std::string_view alsoIn{}; ///< pipelines of vendors that have it nevertheless
    std::string_view notIn{};  ///< pipelines of vendors that do without it, mostly since they have its opposite
};
constexpr int kOnDemand = 9;
constexpr std::string_view kAllVendors = "houmo ti horizon qualcomm kneron";

constexpr Step kSteps[] = {
    {"extract-constant", 0},
    {"convert-float16-initializers", kOnDemand, "kneron"},
    {"fold-shapes", 1},
    {"fold-constants", 1},
    {"inline-constant-if", 1},
    {"remove-identity", 1},
    {"remove-noop-cast", 1},
    {"remove-noop-reshape", 1},
    {"remove-noop-transpose", 1},
    {"remove-noop-pad", 1},
    {"remove-noop-slice", 1},
    {"remove-noop-split", 1},
    {"remove-noop-tile", 1},
    {"remove-noop-gather", 1},
    {"remove-noop-resize", 1},
    {"remove-noop-pool", 1},
    {"remove-noop-reduction", 1},
    {"remove-noop-arithmetic", 1},
    {"remove-repeated-functions", 1},
    {"remove-constant-where", 1},
    {"remove-empty-concat-parts", 1},
    {"merge-common-subexpressions", 1},
    {"merge-consecutive-squeezes", 1},
    {"merge-consecutive-reshapes", 1},
    {"merge-consecutive-transposes", 1},
    {"merge-consecutive-slices", 1, {}, "ti"},
    {"merge-consecutive-concats", 1, {}, "ti"},
    {"merge-consecutive-casts", 1},
    {"merge-consecutive-pads", 1},
    {"merge-consecutive-clips", 1},
    {"merge-unsqueeze-into-reduction", 1},
    {"merge-concat-into-reshape", 1},
    {"merge-equal-shapes", 1},
    {"recognize-hard-swish", 2, {}, "kneron"},
    {"recognize-gelu", 2, {}, kAllVendors},
    {"recognize-mish", 2, {}, "kneron"},
    {"recognize-layer-normalization", 2, {}, "ti kneron"},
    {"recognize-rms-normalization", 2, {}, kAllVendors},
    {"merge-log-softmax", 1},
    {"merge-constant-operands", 1},
    {"remove-duplicate-quantize", 2},
    {"recognize-dilated-conv", 2},
    {"move-transpose", 2, "", "ti"},
    {"move-reshape", 2},
    {"move-cast", 2},
    {"rewrite-transpose-as-reshape", 2},
    {"rewrite-sum-as-add", 1},
    {"rewrite-constant-order", 1},
    {"rewrite-negated-where", 1},
    {"rewrite-upsample-as-resize", 1},
    {"rewrite-clip-as-relu", 1},
    {"rewrite-einsum-as-matmul", 2},
    {"fuse-pad-into-conv", 1},
    {"fuse-pad-into-pool", 1},
    {"fuse-batch-norm-into-conv", 1},
    {"fuse-batch-norm-behind-reshape", 1},
    {"fuse-mul-into-conv", 1},
    {"fuse-add-into-conv", 1},
    {"fuse-mul-into-mat-mul", 1},
    {"fuse-mat-mul-add-into-gemm", 1},
    {"fuse-affine-before-conv", 1},
    {"fuse-transpose-into-gemm", 1},
    {"fuse-qkv", 2},
    {"rewrite-gathers-as-split", kOnDemand, "ti"},
    {"move-split-down", kOnDemand, "ti"},
    {"rewrite-patch-conv-as-matmul", kOnDemand, "ti"},
    {"join-parallel-convs", kOnDemand},
    {"expand-contrib-operators", 1},
    {"expand-attention", kOnDemand, kAllVendors},
    {"expand-hard-swish", kOnDemand, "kneron"},
    {"expand-hard-sigmoid", kOnDemand, "kneron"},
    {"expand-lstm-batch-last", kOnDemand},
    {"expand-mish", kOnDemand, "kneron"},
    {"expand-gelu", kOnDemand, kAllVendors},
    {"expand-quick-gelu", kOnDemand, kAllVendors},
    {"expand-softplus", kOnDemand},
    {"expand-prelu", kOnDemand},
    {"expand-softmax", kOnDemand},
    {"expand-layer-normalization", kOnDemand, "ti kneron"},
    {"expand-rms-normalization", kOnDemand, kAllVendors},
    {"expand-instance-normalization", kOnDemand},
    {"expand-reduce-norms", kOnDemand, "ti"},
    {"expand-group-normalization", kOnDemand, kAllVendors},
    {"recognize-attention", kOnDemand},
    {"recognize-hard-sigmoid", 2, {}, "kneron"},
    {"recognize-quick-gelu", kOnDemand},
    {"recognize-softplus", 2},
    {"recognize-leaky-relu", 2},
    {"recognize-softmax", 2},
    {"recognize-instance-normalization", 2},
    {"recognize-group-normalization", 2, {}, kAllVendors},
    {"recognize-lp-normalization", 2, {}, kAllVendors},
    {"recognize-reduce-norms", kOnDemand},
    {"recognize-depth-to-space", 2, {}, "ti"},
    {"recognize-global-average-pool", 2},
    {"rewrite-resize-sizes-as-scales", kOnDemand},
    {"move-concat-to-channel", kOnDemand, "ti"},
    {"move-softmax-channel-to-width", kOnDemand, "ti"},
    {"move-softmax-height-to-width", kOnDemand},
    {"reshape-softmax-to-height", kOnDemand, "ti"},
    {"lift-batch-norm-to-4d", kOnDemand, "ti"},
    {"shrink-conv-kernel", kOnDemand, "ti"},
    {"rewrite-patch-slices-as-transpose", kOnDemand, "ti"},
    {"rewrite-slice-as-pool", kOnDemand},
    {"rewrite-slice-as-gather", kOnDemand, "ti"},
    {"split-slice-axes", kOnDemand, "ti"},
    {"rewrite-instance-norm-as-layer-norm", kOnDemand},
    {"rewrite-unsqueeze-as-reshape", kOnDemand},
    {"rewrite-neg-as-mul", kOnDemand, "ti"},
    {"rewrite-mean-as-add", kOnDemand},
    {"rewrite-sub-as-negated-add", kOnDemand},
    {"rewrite-gather-elements-as-gather", kOnDemand, "ti"},
    {"rewrite-gather-nd-as-gather", kOnDemand, "ti"},
    {"rewrite-tile-as-expand", kOnDemand, "ti"},
    {"rewrite-expand-as-concat", kOnDemand},
    {"split-concat", kOnDemand, "ti"},
    {"rewrite-whole-pool-as-reduction", kOnDemand, "ti"},
    {"cascade-max-pool", kOnDemand, "ti"},
    {"rewrite-depth-to-space-as-transpose", kOnDemand},
    {"rewrite-space-to-depth-as-transpose", kOnDemand, "ti"},
    {"split-reduce-axes", kOnDemand, "ti"},
    {"move-reduce-max-to-height", kOnDemand, "ti"},
    {"keep-arg-max-dims", kOnDemand, "ti"},
    {"lift-1d-matmul", kOnDemand, "ti"},
    {"rewrite-single-gather-as-slice", kOnDemand},
    {"lift-scalar-gather", kOnDemand, "ti"},
    {"move-pad-to-height", kOnDemand, "ti"},
    {"shift-clip-bounds", kOnDemand, "ti"},
    {"insert-conv-before-depth-to-space", kOnDemand},
    {"expand-constant-operands", kOnDemand},
    {"flatten-transpose-axes", kOnDemand, "ti"},
    {"split-width-transpose", kOnDemand, "ti"},
    {"split-high-transpose", kOnDemand},
    {"flatten-element-axes", kOnDemand},
    {"flatten-reduce-axes", kOnDemand},
    {"rewrite-gemm-as-matmul", kOnDemand},
    {"rewrite-gemm-as-conv", kOnDemand},
    {"rewrite-flattened-gemm-as-conv", kOnDemand},
    {"rewrite-conv-as-gemm", kOnDemand},
    {"rewrite-matmul-as-conv", kOnDemand},
    {"rewrite-large-global-pool-as-matmul", kOnDemand, "ti"},
    {"rewrite-reduce-mean-as-matmul", kOnDemand},
    {"rewrite-global-pool-as-pool", kOnDemand},
    {"rewrite-average-pool-as-conv", kOnDemand},
    {"widen-even-conv-kernel", kOnDemand},
    {"undilate-conv", kOnDemand},
    {"split-conv-stride", kOnDemand, "ti"},
    {"lift-1d-to-2d", kOnDemand},
    {"rewrite-batch-norm-as-conv", kOnDemand},
    {"split-conv-transpose-groups", kOnDemand},
    {"rewrite-nearest-resize-as-deconvolution", kOnDemand},
    {"rewrite-linear-resize-as-deconvolution", kOnDemand},
    {"rewrite-deconvolution-as-conv", kOnDemand},
    {"split-batched-matmul", kOnDemand},
    {"split-batch-into-branches", kOnDemand},
    {"fold-matmul-channel-into-height", kOnDemand},
    {"propagate-quantization", kOnDemand},
    {"quantize-bias", kOnDemand},
    {"rewrite-sub-as-add", 2},
    {"rewrite-div-as-mul", 2},
    {"rewrite-constant-division", kOnDemand},
    {"rewrite-mul-as-neg", 2, {}, "ti"},
    {"rewrite-div-as-reciprocal", 2},
    {"rewrite-constant-power", 2},
    {"rewrite-extremes-as-clip", 2},
    {"rewrite-gather-as-slice", 2, {}, "ti"},
    {"rewrite-slices-as-split", 2},
    {"rewrite-split-as-slices", kOnDemand},
    {"rewrite-reshaping-as-reshape", kOnDemand, "ti"},
    {"rewrite-global-pool-as-mean", kOnDemand},
    {"remove-unused-nodes", 0},
    {"merge-duplicate-initializers", 1, {}, "kneron"},
    {"copy-shared-conv-weights", kOnDemand, "kneron"},
    {"copy-shared-weights", kOnDemand},
    {"clear-descriptions", kOnDemand},
    {"remove-unused-initializers", 0},
};

constexpr PassOrder kOrder[] = {
    {"extract-constant", "convert-float16-initializers", "widening looks for initializers only"},
    {"convert-float16-initializers", "remove-noop-cast", "Casts between float16 and float become Casts that keep the type"},
    {"extract-constant", "fold-constants", "folding looks for initializers only"},
    {"fold-shapes", "fold-constants", "what follows from shapes becomes a constant that folding goes on from"},
    {"merge-consecutive-squeezes", "merge-consecutive-reshapes", "a Reshape says less than Squeeze and Unsqueeze about unknown dimensions"},
    {"remove-repeated-functions", "merge-consecutive-clips", "Relu of Relu is Relu rather than Clip"},
    {"fuse-mul-into-conv", "rewrite-mul-as-neg", "weights take a factor of -1, but no Neg"},
    {"fuse-add-into-conv", "rewrite-sub-as-add", "a bias takes the constant as it is"},
    {"merge-consecutive-transposes", "rewrite-transpose-as-reshape", "two Transposes may undo each other"},
    {"fold-constants", "inline-constant-if", "a condition that is computed from constants must be there to decide"},
    {"fold-constants", "fuse-batch-norm-into-conv", "weights that are computed from constants must be there to be fused into"},
    {"merge-consecutive-transposes", "move-transpose", "a region is planned with one Transpose at its border, not two"},
    {"move-transpose", "rewrite-transpose-as-reshape", "a Reshape does not meet the inverse Transpose"},
    {"recognize-dilated-conv", "move-transpose", "the pattern is found as it was written, before its Transposes are moved"},
    {"rewrite-patch-slices-as-transpose", "rewrite-slice-as-gather", "patches are found by the steps of their Slices"},
    {"rewrite-patch-slices-as-transpose", "rewrite-slice-as-pool", "patches are found by the steps of their Slices"},
    {"rewrite-patch-slices-as-transpose", "flatten-transpose-axes", "patches make a Transpose of many dimensions"},
    {"rewrite-patch-conv-as-matmul", "flatten-transpose-axes", "patches make a Transpose of many dimensions"},
    {"recognize-depth-to-space", "flatten-transpose-axes", "the pattern is found by its six dimensions"},
    {"flatten-transpose-axes", "split-width-transpose", "what fewer dimensions can say need not be split"},
    {"flatten-transpose-axes", "split-high-transpose", "what fewer dimensions can say need not be split"},
    {"fuse-qkv", "move-split-down", "the Split of query, key and value comes of the fusion"},
    {"rewrite-gathers-as-split", "move-split-down", "the Split of query, key and value comes of the Gathers"},
    {"rewrite-gathers-as-split", "lift-scalar-gather", "a Split takes several Gathers with their scalar indices"},
    {"fuse-pad-into-conv", "move-pad-to-height", "a Pad of the picture itself costs nothing in a convolution"},
    {"rewrite-gather-elements-as-gather", "rewrite-tile-as-expand", "the indices are found behind either"},
    {"rewrite-whole-pool-as-reduction", "move-reduce-max-to-height", "the reductions that come of pools are moved, too"},
    {"rewrite-whole-pool-as-reduction", "cascade-max-pool", "a cascade no longer shows that the kernel covers the map"},
    {"fuse-batch-norm-into-conv", "lift-batch-norm-to-4d", "a Reshape between Conv and BatchNormalization is in the way of the fusion"},
    {"fuse-pad-into-conv", "fuse-batch-norm-into-conv", "padding adds zeros before the bias; after the fusion it still does"},
    {"fuse-mul-into-conv", "fuse-add-into-conv", "a factor behind a sum would have to be divided out of the bias again"},
    {"fuse-mul-into-conv", "fuse-affine-before-conv",
     "a map between two convolutions goes into the first one, where padding does not matter"},
    {"fuse-add-into-conv", "fuse-affine-before-conv",
     "a map between two convolutions goes into the first one, where padding does not matter"},
    {"fuse-mat-mul-add-into-gemm", "fuse-qkv", "what can have its bias inside needs no Add behind it"},
    {"fuse-mul-into-conv", "recognize-hard-sigmoid", "factors behind a convolution cost nothing in its weights"},
    {"expand-contrib-operators", "expand-gelu", "a bias inside a Gelu comes out first"},
    {"expand-attention", "expand-softmax", "the Softmax of an attention may have to be taken apart, too"},
    {"recognize-gelu", "fuse-affine-before-conv", "the factor of the pattern must not go into the weights behind it"},
    {"recognize-hard-swish", "fuse-affine-before-conv", "the factor of the pattern must not go into the weights behind it"},
    {"recognize-gelu", "merge-constant-operands", "the factor of the pattern must not be merged with one behind it"},
    {"recognize-layer-normalization", "move-transpose", "over the last axes it is one node, over others it stays in parts"},
    {"recognize-hard-swish", "recognize-hard-sigmoid", "the larger pattern contains the smaller one"},
    {"recognize-mish", "recognize-softplus", "the larger pattern contains the smaller one"},
    {"recognize-layer-normalization", "recognize-global-average-pool", "the means of a normalization are parts of it"},
    {"recognize-instance-normalization", "recognize-global-average-pool", "the means of a normalization are parts of it"},
    {"recognize-lp-normalization", "recognize-reduce-norms", "the larger pattern contains the smaller one"},
    {"remove-unused-nodes", "remove-unused-initializers", "an initializer is unread once its readers are gone"},
    {"merge-concat-into-reshape", "merge-equal-shapes", "a shape that becomes a constant need not be shared"},
    {"merge-duplicate-initializers", "remove-unused-initializers", "merging leaves copies that nobody reads"},
};

/// Passes that undo each other. Where one is asked for by name, the other leaves the pipeline.
constexpr std::pair<std::string_view, std::string_view> kOpposites[] = {
    {"expand-softmax", "recognize-softmax"},
    {"expand-prelu", "recognize-leaky-relu"},
    {"expand-hard-swish", "recognize-hard-swish"},
    {"expand-hard-sigmoid", "recognize-hard-sigmoid"},
    {"expand-gelu", "recognize-gelu"},
    {"expand-quick-gelu", "recognize-quick-gelu"},
    {"expand-mish", "recognize-mish"},
    {"expand-softplus", "recognize-softplus"},
    {"expand-layer-normalization", "recognize-layer-normalization"},
    {"expand-rms-normalization", "recognize-rms-normalization"},
    {"expand-instance-normalization", "recognize-instance-normalization"},
    {"expand-group-normalization", "recognize-group-normalization"},
    {"expand-attention", "recognize-attention"},
    {"rewrite-gemm-as-matmul", "fuse-mat-mul-add-into-gemm"},
    {"split-slice-axes", "merge-consecutive-slices"},
    {"split-concat", "merge-consecutive-concats"},
    {"copy-shared-weights", "merge-duplicate-initializers"},
    {"copy-shared-conv-weights", "merge-duplicate-initializers"},
    {"rewrite-global-pool-as-mean", "recognize-global-average-pool"},
    {"rewrite-global-pool-as-pool", "recognize-global-average-pool"},
    {"rewrite-average-pool-as-conv", "recognize-global-average-pool"},
    {"move-softmax-channel-to-width", "move-transpose"},
    {"move-softmax-height-to-width", "move-transpose"},
    {"move-concat-to-channel", "move-transpose"},
    {"rewrite-neg-as-mul", "rewrite-mul-as-neg"},
    {"rewrite-sub-as-negated-add", "rewrite-mul-as-neg"},
    {"rewrite-slice-as-gather", "rewrite-gather-as-slice"},
    {"flatten-element-axes", "move-reshape"},
    {"expand-reduce-norms", "recognize-reduce-norms"},
    {"rewrite-split-as-slices", "rewrite-slices-as-split"},
    {"rewrite-conv-as-gemm", "rewrite-gemm-as-conv"},
    {"rewrite-conv-as-gemm", "rewrite-flattened-gemm-as-conv"},
    {"rewrite-depth-to-space-as-transpose", "recognize-depth-to-space"},
    {"rewrite-space-to-depth-as-transpose", "recognize-depth-to-space"},
};

constexpr ForeignPass kForeign[] = {
    {"nop", "does nothing"},
    {"eliminate_nop_monotone_argmax", "Softmax rounds different numbers to equal ones, among which ArgMax takes another"},
    {"lift_lexical_references", "Lathe's graph knows what subgraphs read from around them"},
    {"rename_input_output", "lathe edit renames inputs and outputs"},
    {"set_unique_name_for_nodes", "every node has a unique name from the moment a model is opened"},
    {"adjust_slice_and_matmul", "the order that it makes is a matter of the device: see the pipelines"},
    {"split_init", "splits a network for training frameworks"},
    {"split_predict", "splits a network for training frameworks"},
    {"rewrite_input_dtype", "lathe edit sets the types of inputs"},
};

bool hasWord(std::string_view words, std::string_view word) {
    for (std::size_t begin = 0; begin < words.size();) {
        const std::size_t end = std::min(words.find(' ', begin), words.size());
        if (words.substr(begin, end - begin) == word) return true;
        begin = end + 1;
    }
    return false;
}

bool belongs(const Step& step, const PassRow& pass, std::string_view pipeline) {
    if (pipeline == "safe") return step.level <= 2 && pass.outputs == Outputs::Bitwise;
    if (pipeline == "default") return step.level <= 2;
    if (pipeline.size() == 2 && pipeline[0] == 'O') return step.level <= pipeline[1] - '0';
    return hasWord(step.alsoIn, pipeline) || (step.level <= 2 && !hasWord(step.notIn, pipeline));
}

bool isAmong(std::span<const PassRow* const> passes, std::string_view name) {
    return std::ranges::any_of(passes, [&](const PassRow* pass) { return pass->name == name; });
}

/// Asked for together, two opposites would go on for ever.
Status checkOpposites(std::span<const PassRow* const> also) {
    for (const auto& [one, other] : kOpposites)
        if (isAmong(also, one) && isAmong(also, other))
            return Error::usage("the passes '" + std::string(one) + "' and '" + std::string(other) + "' undo each other",
                                "ask for one of them");
    return {};
}

/// What stands in the way of the passes that were asked for.
void removeOpposites(std::vector<const PassRow*>& passes, std::span<const PassRow* const> also) {
    for (const auto& [one, other] : kOpposites)
        for (const auto& [asked, opposite] : {std::pair(one, other), std::pair(other, one)})
            if (isAmong(also, asked)) std::erase_if(passes, [name = opposite](const PassRow* pass) { return pass->name == name; });
}

template <class Rows>
Error unknown(std::string_view what, const std::string& name, const Rows& rows, std::string_view where) {
    std::vector<std::string> names;
    for (const auto& row : rows)
        names.emplace_back(row.name);
    const std::string nearest = nearestSpelling(name, names);
    return Error::usage("there is no " + std::string(what) + " named '" + name + "'",
                        nearest.empty() ? std::string(where) : "did you mean '" + nearest + "'?");
}

} // namespace

std::span<const PipelineRow> pipelineTable() {
    return kPipelines;
}

std::span<const PassOrder> passOrder() {
    return kOrder;
}

std::span<const std::pair<std::string_view, std::string_view>> oppositePasses() {
    return kOpposites;
}

std::span<const ForeignPass> foreignPasses() {
    return kForeign;
}

Result<std::vector<const PassRow*>> passesOf(std::string_view pipeline, std::span<const PassRow* const> also) {
    if (std::ranges::find(kPipelines, pipeline, &PipelineRow::name) == std::end(kPipelines))
        return unknown("pipeline", std::string(pipeline), kPipelines, "lathe optimize --list shows them");
    std::vector<const PassRow*> passes;
    for (const Step& step : kSteps)
        if (const PassRow* pass = findPass(step.pass);
            pass && (belongs(step, *pass, pipeline) || std::ranges::find(also, pass) != also.end()))
            passes.push_back(pass);
    LATHE_CHECK(checkOpposites(also));
    removeOpposites(passes, also);
    return passes;
}

Result<std::vector<const PassRow*>> resolvePassName(const std::string& name) {
    if (const PassRow* own = findPass(name)) return std::vector{own};
    std::vector<const PassRow*> passes;
    for (const PassRow& row : passTable())
        if (hasWord(row.aliases, name)) passes.push_back(&row);
    if (!passes.empty() || std::ranges::find(kForeign, name, &ForeignPass::name) != std::end(kForeign)) return passes;
    return unknown("pass", name, passTable(), "lathe optimize --list shows them");
}

} // namespace lathe
