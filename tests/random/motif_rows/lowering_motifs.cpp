#include "tests/random/motifs.h"

namespace lathe::random_test {
namespace {

/// x where it is a float of this rank, else a new input.
ValueId floatOfRank(GraphMaker& maker, ValueId x, std::int64_t rank) {
    if (maker.isFloat(x) && maker.rank(x) == rank && maker.draw.chance(60)) return x;
    Dims dims;
    for (std::int64_t i = 0; i < rank; ++i)
        dims.push_back(maker.draw.integer(1, i < 2 ? 4 : 7));
    return maker.input(DataType::Float, dims);
}

std::int64_t anyAxis(GraphMaker& maker, ValueId x) {
    return maker.draw.integer(-maker.rank(x), maker.rank(x) - 1);
}

ValueId perChannel(GraphMaker& maker, ValueId x, double low) {
    return maker.weight(DataType::Float, {maker.dims(x)[1]}, low, 2);
}

ValueId addSizedResize(GraphMaker& maker, ValueId x) {
    x = floatOfRank(maker, x, 4);
    Dims sizes = maker.dims(x);
    sizes[2] = maker.draw.integer(1, 9);
    sizes[3] = maker.draw.integer(1, 9);
    if (maker.opset() < 13) return {};
    return maker.add("Resize", {x, {}, {}, maker.integers(sizes)},
                     {{"mode", std::string(maker.draw.pick({"nearest", "linear", "cubic"}))},
                      {"coordinate_transformation_mode", std::string(maker.draw.pick({"half_pixel", "asymmetric", "align_corners"}))}});
}

ValueId addConcat(GraphMaker& maker, ValueId x) {
    x = floatOfRank(maker, x, maker.draw.integer(3, 5));
    const ValueId other = maker.draw.chance(50) ? x : maker.add("Neg", {x});
    return maker.add("Concat", {x, other, x}, {{"axis", anyAxis(maker, x)}});
}

ValueId addCopies(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) < 1) return {};
    return maker.add("Concat", std::vector<ValueId>(static_cast<std::size_t>(maker.draw.integer(2, 4)), x), {{"axis", anyAxis(maker, x)}});
}

ValueId addSoftmax(GraphMaker& maker, ValueId x) {
    x = floatOfRank(maker, x, maker.draw.integer(2, 4));
    return maker.add(maker.draw.pick({"Softmax", "LogSoftmax"}), {x}, {{"axis", anyAxis(maker, x)}});
}

ValueId addBatchNorm(GraphMaker& maker, ValueId x) {
    x = floatOfRank(maker, x, maker.draw.integer(2, 4));
    return maker.add("BatchNormalization",
                     {x, perChannel(maker, x, -2), perChannel(maker, x, -1), perChannel(maker, x, -1), perChannel(maker, x, 0.5)});
}

ValueId addPaddedConv(GraphMaker& maker, ValueId x) {
    x = floatOfRank(maker, x, 4);
    const std::int64_t high = maker.draw.integer(1, 7), wide = maker.draw.integer(1, 7);
    const ValueId w = maker.weight(DataType::Float, {2, maker.dims(x)[1], high, wide});
    const std::int64_t dilation = maker.draw.integer(1, 2), stride = maker.draw.integer(1, 2);
    Dims pads{(high - 1) * dilation, (wide - 1) * dilation, maker.draw.integer(0, 4), maker.draw.integer(0, 4)};
    return maker.add("Conv", {x, w}, {{"pads", pads}, {"dilations", Dims{dilation, dilation}}, {"strides", Dims{stride, 1}}});
}

ValueId addSlices(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) < 2) return {};
    const std::int64_t last = maker.rank(x) - 1;
    if (maker.opset() < 10) return maker.add("Slice", {x}, {{"axes", Dims{0, last}}, {"starts", Dims{0, -2}}, {"ends", Dims{2, 99}}});
    const std::int64_t step = maker.draw.pick<std::int64_t>({1, 2, -1});
    return maker.add("Slice", {x, maker.integers({0, step < 0 ? -1 : 0}), maker.integers({2, step < 0 ? -99 : 5}), maker.integers({0, -1}),
                               maker.integers({1, step})});
}

