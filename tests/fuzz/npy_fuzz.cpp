// Reading a NumPy array.

#include "core/formats/npy_file.h"
#include "tests/fuzz/fuzz_target.h"

using namespace lathe;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::MemoryFile file;
    const auto tensor = readNpy(file.write({data, size}));
    if (tensor) (void)tensor->toDoubles();
    return 0;
}
