#pragma once

#include "core/graph/tensor.h"

#include <filesystem>

namespace lathe {

/// A NumPy .npy file (versions 1–3, little endian, C or Fortran order). Input errors name the file and what is wrong.
Result<Tensor> readNpy(const std::filesystem::path& file);
Status writeNpy(const Tensor& tensor, const std::filesystem::path& file);
/// Raw bytes of a stated type and shape; the size must match.
Result<Tensor> readRaw(const std::filesystem::path& file, DataType type, std::vector<std::int64_t> dims);

} // namespace lathe
