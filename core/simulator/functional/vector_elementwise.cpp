#include "core/simulator/functional/vector_elementwise.h"

#include "core/simulator/functional/channel_scales.h"
#include "core/simulator/functional/element_order.h"
#include "core/simulator/functional/scratch.h"

#include <algorithm>
#include <cstdlib>

namespace lathe {
namespace {

constexpr std::int64_t kRun = 1024; // elements at a time where nothing else bounds them

/// How an operand lies along the elements of the output.
struct Operand {
    Tensor constant;       ///< in the order of the kernel, with slack; absent for an activation
    std::size_t input = 0; ///< index among the node's inputs
    bool isWide = false;
    std::int64_t zero = 0;
    bool isRepeated = false;      ///< its elements come again after each run
    std::int64_t imageStride = 0; ///< of a repeated operand: elements from picture to picture
};

/// Operands in one order of elements and the length of a run in it; runs of one picture follow each other.
struct Layout {
    ElementOrder order = ElementOrder::Any;
    std::int64_t images = 1, perImage = 0, run = 0;
    std::vector<Operand> operands;
};

using Dims = std::vector<std::int64_t>;

std::int64_t countOf(const Dims& dims) {
    return elementCountOf(dims).value_or(0);
}

/// [1 or N, C, 1, …] against [N, C, spatial…], leading axes of 1 left out or not.
bool isByChannel(const Dims& from, const Dims& to) {
    if (to.size() < 3 || from.size() > to.size() || from.size() + 1 < to.size()) return false;
    Dims full(to.size() - from.size(), 1);
    full.insert(full.end(), from.begin(), from.end());
    if (full[1] != to[1] || (full[0] != 1 && full[0] != to[0])) return false;
    return std::all_of(full.begin() + 2, full.end(), [](std::int64_t dim) { return dim == 1; });
}

/// The trailing axes of `to`, with leading axes of 1.
bool isTrailing(Dims from, const Dims& to) {
    while (!from.empty() && from.front() == 1)
        from.erase(from.begin());
    return from.size() <= to.size() && std::equal(from.rbegin(), from.rend(), to.rbegin());
}

class LayoutPlanner {
public:
    LayoutPlanner(const KernelSource& source, Dims output) : m_source(source), m_output(std::move(output)) {}

    std::optional<Layout> plan() const {
        if (countOf(m_output) == 0) return std::nullopt;
        const bool areAlike = std::ranges::all_of(m_source.node().inputs, [&](ValueId id) {
            const Dims dims = m_source.staticDims(id);
            return dims == m_output && (!isConstant(id) || ordersCoincide(dims));
        });
        if (areAlike) return make(ElementOrder::Any, countOf(m_output), 1);
        const auto channels = m_output.size() > 2 ? planFor(ElementOrder::ChannelsLast) : std::nullopt;
        return channels ? channels : planFor(ElementOrder::Plain);
    }

private:
    bool isConstant(ValueId id) const { return m_source.network.integers.contains(id); }

    std::optional<Layout> planFor(ElementOrder order) const {
        std::int64_t run = 0; // of the operands that repeat and are no single numbers
        for (const ValueId id : m_source.node().inputs) {
            const Dims dims = m_source.staticDims(id);
            if (dims == m_output) continue;
            if (countOf(dims) == 1) {
                if (!isConstant(id)) return std::nullopt;
                continue;
            }
            const bool fits = order == ElementOrder::ChannelsLast ? isByChannel(dims, m_output) : isTrailing(dims, m_output);
            const std::int64_t own = order == ElementOrder::ChannelsLast ? m_output[1] : countOf(dims);
            if (!fits || (run != 0 && run != own)) return std::nullopt;
            run = own;
        }
        const std::int64_t images = order == ElementOrder::ChannelsLast ? m_output[0] : 1;
        return make(order, run == 0 ? std::min(kRun, countOf(m_output) / images) : run, images);
    }

    Layout make(ElementOrder order, std::int64_t run, std::int64_t images) const {
        Layout layout{order, images, countOf(m_output) / images, run, {}};
        const std::vector<ValueId>& inputs = m_source.node().inputs;
        for (std::size_t i = 0; i < inputs.size(); ++i)
            layout.operands.push_back(operandOf(inputs[i], i, layout));
        return layout;
    }

