#include "core/passes/pass.h"

#include "core/base/stop_point.h"
#include "core/graph/verifier.h"
#include "core/ops/inference.h"
#include "core/passes/pipelines.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

namespace lathe {
namespace {

constexpr int kMostRounds = 20;

Result<std::vector<const PassRow*>> resolved(const std::vector<std::string>& names) {
    std::vector<const PassRow*> passes;
    for (const std::string& name : names) {
        LATHE_TRY(const auto named, resolvePassName(name));
        passes.insert(passes.end(), named.begin(), named.end());
    }
    return passes;
}

Result<std::vector<const PassRow*>> chosenPasses(const OptimizeOptions& options) {
    LATHE_TRY(const auto only, resolved(options.only));
    LATHE_TRY(const auto also, resolved(options.also));
    LATHE_TRY(const auto skip, resolved(options.skip));
    LATHE_TRY(std::vector<const PassRow*> passes, passesOf(options.pipeline, also));
    if (!options.only.empty()) passes = only;
    std::erase_if(passes, [&](const PassRow* pass) { return std::ranges::find(skip, pass) != skip.end(); });
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

/// What follows from the content of an input that has a default holds only until a caller gives another one.
InferenceOptions inference() {
    InferenceOptions options;
    options.trustsDefaults = false;
    return options;
}

Error brokenBy(std::string_view pass, const std::string& how) {
    return Error::internal("the pass " + std::string(pass) + " broke the graph: " + how);
}

Status checkAfter(Graph& graph, std::string_view pass, JobContext& context) {
    const std::vector<Diagnostic> problems = verify(graph);
    if (!problems.empty()) return brokenBy(pass, toText(problems.front()));
    const Status inferred = inferShapes(graph, context, inference());
    if (inferred || inferred.error().kind == ErrorKind::Stopped) return inferred;
    return brokenBy(pass, inferred.error().text());
}

/// A pipeline on its way to a fixed point. A pass runs again only when the graph has changed since it last found nothing.
class PipelineRun {
public:
    PipelineRun(Graph& graph, JobContext& context, std::vector<const PassRow*> passes, const OptimizeOptions& options)
        : m_graph(graph), m_context(context), m_passes(std::move(passes)), m_options(options), m_settledAt(m_passes.size(), -1) {
        for (const PassRow* pass : m_passes)
            m_reports.push_back({std::string(pass->name), 0, 0.0, 0});
    }

    Status toFixedPoint() {
        for (m_round = 0; m_round < kMostRounds; ++m_round) {
            const std::int64_t before = m_version;
            m_changedLast.clear();
            for (std::size_t i = 0; i < m_passes.size(); ++i) {
                LATHE_CHECK(m_context.checkStop());
                LATHE_CHECK(offer(i));
                m_context.setProgress((m_round + double(i + 1) / double(m_passes.size())) / kMostRounds, m_passes[i]->name);
            }
            if (m_version == before) return {};
        }
        return notSettled();
    }

    std::vector<PassReport> takeReports() { return std::move(m_reports); }

private:
    Status offer(std::size_t i) {
        PassReport& report = m_reports[i];
        if (m_settledAt[i] == m_version || !hasAnchor(*m_passes[i])) return {};
        const auto begin = std::chrono::steady_clock::now();
        const std::int64_t nodesBefore = m_graph.nodeCount();
        LATHE_TRY(const int changes, runOnce(*m_passes[i]));
        report.changes += changes;
        report.nodesAdded += m_graph.nodeCount() - nodesBefore;
        report.milliseconds += std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
        if (changes == 0) {
            m_settledAt[i] = m_version;
            return {};
        }
        ++m_version;
        m_changedLast.push_back(m_passes[i]->name);
        return m_options.onStep ? m_options.onStep(m_graph, {m_passes[i]->name, m_round, changes}) : Status();
    }

    Result<int> runOnce(const PassRow& pass) {
        auto changes = pass.run(m_graph, m_context);
        if (!changes) {
            Error error = std::move(changes).error();
            if (error.kind != ErrorKind::Stopped) error.message = "pass " + std::string(pass.name) + ": " + error.message;
            return error;
        }
        if (*changes > 0) LATHE_CHECK(checkAfter(m_graph, pass.name, m_context));
        return *changes;
    }

    bool hasAnchor(const PassRow& pass) {
        if (pass.anchors.empty()) return true;
        if (m_typesAt != m_version) {
            m_types.clear();
            for (const NodeId id : m_graph.nodes())
                m_types.insert(m_graph.node(id).opType);
            m_typesAt = m_version;
        }
        for (std::size_t begin = 0; begin < pass.anchors.size();) {
            const std::size_t end = std::min(pass.anchors.find(' ', begin), pass.anchors.size());
            if (m_types.contains(pass.anchors.substr(begin, end - begin))) return true;
            begin = end + 1;
        }
        return false;
    }

    /// Who puts passes together may choose some that undo each other; a pipeline must not.
    Error notSettled() const {
        std::string names;
        for (const std::string_view name : m_changedLast)
            names += (names.empty() ? "" : ", ") + std::string(name);
        std::string message =
            "after " + std::to_string(kMostRounds) + " rounds the passes still change the graph: in the last one " + names;
        const bool isOwnChoice = !m_options.only.empty() || !m_options.also.empty();
        return isOwnChoice ? Error::usage(std::move(message), "some of these undo each other: leave one of them out")
                           : Error::internal(message + "; leave one out with --skip-pass");
    }

    Graph& m_graph;
    JobContext& m_context;
    const std::vector<const PassRow*> m_passes;
    const OptimizeOptions& m_options;
    std::vector<PassReport> m_reports;
    std::vector<std::int64_t> m_settledAt; ///< the version at which each pass found nothing
    std::int64_t m_version = 0, m_typesAt = -1;
    std::set<std::string, std::less<>> m_types;  ///< the operators of the graph
    std::vector<std::string_view> m_changedLast; ///< passes that changed the graph in this round
    int m_round = 0;
};

} // namespace

Result<std::vector<PassReport>> optimize(Graph& graph, JobContext& context, const OptimizeOptions& options) {
    const StopScope scope(context.stopToken());
    LATHE_TRY(std::vector<const PassRow*> passes, chosenPasses(options));
    if (const auto problems = verify(graph); !problems.empty())
        return Error::input("the graph is not sound: " + problems.front().message, {}, "see lathe check");
    Graph work = graph; // on any error the caller's graph is untouched
    const ShapeClaims claims(work);
    LATHE_CHECK(inferShapes(work, context, inference()));
    PipelineRun run(work, context, std::move(passes), options);
    LATHE_CHECK(run.toFixedPoint());
    claims.giveBack(work);
    graph = std::move(work);
    return run.takeReports();
}

} // namespace lathe
