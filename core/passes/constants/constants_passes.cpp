#include "core/passes/families.h"

#include "core/passes/constants/clear_descriptions.h"
#include "core/passes/constants/convert_float16_initializers.h"
#include "core/passes/constants/copy_shared_conv_weights.h"
#include "core/passes/constants/copy_shared_weights.h"
#include "core/passes/constants/extract_constant.h"
#include "core/passes/constants/fold_constants.h"
#include "core/passes/constants/fold_shapes.h"
#include "core/passes/constants/merge_common_subexpressions.h"
#include "core/passes/constants/merge_duplicate_initializers.h"
#include "core/passes/constants/remove_unused_initializers.h"

namespace lathe {

std::span<const PassRow> constantsPasses() {
    static constexpr PassRow kRows[] = {
        {"extract-constant", extractConstant, Outputs::Bitwise, "Constant", "Makes initializers of Constant nodes.",
         "Constant nodes that are graph outputs, sparse constants.", "extract_constant_to_initializer"},
        {"fold-shapes", foldShapes, Outputs::Bitwise, "", "Makes initializers of values that follow from the shapes alone.",
         "Graph outputs, quantization operators, contents that depend on an unknown dimension.",
         "eliminate_shape_op eliminate_shape_gather eliminate_slice_after_shape"},
        {"fold-constants", foldConstants, Outputs::Bitwise, "", "Computes nodes whose inputs are all constants.",
         "Random operators, QuantizeLinear and DequantizeLinear, subgraphs, graph outputs, results above 1 MiB and twice the inputs (weights: 64 MiB) or 256 MiB in one run.",
         ""},
        {"merge-duplicate-initializers", mergeDuplicateInitializers, Outputs::Bitwise, "",
         "Makes one initializer of those with the same content.", "Graph inputs and outputs, initializers that subgraphs read by name.",
         "eliminate_duplicate_initializer"},
        {"remove-unused-initializers", removeUnusedInitializers, Outputs::Bitwise, "", "Takes out initializers that nobody reads.",
         "Graph inputs.", "eliminate_unused_initializer"},
        {"merge-common-subexpressions", mergeCommonSubexpressions, Outputs::Bitwise, "",
         "Makes one node of those that compute the same from the same values.",
         "Random operators, quantization, unknown operators, subgraphs, two results that are read by name.",
         "eliminate_common_subexpression"},
        {"copy-shared-conv-weights", copySharedConvWeights, Outputs::Bitwise, "Conv ConvTranspose Gemm MatMul",
         "Gives each Conv, ConvTranspose, Gemm and MatMul its own weights.", "Graph inputs, initializers that subgraphs read by name.", ""},
        {"copy-shared-weights", copySharedWeights, Outputs::Bitwise, "", "Gives each node its own initializers.",
         "Graph inputs, initializers that subgraphs read by name.", ""},
        {"clear-descriptions", clearDescriptions, Outputs::Bitwise, "", "Takes out the description of the graph.",
         "Names, producer and metadata.", ""},
        {"convert-float16-initializers", convertFloat16Initializers, Outputs::Widened, "",
         "Widens a model that computes in float16 to float; inputs and outputs keep their types.",
         "Models without float16 constants, with subgraphs, with float16 constants that callers may override, operators of other domains on float16.",
         ""},
    };
    return kRows;
}

} // namespace lathe
