#include "core/ops/spatial_window.h"

#include "core/ops/op_helpers.h"

#include <algorithm>

namespace lathe {
namespace {

/// Keeps every sum and product of two attributes far from overflow.
constexpr std::int64_t kMostAttribute = std::int64_t(1) << 30;

enum class AutoPad { NotSet, Valid, SameUpper, SameLower };

Result<AutoPad> autoPadOf(const OpContext& context) {
    const std::string text = context.node.stringAttribute("auto_pad", "NOTSET");
    if (text == "NOTSET" || text.empty()) return AutoPad::NotSet;
    if (text == "VALID") return AutoPad::Valid;
    if (text == "SAME_UPPER") return AutoPad::SameUpper;
    if (text == "SAME_LOWER") return AutoPad::SameLower;
    return opError(context, "auto_pad is '" + text + "', expected NOTSET, VALID, SAME_UPPER or SAME_LOWER");
}

Result<std::vector<std::int64_t>> listAttribute(const OpContext& context, std::string_view name, std::size_t count, std::int64_t fallback,
                                                std::int64_t least) {
    std::vector<std::int64_t> values = context.node.intsAttribute(name);
    if (values.empty()) return std::vector<std::int64_t>(count, fallback);
    if (values.size() != count)
        return opError(context,
                       std::string(name) + " has " + std::to_string(values.size()) + " numbers, expected " + std::to_string(count));
    for (const std::int64_t value : values)
        if (value < least || value > kMostAttribute)
            return opError(context, std::string(name) + " holds " + std::to_string(value) + ", expected at least " + std::to_string(least));
    return values;
}

Result<std::vector<WindowAxis>> readAxes(const OpContext& context, const Shape& input, std::span<const std::int64_t> kernel) {
    if (input.rank() < 3)
        return opError(context, "input has shape " + toText(input) + ", expected batch, channels and at least one spatial axis");
    const auto count = static_cast<std::size_t>(input.rank() - 2);
    if (kernel.size() != count)
        return opError(context, "the kernel has " + std::to_string(kernel.size()) + " spatial axes, the input " + std::to_string(count));
    LATHE_TRY(const auto strides, listAttribute(context, "strides", count, 1, 1));
    LATHE_TRY(const auto dilations, listAttribute(context, "dilations", count, 1, 1));
    LATHE_TRY(const auto pads, listAttribute(context, "pads", 2 * count, 0, 0));
    std::vector<WindowAxis> axes(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (kernel[i] < 1 || kernel[i] > kMostAttribute) return opError(context, "a kernel of size " + std::to_string(kernel[i]));
        axes[i] = {kernel[i], strides[i], dilations[i], pads[i], pads[i + count], input.dims[i + 2], {}};
        if (axes[i].input.isKnown() && axes[i].input.value > (kMostAttribute << 10)) return opError(context, "the input is too large");
    }
    return axes;
}

/// Splits `total` so that SAME_UPPER has the odd one at the end.
void splitPadding(WindowAxis& axis, std::int64_t total, bool isUpper) {
    const std::int64_t small = total / 2;
    axis.padBegin = isUpper ? small : total - small;
    axis.padEnd = total - axis.padBegin;
}

Status sizeAxis(const OpContext& context, WindowAxis& axis, AutoPad autoPad, bool isCeil) {
    if (autoPad != AutoPad::NotSet) axis.padBegin = axis.padEnd = 0;
    if (!axis.input.isKnown()) return {};
    const std::int64_t input = axis.input.value;
    if (autoPad == AutoPad::SameUpper || autoPad == AutoPad::SameLower) {
        const std::int64_t output = (input + axis.stride - 1) / axis.stride;
        splitPadding(axis, std::max<std::int64_t>((output - 1) * axis.stride + axis.extent() - input, 0), autoPad == AutoPad::SameUpper);
        axis.output = output;
        return {};
    }
    const std::int64_t room = input + axis.padBegin + axis.padEnd - axis.extent();
    if (room < 0)
        return opError(context, "a window of " + std::to_string(axis.extent()) + " does not fit into an input of " + std::to_string(input) +
                                    " with pads " + std::to_string(axis.padBegin) + " and " + std::to_string(axis.padEnd));
    std::int64_t output = (isCeil ? room + axis.stride - 1 : room) / axis.stride + 1;
    // A last window that would lie in the end padding alone does not count (as PyTorch and ONNX opset 19 define it).
    if (isCeil && (output - 1) * axis.stride >= input + axis.padBegin) --output;
    axis.output = output;
    return {};
}

Status sizeTransposedAxis(const OpContext& context, WindowAxis& axis, AutoPad autoPad, std::int64_t outputPadding,
                          std::optional<std::int64_t> wanted) {
    const bool isSame = autoPad == AutoPad::SameUpper || autoPad == AutoPad::SameLower;
    if (autoPad != AutoPad::NotSet || wanted) axis.padBegin = axis.padEnd = 0;
    if (!axis.input.isKnown()) {
        if (wanted) axis.output = *wanted;
        return {};
    }
    if (axis.input.value < 1) return opError(context, "the input has no elements");
    const std::int64_t full = axis.stride * (axis.input.value - 1) + outputPadding + axis.extent();
    if (isSame && !wanted) wanted = axis.input.value * axis.stride;
    if (wanted) {
        splitPadding(axis, std::max<std::int64_t>(full - *wanted, 0), autoPad == AutoPad::SameUpper);
        axis.output = *wanted;
        return {};
    }
    const std::int64_t output = full - axis.padBegin - axis.padEnd;
    if (output < 1) return opError(context, "the pads leave nothing of an output of " + std::to_string(full));
    axis.output = output;
    return {};
}

} // namespace

Result<std::vector<WindowAxis>> windowOf(const OpContext& context, const Shape& input, std::span<const std::int64_t> kernel) {
    LATHE_TRY(const AutoPad autoPad, autoPadOf(context));
    LATHE_TRY(std::vector<WindowAxis> axes, readAxes(context, input, kernel));
    const bool isCeil = context.node.intAttribute("ceil_mode", 0) != 0;
    for (WindowAxis& axis : axes)
        LATHE_CHECK(sizeAxis(context, axis, autoPad, isCeil));
    return axes;
}

Result<std::vector<WindowAxis>> transposedWindowOf(const OpContext& context, const Shape& input, std::span<const std::int64_t> kernel) {
    LATHE_TRY(const AutoPad autoPad, autoPadOf(context));
    LATHE_TRY(std::vector<WindowAxis> axes, readAxes(context, input, kernel));
    LATHE_TRY(const auto outputPadding, listAttribute(context, "output_padding", axes.size(), 0, 0));
    std::vector<std::int64_t> wanted = context.node.intsAttribute("output_shape");
    // Some exporters write the whole shape, batch and channels included.
    if (wanted.size() == axes.size() + 2) wanted.erase(wanted.begin(), wanted.begin() + 2);
    if (!wanted.empty() && wanted.size() != axes.size())
        return opError(context, "output_shape has " + std::to_string(wanted.size()) + " numbers, expected " + std::to_string(axes.size()));
    for (std::size_t i = 0; i < axes.size(); ++i) {
        if (!wanted.empty() && (wanted[i] < 1 || wanted[i] > kMostAttribute))
            return opError(context, "output_shape holds " + std::to_string(wanted[i]));
        LATHE_CHECK(
            sizeTransposedAxis(context, axes[i], autoPad, outputPadding[i], wanted.empty() ? std::nullopt : std::optional(wanted[i])));
    }
    return axes;
}

Result<Window3> threeAxes(const OpContext& context, std::span<const WindowAxis> axes) {
    if (axes.size() > 3) return opError(context, "more than three spatial axes are not supported");
    Window3 three;
    for (std::size_t i = 0; i < 3; ++i)
        three[i].input = three[i].output = Dim(1);
    std::ranges::copy(axes, three.begin() + static_cast<std::ptrdiff_t>(3 - axes.size()));
    return three;
}

Range insideRange(std::int64_t count, std::int64_t stride, std::int64_t offset, std::int64_t limit) {
    const std::int64_t first = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
    const std::int64_t last = offset >= limit ? 0 : (limit - 1 - offset) / stride + 1;
    return {std::min(first, count), std::max(std::min(first, count), std::min(last, count))};
}

} // namespace lathe
