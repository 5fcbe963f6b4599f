#pragma once

#include "core/ops/op_helpers.h"

namespace lathe {

/// out[i] = function(a[i], b[i]) over the broadcast of both shapes.
template <class A, class B, class Out, class Function>
void forEachPair(const Tensor& a, const Tensor& b, Tensor& out, Function function) {
    const std::vector<std::vector<std::int64_t>> operands{a.dims(), b.dims()};
    const A* x = reinterpret_cast<const A*>(a.bytes().data());
    const B* y = reinterpret_cast<const B*>(b.bytes().data());
    Out* to = out.mutableData<Out>().data();
    BroadcastWalk(out.dims(), operands).forEachRow([&](std::int64_t first, std::int64_t count, auto starts, auto steps) {
        const A* from = x + starts[0];
        const B* other = y + starts[1];
        const std::int64_t stepA = steps[0], stepB = steps[1];
        for (std::int64_t i = 0; i < count; ++i)
            to[first + i] = function(from[i * stepA], other[i * stepB]);
    });
}

/// Two inputs, the output has their common type.
inline InferOutcome inferBinary(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    return inferBroadcast(context, inputs);
}

/// Integers wrap around: computed in 64 bits without sign.
template <class T>
constexpr std::uint64_t wide(T value) {
    return static_cast<std::uint64_t>(value);
}

} // namespace lathe
