#include "core/passes/pass.h"

#include "core/base/spelling.h"
#include "core/base/stop_point.h"
#include "core/graph/verifier.h"
#include "core/ops/inference.h"

#include <algorithm>
#include <chrono>
#include <map>

namespace lathe {
namespace {

constexpr int kMostRounds = 10;

Status checkName(const std::string& name) {
    if (findPass(name)) return {};
    std::vector<std::string> names;
    for (const PassRow& row : passTable())
        names.emplace_back(row.name);
    const std::string nearest = nearestSpelling(name, names);
    return Error::usage("there is no pass named '" + name + "'",
                        nearest.empty() ? "lathe optimize --list shows them" : "did you mean '" + nearest + "'?");
}

Result<std::vector<const PassRow*>> chosenPasses(const OptimizeOptions& options) {
    for (const std::string& name : options.only)
        LATHE_CHECK(checkName(name));
    for (const std::string& name : options.skip)
        LATHE_CHECK(checkName(name));
    std::vector<std::string_view> names(options.only.begin(), options.only.end());
    if (names.empty()) names.assign(defaultPipeline().begin(), defaultPipeline().end());
    std::vector<const PassRow*> passes;
    for (const std::string_view name : names)
        if (std::find(options.skip.begin(), options.skip.end(), name) == options.skip.end()) passes.push_back(findPass(name));
    return passes;
}

/// Shapes that a file states for values between nodes are claims: passes must not rest on them, since what a folded shape
/// decides cannot be put right later. They are set aside while the passes run, and fill what inference leaves open after.
class ShapeClaims {
public:
    explicit ShapeClaims(Graph& graph) {
        for (const NodeId id : graph.nodes())
            if (findOp(graph.node(id))) take(graph, graph.node(id));
    }

    void giveBack(Graph& graph) const {
        for (const auto& [id, claimed] : m_shapes) {
            if (!graph.isAlive(id) || graph.isConstant(id)) continue;
            std::optional<Shape> shape = graph.value(id).shape;
            if (!shape) shape = claimed;
            if (shape->rank() != claimed.rank()) continue;
            for (std::size_t i = 0; i < shape->dims.size(); ++i)
                if (Dim& dim = shape->dims[i]; !dim.isKnown() && (claimed.dims[i].isKnown() || dim.symbol.empty())) dim = claimed.dims[i];
            graph.setShape(id, std::move(shape));
        }
    }

private:
    void take(Graph& graph, const Node& node) {
        for (const ValueId output : node.outputs) {
            if (!output.isValid() || !graph.value(output).shape) continue;
            m_shapes.emplace(output, *graph.value(output).shape);
            graph.setShape(output, std::nullopt);
        }
    }

    std::map<ValueId, Shape> m_shapes;
};

Error brokenBy(std::string_view pass, const std::string& how) {
    return Error::internal("the pass " + std::string(pass) + " broke the graph: " + how);
}

Status checkAfter(Graph& graph, std::string_view pass, JobContext& context) {
    const std::vector<Diagnostic> problems = verify(graph);
    if (!problems.empty()) return brokenBy(pass, toText(problems.front()));
    const Status inferred = inferShapes(graph, context);
    if (inferred || inferred.error().kind == ErrorKind::Stopped) return inferred;
    return brokenBy(pass, inferred.error().text());
}

/// Runs one pass and adds to its report. Returns whether it changed something.
Result<bool> runPass(const PassRow& pass, Graph& graph, JobContext& context, PassReport& report) {
    const auto begin = std::chrono::steady_clock::now();
    auto changes = pass.run(graph, context);
    if (!changes) {
        Error error = std::move(changes).error();
        if (error.kind != ErrorKind::Stopped) error.message = "pass " + std::string(pass.name) + ": " + error.message;
        return error;
    }
    if (*changes > 0) LATHE_CHECK(checkAfter(graph, pass.name, context));
    report.changes += *changes;
    report.nodesAfter = graph.nodeCount();
    report.milliseconds += std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    return *changes > 0;
}

} // namespace

Result<std::vector<PassReport>> optimize(Graph& graph, JobContext& context, const OptimizeOptions& options) {
    const StopScope scope(context.stopToken());
    LATHE_TRY(const std::vector<const PassRow*> passes, chosenPasses(options));
    if (const auto problems = verify(graph); !problems.empty())
        return Error::input("the graph is not sound: " + problems.front().message, {}, "see lathe check");
    Graph work = graph; // on any error the caller's graph is untouched
    const ShapeClaims claims(work);
    LATHE_CHECK(inferShapes(work, context));
    std::vector<PassReport> reports;
    for (const PassRow* pass : passes)
        reports.push_back({std::string(pass->name), 0, 0.0, work.nodeCount(), work.nodeCount()});
    bool isChanging = true;
    for (int round = 0; round < kMostRounds && isChanging; ++round) {
        isChanging = false;
        for (std::size_t i = 0; i < passes.size(); ++i) {
            LATHE_CHECK(context.checkStop());
            if (round == 0) reports[i].nodesBefore = work.nodeCount();
            LATHE_TRY(const bool hasChanged, runPass(*passes[i], work, context, reports[i]));
            isChanging = isChanging || hasChanged;
            context.setProgress((round + double(i + 1) / double(passes.size())) / kMostRounds, passes[i]->name);
        }
    }
    claims.giveBack(work);
    graph = std::move(work);
    return reports;
}

} // namespace lathe
