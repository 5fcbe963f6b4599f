#include "core/runtime/kernel.h"
#include "core/runtime/transpose_floats.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace lathe {
namespace {

/// Sorts the axes by target stride (outermost first), drops axes of length 1 and joins axes that run through both sides.
StridedCopy simplified(const StridedCopy& copy) {
    std::vector<std::size_t> order(copy.dims.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::erase_if(order, [&](std::size_t axis) { return copy.dims[axis] == 1; });
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return copy.dstStrides[a] > copy.dstStrides[b]; });
    StridedCopy simple;
    simple.srcOffset = copy.srcOffset;
    simple.dstOffset = copy.dstOffset;
    for (const std::size_t axis : order) {
        const std::int64_t dim = copy.dims[axis], src = copy.srcStrides[axis], dst = copy.dstStrides[axis];
        if (!simple.dims.empty() && simple.srcStrides.back() == src * dim && simple.dstStrides.back() == dst * dim) {
            simple.dims.back() *= dim;
            simple.srcStrides.back() = src;
            simple.dstStrides.back() = dst;
        } else {
            simple.dims.push_back(dim);
            simple.srcStrides.push_back(src);
            simple.dstStrides.push_back(dst);
        }
    }
    return simple;
}

void copyRow(const float* source, std::int64_t srcStride, float* target, std::int64_t dstStride, std::int64_t count) {
    if (srcStride == 1 && dstStride == 1) {
        std::memcpy(target, source, static_cast<std::size_t>(count) * sizeof(float));
        return;
    }
    if (srcStride == 0 && dstStride == 1) {
        std::fill(target, target + count, *source);
        return;
    }
    for (std::int64_t i = 0; i < count; ++i)
        target[i * dstStride] = source[i * srcStride];
}

class CopyKernel final : public Kernel {
public:
    explicit CopyKernel(const StridedCopy& copy) : m_copy(simplified(copy)) {
        m_isEmpty = std::find(copy.dims.begin(), copy.dims.end(), 0) != copy.dims.end();
        takeTransposedAxis();
    }

    bool run(State*, float* const* args, std::byte*) const override {
        copyAll(args[0], args[1]);
        return true;
    }

    void copyAll(const float* source, float* target) const {
        if (m_isEmpty) return;
        source += m_copy.srcOffset;
        target += m_copy.dstOffset;
        const std::size_t outer = m_copy.dims.size() - std::min<std::size_t>(m_copy.dims.size(), m_isTransposed ? 2 : 1);
        Dims index(outer, 0);
        while (true) {
            copyInner(source, target, outer);
            std::size_t axis = outer;
            while (axis > 0) {
                --axis;
                source += m_copy.srcStrides[axis];
                target += m_copy.dstStrides[axis];
                if (++index[axis] < m_copy.dims[axis]) break;
                source -= m_copy.srcStrides[axis] * m_copy.dims[axis];
                target -= m_copy.dstStrides[axis] * m_copy.dims[axis];
                index[axis] = 0;
                if (axis == 0) return;
            }
            if (outer == 0) return;
        }
    }

private:
    /// Where the source runs along another axis than the target, that axis becomes the second innermost loop.
    void takeTransposedAxis() {
        const std::size_t rank = m_copy.dims.size();
        if (rank < 2 || m_copy.srcStrides[rank - 1] == 1 || m_copy.dstStrides[rank - 1] != 1) return;
        const auto found = std::find(m_copy.srcStrides.begin(), m_copy.srcStrides.end() - 1, 1);
        if (found == m_copy.srcStrides.end() - 1) return;
        const auto axis = found - m_copy.srcStrides.begin();
        for (Dims* list : {&m_copy.dims, &m_copy.srcStrides, &m_copy.dstStrides})
            std::rotate(list->begin() + axis, list->begin() + axis + 1, list->end() - 1);
        m_isTransposed = true;
    }

    void copyInner(const float* source, float* target, std::size_t outer) const {
        if (m_copy.dims.empty()) {
            *target = *source;
        } else if (m_isTransposed) {
            transposeFloats(
                {source, m_copy.srcStrides[outer + 1], target, m_copy.dstStrides[outer], m_copy.dims[outer], m_copy.dims[outer + 1]});
        } else {
            copyRow(source, m_copy.srcStrides[outer], target, m_copy.dstStrides[outer], m_copy.dims[outer]);
        }
    }

    StridedCopy m_copy;
    bool m_isEmpty = false;
    bool m_isTransposed = false;
};

