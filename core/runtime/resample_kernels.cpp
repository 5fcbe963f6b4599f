#include "core/runtime/kernel.h"

#include <algorithm>
#include <cstring>

namespace lathe {
namespace {

class ResampleKernel final : public Kernel {
public:
    explicit ResampleKernel(Resampling resampling) : m_r(std::move(resampling)) {}

    bool run(State*, float* const* args, std::byte*) const override {
        const float* x = args[0];
        float* y = args[1];
        for (std::int64_t image = 0; image < m_r.images; ++image, x += m_r.rows * m_r.columns * m_r.channels)
            for (const auto& rows : m_r.rowShares)
                for (const auto& columns : m_r.columnShares) {
                    mix(x, rows, columns, y);
                    y += m_r.channels;
                }
        return true;
    }

private:
    void mix(const float* x, const std::vector<Share>& rows, const std::vector<Share>& columns, float* y) const {
        const std::int64_t channels = m_r.channels;
        bool isFirst = true;
        for (const Share& row : rows)
            for (const Share& column : columns) {
                const float* source = x + (row.index * m_r.columns + column.index) * channels;
                const float weight = row.weight * column.weight;
                if (isFirst && weight == 1.0F)
                    std::memcpy(y, source, static_cast<std::size_t>(channels) * sizeof(float));
                else if (isFirst)
                    for (std::int64_t c = 0; c < channels; ++c)
                        y[c] = source[c] * weight;
                else
                    for (std::int64_t c = 0; c < channels; ++c)
                        y[c] += source[c] * weight;
                isFirst = false;
            }
    }

    Resampling m_r;
};

} // namespace

KernelPtr makeResampleKernel(Resampling resampling) {
    return std::make_shared<ResampleKernel>(std::move(resampling));
}

} // namespace lathe