ValueId addInstanceNorm(GraphMaker& maker, ValueId x) {
    x = floatOfRank(maker, x, maker.draw.integer(3, 4));
    return maker.add("InstanceNormalization", {x, perChannel(maker, x, -2), perChannel(maker, x, -1)});
}

ValueId addUnsqueeze(GraphMaker& maker, ValueId x) {
    const Dims axes{maker.draw.integer(0, maker.rank(x))};
    return maker.opset() < 13 ? maker.add("Unsqueeze", {x}, {{"axes", axes}}) : maker.add("Unsqueeze", {x, maker.integers(axes)});
}

ValueId addNeg(GraphMaker& maker, ValueId x) {
    return maker.add("Neg", {x});
}

ValueId addExpand(GraphMaker& maker, ValueId x) {
    Dims shape = maker.dims(x);
    for (std::int64_t& dim : shape)
        dim = dim == 1 ? maker.draw.integer(1, 3) : dim;
    if (maker.draw.chance(50)) shape.insert(shape.begin(), maker.draw.integer(1, 3));
    return maker.add("Expand", {x, maker.integers(shape)});
}

ValueId addLargeMaxPool(GraphMaker& maker, ValueId x) {
    const std::int64_t spatial = maker.draw.integer(1, 2);
    x = floatOfRank(maker, x, spatial + 2);
    Dims kernel, strides, begin, end;
    for (std::int64_t i = 0; i < spatial; ++i) {
        kernel.push_back(maker.draw.integer(1, 7));
        strides.push_back(maker.draw.integer(1, 3));
        begin.push_back(maker.draw.integer(0, kernel.back() - 1));
        end.push_back(maker.draw.integer(0, kernel.back() - 1));
    }
    if (maker.draw.chance(20))
        return maker.add("MaxPool", {x}, {{"kernel_shape", kernel}, {"strides", strides}, {"auto_pad", std::string("SAME_LOWER")}});
    begin.insert(begin.end(), end.begin(), end.end());
    return maker.add("MaxPool", {x}, {{"kernel_shape", kernel}, {"strides", strides}, {"pads", begin}});
}

ValueId addDepthToSpace(GraphMaker& maker, ValueId) {
    const std::int64_t block = maker.draw.integer(1, 3);
    const ValueId x =
        maker.input(DataType::Float, {maker.draw.integer(1, 2), block * block * maker.draw.integer(1, 2), 2, maker.draw.integer(1, 3)});
    Attributes attributes{{"blocksize", block}};
    if (maker.opset() >= 11 && maker.draw.chance(50)) attributes["mode"] = std::string("CRD");
    return maker.add("DepthToSpace", {x}, attributes);
}

ValueId addSpaceToDepth(GraphMaker& maker, ValueId) {
    const std::int64_t block = maker.draw.integer(1, 3);
    const ValueId x = maker.input(DataType::Float, {1, maker.draw.integer(1, 3), 2 * block, block * maker.draw.integer(1, 2)});
    return maker.add("SpaceToDepth", {x}, {{"blocksize", block}});
}

ValueId addReductions(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) < 2) return {};
    const std::string type = maker.draw.pick({"ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin"});
    const Dims axes{maker.draw.integer(1, maker.rank(x) - 1), -maker.rank(x)};
    const std::int64_t keeps = maker.draw.integer(0, 1);
    if (maker.draw.chance(20)) return maker.add(type, {x}, {{"keepdims", keeps}});
    if (maker.opset() >= (type == "ReduceSum" ? 13 : 18)) return maker.add(type, {x, maker.integers(axes)}, {{"keepdims", keeps}});
    return maker.add(type, {x}, {{"axes", axes}, {"keepdims", keeps}});
}

ValueId addArgMax(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) < 1) return {};
    return maker.add(maker.draw.pick({"ArgMax", "ArgMin"}), {x}, {{"axis", anyAxis(maker, x)}, {"keepdims", maker.draw.integer(0, 1)}});
}

ValueId addGather(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) < 1) return {};
    const std::int64_t axis = anyAxis(maker, x), size = maker.dims(x)[static_cast<std::size_t>(axis < 0 ? axis + maker.rank(x) : axis)];
    if (size == 0) return {};
    const std::int64_t index = maker.draw.integer(-size, size - 1);
    const ValueId indices =
        maker.draw.chance(50) ? maker.integer(index) : maker.integers(maker.draw.chance(70) ? Dims{index} : Dims{index, 0});
    return maker.add("Gather", {x, indices}, {{"axis", axis}});
}

