#include "core/ops/op_forms.h"

#include <algorithm>

namespace lathe {
namespace {

template <class... Names>
bool hasAnyOf(const Node& node, Names... names) {
    return (node.hasAttribute(names) || ...);
}
bool hasAxes(const Node& node) {
    return node.hasAttribute("axes");
}
bool hasSplit(const Node& node) {
    return node.hasAttribute("split");
}
bool hasNoParts(const Node& node) {
    return !node.input(1).isValid() && !hasSplit(node);
}
bool hasSpatial(const Node& node) {
    return node.hasAttribute("spatial");
}
bool hasBounds(const Node& node) {
    return hasAnyOf(node, "min", "max");
}
bool hasRatio(const Node& node) {
    return node.hasAttribute("ratio");
}
bool hasSecondOutput(const Node& node) {
    return node.output(1).isValid();
}
/// Along the last axis the older and the newer form agree: flattening changes nothing there.
bool isNotAlongLast(const Node& node) {
    return node.intAttribute("axis", 1) != -1;
}
bool hasDefaultTransformation(const Node& node) {
    return !node.hasAttribute("coordinate_transformation_mode");
}
bool hasRenamedMode(const Node& node) {
    const std::string mode = node.stringAttribute("mode", "");
    return mode == "bilinear" || mode == "bicubic";
}

constexpr std::string_view kAxesInput = "its axes became an input";
constexpr std::string_view kOneAxis = "it no longer flattens the axes behind its own";
constexpr FormChange kChanges[] = {
    {"BatchNormalization", 9, hasSpatial, "it lost the attribute spatial"},
    {"BatchNormalization", 14, hasSecondOutput, "its further outputs changed"},
    {"Clip", 11, hasBounds, "its bounds became inputs"},
    {"DFT", 20, nullptr, "its axis became an input"},
    {"Dropout", 10, hasSecondOutput, "its mask became boolean"},
    {"Dropout", 12, hasRatio, "its ratio became an input"},
    {"GridSample", 20, hasRenamedMode, "its modes have other names"},
    {"GroupNormalization", 21, nullptr, "scale and bias are per channel, no longer per group"},
    {"Hardmax", 13, isNotAlongLast, kOneAxis},
    {"LogSoftmax", 13, isNotAlongLast, kOneAxis},
    {"Pad", 11, nullptr, "its pads became an input"},
    {"ReduceL1", 18, hasAxes, kAxesInput},
    {"ReduceL2", 18, hasAxes, kAxesInput},
    {"ReduceLogSum", 18, hasAxes, kAxesInput},
    {"ReduceLogSumExp", 18, hasAxes, kAxesInput},
    {"ReduceMax", 18, hasAxes, kAxesInput},
    {"ReduceMean", 18, hasAxes, kAxesInput},
    {"ReduceMin", 18, hasAxes, kAxesInput},
    {"ReduceProd", 18, hasAxes, kAxesInput},
    {"ReduceSum", 13, hasAxes, kAxesInput},
    {"ReduceSumSquare", 18, hasAxes, kAxesInput},
    {"Resize", 11, nullptr, "it has other inputs and maps coordinates otherwise"},
    {"RoiAlign", 16, hasDefaultTransformation, "it maps coordinates otherwise"},
    {"Scan", 9, nullptr, "it has no sequence lengths"},
    {"Scatter", 11, nullptr, "it was replaced by ScatterElements"},
    {"Slice", 10, nullptr, "its starts and ends became inputs"},
    {"Softmax", 13, isNotAlongLast, kOneAxis},
    {"Split", 13, hasSplit, "its parts became an input"},
    {"Split", 18, hasNoParts, "it must state the number of parts"},
    {"Squeeze", 13, hasAxes, kAxesInput},
    {"TopK", 10, nullptr, "its k became an input"},
    {"Unsqueeze", 13, hasAxes, kAxesInput},
    {"Upsample", 9, nullptr, "its scales became an input"},
    {"Upsample", 10, nullptr, "it was replaced by Resize"},
};

} // namespace

const FormChange* firstFormChange(const Node& node, std::int64_t from, std::int64_t to) {
    if (!node.domain.empty() && node.domain != "ai.onnx") return nullptr;
    const auto found = std::ranges::find_if(kChanges, [&](const FormChange& change) {
        return change.opType == node.opType && from < change.opset && change.opset <= to && (!change.touches || change.touches(node));
    });
    return found == std::end(kChanges) ? nullptr : &*found;
}

} // namespace lathe
