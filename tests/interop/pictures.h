#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace lathe::interop {

// Whole classifiers on the labelled pictures, as `lathe build` converts them: int8 in ONNX Runtime beside Lathe's simulator.
// Both halves of the test make the same conversion again; where there is no zoo they do nothing.

/// The QDQ model of each classifier in FOLDER/pictures_<model>, every picture as samples/<i>.npy.
Status writePictures(const std::filesystem::path& folder);

/// Compares results/<i>.npy with the functional simulation. ONNX Runtime sums in binary32: an integer in a million lands on
/// the other side of a tie, and later layers spread that, so single pictures differ. False, after saying what, when the mean
/// cosine of a classifier's outputs is below 0.999 or fewer than 98 % of all pictures have the same largest class.
Result<bool> comparePictures(const std::filesystem::path& folder);

} // namespace lathe::interop
