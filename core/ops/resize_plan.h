#pragma once

#include "core/ops/move_helpers.h"

namespace lathe {

/// How one axis of a Resize is sampled.
struct AxisResize {
    std::int64_t inSize = 0;
    std::int64_t outSize = 0;
    float scale = 1.0f;
    float roiStart = 0.0f; ///< tf_crop_and_resize: the part of the axis that is shown, as fractions
    float roiEnd = 1.0f;
    bool isCopied = false; ///< every element stays where it is
};

/// All versions of Resize and Upsample as one set of choices; versions before 11 have fixed ones.
struct ResizeModes {
    std::string interpolation; ///< nearest, linear, cubic
    std::string coordinates;   ///< coordinate_transformation_mode
    std::string nearest;       ///< nearest_mode, or "simple" before opset 11
    float cubicA = -0.75f;
    float extrapolation = 0.0f;
    bool excludesOutside = false;
    bool isAntialiased = false;
};

/// An error that lists what is known for a mode that is not.
Result<ResizeModes> resizeModes(const OpContext& context);

/// The output shape as far as shape and parameters tell.
Result<std::optional<Shape>> resizedShape(const OpContext& context, std::span<const InferredTensor> inputs);

/// The axes of an evaluation, where everything is known; `inputs` as resizedShape() accepted them.
Result<std::vector<AxisResize>> resizePlan(const OpContext& context, std::span<const InferredTensor> inputs);

/// One source element and its share.
struct Tap {
    std::int64_t index = 0;
    double weight = 0.0;
};

/// Where position `i` of the output lies in the source axis (binary32 arithmetic, ONNX Resize-19).
float sourceCoordinate(const ResizeModes& modes, const AxisResize& axis, std::int64_t i);
/// True when tf_crop_and_resize shows the extrapolation value there.
bool isOutside(const ResizeModes& modes, const AxisResize& axis, std::int64_t i);
/// The source element that nearest interpolation takes.
std::int64_t nearestSource(const ResizeModes& modes, const AxisResize& axis, std::int64_t i);
/// The source elements that linear and cubic interpolation mix, ascending, none twice.
std::vector<Tap> tapsOf(const ResizeModes& modes, const AxisResize& axis, std::int64_t i);

} // namespace lathe
