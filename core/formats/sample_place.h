#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lathe {

/// Where the samples of some inputs lie: of each input a folder of sample files, or a list of them (a text file with a path on each
/// line, relative to the list's folder; blank lines and those that begin with '#' are passed over). One place may serve all inputs:
/// - a folder with a subfolder of each input's name (or its name as a file has it);
/// - a folder of .npz archives with an array of each input's name, or of files that every input takes;
/// - a list with a path for each input on every line, tabs between.
struct SamplePlaces {
    std::vector<std::string> inputs;  ///< their names
    std::vector<std::string> paths;   ///< one for each input
    std::vector<std::size_t> columns; ///< of a list with tabs: the column of each input; empty: in their order
};

/// The files of each input, in the order of the samples: by name in a folder, as they stand in a list. Sample i of one input goes with
/// sample i of the others. Input errors name the place: what is no folder or list, without samples, or with other counts.
Result<std::vector<std::vector<std::filesystem::path>>> listSamples(const SamplePlaces& places);

/// The same for one input alone.
Result<std::vector<std::filesystem::path>> listSamples(const std::string& path, const std::string& input);

/// Whether the place tells the samples of several inputs apart, so that it can serve all of them.
bool servesAllInputs(const std::string& path, const std::vector<std::string>& inputs);

/// The subfolder of that input, by its name or its name as a file has it; empty where there is none.
std::filesystem::path subfolderOf(const std::filesystem::path& folder, const std::string& input);

} // namespace lathe
