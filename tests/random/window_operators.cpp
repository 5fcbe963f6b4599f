#include "tests/random/operators.h"

namespace lathe::random_test {
namespace {

/// Kernel, strides, dilations and paddings of `axes` spatial axes.
struct Window {
    Dims kernel, strides, dilations, pads;
    std::string autoPad;
};

Window drawWindow(GraphMaker& maker, ValueId x, bool mayDilate) {
    Draw& draw = maker.draw;
    const std::int64_t axes = maker.rank(x) - 2;
    Window window;
    window.kernel =
        draw.chance(60) ? Dims(static_cast<std::size_t>(axes), draw.pick<std::int64_t>({1, 2, 3, 3, 3, 5})) : drawEach(draw, axes, 1, 4);
    window.dilations = mayDilate && draw.chance(25) ? drawEach(draw, axes, 1, 3) : Dims(static_cast<std::size_t>(axes), 1);
    window.strides = Dims(static_cast<std::size_t>(axes), 1);
    window.pads = Dims(static_cast<std::size_t>(2 * axes), 0);
    if (draw.chance(40)) { // the size stays
        for (std::size_t i = 0; i < window.kernel.size(); ++i) {
            const std::int64_t reach = (window.kernel[i] - 1) * window.dilations[i];
            window.pads[i] = reach / 2;
            window.pads[i + window.kernel.size()] = reach - reach / 2;
        }
        return window;
    }
    window.strides = draw.chance(70) ? Dims(static_cast<std::size_t>(axes), draw.integer(1, 3)) : drawEach(draw, axes, 1, 3);
    if (draw.chance(25))
        window.autoPad = draw.pick({"SAME_UPPER", "SAME_LOWER", "VALID"});
    else if (draw.chance(70))
        for (std::size_t i = 0; i < window.pads.size(); ++i)
            window.pads[i] = draw.integer(0, window.kernel[i % window.kernel.size()] - 1);
    return window;
}

Attributes attributesOf(GraphMaker& maker, const Window& window, bool saysKernel) {
    Attributes attributes;
    const auto add = [&](const char* key, const Dims& values, std::int64_t usual) {
        const bool isUsual = std::ranges::all_of(values, [&](std::int64_t v) { return v == usual; });
        if (!isUsual || maker.draw.chance(50)) attributes[key] = values;
    };
    if (saysKernel || maker.draw.chance(50)) attributes["kernel_shape"] = window.kernel;
    add("strides", window.strides, 1);
    if (window.autoPad.empty())
        add("pads", window.pads, 0);
    else
        attributes["auto_pad"] = window.autoPad;
    return attributes;
}

/// 1, all channels, or a divisor between.
std::int64_t drawGroups(Draw& draw, std::int64_t channels) {
    if (channels == 0) return 1;
    const std::int64_t kind = draw.integer(0, 3);
    if (kind < 2) return 1;
    if (kind == 2) return channels;
    std::int64_t groups = draw.integer(1, channels);
    while (channels % groups != 0)
        --groups;
    return groups;
}

ValueId addConv(GraphMaker& maker, ValueId x, std::string_view) {
    const Dims& dims = maker.dims(x);
    if (dims.size() < 3 || dims.size() > 5) return {};
    Draw& draw = maker.draw;
    const Window window = drawWindow(maker, x, true);
    const std::int64_t groups = drawGroups(draw, dims[1]);
    const std::int64_t channels = draw.chance(45) ? dims[1] : groups * draw.integer(1, groups == 1 ? 20 : 3);
    Dims shape{channels, dims[1] / groups};
    shape.insert(shape.end(), window.kernel.begin(), window.kernel.end());
    Attributes attributes = attributesOf(maker, window, false);
    attributes["dilations"] = window.dilations;
    if (groups != 1) attributes["group"] = groups;
    std::vector<ValueId> inputs{x, maker.weight(DataType::Float, shape)};
    if (draw.chance(50)) inputs.push_back(maker.weight(DataType::Float, {channels}));
    return maker.add("Conv", inputs, attributes);
}

ValueId addConvTranspose(GraphMaker& maker, ValueId x, std::string_view) {
    const Dims dims = maker.dims(x);
    if (dims.size() < 3 || dims.size() > 5) return {};
    Draw& draw = maker.draw;
    const Window window = drawWindow(maker, x, true);
    const std::int64_t groups = drawGroups(draw, dims[1]);
    const std::int64_t each = groups == 1 ? draw.integer(1, 12) : draw.integer(1, 3);
    Dims shape{dims[1], each};
    shape.insert(shape.end(), window.kernel.begin(), window.kernel.end());
    Attributes attributes = attributesOf(maker, window, false);
    attributes["dilations"] = window.dilations;
    if (groups != 1) attributes["group"] = groups;
    Dims more;
    for (std::size_t i = 0; i < window.kernel.size(); ++i)
        more.push_back(draw.integer(0, std::max(window.strides[i], window.dilations[i]) - 1));
    if (draw.chance(40)) attributes["output_padding"] = more;
    if (draw.chance(10)) {
        Dims size;
        for (std::size_t i = 0; i < window.kernel.size(); ++i)
            size.push_back((dims[i + 2] - 1) * window.strides[i] + (window.kernel[i] - 1) * window.dilations[i] + 1 - draw.integer(0, 1));
        attributes["output_shape"] = size;
        attributes.erase("pads");
        attributes.erase("output_padding");
    }
    std::vector<ValueId> inputs{x, maker.weight(DataType::Float, shape)};
    if (draw.chance(50)) inputs.push_back(maker.weight(DataType::Float, {each * groups}));
    return maker.add("ConvTranspose", inputs, attributes);
}

ValueId addQLinearConv(GraphMaker& maker, ValueId x, std::string_view) {
    const Dims dims = maker.dims(x);
    if (dims.size() < 3 || dims.size() > 5) return {};
    Draw& draw = maker.draw;
    const Quantized source = quantized(maker, x);
    if (!source.tensor.isValid()) return {};
    const Window window = drawWindow(maker, x, true);
    const std::int64_t groups = drawGroups(draw, dims[1]);
    const std::int64_t channels = groups * draw.integer(1, groups == 1 ? 20 : 3);
    Dims shape{channels, dims[1] / groups};
    shape.insert(shape.end(), window.kernel.begin(), window.kernel.end());
    const Quantized weight = quantizedWeight(maker, shape, draw.chance(50) ? Dims{channels} : Dims{});
    const Quantized result = resultScale(maker, source.tensor, 0.02, 0.1);
    Attributes attributes = attributesOf(maker, window, false);
    attributes["dilations"] = window.dilations;
    if (groups != 1) attributes["group"] = groups;
    std::vector<ValueId> inputs{source.tensor, source.scale, source.zero,  weight.tensor,
                                weight.scale,  weight.zero,  result.scale, result.zero};
    if (draw.chance(60)) inputs.push_back(maker.constant(DataType::Int32, {channels}, -3000, 3000));
    const ValueId y = maker.add("QLinearConv", inputs, attributes);
    return y.isValid() ? maker.add("DequantizeLinear", {y, result.scale, result.zero}) : y;
}

ValueId addPool(GraphMaker& maker, ValueId x, std::string_view name) {
    const Dims& dims = maker.dims(x);
    if (dims.size() < 3 || dims.size() > 5) return {};
    Draw& draw = maker.draw;
    const bool isMax = name == "MaxPool", isAverage = name == "AveragePool";
    const std::int64_t opset = maker.opset();
    const bool mayDilate = (isMax && opset >= 10) || (isAverage && opset >= 19) || (name == "LpPool" && opset >= 18);
    const Window window = drawWindow(maker, x, mayDilate);
    Attributes attributes = attributesOf(maker, window, true);
    if (mayDilate) attributes["dilations"] = window.dilations;
    const bool mayCeil = name == "LpPool" ? opset >= 18 : opset >= 10;
    if (mayCeil && draw.chance(40)) attributes["ceil_mode"] = std::int64_t(1);
    if (isAverage && draw.chance(50)) attributes["count_include_pad"] = draw.integer(0, 1);
    if (name == "LpPool") attributes["p"] = draw.integer(1, 3);
    const bool hasIndices = isMax && draw.chance(8);
    if (hasIndices && draw.chance(50)) attributes["storage_order"] = draw.integer(0, 1);
    return maker.add(std::string(name), {x}, attributes, hasIndices ? 2 : 1);
}

ValueId addGlobalPool(GraphMaker& maker, ValueId x, std::string_view name) {
    if (maker.rank(x) < 3) return {};
    return maker.add(std::string(name), {x});
}

constexpr OperatorRow kRows[] = {
    {"Conv", 1, kNewestOpset, 30, false, addConv},
    {"ConvTranspose", 1, kNewestOpset, 10, false, addConvTranspose},
    {"QLinearConv", 10, kNewestOpset, 6, false, addQLinearConv},
    {"MaxPool", 8, kNewestOpset, 8, false, addPool},
    {"AveragePool", 7, kNewestOpset, 8, false, addPool},
    {"LpPool", 2, kNewestOpset, 2, false, addPool},
    {"GlobalAveragePool", 1, kNewestOpset, 3, false, addGlobalPool},
    {"GlobalMaxPool", 1, kNewestOpset, 2, false, addGlobalPool},
    {"GlobalLpPool", 2, kNewestOpset, 1, false, addGlobalPool},
};

} // namespace

std::span<const OperatorRow> windowRows() {
    return kRows;
}

} // namespace lathe::random_test
