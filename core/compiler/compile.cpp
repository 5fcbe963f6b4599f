#include "core/compiler/compile.h"

#include "core/compiler/emit.h"
#include "core/compiler/function_calls.h"
#include "core/targets/machine.h"

namespace lathe {
namespace {

struct LevelRow {
    std::string_view name;
    int level;
};
constexpr LevelRow kLevels[] = {{"O0", 0}, {"O1", 1}, {"O2", 2}};

struct ModeRow {
    std::string_view name;
    int balance; ///< -1: CompileOptions::balanceFactor
};
constexpr ModeRow kModes[] = {{"latency", 100}, {"bandwidth", 0}, {"balance", -1}};

template <class Row, std::size_t N>
const Row* findRow(const Row (&rows)[N], std::string_view name) {
    const auto found = std::find_if(std::begin(rows), std::end(rows), [&](const Row& row) { return row.name == name; });
    return found == std::end(rows) ? nullptr : &*found;
}

/// A schedule as a program, with what it costs.
struct Candidate {
    Program program;
    int level = 0;
    double seconds = 0;
    double ddrBytes = 0;
};

Status checkNetwork(const Graph& graph) {
    if (static_cast<std::int64_t>(graph.topologicalOrder().size()) != graph.nodeCount()) return Error::input("the network has a cycle");
    for (const ValueId input : graph.inputs()) {
        const Value& value = graph.value(input);
        if (value.constant || (value.shape && value.shape->isStatic())) continue;
        return Error::unsupported("the shape of input '" + value.name + "' is not fixed" + (value.shape ? ": " + toText(*value.shape) : ""),
                                  {}, "give it a shape (--input-shape, input_shape)");
    }
    return {};
}

void warnOfUnknownShapes(const Graph& graph, const LayerPlan& plan, JobContext& context) {
    for (const PlannedLayer& layer : plan.layers) {
        for (const ValueId output : layer.outputs) {
            const Value& value = graph.value(output);
            if (value.shape && value.shape->isStatic()) continue;
            context.warn("COMPILE02",
                         "the shape of '" + value.name + "' is not known before it is computed; its transfers are counted as nothing",
                         graph.node(layer.anchor()).name);
        }
    }
}

Result<Candidate> makeCandidate(const ScheduleInput& input, const ScheduleRules& rules, JobContext& context) {
    Candidate candidate;
    candidate.level = rules.level;
    LATHE_TRY(const Schedule schedule, makeSchedule(input, rules, context));
    emitProgram(input, schedule, rules, candidate.program);
    LATHE_TRY(const MachineRun run, runMachine(candidate.program.instructions, input.target, 0, context));
    candidate.seconds = run.end;
    for (const Instruction& instruction : candidate.program.instructions)
        candidate.ddrBytes += static_cast<double>(instruction.ddrBytes);
    return candidate;
}

/// Both measures as shares of the plainest schedule's, so that they can be weighed.
double scoreOf(const Candidate& candidate, const Candidate& plainest, double latencyWeight) {
    const double seconds = plainest.seconds > 0 ? candidate.seconds / plainest.seconds : 1;
    const double bytes = plainest.ddrBytes > 0 ? candidate.ddrBytes / plainest.ddrBytes : 1;
    return latencyWeight * seconds + (1 - latencyWeight) * bytes;
}

/// What each level tries: O2 also how much of the memory the tiles should have.
struct AttemptRow {
    int level;
    int residentPercent;
};
constexpr AttemptRow kAttempts[] = {{1, 75}, {2, 75}, {2, 50}, {2, 25}};

/// The best of all levels up to the one asked for: a level that loses gives way to the one below it.
Result<Candidate> bestCandidate(const ScheduleInput& input, int level, double latencyWeight, JobContext& context) {
    LATHE_TRY(Candidate best, makeCandidate(input, {0, 0, latencyWeight}, context));
    const Candidate plainest{{}, 0, best.seconds, best.ddrBytes};
    double done = 0.2;
    for (const AttemptRow& attempt : kAttempts) {
        if (attempt.level > level) break;
        LATHE_TRY(Candidate candidate, makeCandidate(input, {attempt.level, attempt.residentPercent, latencyWeight}, context));
        if (scoreOf(candidate, plainest, latencyWeight) < scoreOf(best, plainest, latencyWeight)) best = std::move(candidate);
        context.setProgress(done += 0.2, "scheduling");
    }
    return best;
}

} // namespace

Result<Program> compile(const QuantizedGraph& network, const Target& target, const CompileOptions& options, JobContext& context) {
    const LevelRow* level = findRow(kLevels, options.optimizeLevel);
    if (!level) return Error::usage("there is no optimize_level '" + options.optimizeLevel + "'", "use O0, O1 or O2");
    const ModeRow* mode = findRow(kModes, options.compileMode);
    if (!mode) return Error::usage("there is no compile_mode '" + options.compileMode + "'", "use latency, bandwidth or balance");
    const int balance = std::clamp(mode->balance < 0 ? options.balanceFactor : mode->balance, 0, 100);
    LATHE_CHECK(checkNetwork(network.graph));
    context.setProgress(0, "placing operators");
    LATHE_TRY(std::vector<Placement> supported, placeNodes(network, target, context));
    LATHE_TRY(const std::vector<Placement> placements, partition(network, std::move(supported), options.partition, context));
    const LayerPlan plan = planLayers(network, placements);
    warnOfUnknownShapes(network.graph, plan, context);
    std::vector<LayerGeometry> geometries(plan.layers.size());
    for (std::size_t i = 0; i < geometries.size(); ++i) {
        if (plan.layers[i].isOnAccelerator()) geometries[i] = makeGeometry(network, plan, plan.layers[i], target);
    }
    context.setProgress(0.2, "scheduling");
    LATHE_TRY(Candidate best,
              bestCandidate({network, plan, geometries, target, options.keepsLayerResults}, level->level, balance / 100.0, context));
    Program program = std::move(best.program);
    program.name = options.name;
    program.target = target.name;
    program.producer = "lathe 0.1.0";
    program.network = network;
    program.inputs = options.inputs;
    program.options = options.metadata;
    program.options.insert({{"optimize_level", options.optimizeLevel},
                            {"compile_mode", options.compileMode},
                            {"balance_factor", std::to_string(balance)},
                            {"schedule_level", "O" + std::to_string(best.level)}});
    if (options.keepsLayerResults) program.options["layer_out_dump"] = "True";
    if (options.mostMicrosecondsPerCall > 0) {
        context.setProgress(0.95, "cutting into calls");
        LATHE_CHECK(cutIntoCalls(program, target, static_cast<double>(options.mostMicrosecondsPerCall) * 1e-6, context));
        program.options["max_time_per_fc"] = std::to_string(options.mostMicrosecondsPerCall);
    }
    return program;
}

} // namespace lathe
