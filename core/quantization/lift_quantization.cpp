#include "core/quantization/lifting.h"

namespace lathe {
namespace {

using lifting::Lift;
using lifting::Lifting;

Status liftNodes(Lifting& work) {
    for (const NodeId id : work.graph.topologicalOrder()) {
        LATHE_CHECK(work.context.checkStop());
        Lift outcome = lifting::liftNode(work, id);
        if (outcome == Lift::None) outcome = lifting::liftLinearNode(work, id);
        if (outcome == Lift::Left) work.left.push_back(work.graph.node(id).name);
        if (outcome != Lift::Done) work.ranges.follow(work.graph, id);
    }
    return {};
}

void report(JobContext& context, const char* code, const std::vector<std::string>& names, const std::string& what) {
    if (names.empty()) return;
    context.warn(code,
                 std::to_string(names.size()) + " of the model's quantized nodes or values " + what + ": '" + names.front() +
                     (names.size() > 1 ? "', …" : "'"),
                 names.front());
}

GivenQuantization finished(const Lifting& work) {
    GivenQuantization given;
    for (const auto& [id, params] : work.given)
        if (work.graph.isAlive(id)) given.activations[work.graph.value(id).name] = params;
    for (const auto& [id, params] : work.weights)
        if (work.graph.isAlive(id)) given.weights[work.graph.value(id).name] = params;
    if (!given.isEmpty())
        work.context.info("QUA10", "the model is quantized already: the parameters of " + std::to_string(given.activations.size()) +
                                       " activations and " + std::to_string(given.weights.size()) + " constants are taken from it");
    report(work.context, "QUA11", work.conflicts, "are quantized twice with different parameters; the first ones count");
    report(work.context, "QUA12", work.left, "cannot be turned into float operators and stay as they are");
    return given;
}

} // namespace

Result<GivenQuantization> liftQuantization(Graph& graph, JobContext& context) {
    Lifting work(graph, context);
    LATHE_CHECK(liftNodes(work));
    addBorders(work);
    removeReplaced(work);
    spreadBackwards(work);
    return finished(work);
}

} // namespace lathe
