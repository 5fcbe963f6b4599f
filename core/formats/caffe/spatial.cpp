#include "core/formats/caffe/spatial.h"

namespace lathe::caffe {
namespace {

/// Keeps every sum of two numbers of a window far from overflow.
constexpr std::int64_t kMostExtent = std::int64_t(1) << 30;

/// The three spellings of one parameter.
struct Spelling {
    std::string_view all, height, width;
    std::int64_t fallback, least;
    std::vector<std::int64_t> Spatial::*member;
};

constexpr Spelling kSpellings[] = {{"kernel_size", "kernel_h", "kernel_w", 0, 1, &Spatial::kernel},
                                   {"stride", "stride_h", "stride_w", 1, 1, &Spatial::stride},
                                   {"pad", "pad_h", "pad_w", 0, 0, &Spatial::pad},
                                   {"dilation", "dilation_h", "dilation_w", 1, 1, &Spatial::dilation}};

Result<std::vector<std::int64_t>> readOne(const LayerBuilder& builder, const Message& parameters, const Spelling& spelling,
                                          std::size_t axes) {
    std::vector<std::int64_t> values = parameters.integers(spelling.all);
    const bool hasPair = parameters.has(spelling.height) || parameters.has(spelling.width);
    if (hasPair && axes == 2) {
        const std::int64_t both = values.empty() ? spelling.fallback : values.front();
        values = {parameters.integer(spelling.height, both), parameters.integer(spelling.width, both)};
    }
    if (values.empty()) return std::vector<std::int64_t>(axes, spelling.fallback);
    if (values.size() == 1) values.assign(axes, values.front());
    if (values.size() != axes)
        return builder.error(std::string(spelling.all) + " has " + std::to_string(values.size()) + " numbers for " + std::to_string(axes) +
                             " spatial axes");
    for (const std::int64_t value : values)
        if (value < spelling.least || value > kMostExtent)
            return builder.error(std::string(spelling.all) + " is " + std::to_string(value) + ", expected at least " +
                                 std::to_string(spelling.least));
    return values;
}

} // namespace

Attributes Spatial::attributes() const {
    std::vector<std::int64_t> pads = pad;
    pads.insert(pads.end(), pad.begin(), pad.end());
    return {{"kernel_shape", kernel}, {"strides", stride}, {"pads", pads}, {"dilations", dilation}};
}

Result<Spatial> readSpatial(const LayerBuilder& builder, const Message& parameters, std::size_t axes) {
    Spatial spatial;
    for (const Spelling& spelling : kSpellings) {
        LATHE_TRY(spatial.*spelling.member, readOne(builder, parameters, spelling, axes));
    }
    return spatial;
}

} // namespace lathe::caffe
