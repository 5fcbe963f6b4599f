// Reading the arrays of a NumPy archive.

#include "core/base/memory_budget.h"
#include "core/formats/npz_file.h"
#include "tests/fuzz/fuzz_target.h"

#include <new>

using namespace lathe;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::MemoryFile file;
    setMemoryBudget(std::int64_t(64) << 20);
    const auto& path = file.write({data, size});
    const auto names = listNpz(path);
    if (!names) return 0;
    for (std::size_t i = 0; i < names->size() && i < 4; ++i) {
        try {
            const auto tensor = readNpz(path, (*names)[i]);
            if (tensor) (void)tensor->toDoubles();
        } catch (const std::bad_alloc&) { // what the budget is for; the command line says so
        }
    }
    return 0;
}
