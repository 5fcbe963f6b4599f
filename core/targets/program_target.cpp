#include "core/targets/program_target.h"

#include <charconv>

namespace lathe {
namespace {

/// A positive number, 0 where the option is not set or none.
double numberOf(const std::map<std::string, std::string>& options, const std::string& key) {
    const auto found = options.find(key);
    if (found == options.end()) return 0;
    double number = 0;
    const auto [end, problem] = std::from_chars(found->second.data(), found->second.data() + found->second.size(), number);
    const bool isWhole = problem == std::errc() && end == found->second.data() + found->second.size();
    return isWhole && number > 0 ? number : 0;
}

} // namespace

Target withOptions(Target target, const std::map<std::string, std::string>& options) {
    for (const char* key : {"dma_bandwidth", "weight_bandwidth"}) {
        const double given = numberOf(options, key);
        if (given <= 0) continue;
        target.ddrGBps.value = given;
        target.ddrGBps.status = FigureStatus::Assumed;
        target.ddrGBps.source = std::string("given as ") + key;
        break;
    }
    return target;
}

Result<Target> targetOf(const Program& program) {
    LATHE_TRY(Target target, findTarget(program.target));
    return withOptions(std::move(target), program.options);
}

} // namespace lathe
