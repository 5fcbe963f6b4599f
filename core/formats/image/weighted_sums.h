#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace lathe::image {

/// The source pixels that make one target pixel, with their weights.
struct Taps {
    std::int64_t first = 0;
    std::vector<double> weights;
};

// Every element is Σ weight · element in binary64, in the order of the taps, rounded half up to a byte: the same bytes on every machine.
// Rows that are missing when the thread's work is stopped hold zeros.

/// `pixels`: `height` rows of `width` RGB pixels. Gives as many rows of columns.size() pixels.
std::vector<std::uint8_t> weighColumns(const std::uint8_t* pixels, std::int64_t width, std::int64_t height, std::span<const Taps> columns);

/// `bytes`: rows of `rowBytes`. Gives rows.size() of them.
std::vector<std::uint8_t> weighRows(const std::uint8_t* bytes, std::int64_t rowBytes, std::span<const Taps> rows);

} // namespace lathe::image
