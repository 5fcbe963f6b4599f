#pragma once

#include "core/base/stop_point.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace lathe {

/// Rows of A [m, k] · B [k, n], accumulated from 0 in order of k; finishRow(row, accumulators) takes each finished row.
template <class Acc, class A, class B, class FinishRow>
void multiplyRows(const A* a, const B* b, std::int64_t m, std::int64_t k, std::int64_t n, FinishRow finishRow) {
    std::vector<Acc> row(static_cast<std::size_t>(n));
    StopProbe isStopped;
    for (std::int64_t i = 0; i < m; ++i) {
        std::ranges::fill(row, Acc(0));
        for (std::int64_t j = 0; j < k; ++j) {
            if (isStopped()) return;
            const Acc factor = static_cast<Acc>(a[i * k + j]);
            const B* from = b + j * n;
            for (std::int64_t o = 0; o < n; ++o)
                row[static_cast<std::size_t>(o)] += factor * static_cast<Acc>(from[o]);
        }
        finishRow(i, std::span<const Acc>(row));
    }
}

template <class T>
std::vector<T> transposed(std::span<const T> values, std::int64_t rows, std::int64_t columns) {
    std::vector<T> result(values.size());
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t c = 0; c < columns; ++c)
            result[static_cast<std::size_t>(c * rows + r)] = values[static_cast<std::size_t>(r * columns + c)];
    return result;
}

} // namespace lathe
