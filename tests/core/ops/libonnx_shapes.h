#pragma once

#include "core/ops/inference.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace lathe::test {

/// How much one inference knows: types, ranks and dimensions that are numbers.
struct Knowledge {
    std::int64_t types = 0, ranks = 0, dims = 0;
    std::int64_t total() const { return types + ranks + dims; }
};

/// Lathe's inference beside that of libonnx, both without the shapes that the file stores behind its inputs.
struct ShapeComparison {
    std::int64_t values = 0;
    Knowledge ours, theirs;
    std::vector<std::string> differences; ///< "name: float [1, 2] here, float [1, 3] in libonnx"
    std::vector<std::string> lacking;     ///< what only libonnx knows
    std::string theirError;               ///< libonnx gave up on the file
    std::string unknownOperator;          ///< one that Lathe has no row for; what follows it stays open
    bool allStatic = true;                ///< every shape here is known to the last number
};

/// Both sides see `options.inputShapes` and `options.symbolValues`.
Result<ShapeComparison> compareWithLibonnx(const std::filesystem::path& model, const InferenceOptions& options = {});

/// As above, for a graph of the text format, written as ONNX to `folder` first.
Result<ShapeComparison> compareWithLibonnx(std::string_view text, const std::filesystem::path& folder);

/// Lists the initializer `name` of the file among the inputs, as a float of rank 0.
Status describeInitializer(const std::filesystem::path& model, const std::string& name);

/// One line per entry.
std::string joined(const std::vector<std::string>& lines);

} // namespace lathe::test