    Operand operandOf(ValueId id, std::size_t index, const Layout& layout) const {
        const Dims dims = m_source.staticDims(id);
        Operand operand;
        operand.input = index;
        operand.isWide = m_source.typeOf(id) == DataType::Int16;
        operand.zero = m_source.zeroPointOf(id);
        operand.isRepeated = dims != m_output;
        if (operand.isRepeated && countOf(dims) == layout.images * layout.run && layout.images > 1) operand.imageStride = layout.run;
        const auto constant = m_source.network.integers.find(id);
        if (constant == m_source.network.integers.end()) return operand;
        const TensorPool pool;
        if (countOf(dims) == 1 && operand.isRepeated) {
            operand.constant = pool.take(constant->second.type(), {layout.run});
            for (std::int64_t i = 0; i < layout.run; ++i)
                std::ranges::copy(constant->second.bytes(),
                                  operand.constant.mutableData<std::byte>().data() + i * (operand.isWide ? 2 : 1));
        } else {
            const bool isTurned = layout.order == ElementOrder::ChannelsLast && !operand.isRepeated;
            operand.constant = isTurned ? toChannelsLast(constant->second, pool, *m_source.vectors) : pooledCopy(constant->second, pool);
        }
        return operand;
    }

    const KernelSource& m_source;
    Dims m_output;
};

/// Walks the output run by run.
class ElementwiseKernel : public OrderedKernel {
public:
    ElementwiseKernel(const KernelSource& source, Layout layout)
        : OrderedKernel(*source.vectors, source.staticDims(source.node().outputs[0]), source.typeOf(source.node().outputs[0])),
          m_layout(std::move(layout)) {}
    ElementOrder order() const override { return m_layout.order; }

    void runOrdered(std::span<const Tensor> inputs, Tensor& output, const Region& region, const IntegerRange& bounds) const override {
        std::vector<SumOperand> operands(m_layout.operands.size());
        forEachChannelsLastRun(dims(), region, [&](std::int64_t begin, std::int64_t end) {
            while (begin < end) {
                const std::int64_t image = begin / m_layout.perImage, inRun = begin % m_layout.perImage % m_layout.run;
                const std::int64_t imageEnd = (image + 1) * m_layout.perImage;
                const std::int64_t count = std::min({m_layout.run - inRun, end - begin, imageEnd - begin});
                for (std::size_t k = 0; k < operands.size(); ++k)
                    operands[k] = operandAt(k, inputs, begin, image, inRun);
                compute(operands, count, output.mutableData<std::byte>().data() + begin * (type() == DataType::Int16 ? 2 : 1), bounds);
                begin += count;
            }
        });
    }

protected:
    /// `count` outputs from operands that begin there.
    virtual void compute(std::span<SumOperand> operands, std::int64_t count, void* out, const IntegerRange& bounds) const = 0;
    virtual SumOperand factorsOf(std::size_t operand) const = 0;

private:
    SumOperand operandAt(std::size_t k, std::span<const Tensor> inputs, std::int64_t element, std::int64_t image,
                         std::int64_t inRun) const {
        const Operand& operand = m_layout.operands[k];
        const Tensor& tensor = operand.constant.isPresent() ? operand.constant : inputs[operand.input];
        const std::int64_t at = operand.isRepeated ? image * operand.imageStride + inRun : element;
        SumOperand result = factorsOf(k);
        result.isWide = operand.isWide;
        result.zero = operand.zero;
        result.values = tensor.bytes().data() + at * (operand.isWide ? 2 : 1);
        return result;
    }

