// Shape inference, data propagation included, of an ONNX model.

#include "core/formats/onnx_file.h"
#include "core/ops/inference.h"
#include "tests/fuzz/fuzz_target.h"

using namespace lathe;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    JobContext context;
    auto graph = readOnnx(std::as_bytes(std::span(data, size)), nullptr, "/nonexistent/model.onnx", context);
    if (!graph) return 0;
    InferenceOptions options;
    options.unknownDim = 1;
    (void)inferShapes(*graph, context, options);
    (void)totalWork(*graph);
    return 0;
}