ValueId addGemm(GraphMaker& maker, ValueId x) {
    const bool isFlattened = maker.draw.chance(50);
    x = floatOfRank(maker, x, isFlattened ? 4 : 2);
    if (isFlattened) x = maker.add("Flatten", {x}, {{"axis", std::int64_t(1)}});
    const std::int64_t inputs = maker.dims(x)[1], outputs = maker.draw.integer(1, 4), isTransposed = maker.draw.integer(0, 1);
    std::vector<ValueId> operands{x, maker.weight(DataType::Float, isTransposed != 0 ? Dims{outputs, inputs} : Dims{inputs, outputs})};
    if (maker.draw.chance(70) || maker.opset() < 11)
        operands.push_back(maker.weight(DataType::Float, maker.draw.chance(70)   ? Dims{outputs}
                                                         : maker.draw.chance(50) ? Dims{}
                                                                                 : Dims{maker.dims(x)[0], 1}));
    return maker.add("Gemm", std::move(operands),
                     {{"transB", isTransposed}, {"alpha", maker.draw.pick({1.0f, 0.5f})}, {"beta", maker.draw.pick({1.0f, 2.0f})}});
}

ValueId addWholeConv(GraphMaker& maker, ValueId x) {
    x = floatOfRank(maker, x, 4);
    const Dims& d = maker.dims(x);
    const Dims kernel = maker.draw.chance(80) ? Dims{d[2], d[3]} : Dims{1, 1};
    std::vector<ValueId> operands{x, maker.weight(DataType::Float, {3, d[1], kernel[0], kernel[1]})};
    if (maker.draw.chance(50)) operands.push_back(maker.weight(DataType::Float, {3}));
    return maker.add("Conv", std::move(operands));
}

ValueId addMatMul(GraphMaker& maker, ValueId x) {
    x = floatOfRank(maker, x, maker.draw.integer(2, 4));
    const Dims d = maker.dims(x);
    if (maker.draw.chance(60)) return maker.add("MatMul", {x, maker.weight(DataType::Float, {d.back(), maker.draw.integer(1, 4)})});
    Dims other = d;
    std::swap(other[other.size() - 1], other[other.size() - 2]);
    return maker.add("MatMul", {x, maker.draw.chance(70) ? maker.input(DataType::Float, other) : maker.weight(DataType::Float, other)});
}

ValueId addGlobalPool(GraphMaker& maker, ValueId x) {
    x = maker.draw.chance(50) ? maker.input(DataType::Float, {1, 2, 32, maker.draw.integer(31, 33)})
                              : floatOfRank(maker, x, maker.draw.integer(3, 4));
    return maker.add(maker.draw.chance(70) ? "GlobalAveragePool" : "GlobalMaxPool", {x});
}

ValueId addLastMean(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 2) return {};
    const Dims axes = maker.draw.chance(50) || maker.rank(x) < 3 ? Dims{-1} : Dims{-1, maker.draw.integer(0, maker.rank(x) - 2)};
    const Attributes keeps{{"keepdims", maker.draw.integer(0, 1)}};
    if (maker.opset() >= 18) return maker.add("ReduceMean", {x, maker.integers(axes)}, keeps);
    Attributes attributes = keeps;
    attributes["axes"] = axes;
    return maker.add("ReduceMean", {x}, attributes);
}

ValueId addPool(GraphMaker& maker, ValueId x) {
    x = floatOfRank(maker, x, maker.draw.integer(3, 4));
    Dims kernel(maker.dims(x).begin() + 2, maker.dims(x).end());
    if (maker.draw.chance(50)) kernel.assign(kernel.size(), maker.draw.integer(1, 3));
    Attributes attributes{{"kernel_shape", kernel}};
    const bool isMean = maker.draw.chance(70);
    if (maker.draw.chance(40)) attributes["pads"] = Dims(2 * kernel.size(), std::min<std::int64_t>(1, kernel[0] - 1));
    if (isMean && maker.opset() >= 7 && maker.draw.chance(60)) attributes["count_include_pad"] = std::int64_t(1);
    return maker.add(isMean ? "AveragePool" : "MaxPool", {x}, attributes);
}

