#pragma once

#include "core/base/result.h"
#include "core/graph/data_type.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lathe::numpy {

struct Header {
    DataType type = DataType::Undefined;
    std::vector<std::int64_t> dims;
    bool isFortranOrder = false;
    std::size_t size = 0; ///< bytes before the elements
};

/// The header of a .npy file, versions 1 to 3. Source: numpy.lib.format. The error's message says what is wrong; the caller adds the file.
Result<Header> parseHeader(std::span<const std::byte> file);
/// A version 1.0 header, padded so that the elements start at a multiple of 64; an Unsupported error for types that NumPy does not have.
Result<std::string> makeHeader(DataType type, const std::vector<std::int64_t>& dims);

} // namespace lathe::numpy
