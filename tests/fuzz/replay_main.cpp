// Feeds the files of the folders given to a fuzz target, each as it is and in some altered forms that are the same in every
// run: the corpus as an ordinary test, without clang.

#include "tests/fuzz/fuzz_target.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

constexpr int kAlteredForms = 64;

std::vector<fs::path> filesIn(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folder, failed))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

/// Some bytes changed, and every fourth form cut short.
std::vector<std::uint8_t> altered(std::vector<std::uint8_t> bytes, unsigned form) {
    std::mt19937 random(form);
    for (unsigned i = 0; i < 1 + form % 5 && !bytes.empty(); ++i)
        bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    if (form % 4 == 0 && !bytes.empty()) bytes.resize(random() % bytes.size());
    return bytes;
}

} // namespace

int main(int argc, char** argv) {
    std::size_t count = 0;
    for (int i = 1; i < argc; ++i)
        for (const fs::path& file : filesIn(argv[i])) {
            std::ifstream stream(file, std::ios::binary);
            const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(stream), {}};
            std::printf("%s\n", file.filename().c_str());
            std::fflush(stdout);
            LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
            for (unsigned form = 1; form <= kAlteredForms; ++form) {
                const auto changed = altered(bytes, form);
                LLVMFuzzerTestOneInput(changed.data(), changed.size());
            }
            ++count;
        }
    std::printf("%zu files\n", count);
    return count == 0;
}
