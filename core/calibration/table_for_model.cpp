#include "core/base/spelling.h"
#include "core/calibration/table_formats.h"

#include <algorithm>
#include <set>

namespace lathe {
namespace {

std::set<std::string> valueNames(const Graph& graph) {
    std::set<std::string> names;
    for (const ValueId id : graph.values())
        if (!graph.isConstant(id)) names.insert(graph.value(id).name);
    return names;
}

/// What TensorRT calls the results of layers that it made itself.
bool isMadeUp(const std::string& name) {
    return name.starts_with("(Unnamed Layer*");
}

std::string listed(const std::vector<std::string>& unknown, const std::vector<std::string>& known) {
    constexpr std::size_t kMostShown = 8;
    std::string text;
    for (std::size_t i = 0; i < std::min(unknown.size(), kMostShown); ++i) {
        const std::string nearest = nearestSpelling(unknown[i], known);
        text += (i == 0 ? "\"" : ", \"") + unknown[i] + "\"" + (nearest.empty() ? "" : " (did you mean \"" + nearest + "\"?)");
    }
    return unknown.size() > kMostShown ? text + " and " + std::to_string(unknown.size() - kMostShown) + " more" : text;
}

} // namespace

Result<CalibrationTable> tableForModel(CalibrationTable table, const Graph& optimised, const Graph& original, const std::string& file,
                                       JobContext& context) {
    const std::set<std::string> present = valueNames(optimised), before = valueNames(original);
    std::vector<std::string> known(present.begin(), present.end());
    known.insert(known.end(), before.begin(), before.end());
    std::vector<std::string> unknown;
    std::int64_t dropped = 0;
    for (auto at = table.tensors.begin(); at != table.tensors.end();) {
        const std::string& name = at->first;
        if (present.contains(name)) {
            ++at;
            continue;
        }
        if (!before.contains(name) && !isMadeUp(name)) unknown.push_back(name);
        ++dropped;
        at = table.tensors.erase(at);
    }
    if (!unknown.empty())
        return Error::input("has ranges of tensors that the model does not have: " + listed(unknown, known), file,
                            "take a table that was made for this model; lathe inspect lists its tensors");
    if (table.tensors.empty()) return Error::input("has no range of a tensor of the optimised model", file);
    if (dropped > 0)
        context.info("CAL03", std::to_string(dropped) + " ranges of " + file +
                                  " are those of tensors that the optimiser removed; they are not used");
    return table;
}

} // namespace lathe
