#include "core/program/batch.h"

#include <charconv>

namespace lathe {

std::int64_t picturesPerRun(const Program& program) {
    const auto found = program.options.find("input_batch");
    std::int64_t count = 1;
    if (found != program.options.end()) std::from_chars(found->second.data(), found->second.data() + found->second.size(), count);
    return std::max<std::int64_t>(1, count);
}

} // namespace lathe
