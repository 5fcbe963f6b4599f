#include "core/simulator/functional/kernel.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace {

struct KernelRow {
    std::string_view op;
    KernelMaker make;
};

/// The operators with integer arithmetic (docs/numerics.md). Functions of one variable have a table instead of a row.
constexpr std::array kKernels{
    KernelRow{"Add", makeSumKernel},
    KernelRow{"AveragePool", makeAverageKernel},
    KernelRow{"Clip", makeClampKernel},
    KernelRow{"Concat", makeConcatKernel},
    KernelRow{"Conv", makeConvKernel},
    KernelRow{"ConvTranspose", makeConvTransposeKernel},
    KernelRow{"DepthToSpace", makeMoveKernel},
    KernelRow{"Dropout", makeMoveKernel},
    KernelRow{"Expand", makeMoveKernel},
    KernelRow{"Flatten", makeMoveKernel},
    KernelRow{"Gather", makeMoveKernel},
    KernelRow{"Gemm", makeMatMulKernel},
    KernelRow{"GlobalAveragePool", makeAverageKernel},
    KernelRow{"GlobalMaxPool", makeMoveKernel},
    KernelRow{"Identity", makeMoveKernel},
    KernelRow{"MatMul", makeMatMulKernel},
    KernelRow{"MaxPool", makeMoveKernel},
    KernelRow{"Mul", makeMulKernel},
    KernelRow{"Pad", makeMoveKernel},
    KernelRow{"ReduceMean", makeAverageKernel},
    KernelRow{"Relu", makeClampKernel},
    KernelRow{"Reshape", makeMoveKernel},
    KernelRow{"Resize", makeMoveKernel},
    KernelRow{"Slice", makeMoveKernel},
    KernelRow{"Softmax", makeSoftmaxKernel},
    KernelRow{"SpaceToDepth", makeMoveKernel},
    KernelRow{"Split", makeMoveKernel},
    KernelRow{"Squeeze", makeMoveKernel},
    KernelRow{"Sub", makeSumKernel},
    KernelRow{"Sum", makeSumKernel},
    KernelRow{"Tile", makeMoveKernel},
    KernelRow{"Transpose", makeMoveKernel},
    KernelRow{"Unsqueeze", makeMoveKernel},
    KernelRow{"Upsample", makeMoveKernel},
};

} // namespace

bool KernelSource::isWide() const {
    const auto isInt16 = [&](ValueId value) {
        const QuantParams* params = value.isValid() ? network.paramsOf(value) : nullptr;
        return params && params->type == DataType::Int16;
    };
    return std::ranges::any_of(node().inputs, isInt16) || std::ranges::any_of(node().outputs, isInt16);
}

Requantizer KernelSource::requantizerBy(double factor) const {
    const ValueId output = node().outputs[0];
    return {factor, network.numerics, typeOf(output), isWide(), zeroPointOf(output)};
}

std::vector<std::int64_t> KernelSource::staticDims(ValueId value) const {
    const auto& shape = network.graph.value(value).shape;
    return shape ? shape->known().value_or(std::vector<std::int64_t>{}) : std::vector<std::int64_t>{};
}

Result<std::unique_ptr<IntegerKernel>> makeKernel(const KernelSource& source) {
    for (const KernelRow& row : kKernels)
        if (row.op == source.node().opType) return row.make(source);
    if (source.network.tables.contains(source.id)) return makeLutKernel(source);
    return Error::internal("the operator " + source.node().opType + " of node " + source.node().name + " has no integer arithmetic");
}

} // namespace lathe
