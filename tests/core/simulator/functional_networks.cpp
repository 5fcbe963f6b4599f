#include "tests/core/simulator/functional_networks.h"

#include "core/simulator/functional/integer_path.h"

namespace lathe {

std::vector<IntegerPath> vectorPaths() {
    std::vector<IntegerPath> paths;
    for (const IntegerPath path : {IntegerPath::Generic, IntegerPath::Avx2, IntegerPath::Avx512, IntegerPath::Vnni})
        if (vectorKernelsOf(path)) paths.push_back(path);
    return paths;
}

} // namespace lathe
