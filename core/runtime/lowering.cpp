#include "core/runtime/lowering.h"

#include <map>
#include <string_view>

namespace lathe {

LowerFn findLowering(const Node& node) {
    static const std::map<std::string_view, LowerFn> table = {
        {"Abs", lowerActivation},
        {"Add", lowerBinary},
        {"AveragePool", lowerPool},
        {"BatchNormalization", lowerBatchNormalization},
        {"Clip", lowerActivation},
        {"Concat", lowerConcat},
        {"Conv", lowerConv},
        {"ConvTranspose", lowerConvTranspose},
        {"DequantizeLinear", lowerDequantizeLinear},
        {"Div", lowerBinary},
        {"Dropout", lowerReshape},
        {"Elu", lowerActivation},
        {"Erf", lowerErf},
        {"Exp", lowerActivation},
        {"Flatten", lowerReshape},
        {"Gelu", lowerActivation},
        {"Gemm", lowerGemm},
        {"GlobalAveragePool", lowerGlobalPool},
        {"GlobalMaxPool", lowerGlobalPool},
        {"HardSigmoid", lowerActivation},
        {"HardSwish", lowerActivation},
        {"Identity", lowerReshape},
        {"LRN", lowerLrn},
        {"LeakyRelu", lowerActivation},
        {"LogSoftmax", lowerSoftmax},
        {"MatMul", lowerMatMul},
        {"Max", lowerBinary},
        {"MaxPool", lowerPool},
        {"Min", lowerBinary},
        {"Mish", lowerActivation},
        {"Mul", lowerBinary},
        {"Neg", lowerActivation},
        {"PRelu", lowerBinary},
        {"Pad", lowerPad},
        {"Pow", lowerActivation},
        {"QLinearConv", lowerQLinearConv},
        {"QLinearMatMul", lowerQLinearMatMul},
        {"QuantizeLinear", lowerQuantizeLinear},
        {"Reciprocal", lowerActivation},
        {"ReduceMax", lowerReduce},
        {"ReduceMean", lowerReduce},
        {"ReduceSum", lowerReduce},
        {"Relu", lowerActivation},
        {"Reshape", lowerReshape},
        {"Resize", lowerResize},
        {"Sigmoid", lowerActivation},
        {"Slice", lowerSlice},
        {"Softmax", lowerSoftmax},
        {"Split", lowerSplit},
        {"Sqrt", lowerActivation},
        {"Squeeze", lowerReshape},
        {"Sub", lowerBinary},
        {"Sum", lowerBinary},
        {"Tanh", lowerActivation},
        {"Transpose", lowerTranspose},
        {"Unsqueeze", lowerReshape},
        {"Upsample", lowerResize},
    };
    if (!node.domain.empty()) return nullptr;
    const auto found = table.find(node.opType);
    return found == table.end() ? nullptr : found->second;
}

} // namespace lathe
