#pragma once

#include "core/base/job_context.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace lathe {

/// A PNG of any size, written a few rows at a time: the picture is never in memory as a whole. It stands at its path only after
/// finish(); given up before, or stopped, it leaves nothing behind.
class PngRows {
public:
    /// 8-bit RGB. Width and height from 1 to 2^31 - 1, as the format has them.
    static Result<PngRows> create(const std::filesystem::path& file, std::int64_t width, std::int64_t height, JobContext& context);
    PngRows(PngRows&&) noexcept;
    PngRows& operator=(PngRows&&) = delete;
    ~PngRows();

    /// The next row, three bytes a pixel.
    Status addRow(std::span<const std::uint8_t> rgb);
    /// All rows must have been added.
    Status finish();

private:
    struct Stream;
    explicit PngRows(std::unique_ptr<Stream> stream);

    std::unique_ptr<Stream> m_stream;
};

} // namespace lathe
