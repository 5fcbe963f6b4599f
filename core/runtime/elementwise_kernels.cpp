#include "core/runtime/kernel.h"
#include "core/runtime/simd.h"

#include <algorithm>

namespace lathe {
namespace {

struct Loop {
    Dims dims, a, b;
};

/// Joins axes that run through both operands, so that the innermost loop is as long as can be.
Loop joined(const Dims& dims, const Dims& aStrides, const Dims& bStrides) {
    Loop loop;
    for (std::size_t i = 0; i < dims.size(); ++i) {
        if (dims[i] == 1) continue;
        const bool isRun = !loop.dims.empty() && loop.a.back() == aStrides[i] * dims[i] && loop.b.back() == bStrides[i] * dims[i];
        if (isRun) {
            loop.dims.back() *= dims[i];
            loop.a.back() = aStrides[i];
            loop.b.back() = bStrides[i];
        } else {
            loop.dims.push_back(dims[i]);
            loop.a.push_back(aStrides[i]);
            loop.b.push_back(bStrides[i]);
        }
    }
    if (loop.dims.empty()) loop = {{1}, {1}, {1}};
    return loop;
}

template <class Op>
void runRow(const float* a, std::int64_t aStride, const float* b, std::int64_t bStride, float* y, std::int64_t count, Op op) {
    if (aStride == 1 && bStride == 1) {
        for (std::int64_t i = 0; i < count; ++i)
            y[i] = op(a[i], b[i]);
    } else if (aStride == 1 && bStride == 0) {
        const float right = *b;
        for (std::int64_t i = 0; i < count; ++i)
            y[i] = op(a[i], right);
    } else if (aStride == 0 && bStride == 1) {
        const float left = *a;
        for (std::int64_t i = 0; i < count; ++i)
            y[i] = op(left, b[i]);
    } else {
        for (std::int64_t i = 0; i < count; ++i)
            y[i] = op(a[i * aStride], b[i * bStride]);
    }
}

template <class Op>
class BinaryKernel final : public Kernel {
public:
    BinaryKernel(Op op, const Dims& dims, const Dims& aStrides, const Dims& bStrides)
        : m_op(op), m_loop(joined(dims, aStrides, bStrides)), m_isEmpty(std::find(dims.begin(), dims.end(), 0) != dims.end()) {}

    bool run(State*, float* const* args, std::byte*) const override {
        if (!m_isEmpty) runAxis(0, args[0], args[1], args[2]);
        return true;
    }

private:
    float* runAxis(std::size_t axis, const float* a, const float* b, float* y) const {
        const std::int64_t count = m_loop.dims[axis];
        if (axis + 1 == m_loop.dims.size()) {
            runRow(a, m_loop.a[axis], b, m_loop.b[axis], y, count, m_op);
            return y + count;
        }
        for (std::int64_t i = 0; i < count; ++i)
            y = runAxis(axis + 1, a + i * m_loop.a[axis], b + i * m_loop.b[axis], y);
        return y;
    }

    Op m_op;
    Loop m_loop;
    bool m_isEmpty;
};

/// erf(x) = x · P(x²) / Q(x²) on [-4, 4], beyond which it is 1 in binary32; own least-squares fit, relative error below 3e-8
/// before rounding.
LATHE_SIMD void erfRow(const float* x, float* y, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
        float v = x[i];
        v = v < -4.0F ? -4.0F : v;
        v = v > 4.0F ? 4.0F : v;
        const float t = v * v;
        const float p =
            1.12837914F + t * (0.193536824F + t * (0.0531006362F + t * (3.88298252e-3F + t * (2.84556361e-4F + t * 1.98682883e-6F))));
        const float q = 1.0F + t * (0.504850103F + t * (0.115346574F + t * (0.0152065326F + t * (1.18547936e-3F + t * 3.74201539e-5F))));
        const float r = v * p / q;
        y[i] = r < -1.0F ? -1.0F : r > 1.0F ? 1.0F : r;
    }
}

class ErfKernel final : public Kernel {
public:
    explicit ErfKernel(std::int64_t elements) : m_elements(elements) {}
    bool run(State*, float* const* args, std::byte*) const override {
        erfRow(args[0], args[1], m_elements);
        return true;
    }

private:
    std::int64_t m_elements;
};

} // namespace

KernelPtr makeErfKernel(std::int64_t elements) {
    return std::make_shared<ErfKernel>(elements);
}

KernelPtr makeBinaryKernel(BinaryOp op, Dims dims, Dims aStrides, Dims bStrides) {
    const auto make = [&](auto function) -> KernelPtr {
        return std::make_shared<BinaryKernel<decltype(function)>>(function, dims, aStrides, bStrides);
    };
    switch (op) {
    case BinaryOp::Add:
        return make([](float a, float b) { return a + b; });
    case BinaryOp::Sub:
        return make([](float a, float b) { return a - b; });
    case BinaryOp::Mul:
        return make([](float a, float b) { return a * b; });
    case BinaryOp::Div:
        return make([](float a, float b) { return a / b; });
    case BinaryOp::Min:
        return make([](float a, float b) { return b < a ? b : a; });
    case BinaryOp::Max:
        return make([](float a, float b) { return a < b ? b : a; });
    case BinaryOp::PRelu:
        return make([](float x, float slope) { return x < 0.0F ? x * slope : x; });
    }
    return nullptr;
}

} // namespace lathe
