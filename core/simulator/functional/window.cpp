#include "core/simulator/functional/window.h"

namespace lathe {
namespace {

/// Writes the one or two spatial values so that the last is W.
void place(std::array<std::int64_t, 2>& into, const std::vector<std::int64_t>& values, std::size_t first, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        into[2 - count + i] = values[first + i];
}

void resolveAutoPad(SlidingWindow& window, const std::string& mode) {
    for (std::size_t i = 0; i < 2; ++i) {
        window.padBegin[i] = window.padEnd[i] = 0;
        if (mode == "VALID") continue;
        const std::int64_t reach = (window.kernel[i] - 1) * window.dilation[i] + 1;
        const std::int64_t total = std::max<std::int64_t>(0, (window.output[i] - 1) * window.stride[i] + reach - window.input[i]);
        window.padBegin[i] = mode == "SAME_LOWER" ? (total + 1) / 2 : total / 2;
        window.padEnd[i] = total - window.padBegin[i];
    }
}

} // namespace

Result<SlidingWindow> slidingWindowOf(const Node& node, const std::vector<std::int64_t>& inputDims,
                                      const std::vector<std::int64_t>& outputDims, const std::vector<std::int64_t>& kernel) {
    const std::size_t spatial = kernel.size();
    if (spatial < 1 || spatial > 2 || inputDims.size() != spatial + 2 || outputDims.size() != spatial + 2)
        return Error::unsupported("integer windows have one or two spatial axes, not " + std::to_string(spatial), node.name);
    SlidingWindow window;
    place(window.input, inputDims, 2, spatial);
    place(window.output, outputDims, 2, spatial);
    place(window.kernel, kernel, 0, spatial);
    const std::vector<std::int64_t> ones(spatial, 1), zeros(2 * spatial, 0);
    place(window.stride, node.intsAttribute("strides", ones), 0, spatial);
    place(window.dilation, node.intsAttribute("dilations", ones), 0, spatial);
    const auto pads = node.intsAttribute("pads", zeros);
    place(window.padBegin, pads, 0, spatial);
    place(window.padEnd, pads, spatial, spatial);
    const std::string autoPad = node.stringAttribute("auto_pad", "NOTSET");
    if (autoPad != "NOTSET" && !autoPad.empty()) resolveAutoPad(window, autoPad);
    return window;
}

} // namespace lathe
