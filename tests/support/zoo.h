#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace lathe::test {

/// The folder of real models, pictures and reference tensors: $LATHE_ZOO, else "../shared" beside the source tree.
/// Nothing where it does not exist.
std::optional<std::filesystem::path> zooFolder();

/// A file of the source tree ("tests/data/x.onnx").
std::filesystem::path sourceFile(const std::string& relative);

} // namespace lathe::test

/// First line of a test that needs the zoo: skips with one clear line where there is none.
#define REQUIRE_ZOO(variable)                                                                                                              \
    const auto variable##Found = lathe::test::zooFolder();                                                                                 \
    if (!variable##Found) QSKIP("no zoo: set LATHE_ZOO to a folder with models/, images/, inputs/");                                       \
    const std::filesystem::path variable = *variable##Found