ValueId addKernel(GraphMaker& maker, ValueId x) {
    x = floatOfRank(maker, x, maker.draw.integer(3, 4));
    Dims weights{2, maker.dims(x)[1]}, dilations;
    for (std::int64_t i = 2; i < maker.rank(x); ++i) {
        weights.push_back(maker.draw.integer(1, 4));
        dilations.push_back(maker.draw.integer(1, 3));
    }
    Attributes attributes{{"dilations", dilations}};
    if (maker.draw.chance(30))
        attributes["auto_pad"] = std::string("SAME_UPPER");
    else
        attributes["pads"] = Dims(2 * dilations.size(), maker.draw.integer(0, 3));
    return maker.add("Conv", {x, maker.weight(DataType::Float, weights)}, attributes);
}

ValueId addStridedConv(GraphMaker& maker, ValueId) {
    const ValueId x = maker.input(DataType::Float, {1, 2, maker.draw.integer(7, 14), maker.draw.integer(4, 12)});
    const std::int64_t pad = maker.draw.integer(2, 3), stride = maker.draw.chance(80) ? 4 : 3;
    return maker.add("Conv", {x, maker.weight(DataType::Float, {2, 2, 7, 7})},
                     {{"strides", Dims{stride, stride}}, {"pads", Dims{pad, pad, pad, 3}}});
}

ValueId addLine(GraphMaker& maker, ValueId x) {
    x = floatOfRank(maker, x, 3);
    const std::int64_t channels = maker.dims(x)[1];
    switch (maker.draw.integer(0, 3)) {
    case 0:
        return maker.add("Conv", {x, maker.weight(DataType::Float, {2, channels, 2})}, {{"pads", Dims{1, 0}}, {"strides", Dims{2}}});
    case 1:
        return maker.add("ConvTranspose", {x, maker.weight(DataType::Float, {channels, 2, 3})},
                         {{"strides", Dims{2}}, {"output_padding", Dims{1}}});
    case 2:
        return maker.add(maker.draw.pick({"MaxPool", "AveragePool"}), {x},
                         {{"kernel_shape", Dims{2}}, {"auto_pad", std::string("SAME_UPPER")}});
    default:
        return maker.add("GlobalAveragePool", {x});
    }
}

ValueId addDeconvolution(GraphMaker& maker, ValueId x) {
    x = floatOfRank(maker, x, 4);
    const std::int64_t channels = maker.dims(x)[1], groups = maker.draw.chance(40) ? channels : 1, stride = maker.draw.integer(1, 3);
    const std::int64_t kernel = maker.draw.integer(1, 4), pad = maker.draw.integer(0, std::min<std::int64_t>(1, kernel - 1));
    std::vector<ValueId> operands{x, maker.weight(DataType::Float, {channels, 2, kernel, kernel})};
    if (maker.draw.chance(50)) operands.push_back(maker.weight(DataType::Float, {2 * groups}));
    return maker.add("ConvTranspose", std::move(operands),
                     {{"group", groups}, {"strides", Dims{stride, stride}}, {"pads", Dims{pad, pad, pad, pad}}});
}

ValueId addGroupedDeconvolution(GraphMaker& maker, ValueId) {
    const std::int64_t groups = maker.draw.integer(1, 3);
    const ValueId x = maker.input(DataType::Float, {1, groups * maker.draw.integer(1, 3), 3, 2});
    std::vector<ValueId> operands{x, maker.weight(DataType::Float, {maker.dims(x)[1], 2, 2, 2})};
    if (maker.draw.chance(50)) operands.push_back(maker.weight(DataType::Float, {2 * groups}));
    return maker.add("ConvTranspose", std::move(operands), {{"group", groups}, {"strides", Dims{2, 2}}});
}

ValueId addWholeResize(GraphMaker& maker, ValueId x) {
    if (maker.opset() < 13) return {};
    x = floatOfRank(maker, x, 4);
    const auto high = static_cast<float>(maker.draw.integer(1, 4)), wide = static_cast<float>(maker.draw.pick({1.0f, 2.0f, 3.0f, 1.5f}));
    return maker.add("Resize", {x, {}, maker.reals({1, 1, high, wide})},
                     {{"mode", std::string(maker.draw.pick({"nearest", "linear"}))},
                      {"nearest_mode", std::string(maker.draw.pick({"round_prefer_floor", "floor"}))},
                      {"coordinate_transformation_mode", std::string(maker.draw.pick({"half_pixel", "asymmetric", "half_pixel"}))}});
}

