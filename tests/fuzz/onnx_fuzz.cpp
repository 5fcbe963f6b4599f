// Reading an ONNX model; what was read is sound.

#include "core/formats/onnx_file.h"
#include "core/graph/text_format.h"
#include "core/graph/verifier.h"
#include "tests/fuzz/fuzz_target.h"

#include <cstdlib>

using namespace lathe;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    JobContext context;
    const auto graph = readOnnx(bytes, nullptr, "/nonexistent/model.onnx", context);
    if (!graph) return 0;
    if (!verify(*graph).empty()) std::abort();
    (void)printGraph(*graph);
    return 0;
}
