#include "core/simulator/functional/run_values.h"

#include <algorithm>

namespace lathe {
namespace {

/// Integers and real numbers in vectors; those of zero points by channel go the way of quantizeTensor.
bool isSimple(const QuantParams& params) {
    return !params.isPerChannel() && (params.type == DataType::Int8 || params.type == DataType::Int16);
}

Tensor quantized(const Tensor& real, const QuantParams& params, const TensorPool& pool, const VectorKernels& vectors) {
    Tensor integers = pool.take(params.type, real.dims());
    const auto run = params.type == DataType::Int16 ? vectors.quantizeWords : vectors.quantizeBytes;
    run(real.data<float>().data(), real.elementCount(), params.scales.front(), params.zeroPoint(),
        integers.mutableData<std::byte>().data());
    return integers;
}

Tensor dequantized(const Tensor& integers, const QuantParams& params, const VectorKernels& vectors) {
    Tensor real = Tensor::makeZeros(DataType::Float, integers.dims());
    const auto run = params.type == DataType::Int16 ? vectors.dequantizeWords : vectors.dequantizeBytes;
    run(integers.bytes().data(), integers.elementCount(), params.scales.front(), params.zeroPoint(), real.mutableData<float>().data());
    return real;
}

} // namespace

Tensor RunValues::operandOf(ValueId value) {
    if (!value.isValid()) return {};
    return m_network.paramsOf(value) ? integersOf(value) : realOf(value);
}

std::pair<Tensor, ElementOrder> RunValues::memoryOf(ValueId value) {
    const Slot& found = slot(value);
    if (found.channelsLast.isPresent()) return {found.channelsLast, ElementOrder::ChannelsLast};
    return {operandOf(value), ElementOrder::Plain};
}

Tensor RunValues::integersOf(ValueId value) {
    Slot& found = slot(value);
    if (found.integers.isPresent()) return found.integers;
    if (const auto constant = m_network.integers.find(value); constant != m_network.integers.end()) return constant->second;
    if (found.channelsLast.isPresent()) {
        found.integers = toPlain(found.channelsLast, m_pool, *m_vectors);
        found.isPooled = true;
        return found.integers;
    }
    const QuantParams& params = *m_network.paramsOf(value);
    found.isPooled = m_vectors && isSimple(params);
    const Tensor real = realOf(value).toFloat();
    return found.integers = found.isPooled ? quantized(real, params, m_pool, *m_vectors) : quantizeTensor(real, params);
}

Tensor RunValues::realOf(ValueId value) {
    if (!value.isValid()) return {};
    Slot& found = slot(value);
    if (found.real.isPresent()) return found.real;
    if (found.integers.isPresent() || found.channelsLast.isPresent()) {
        const QuantParams& params = *m_network.paramsOf(value);
        const Tensor integers = integersOf(value);
        return found.real = m_vectors && isSimple(params) ? dequantized(integers, params, *m_vectors) : dequantizeTensor(integers, params);
    }
    if (const Tensor* constant = m_network.graph.constantOf(value)) return *constant;
    return {};
}

Tensor RunValues::orderedOf(ValueId value, bool isChannelsLast) {
    Slot& found = slot(value);
    if (isChannelsLast && found.channelsLast.isPresent()) return found.channelsLast;
    Tensor integers = integersOf(value);
    const bool isInOrder = !isChannelsLast || ordersCoincide(integers.dims());
    if (isInOrder && found.isPooled) return integers;
    if (isInOrder) {
        found.isPooled = true;
        return found.integers = pooledCopy(integers, m_pool);
    }
    return found.channelsLast = toChannelsLast(integers, m_pool, *m_vectors);
}

std::vector<Tensor> RunValues::orderedOperandsOf(const Node& node, bool isChannelsLast) {
    std::vector<Tensor> operands;
    for (const ValueId input : node.inputs) {
        const bool isActivation = input.isValid() && m_network.paramsOf(input) && !m_network.integers.contains(input);
        operands.push_back(isActivation ? orderedOf(input, isChannelsLast) : operandOf(input));
    }
    return operands;
}

bool RunValues::isChannelsLast(const Node& node, const IntegerKernel& kernel) const {
    if (kernel.order() != ElementOrder::Any) return kernel.order() == ElementOrder::ChannelsLast;
    return std::ranges::any_of(node.inputs, [&](ValueId input) { return input.isValid() && slot(input).channelsLast.isPresent(); });
}

void RunValues::store(ValueId value, Tensor tensor, bool isInteger) {
    if (!value.isValid()) return;
    Slot& into = slot(value);
    (isInteger ? into.integers : into.real) = std::move(tensor);
    into.isPooled = false;
}

void RunValues::storeOrdered(ValueId value, Tensor tensor, bool isChannelsLast) {
    Slot& into = slot(value);
    if (isChannelsLast && !ordersCoincide(tensor.dims())) {
        into.channelsLast = std::move(tensor);
    } else {
        into.integers = std::move(tensor);
        into.isPooled = true;
    }
}

} // namespace lathe
