#pragma once

#include "core/formats/numpy/npy_header.h"
#include "core/graph/tensor.h"

namespace lathe::numpy {

/// The array of a .npy file in memory that `owner` keeps: a view where its elements are aligned, in row-major order in every case.
/// The error's message says what is wrong; the caller adds the file.
Result<Tensor> tensorOf(const Header& header, std::span<const std::byte> file, const std::shared_ptr<const void>& owner);
/// Elements of a stated type and shape; the size must match.
Result<Tensor> viewElements(std::span<const std::byte> elements, DataType type, const std::vector<std::int64_t>& dims,
                            const std::shared_ptr<const void>& owner);

} // namespace lathe::numpy
