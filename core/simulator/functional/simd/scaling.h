// Part of the files that are compiled for one instruction set (vectors.h).
#pragma once

#include "core/simulator/functional/simd/vector_kernels.h"
#include "core/simulator/functional/simd/vectors.h"

namespace lathe {
namespace {

/// Bounds are integers and rounding is monotone: saturating first gives the same and keeps the magnitude small.
template <Rounding mode, class F>
LATHE_INLINE F saturated(F value, F low, F high) {
    return rounded<mode>(least(largest(value, low), high));
}

template <Rounding mode>
LATHE_INLINE I32 scaledToInteger(const std::int32_t* sums, const float* factors, F32 low, F32 high) {
    const F32 scaled = __builtin_convertvector(load<I32>(sums), F32) * load<F32>(factors);
    return toIntegers<mode>(least(largest(scaled, low), high));
}

template <Rounding mode, class Out>
void requantizeFloat(const RequantizeTile& tile) {
    const F32 low = splat<F32>(static_cast<float>(tile.low)), high = splat<F32>(static_cast<float>(tile.high));
    const float* factors = tile.scales.factors + tile.firstChannel;
    const auto zero = static_cast<std::int32_t>(tile.zero);
    for (std::int64_t r = 0; r < tile.rows; ++r) {
        const std::int32_t* sums = static_cast<const std::int32_t*>(tile.sums) + r * tile.sumStride;
        Out* out = static_cast<Out*>(tile.out) + r * tile.outStride;
        std::int64_t c = 0;
        if constexpr (sizeof(Out) == 1) // four vectors become one
            for (; c + 4 * kLanes <= tile.channels; c += 4 * kLanes) {
                I32 q[4];
#pragma GCC unroll 4
                for (int v = 0; v < 4; ++v)
                    q[v] = scaledToInteger<mode>(sums + c + v * kLanes, factors + c + v * kLanes, low, high) + zero;
                storeBytes(q, out + c);
            }
        for (; c < tile.channels; c += kLanes) {
            const I32 q = scaledToInteger<mode>(sums + c, factors + c, low, high) + zero;
            storeNarrow(q, out + c, tile.channels - c);
        }
    }
}

template <Rounding mode, class Sum, class Out>
void requantizeDouble(const RequantizeTile& tile) {
    const F64 low = splat<F64>(static_cast<double>(tile.low)), high = splat<F64>(static_cast<double>(tile.high));
    const double* factors = tile.scales.wideFactors + tile.firstChannel;
    const auto zero = static_cast<double>(tile.zero);
    for (std::int64_t r = 0; r < tile.rows; ++r) {
        const Sum* sums = static_cast<const Sum*>(tile.sums) + r * tile.sumStride;
        Out* out = static_cast<Out*>(tile.out) + r * tile.outStride;
        for (std::int64_t c = 0; c < tile.channels; c += kHalfLanes) {
            F64 sum;
            if constexpr (sizeof(Sum) == 4)
                sum = __builtin_convertvector(load<I32Half>(sums + c), F64);
            else
                sum = __builtin_convertvector(load<I64>(sums + c), F64);
            const F64 q = saturated<mode>(sum * load<F64>(factors + c), low, high) + zero;
            const I32Half whole = __builtin_convertvector(q, I32Half);
            storeNarrow(whole, out + c, tile.channels - c);
        }
    }
}

/// With `isDouble` two roundings: at 2^31 to the nearest, halves up, then at the rest of the shift.
template <Rounding mode, bool isDouble, class Out>
void requantizeShift(const RequantizeTile& tile) {
    const I64 low = splat<I64>(tile.low), high = splat<I64>(tile.high), half = splat<I64>(std::int64_t(1) << 30);
    for (std::int64_t r = 0; r < tile.rows; ++r) {
        const std::int32_t* sums = static_cast<const std::int32_t*>(tile.sums) + r * tile.sumStride;
        Out* out = static_cast<Out*>(tile.out) + r * tile.outStride;
        for (std::int64_t c = 0; c < tile.channels; c += kHalfLanes) {
            const I64 shift = load<I64>(tile.scales.shifts + tile.firstChannel + c);
            I64 value = productOf32(widened(load<I32Half>(sums + c)), load<I64>(tile.scales.mantissas + tile.firstChannel + c));
            if constexpr (isDouble) {
                const I64 once = (value + half) >> 31, left = shift - 31;
                value = left == 0 ? once : shifted<mode>(once, left == 0 ? left + 1 : left);
            } else {
                value = shifted<mode>(value, shift);
            }
            value = least(largest(value, low), high) + tile.zero;
            storeNarrow(narrowed(value), out + c, tile.channels - c);
        }
    }
}

template <Rounding mode, class Out>
RequantizeFn requantizerOf(const RequantizeChoice& choice) {
    switch (choice.kind) {
    case ScaleKind::Float:
        return requantizeFloat<mode, Out>;
    case ScaleKind::Double:
        return choice.hasWideSums ? requantizeDouble<mode, std::int64_t, Out> : requantizeDouble<mode, std::int32_t, Out>;
    case ScaleKind::Shift:
        return requantizeShift<mode, false, Out>;
    case ScaleKind::DoubleShift:
        return requantizeShift<mode, true, Out>;
    }
    return nullptr;
}

/// Elements of an operand, freed of its zero point.
template <class V, class T>
LATHE_INLINE V operandAt(const SumOperand& operand, std::int64_t i) {
    const T* at = static_cast<const T*>(operand.values) + i;
    const auto zero = static_cast<std::int32_t>(operand.zero);
    if constexpr (sizeof(V{}[0]) == 4)
        return __builtin_convertvector(widened(load<typename LanesOf<T>::Full>(at)) - zero, V);
    else if constexpr (std::is_same_v<V, I64>)
        return widened(widened(load<typename LanesOf<T>::Half>(at)) - zero);
    else
        return __builtin_convertvector(widened(load<typename LanesOf<T>::Half>(at)) - zero, V);
}
template <class V>
LATHE_INLINE V operandAt(const SumOperand& operand, std::int64_t i) {
    return operand.isWide ? operandAt<V, std::int16_t>(operand, i) : operandAt<V, std::int8_t>(operand, i);
}

/// What a kind of sum computes with.
struct FloatSum {
    using V = F32;
    static float factor(const SumOperand& operand) { return operand.factor; }
    template <Rounding mode>
    static LATHE_INLINE I32 finish(V sum, const SumJob& job) {
        const V low = splat<V>(static_cast<float>(job.low)), high = splat<V>(static_cast<float>(job.high));
        return __builtin_convertvector(saturated<mode>(sum / splat<V>(static_cast<float>(job.divisor)), low, high), I32) +
               static_cast<std::int32_t>(job.zero);
    }
};
struct DoubleSum {
    using V = F64;
    static double factor(const SumOperand& operand) { return operand.wideFactor; }
    template <Rounding mode>
    static LATHE_INLINE I32Half finish(V sum, const SumJob& job) {
        const V low = splat<V>(static_cast<double>(job.low)), high = splat<V>(static_cast<double>(job.high));
        return __builtin_convertvector(saturated<mode>(sum / splat<V>(job.divisor), low, high), I32Half) +
               static_cast<std::int32_t>(job.zero);
    }
};
struct IntegerSum {
    using V = I64;
    static std::int64_t factor(const SumOperand& operand) { return operand.integerFactor; }
    template <Rounding mode>
    static LATHE_INLINE I32Half finish(V sum, const SumJob& job) {
        constexpr std::int64_t kFractionBits = 24;
        const V low = splat<V>(job.low), high = splat<V>(job.high);
        return narrowed(least(largest(shifted<mode>(sum, splat<V>(kFractionBits)), low), high) + job.zero);
    }
};

template <class Kind, Rounding mode, class Out>
void weightedSum(const SumJob& job) {
    using V = typename Kind::V;
    constexpr std::int64_t kStep = sizeof(V) / sizeof(V{}[0]);
    for (std::int64_t i = 0; i < job.count; i += kStep) {
        V sum = operandAt<V>(job.operands[0], i) * Kind::factor(job.operands[0]);
        for (std::int64_t k = 1; k < job.operandCount; ++k)
            sum = sum + operandAt<V>(job.operands[k], i) * Kind::factor(job.operands[k]);
        storeNarrow(Kind::template finish<mode>(sum, job), static_cast<Out*>(job.out) + i, job.count - i);
    }
}

template <Rounding mode, class Out>
SumFn summerOf(SumChoice::Kind kind) {
    switch (kind) {
    case SumChoice::Kind::Float:
        return weightedSum<FloatSum, mode, Out>;
    case SumChoice::Kind::Double:
        return weightedSum<DoubleSum, mode, Out>;
    case SumChoice::Kind::Integer:
        return weightedSum<IntegerSum, mode, Out>;
    }
    return nullptr;
}

template <Rounding mode>
RequantizeFn requantizerOf(const RequantizeChoice& choice) {
    return choice.hasWideOutput ? requantizerOf<mode, std::int16_t>(choice) : requantizerOf<mode, std::int8_t>(choice);
}
template <Rounding mode>
SumFn summerOf(const SumChoice& choice) {
    return choice.hasWideOutput ? summerOf<mode, std::int16_t>(choice.kind) : summerOf<mode, std::int8_t>(choice.kind);
}

RequantizeFn requantizerOf(const RequantizeChoice& choice) {
    switch (choice.rounding) {
    case Rounding::HalfEven:
        return requantizerOf<Rounding::HalfEven>(choice);
    case Rounding::HalfAwayFromZero:
        return requantizerOf<Rounding::HalfAwayFromZero>(choice);
    case Rounding::HalfUp:
        return requantizerOf<Rounding::HalfUp>(choice);
    case Rounding::Floor:
        return requantizerOf<Rounding::Floor>(choice);
    }
    return nullptr;
}
SumFn summerOf(const SumChoice& choice) {
    switch (choice.rounding) {
    case Rounding::HalfEven:
        return summerOf<Rounding::HalfEven>(choice);
    case Rounding::HalfAwayFromZero:
        return summerOf<Rounding::HalfAwayFromZero>(choice);
    case Rounding::HalfUp:
        return summerOf<Rounding::HalfUp>(choice);
    case Rounding::Floor:
        return summerOf<Rounding::Floor>(choice);
    }
    return nullptr;
}

} // namespace
} // namespace lathe
