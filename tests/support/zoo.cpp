#include "tests/support/zoo.h"

#include <cstdlib>

namespace lathe::test {
namespace fs = std::filesystem;

std::optional<fs::path> zooFolder() {
    const char* set = std::getenv("LATHE_ZOO");
    const fs::path folder = set && *set ? fs::path(set) : fs::path(LATHE_SOURCE_DIR) / ".." / "shared";
    std::error_code failed;
    if (!fs::is_directory(folder / "models", failed)) return std::nullopt;
    return fs::canonical(folder, failed);
}

fs::path sourceFile(const std::string& relative) {
    return fs::path(LATHE_SOURCE_DIR) / relative;
}

} // namespace lathe::test
