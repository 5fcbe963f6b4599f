#include "core/simulator/functional/integer_path.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <string>

namespace lathe {
namespace {

struct PathRow {
    std::string_view name;
    IntegerPath path;
    std::array<std::optional<Isa>, 2> isas; ///< in order of preference
};
constexpr std::array kPaths{
    PathRow{"auto", IntegerPath::Auto, {}},
    PathRow{"reference", IntegerPath::Reference, {}},
    PathRow{"generic", IntegerPath::Generic, {Isa::Generic}},
    PathRow{"avx2", IntegerPath::Avx2, {Isa::Avx2}},
    PathRow{"avx512", IntegerPath::Avx512, {Isa::Avx512}},
    PathRow{"vnni", IntegerPath::Vnni, {Isa::Avx512Vnni, Isa::AvxVnni}},
};

std::string namesOfPaths() {
    std::string names;
    for (const PathRow& row : kPaths)
        names += (names.empty() ? "" : ", ") + std::string(row.name);
    return names;
}

std::string namesOfSupported() {
    std::string names;
    for (const Isa isa : supportedIsas())
        names += (names.empty() ? "" : ", ") + std::string(toName(isa));
    return names;
}

} // namespace

Result<const VectorKernels*> vectorKernelsOf(IntegerPath asked) {
    const char* forced = std::getenv("LATHE_ISA");
    const bool isForced = forced && *forced;
    const auto row = std::ranges::find_if(kPaths, [&](const PathRow& each) { return isForced ? each.name == forced : each.path == asked; });
    if (row == kPaths.end())
        return Error::usage("LATHE_ISA is '" + std::string(forced) + "', which is no path of the integer kernels",
                            "one of " + namesOfPaths());
    if (row->path == IntegerPath::Reference) return static_cast<const VectorKernels*>(nullptr);
    if (row->path == IntegerPath::Auto) return &vectorKernels(supportedIsas().back());
    for (const std::optional<Isa>& isa : row->isas)
        if (isa && isSupported(*isa)) return &vectorKernels(*isa);
    return Error::usage("this processor has no " + std::string(row->name) + " instructions; it has " + namesOfSupported(),
                        "set LATHE_ISA to auto, or leave it out");
}

} // namespace lathe
