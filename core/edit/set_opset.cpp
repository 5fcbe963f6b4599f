#include "core/edit/model_edits.h"

#include "core/ops/op_forms.h"
#include "core/ops/op_table.h"
#include "core/ops/opset_of.h"

#include <array>
#include <charconv>

namespace lathe {
namespace {

bool isOnnx(const Node& node) {
    return node.domain.empty() || node.domain == "ai.onnx";
}

/// Why nodes, those of subgraphs included, cannot be read as nodes of the newer version.
void collectObstacles(const Graph& graph, std::int64_t from, std::int64_t to, std::vector<std::string>& obstacles) {
    for (const NodeId id : graph.nodes()) {
        const Node& node = graph.node(id);
        const std::string who = "'" + node.name + "' (" + node.opType + "): ";
        if (isOnnx(node) && !findOp(node))
            obstacles.push_back(who + "Lathe does not know it");
        else if (const FormChange* change = firstFormChange(node, from, to))
            obstacles.push_back(who + std::string(change->what) + " in opset " + std::to_string(change->opset));
        for (const GraphPtr& body : node.subgraphs())
            collectObstacles(*body, from, to, obstacles);
    }
}

std::string listOf(const std::vector<std::string>& obstacles) {
    constexpr std::size_t kShown = 8;
    std::string list;
    for (std::size_t i = 0; i < std::min(kShown, obstacles.size()); ++i)
        list += (i == 0 ? "" : "; ") + obstacles[i];
    if (obstacles.size() > kShown) list += "; and " + std::to_string(obstacles.size() - kShown) + " more";
    return list;
}

/// The format version that came with an operator set (ONNX: docs/Versioning.md).
std::int64_t irVersionOf(std::int64_t opset) {
    static constexpr std::array<std::int64_t, kNewestOpset + 1> kVersions = {3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 5,
                                                                             6, 7, 7, 7, 8, 8, 8, 8, 9, 9, 10};
    return kVersions[static_cast<std::size_t>(opset)];
}

Status checkVersions(std::int64_t from, std::int64_t to) {
    const std::string now = "the model has opset " + std::to_string(from);
    if (to > kNewestOpset) return Error::usage("Lathe knows opsets up to " + std::to_string(kNewestOpset) + ", not " + std::to_string(to));
    if (to < from)
        return Error::usage(now + ", which cannot be lowered to " + std::to_string(to), "give a version above " + std::to_string(from));
    if (from < kOldestOpset) return Error::usage(now + ": Lathe raises models from " + std::to_string(kOldestOpset) + " on");
    return {};
}

} // namespace

Status setOpset(Graph& graph, const std::string& argument, JobContext&) {
    std::int64_t to = 0;
    const auto [end, failed] = std::from_chars(argument.data(), argument.data() + argument.size(), to);
    if (failed != std::errc() || end != argument.data() + argument.size() || to < 1)
        return Error::usage("'" + argument + "' is no version of an operator set", "write a number, as 17");
    const std::int64_t from = opsetOf(graph.opsets, "");
    LATHE_CHECK(checkVersions(from, to));
    std::vector<std::string> obstacles;
    collectObstacles(graph, from, to, obstacles);
    if (!obstacles.empty())
        return Error::usage("opset " + std::to_string(to) + " reads these nodes otherwise: " + listOf(obstacles),
                            "take a version below, or replace them first");
    graph.opsets.erase("ai.onnx");
    graph.opsets[""] = to;
    graph.irVersion = std::max(graph.irVersion, irVersionOf(to));
    return {};
}

} // namespace lathe
