#include "core/runtime/window.h"

namespace lathe {

std::optional<Window> windowOf(const Node& node, const Dims& kernel, const Dims& input, const Dims& output) {
    const std::size_t axes = kernel.size();
    if (axes == 0 || input.size() != axes + 2 || output.size() != axes + 2) return std::nullopt;
    Window window;
    window.kernel = kernel;
    window.strides = node.intsAttribute("strides", Dims(axes, 1));
    window.dilations = node.intsAttribute("dilations", Dims(axes, 1));
    const Dims pads = node.intsAttribute("pads", Dims(axes * 2, 0));
    if (window.strides.size() != axes || window.dilations.size() != axes || pads.size() != axes * 2) return std::nullopt;
    const std::string autoPad = node.stringAttribute("auto_pad", "NOTSET");
    for (std::size_t i = 0; i < axes; ++i) {
        std::int64_t before = pads[i], after = pads[axes + i];
        if (autoPad == "VALID") before = after = 0;
        if (autoPad.starts_with("SAME")) {
            const std::int64_t reach = (output[i + 2] - 1) * window.strides[i] + (kernel[i] - 1) * window.dilations[i] + 1;
            const std::int64_t total = std::max<std::int64_t>(0, reach - input[i + 2]);
            before = autoPad == "SAME_UPPER" ? total / 2 : total - total / 2;
            after = total - before;
        }
        window.padsBefore.push_back(before);
        window.padsAfter.push_back(after);
    }
    return window;
}

} // namespace lathe