/// A small network of a batch.
ValueId batchedNetwork(GraphMaker& maker, ValueId given) {
    const ValueId x = maker.isFloat(given) && maker.rank(given) == 4 && maker.dims(given)[0] > 1 && maker.dims(given)[1] > 0
                          ? given
                          : maker.input(DataType::Float, {maker.draw.integer(1, 3), 2, 4, 4});
    ValueId y = x;
    for (std::int64_t i = maker.draw.integer(2, 4); i > 0 && y.isValid(); --i) {
        const ValueId before = y;
        const std::int64_t channels = maker.dims(y)[1];
        switch (maker.draw.integer(0, 5)) {
        case 0:
            y = maker.add("Conv", {y, maker.weight(DataType::Float, {2, channels, 1, 1})});
            break;
        case 1:
            y = maker.add("MaxPool", {y}, {{"kernel_shape", Dims{1, 1}}});
            break;
        case 2:
            y = maker.add(maker.draw.pick({"Relu", "Tanh"}), {y});
            break;
        case 3:
            y = maker.add("Mul",
                          {y, maker.constant(DataType::Float,
                                             maker.draw.chance(60) ? Dims{channels, 1, 1} : Dims{maker.dims(y)[0], 1, 1, 1}, 0.5, 2)});
            break;
        case 4:
            y = maker.add("GlobalAveragePool", {y});
            break;
        default:
            y = maker.add("Relu", {y});
            if (y.isValid()) y = maker.add("Add", {before, y});
        }
    }
    return y;
}

} // namespace

std::span<const MotifRow> loweringMotifs() {
    static constexpr MotifRow kRows[] = {
        {"rewrite-resize-sizes-as-scales", addSizedResize},
        {"move-concat-to-channel", addConcat},
        {"move-softmax-channel-to-width", addSoftmax},
        {"move-softmax-height-to-width", addSoftmax},
        {"reshape-softmax-to-height", addSoftmax},
        {"lift-batch-norm-to-4d", addBatchNorm},
        {"shrink-conv-kernel", addPaddedConv},
        {"split-slice-axes", addSlices},
        {"rewrite-instance-norm-as-layer-norm", addInstanceNorm},
        {"rewrite-unsqueeze-as-reshape", addUnsqueeze},
        {"rewrite-neg-as-mul", addNeg},
        {"rewrite-expand-as-concat", addExpand},
        {"split-concat", addCopies},
        {"cascade-max-pool", addLargeMaxPool},
        {"rewrite-depth-to-space-as-transpose", addDepthToSpace},
        {"rewrite-space-to-depth-as-transpose", addSpaceToDepth},
        {"split-reduce-axes", addReductions},
        {"keep-arg-max-dims", addArgMax},
        {"rewrite-single-gather-as-slice", addGather},
        {"rewrite-gemm-as-matmul", addGemm},
        {"rewrite-gemm-as-conv", addGemm},
        {"rewrite-flattened-gemm-as-conv", addGemm},
        {"rewrite-conv-as-gemm", addWholeConv},
        {"rewrite-matmul-as-conv", addMatMul},
        {"rewrite-large-global-pool-as-matmul", addGlobalPool},
        {"rewrite-reduce-mean-as-matmul", addLastMean},
        {"rewrite-global-pool-as-pool", addGlobalPool},
        {"rewrite-whole-pool-as-reduction", addPool},
        {"rewrite-average-pool-as-conv", addPool},
        {"widen-even-conv-kernel", addKernel},
        {"undilate-conv", addKernel},
        {"split-conv-stride", addStridedConv},
        {"lift-1d-to-2d", addLine},
        {"rewrite-batch-norm-as-conv", addBatchNorm},
        {"split-conv-transpose-groups", addGroupedDeconvolution},
        {"rewrite-nearest-resize-as-deconvolution", addWholeResize},
        {"rewrite-linear-resize-as-deconvolution", addWholeResize},
        {"rewrite-deconvolution-as-conv", addDeconvolution},
        {"split-batch-into-branches", batchedNetwork},
        {"split-batched-matmul", addMatMul},
        {"fold-matmul-channel-into-height", addMatMul},
    };
    return kRows;
}

} // namespace lathe::random_test