class FillAndCopyKernel final : public Kernel {
public:
    FillAndCopyKernel(std::int64_t elements, float value, const StridedCopy& copy) : m_elements(elements), m_value(value), m_copy(copy) {}

    bool run(State*, float* const* args, std::byte*) const override {
        std::fill(args[1], args[1] + m_elements, m_value);
        m_copy.copyAll(args[0], args[1]);
        return true;
    }

private:
    std::int64_t m_elements;
    float m_value;
    CopyKernel m_copy;
};

class AffineKernel final : public Kernel {
public:
    AffineKernel(std::int64_t rows, std::int64_t inner, std::vector<float> scale, std::vector<float> shift)
        : m_rows(rows), m_inner(inner), m_scale(std::move(scale)), m_shift(std::move(shift)) {}

    bool run(State*, float* const* args, std::byte*) const override {
        const float* x = args[0];
        float* y = args[1];
        const auto channels = static_cast<std::int64_t>(m_scale.size());
        for (std::int64_t row = 0; row < m_rows; ++row, x += channels * m_inner, y += channels * m_inner)
            m_inner == 1 ? runRow(x, y, channels) : runPlanes(x, y, channels);
        return true;
    }

private:
    void runRow(const float* x, float* y, std::int64_t channels) const {
        const float* scale = m_scale.data();
        const float* shift = m_shift.data();
        for (std::int64_t c = 0; c < channels; ++c)
            y[c] = x[c] * scale[c] + shift[c];
    }

    void runPlanes(const float* x, float* y, std::int64_t channels) const {
        for (std::int64_t c = 0; c < channels; ++c) {
            const float scale = m_scale[static_cast<std::size_t>(c)], shift = m_shift[static_cast<std::size_t>(c)];
            for (std::int64_t i = c * m_inner; i < (c + 1) * m_inner; ++i)
                y[i] = x[i] * scale + shift;
        }
    }

    std::int64_t m_rows, m_inner;
    std::vector<float> m_scale, m_shift;
};

float sumOf(const float* x, std::int64_t count) {
    constexpr std::int64_t kLanes = 8;
    float lanes[kLanes] = {};
    std::int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes)
        for (std::int64_t lane = 0; lane < kLanes; ++lane)
            lanes[lane] += x[i + lane];
    float sum = 0;
    for (; i < count; ++i)
        sum += x[i];
    for (const float lane : lanes)
        sum += lane;
    return sum;
}

class ReduceKernel final : public Kernel {
public:
    ReduceKernel(Reduction reduction, std::int64_t outer, std::int64_t count, std::int64_t inner)
        : m_reduction(reduction), m_outer(outer), m_count(count), m_inner(inner) {}

    bool run(State*, float* const* args, std::byte*) const override {
        const float* x = args[0];
        float* y = args[1];
        for (std::int64_t o = 0; o < m_outer; ++o, x += m_count * m_inner, y += m_inner) {
            if (m_inner == 1)
                *y = m_reduction == Reduction::Max ? *std::max_element(x, x + m_count) : sumOf(x, m_count);
            else
                reduceRows(x, y);
            if (m_reduction == Reduction::Mean)
                for (std::int64_t i = 0; i < m_inner; ++i)
                    y[i] /= static_cast<float>(m_count);
        }
        return true;
    }

private:
    void reduceRows(const float* x, float* y) const {
        std::copy(x, x + m_inner, y);
        for (std::int64_t r = 1; r < m_count; ++r) {
            const float* row = x + r * m_inner;
            if (m_reduction == Reduction::Max)
                for (std::int64_t i = 0; i < m_inner; ++i)
                    y[i] = y[i] < row[i] ? row[i] : y[i];
            else
                for (std::int64_t i = 0; i < m_inner; ++i)
                    y[i] += row[i];
        }
    }

    Reduction m_reduction;
    std::int64_t m_outer, m_count, m_inner;
};

} // namespace

KernelPtr makeCopyKernel(StridedCopy copy) {
    return std::make_shared<CopyKernel>(copy);
}

KernelPtr makeFillAndCopyKernel(std::int64_t elements, float value, StridedCopy copy) {
    return std::make_shared<FillAndCopyKernel>(elements, value, copy);
}

KernelPtr makeAffineKernel(std::int64_t rows, std::int64_t inner, std::vector<float> scale, std::vector<float> shift) {
    return std::make_shared<AffineKernel>(rows, inner, std::move(scale), std::move(shift));
}

KernelPtr makeReduceKernel(Reduction reduction, std::int64_t outer, std::int64_t count, std::int64_t inner) {
    return std::make_shared<ReduceKernel>(reduction, outer, count, inner);
}

} // namespace lathe
