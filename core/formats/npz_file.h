#pragma once

#include "core/graph/tensor.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lathe {

/// The names of the arrays in a NumPy .npz archive, in the order of its directory (at most 4096).
Result<std::vector<std::string>> listNpz(const std::filesystem::path& file);

/// One array of a .npz archive, stored or deflated (as numpy.savez and savez_compressed write them); `name` as in the archive, without
/// ".npy". Memory is what the array's own header asks for, which the archive's directory must confirm; a checksum is compared. Input
/// errors name the file, the array and what is wrong.
Result<Tensor> readNpz(const std::filesystem::path& file, const std::string& name);

} // namespace lathe
