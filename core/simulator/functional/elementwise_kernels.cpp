#include "core/simulator/functional/element_order.h"
#include "core/simulator/functional/integer_view.h"
#include "core/simulator/functional/kernel.h"
#include "core/simulator/functional/requantizer.h"
#include "core/simulator/functional/vector_elementwise.h"

#include <algorithm>

namespace lathe {
namespace {

/// Offsets into an operand for every element of the output, under NumPy broadcasting.
class Broadcast {
public:
    Broadcast(const std::vector<std::int64_t>& from, const std::vector<std::int64_t>& to)
        : m_dims(to), m_strides(to.size(), 0), m_isIdentity(from == to) {
        const auto strides = rowMajorStrides(from);
        const std::size_t lead = to.size() - from.size();
        for (std::size_t i = 0; i < from.size(); ++i)
            m_strides[lead + i] = from[i] == 1 ? 0 : strides[i];
    }
    std::int64_t offset(std::int64_t index) const {
        if (m_isIdentity) return index;
        std::int64_t result = 0;
        for (std::size_t i = m_dims.size(); i-- > 0;) {
            result += index % m_dims[i] * m_strides[i];
            index /= m_dims[i];
        }
        return result;
    }

private:
    std::vector<std::int64_t> m_dims, m_strides;
    bool m_isIdentity;
};

/// Rows × channels of a region as runs of consecutive elements of a 4-D tensor; anything else is one run.
template <class Visit>
void forEachRun(const std::vector<std::int64_t>& dims, const Region& region, Visit visit) {
    if (dims.size() != 4) return visit(std::int64_t(0), elementCountOf(dims).value_or(0));
    for (std::int64_t n = 0; n < dims[0]; ++n)
        for (std::int64_t c = region.channelBegin; c < region.channelEnd; ++c) {
            const std::int64_t plane = (n * dims[1] + c) * dims[2];
            visit((plane + region.rowBegin) * dims[3], (plane + region.rowEnd) * dims[3]);
        }
}

/// A kernel that computes each output element from the elements at the same (broadcast) place, less their zero points.
class PointwiseKernel : public IntegerKernel {
public:
    PointwiseKernel(const KernelSource& source)
        : m_dims(source.staticDims(source.node().outputs[0])), m_type(source.typeOf(source.node().outputs[0])) {
        for (const ValueId input : source.node().inputs)
            if (input.isValid()) {
                m_broadcasts.emplace_back(source.staticDims(input), m_dims);
                m_zeros.push_back(source.zeroPointOf(input));
            }
    }
    bool supportsRegions() const override { return m_dims.size() == 4; }
    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) const override {
        Tensor output = Tensor::makeZeros(m_type, m_dims);
        runRegion(inputs, output, wholeRegion(m_dims));
        return std::vector<Tensor>{std::move(output)};
    }
    void runRegion(std::span<const Tensor> inputs, Tensor& output, const Region& region) const override {
        std::vector<std::vector<std::int64_t>> operands;
        for (const Tensor& input : inputs)
            operands.push_back(widened(input));
        withMutableIntegers(output, [&]<class T>(std::span<T> out) {
            std::vector<std::int64_t> values(operands.size());
            forEachRun(m_dims, region, [&](std::int64_t begin, std::int64_t end) {
                for (std::int64_t i = begin; i < end; ++i) {
                    for (std::size_t k = 0; k < operands.size(); ++k)
                        values[k] = operands[k][static_cast<std::size_t>(m_broadcasts[k].offset(i))] - m_zeros[k];
                    out[static_cast<std::size_t>(i)] = static_cast<T>(combine(values));
                }
            });
        });
    }

protected:
    virtual std::int64_t combine(std::span<const std::int64_t> operands) const = 0;

private:
    std::vector<std::int64_t> m_dims;
    DataType m_type;
    std::vector<Broadcast> m_broadcasts;
    std::vector<std::int64_t> m_zeros;
};

class SumKernel final : public PointwiseKernel {
public:
    SumKernel(const KernelSource& source, LinearCombination combination) : PointwiseKernel(source), m_combination(std::move(combination)) {}

protected:
    std::int64_t combine(std::span<const std::int64_t> operands) const override { return m_combination.apply(operands); }

private:
    LinearCombination m_combination;
};

class MulKernel final : public PointwiseKernel {
public:
    MulKernel(const KernelSource& source, Requantizer requantizer) : PointwiseKernel(source), m_requantizer(requantizer) {}

protected:
    std::int64_t combine(std::span<const std::int64_t> operands) const override { return m_requantizer.apply(operands[0] * operands[1]); }

private:
    Requantizer m_requantizer;
};

/// A kernel that makes each element from the one at the same place: it works in any order of elements.
class MapKernel : public IntegerKernel {
public:
    explicit MapKernel(const KernelSource& source)
        : m_dims(source.staticDims(source.node().outputs[0])), m_type(source.typeOf(source.node().outputs[0])),
          m_hasVectors(source.vectors) {}
    bool supportsRegions() const override { return m_dims.size() == 4; }
    bool isOrdered() const override { return m_hasVectors; }
    ElementOrder order() const override { return ElementOrder::Any; }
    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) const override {
        Tensor output = Tensor::makeZeros(m_type, m_dims);
        runRegion(inputs, output, wholeRegion(m_dims));
        return std::vector<Tensor>{std::move(output)};
    }
    void runRegion(std::span<const Tensor> inputs, Tensor& output, const Region& region) const override {
        forEachRun(m_dims, region, [&](std::int64_t begin, std::int64_t end) { map(inputs[0], output, begin, end); });
    }
    void runOrdered(std::span<const Tensor> inputs, Tensor& output, const Region& region, const IntegerRange&) const override {
        forEachChannelsLastRun(m_dims, region, [&](std::int64_t begin, std::int64_t end) { map(inputs[0], output, begin, end); });
    }

protected:
    /// Elements [begin, end).
    virtual void map(const Tensor& input, Tensor& output, std::int64_t begin, std::int64_t end) const = 0;

private:
    std::vector<std::int64_t> m_dims;
    DataType m_type;
    bool m_hasVectors;
};

