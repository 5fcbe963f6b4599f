#pragma once

#include <filesystem>

namespace lathe {

/// Whether openSamples takes a file of this name as a sample: pictures, .npy, .bin, .raw, .nv12. Labels and notes may lie beside.
bool isSampleFileName(const std::filesystem::path& file);

} // namespace lathe
