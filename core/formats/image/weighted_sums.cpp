#include "core/formats/image/weighted_sums.h"

#include "core/base/stop_point.h"

#include <algorithm>

#if defined(__GNUC__)
#define LATHE_INLINE [[gnu::always_inline]] inline
#else
#define LATHE_INLINE inline
#endif

namespace lathe::image {
namespace {

constexpr std::size_t kLanes = 4; ///< a pixel in vectors: RGB and one that is not used

LATHE_INLINE std::uint8_t toByte(double value) {
    return static_cast<std::uint8_t>(static_cast<int>(std::min(std::max(value + 0.5, 0.0), 255.0)));
}

LATHE_INLINE void widenRow(const std::uint8_t* row, std::size_t width, double* lanes) {
    for (std::size_t x = 0; x < width; ++x)
        for (std::size_t c = 0; c < 3; ++c)
            lanes[x * kLanes + c] = row[x * 3 + c];
}

LATHE_INLINE void columnsInline(const double* lanes, std::span<const Taps> columns, std::uint8_t* to) {
    for (const Taps& taps : columns) {
        const double* pixel = lanes + static_cast<std::size_t>(taps.first) * kLanes;
        double sum[kLanes] = {};
        for (const double weight : taps.weights) {
            for (std::size_t c = 0; c < kLanes; ++c)
                sum[c] += weight * pixel[c];
            pixel += kLanes;
        }
        for (std::size_t c = 0; c < 3; ++c)
            *to++ = toByte(sum[c]);
    }
}

/// One target row, a piece at a time that stays in the first cache.
LATHE_INLINE void rowInline(const std::uint8_t* from, std::size_t rowBytes, const Taps& taps, std::uint8_t* to) {
    constexpr std::size_t kPiece = 512;
    double sums[kPiece];
    for (std::size_t begin = 0; begin < rowBytes; begin += kPiece) {
        const std::size_t size = std::min(kPiece, rowBytes - begin);
        std::fill_n(sums, size, 0.0);
        const std::uint8_t* row = from + begin;
        for (const double weight : taps.weights) {
            for (std::size_t i = 0; i < size; ++i)
                sums[i] += weight * row[i];
            row += rowBytes;
        }
        for (std::size_t i = 0; i < size; ++i)
            to[begin + i] = toByte(sums[i]);
    }
}

// The same operations, each rounded once, four at a time.
#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2")]] void columnsWide(const double* lanes, std::span<const Taps> columns, std::uint8_t* to) {
    columnsInline(lanes, columns, to);
}
[[gnu::target("avx2")]] void rowWide(const std::uint8_t* from, std::size_t rowBytes, const Taps& taps, std::uint8_t* to) {
    rowInline(from, rowBytes, taps, to);
}
const bool kIsWide = __builtin_cpu_supports("avx2");
#else
constexpr auto* columnsWide = columnsInline;
constexpr auto* rowWide = rowInline;
constexpr bool kIsWide = false;
#endif

} // namespace

std::vector<std::uint8_t> weighColumns(const std::uint8_t* pixels, std::int64_t width, std::int64_t height, std::span<const Taps> columns) {
    const auto from = static_cast<std::size_t>(width), rows = static_cast<std::size_t>(height), to = columns.size() * 3;
    std::vector<double> lanes(from * kLanes);
    std::vector<std::uint8_t> result(rows * to);
    for (std::size_t y = 0; y < rows && !isStopAsked(); ++y) {
        widenRow(pixels + y * from * 3, from, lanes.data());
        (kIsWide ? columnsWide : columnsInline)(lanes.data(), columns, result.data() + y * to);
    }
    return result;
}

std::vector<std::uint8_t> weighRows(const std::uint8_t* bytes, std::int64_t rowBytes, std::span<const Taps> rows) {
    const auto size = static_cast<std::size_t>(rowBytes);
    std::vector<std::uint8_t> result(rows.size() * size);
    for (std::size_t y = 0; y < rows.size() && !isStopAsked(); ++y)
        (kIsWide ? rowWide : rowInline)(bytes + static_cast<std::size_t>(rows[y].first) * size, size, rows[y], result.data() + y * size);
    return result;
}

} // namespace lathe::image