    Layout m_layout;
};

class VectorSum final : public ElementwiseKernel {
public:
    VectorSum(const KernelSource& source, Layout layout, const LinearCombination& combination, const SumChoice& choice)
        : ElementwiseKernel(source, std::move(layout)), m_run(source.vectors->summer(choice)) {
        const LinearCombination::Parts parts = combination.parts();
        m_range = parts.range;
        m_zero = parts.zero;
        m_divisor = parts.divisor;
        for (std::size_t k = 0; k < parts.factors.size(); ++k) {
            SumOperand factors;
            factors.factor = parts.factors[k];
            factors.wideFactor = parts.wideFactors[k];
            factors.integerFactor = parts.integerFactors[k];
            m_factors.push_back(factors);
        }
    }

protected:
    SumOperand factorsOf(std::size_t operand) const override { return m_factors[operand]; }
    void compute(std::span<SumOperand> operands, std::int64_t count, void* out, const IntegerRange& bounds) const override {
        SumJob job;
        job.operands = operands.data();
        job.operandCount = static_cast<std::int64_t>(operands.size());
        job.count = count;
        job.low = std::max(m_range.low, bounds.low - m_zero);
        job.high = std::min(m_range.high, bounds.high - m_zero);
        job.zero = m_zero;
        job.divisor = m_divisor;
        job.out = out;
        m_run(job);
    }

private:
    SumFn m_run;
    IntegerRange m_range;
    std::int64_t m_zero = 0;
    double m_divisor = 1;
    std::vector<SumOperand> m_factors;
};

class VectorMul final : public ElementwiseKernel {
public:
    VectorMul(const KernelSource& source, Layout layout, const Requantizer& requantizer)
        : ElementwiseKernel(source, std::move(layout)), m_scales({requantizer}, kRun, false, type(), *source.vectors) {}

protected:
    SumOperand factorsOf(std::size_t) const override { return {}; }
    void compute(std::span<SumOperand> operands, std::int64_t count, void* out, const IntegerRange& bounds) const override {
        thread_local Scratch memory;
        auto* products = memory.elements<std::int32_t>(kRun);
        const auto advance = [](SumOperand& operand, std::int64_t by) {
            operand.values = static_cast<const std::byte*>(operand.values) + by * (operand.isWide ? 2 : 1);
        };
        for (std::int64_t first = 0; first < count; first += kRun) {
            RequantizeTile tile;
            tile.rows = 1;
            tile.channels = std::min(kRun, count - first);
            vectors().multiply(operands[0], operands[1], tile.channels, products);
            tile.sums = products;
            tile.out = static_cast<std::byte*>(out) + first * (type() == DataType::Int16 ? 2 : 1);
            m_scales.run(tile, bounds);
            for (SumOperand& operand : operands)
                advance(operand, kRun);
        }
    }

private:
    ChannelScales m_scales;
};

/// Whether the integer sums, and what rounding adds to them, stay within 64 bits.
bool areSmall(std::span<const std::int64_t> factors) {
    std::int64_t sum = 0;
    for (const std::int64_t factor : factors) {
        if (std::abs(factor) > (std::int64_t(1) << 40)) return false;
        sum += std::abs(factor);
    }
    return sum < (std::int64_t(1) << 45); // operands have 17 bits
}

} // namespace

std::unique_ptr<IntegerKernel> makeVectorSum(const KernelSource& source, const LinearCombination& combination) {
    const LinearCombination::Parts parts = combination.parts();
    SumChoice choice;
    choice.rounding = parts.numerics.rounding;
    choice.hasWideOutput = source.typeOf(source.node().outputs[0]) == DataType::Int16;
    choice.kind = parts.isWide ? SumChoice::Kind::Double : SumChoice::Kind::Float;
    if (parts.numerics.requantization != Requantization::FloatMultiplier) {
        if (!areSmall(parts.integerFactors)) return nullptr;
        choice.kind = SumChoice::Kind::Integer;
    }
    auto layout = LayoutPlanner(source, source.staticDims(source.node().outputs[0])).plan();
    return layout ? std::make_unique<VectorSum>(source, std::move(*layout), combination, choice) : nullptr;
}

std::unique_ptr<IntegerKernel> makeVectorMul(const KernelSource& source, const Requantizer& requantizer) {
    auto layout = LayoutPlanner(source, source.staticDims(source.node().outputs[0])).plan();
    return layout ? std::make_unique<VectorMul>(source, std::move(*layout), requantizer) : nullptr;
}

} // namespace lathe
