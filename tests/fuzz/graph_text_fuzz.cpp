// The text format of graphs: what can be read can be printed and read again.

#include "core/graph/text_format.h"
#include "tests/fuzz/fuzz_target.h"

#include <cstdlib>

using namespace lathe;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto graph = parseGraph({reinterpret_cast<const char*>(data), size});
    if (!graph) return 0;
    constexpr std::int64_t kAllElements = 1 << 20;
    const std::string text = printGraph(*graph, kAllElements);
    const auto again = parseGraph(text);
    if (!again || printGraph(*again, kAllElements) != text) std::abort();
    return 0;
}
