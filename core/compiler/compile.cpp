#include "core/compiler/compile.h"

#include "core/compiler/function_calls.h"
#include "core/compiler/portfolio.h"

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

std::string milliseconds(double seconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g ms", seconds * 1e3);
    return text;
}

/// What became of the cores that were asked for, as options of the program and as a sentence.
void noteCores(Program& program, const PortfolioOutcome& outcome, std::int32_t count, JobContext& context) {
    const std::int32_t used = coresUsed(outcome.best.schedule);
    program.options["core_num"] = std::to_string(count);
    program.options["cores_used"] = std::to_string(used);
    std::int64_t shared = 0, onDevice = 0;
    for (const LayerSchedule& layer : outcome.best.schedule.layers)
        shared += layer.tiles.cores > 1;
    for (const Layer& layer : program.layers)
        onDevice += layer.engine == EngineClass::Accelerator;
    const std::string alone = milliseconds(outcome.secondsOfOneCore);
    if (used == 1) {
        context.warn("COMPILE09",
                     "no way to share the layers among " + std::to_string(count) + " cores is quicker than one core (" + alone +
                         "); the program runs on one",
                     {}, "run several inferences side by side, one on each core");
        return;
    }
    context.info("COMPILE09", std::to_string(shared) + " of " + std::to_string(onDevice) + " layers are shared by up to " +
                                  std::to_string(used) + " cores: " + milliseconds(outcome.best.seconds) + " instead of " + alone +
                                  " on one core (without the start-up of a run); for the others sharing loses");
}

} // namespace

Status checkCores(std::int32_t count, const Target& target) {
    if (std::ranges::find(target.coreCounts, count) != target.coreCounts.end()) return {};
    std::string allowed;
    for (const std::int32_t each : target.coreCounts)
        allowed += (allowed.empty() ? "" : ", ") + std::to_string(each);
    return Error::usage("one inference on " + target.name + " cannot run on " + std::to_string(count) + " cores", "core_num: " + allowed);
}

Result<Program> compile(const QuantizedGraph& network, const Target& target, const CompileOptions& options, JobContext& context) {
    const LevelRow* level = findRow(kLevels, options.optimizeLevel);
    if (!level) return Error::usage("there is no optimize_level '" + options.optimizeLevel + "'", "use O0, O1 or O2");
    const ModeRow* mode = findRow(kModes, options.compileMode);
    if (!mode) return Error::usage("there is no compile_mode '" + options.compileMode + "'", "use latency, bandwidth or balance");
    LATHE_CHECK(checkCores(options.cores.count, target));
    const bool isDeep = options.tiling == "deep_search";
    if (!isDeep && options.tiling != "default")
        return Error::usage("there is no compiler_tiling '" + options.tiling + "'", "use default or deep_search");
    const int balance = std::clamp(mode->balance < 0 ? options.balanceFactor : mode->balance, 0, 100);
    LATHE_CHECK(checkNetwork(network.graph));
    context.setProgress(0, "placing operators");
    LATHE_TRY(std::vector<Placement> supported, placeNodes(network, target, context));
    LATHE_TRY(const std::vector<Placement> placements, partition(network, std::move(supported), options.partition, context));
    const LayerPlan plan = planLayers(network, placements);
    warnOfUnknownShapes(network.graph, plan, context);
    context.setProgress(0.2, "scheduling");
    const PortfolioInput question{
        network, plan, target, options.keepsLayerResults, level->level, balance / 100.0, isDeep ? options.searchSteps : 0, options.cores};
    LATHE_TRY(PortfolioOutcome outcome, bestCandidate(question, context));
    const Candidate& best = outcome.best;
    Program program = std::move(outcome.best.program);
    program.name = options.name;
    program.target = target.name;
    program.producer = "lathe 0.1.0";
    program.network = network;
    program.inputs = options.inputs;
    program.options = {{"optimize_level", options.optimizeLevel},
                       {"compile_mode", options.compileMode},
                       {"balance_factor", std::to_string(balance)},
                       {"schedule_level", "O" + std::to_string(best.rules.level)}};
    program.options.insert(options.metadata.begin(), options.metadata.end());
    if (options.cores.count > 1) noteCores(program, outcome, options.cores.count, context);
    if (isDeep) program.options["compiler_tiling"] = options.tiling;
    if (options.keepsLayerResults) program.options["layer_out_dump"] = "True";
    if (options.mostMicrosecondsPerCall > 0) {
        context.setProgress(0.95, "cutting into calls");
        LATHE_CHECK(cutIntoCalls(program, target, static_cast<double>(options.mostMicrosecondsPerCall) * 1e-6, context));
        program.options["max_time_per_fc"] = std::to_string(options.mostMicrosecondsPerCall);
    }
    return program;
}

} // namespace lathe