/// Relu and Clip: the output has the scale of the input, so that bounds are integers.
class ClampKernel final : public MapKernel {
public:
    ClampKernel(const KernelSource& source, std::int64_t low, std::int64_t high) : MapKernel(source), m_low(low), m_high(high) {}
    std::optional<IntegerRange> clampBounds() const override { return IntegerRange{m_low, m_high}; }

protected:
    void map(const Tensor& input, Tensor& output, std::int64_t begin, std::int64_t end) const override {
        withIntegers(input, [&]<class T>(std::span<const T> x) {
            T* out = output.mutableData<T>().data();
            const auto low = static_cast<T>(m_low), high = static_cast<T>(m_high); // bounds are within the type: docs/numerics.md
            for (std::int64_t i = begin; i < end; ++i)
                out[i] = std::min(std::max(x[static_cast<std::size_t>(i)], low), high);
        });
    }

private:
    std::int64_t m_low, m_high;
};

class LutKernel final : public MapKernel {
public:
    LutKernel(const KernelSource& source, Tensor table) : MapKernel(source), m_table(std::move(table)) {}

protected:
    void map(const Tensor& input, Tensor& output, std::int64_t begin, std::int64_t end) const override {
        const std::int64_t minimum = IntegerRange::of(input.type()).low;
        withIntegers(input, [&](auto x) {
            withIntegers(m_table, [&]<class T>(std::span<const T> table) {
                T* out = output.mutableData<T>().data();
                for (std::int64_t i = begin; i < end; ++i)
                    out[i] = table[static_cast<std::size_t>(x[static_cast<std::size_t>(i)] - minimum)];
            });
        });
    }

private:
    Tensor m_table;
};

/// A bound of Clip in the integers of scale s and zero point z: an attribute (opset 6) or a constant input.
std::int64_t clipBound(const KernelSource& source, std::size_t input, std::string_view attribute, std::int64_t fallback,
                       const IntegerRange& range) {
    const Node& node = source.node();
    double bound = 0;
    if (const Tensor* constant = source.network.graph.constantOf(node.input(input)))
        bound = constant->toDoubles().front();
    else if (node.hasAttribute(attribute))
        bound = node.floatAttribute(attribute, 0);
    else
        return fallback;
    const auto scale = static_cast<float>(source.scaleOf(node.inputs[0]));
    const std::int64_t zero = source.zeroPointOf(node.inputs[0]);
    const IntegerRange steps = range.without(zero);
    const float low = static_cast<float>(steps.low), high = static_cast<float>(steps.high);
    return zero + roundReal(std::min(std::max(static_cast<float>(bound) / scale, low), high), Rounding::HalfEven);
}

} // namespace

Result<std::unique_ptr<IntegerKernel>> makeSumKernel(const KernelSource& source) {
    const Node& node = source.node();
    std::vector<double> scales;
    for (const ValueId input : node.inputs) {
        const bool isSubtracted = node.opType == "Sub" && !scales.empty();
        scales.push_back((isSubtracted ? -1.0 : 1.0) * source.scaleOf(input));
    }
    LinearCombination combination(scales, source.scaleOf(node.outputs[0]), source.network.numerics, source.typeOf(node.outputs[0]),
                                  source.isWide(), source.zeroPointOf(node.outputs[0]));
    if (source.vectors)
        if (auto kernel = makeVectorSum(source, combination)) return kernel;
    return std::unique_ptr<IntegerKernel>(std::make_unique<SumKernel>(source, std::move(combination)));
}

Result<std::unique_ptr<IntegerKernel>> makeMulKernel(const KernelSource& source) {
    const Node& node = source.node();
    const double factor = source.scaleOf(node.inputs[0]) * source.scaleOf(node.inputs[1]) / source.scaleOf(node.outputs[0]);
    const Requantizer requantizer = source.requantizerBy(factor);
    if (source.vectors)
        if (auto kernel = makeVectorMul(source, requantizer)) return kernel;
    return std::unique_ptr<IntegerKernel>(std::make_unique<MulKernel>(source, requantizer));
}

Result<std::unique_ptr<IntegerKernel>> makeClampKernel(const KernelSource& source) {
    const Node& node = source.node();
    const IntegerRange range = IntegerRange::of(source.typeOf(node.outputs[0]));
    const bool isRelu = node.opType == "Relu";
    const std::int64_t low = isRelu ? source.zeroPointOf(node.inputs[0]) : clipBound(source, 1, "min", range.low, range);
    const std::int64_t high = isRelu ? range.high : clipBound(source, 2, "max", range.high, range);
    return std::unique_ptr<IntegerKernel>(std::make_unique<ClampKernel>(source, low, std::max(low, high)));
}

Result<std::unique_ptr<IntegerKernel>> makeLutKernel(const KernelSource& source) {
    const auto found = source.network.tables.find(source.id);
    if (found == source.network.tables.end()) return Error::internal("no lookup table for the node " + source.node().name);
    return std::unique_ptr<IntegerKernel>(std::make_unique<LutKernel>(source, found->second));
}

} // namespace lathe
