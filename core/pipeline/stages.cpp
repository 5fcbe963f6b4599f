#include "core/pipeline/stages.h"

#include "core/base/files.h"
#include "core/calibration/table_formats.h"
#include "core/config/model_files.h"
#include "core/edit/edit.h"
#include "core/ops/inference.h"
#include "core/pipeline/precision_options.h"
#include "core/pipeline/stage_keys.h"

#include <algorithm>
#include <random>

namespace lathe {
namespace {

constexpr std::int64_t kRandomSamples = 8;

/// Whether `optimization` has this value.
bool isAskedFor(const BuildConfig& config, std::string_view option) {
    return std::ranges::find(config.optimization, option) != config.optimization.end();
}

/// Every input shape as numbers: what the configuration says, else the model's with 1 for what it leaves open.
InferenceOptions staticShapes(const BuildConfig& config) {
    InferenceOptions options;
    options.unknownDim = 1;
    for (const InputConfig& input : config.inputs)
        if (input.shape) options.inputShapes[input.name] = Shape::of(*input.shape);
    return options;
}

void reportOpenDimensions(const BuildConfig& config, const Graph& graph, JobContext& context) {
    for (const ValueId id : graph.inputs()) {
        const Value& value = graph.value(id);
        const auto found = std::ranges::find(config.inputs, value.name, &InputConfig::name);
        const bool isGiven = found != config.inputs.end() && found->shape;
        if (isGiven || !value.shape || value.shape->isStatic()) continue;
        context.info("SHAPE02",
                     "the input '" + value.name + "' has the open shape " + toText(*value.shape) + "; 1 is taken for each open dimension",
                     value.name, "set input_shape to choose others");
    }
}

float randomValue(std::mt19937& random, bool isImage) {
    // Sums of uniform integers are the same with every standard library; its distributions are not.
    if (isImage) return static_cast<float>(random() % 256);
    std::int64_t sum = 0;
    for (int i = 0; i < 12; ++i)
        sum += static_cast<std::int64_t>(random() % 65536);
    return (static_cast<float>(sum) - 12 * 32767.5f) / 65536.0f; // Irwin–Hall: close to a standard normal
}

SampleSource randomSource(const Graph& graph, const BuildConfig& config) {
    std::vector<std::vector<std::int64_t>> dims;
    std::vector<DataType> types;
    std::vector<std::string> names;
    for (const ValueId input : graph.inputs()) {
        names.push_back(graph.value(input).name);
        dims.push_back(graph.value(input).shape.value_or(Shape()).known().value_or(std::vector<std::int64_t>{}));
        types.push_back(graph.value(input).type);
    }
    return [dims, types, names, config](std::int64_t index) -> Result<std::vector<Tensor>> {
        std::vector<Tensor> tensors;
        for (std::size_t i = 0; i < dims.size(); ++i) {
            LATHE_TRY(Tensor tensor, Tensor::makeChecked(types[i], dims[i]));
            std::mt19937 random(static_cast<unsigned>(index * 1000 + static_cast<std::int64_t>(i)));
            const auto found = std::ranges::find(config.inputs, names[i], &InputConfig::name);
            const bool isImage = found != config.inputs.end() && found->typeRuntime != "featuremap";
            if (types[i] == DataType::Float)
                for (float& value : tensor.mutableData<float>())
                    value = randomValue(random, isImage);
            tensors.push_back(std::move(tensor));
        }
        return tensors;
    };
}

/// The parameters of an input are those of what the network reads: the end of its pre-processing.
void moveBehindPreprocessing(const Graph& graph, GivenQuantization& given) {
    for (const ValueId input : graph.inputs()) {
        const auto found = given.activations.find(graph.value(input).name);
        if (found == given.activations.end()) continue;
        const std::string stem = graph.value(input).name + "_preprocess_";
        for (const ValueId id : graph.values()) {
            const Value& value = graph.value(id);
            if (!value.producer.isValid() || !graph.node(value.producer).name.starts_with(stem)) continue;
            const auto isInside = [&](NodeId reader) { return graph.node(reader).name.starts_with(stem); };
            if (std::ranges::none_of(value.consumers, isInside)) given.activations[value.name] = found->second;
        }
    }
}

} // namespace

Result<Imported> importModel(const BuildConfig& config, StageCache& cache, JobContext& context, bool& fromCache) {
    const ModelFiles files = modelFilesOf(config);
    std::vector<MappedFile> mapped;
    for (const std::filesystem::path& path : filesOf(files)) {
        LATHE_TRY(MappedFile file, MappedFile::open(path));
        mapped.push_back(std::move(file));
    }
    const ContentHash key = importKey(config, mapped);
    if (const auto found = cache.find<Imported>(key)) {
        fromCache = true;
        return *found;
    }
    LATHE_TRY(Graph graph, readModel(files, context, modelReadOptionsOf(config)));
    Imported imported;
    imported.key = Hasher().add(key).add(constantsKey(graph)).finish();
    imported.graph = std::make_shared<const Graph>(std::move(graph));
    cache.put(key, std::make_shared<const Imported>(imported));
    return imported;
}

Status checkOperators(const BuildConfig& config, const Graph& original, JobContext& context) {
    InferenceOptions options = staticShapes(config);
    options.unknownDim.reset(); // what is left open may fit once the ends are cut
    LATHE_CHECK(inferValues(original, context, options));
    return {};
}

std::vector<Preprocessing> preprocessingOf(const BuildConfig& config) {
    std::vector<Preprocessing> inputs;
    for (const InputConfig& input : config.inputs) {
        Preprocessing made{
            input.name, input.typeTrain, input.typeRuntime, input.layoutTrain.empty() ? "NCHW" : input.layoutTrain, input.spaceAndRange, {},
            {}};
        if (input.normType == "data_mean" || input.normType == "data_mean_and_scale") made.mean = input.mean;
        if (input.normType == "data_scale" || input.normType == "data_mean_and_scale") made.scale = input.scale;
        inputs.push_back(std::move(made));
    }
    return inputs;
}

Result<Optimised> optimiseModel(const BuildConfig& config, const Graph& original, JobContext& context) {
    Graph graph = original;
    if (!config.outputNodes.empty()) LATHE_CHECK(setOutputNodes(graph, config.outputNodes));
    if (!config.removeNodeTypes.empty()) {
        LATHE_TRY(const int removed, removeNodesByType(graph, config.removeNodeTypes, context));
        context.info("EDIT01", std::to_string(removed) + " nodes were removed by remove_node_type");
    }
    if (!config.removeNodeNames.empty()) {
        LATHE_TRY(const int removed, removeNodesByName(graph, config.removeNodeNames, context));
        context.info("EDIT02", std::to_string(removed) + " nodes were removed by remove_node_name");
    }
    reportOpenDimensions(config, graph, context);
    LATHE_CHECK(inferShapes(graph, context, staticShapes(config)));
    LATHE_TRY(GivenQuantization given, liftQuantization(graph, context));
    if (!given.isEmpty()) LATHE_CHECK(inferShapes(graph, context));
    OptimizeOptions pipeline;
    if (isAskedFor(config, "lstm_batch_last")) pipeline.also = {"expand-lstm-batch-last"};
    LATHE_TRY(auto passes, optimize(graph, context, pipeline));
    LATHE_CHECK(insertPreprocessing(graph, preprocessingOf(config), context));
    LATHE_CHECK(inferShapes(graph, context));
    moveBehindPreprocessing(graph, given);
    return Optimised{std::make_shared<const Graph>(std::move(graph)), std::make_shared<const std::vector<PassReport>>(std::move(passes)),
                     std::make_shared<const GivenQuantization>(std::move(given))};
}

Result<Graph> referenceNetwork(const Graph& model, const std::vector<InputSpec>& inputs, JobContext& context) {
    Graph graph = model;
    InferenceOptions shapes;
    shapes.unknownDim = 1;
    std::vector<Preprocessing> preprocessing;
    for (const InputSpec& input : inputs) {
        shapes.inputShapes[input.name] = Shape::of(input.shape);
        preprocessing.push_back(
            {input.name, input.typeTrain, input.typeRuntime, input.layoutTrain, input.spaceAndRange, input.mean, input.scale});
    }
    LATHE_CHECK(inferShapes(graph, context, shapes));
    LATHE_CHECK(insertPreprocessing(graph, preprocessing, context));
    LATHE_CHECK(inferShapes(graph, context));
    return graph;
}

CalibrationOptions calibrationOptionsOf(const BuildConfig& config, const NumericsSpec& numerics) {
    constexpr double kUsualPercentile = 0.9999; // 1 would be max
    CalibrationOptions options;
    const ThresholdMethodRow* method = findThresholdMethod(config.calibrationType);
    options.method = config.calibrationType == "skip" ? ThresholdMethod::Max : method ? method->method : ThresholdMethod::Kl;
    if (config.calibrationType == "max") options.percentile = config.maxPercentile;
    if (config.calibrationType == "percentile") options.percentile = config.maxPercentile < 1 ? config.maxPercentile : kUsualPercentile;
    options.asymmetric = std::ranges::find(config.optimization, "asymmetric") != config.optimization.end();
    options.perChannel = config.perChannel;
    options.powerOfTwo = numerics.powerOfTwoScales;
    return options;
}

QuantizationOptions quantizationOptionsOf(const BuildConfig& config, const Target& target, JobContext&) {
    QuantizationOptions options;
    options.numerics = target.numerics;
    addPrecisionRules(config, options);
    options.support = [&target](const Graph& graph, NodeId node) -> QuantizationOptions::NodeSupport {
        const Support support = supportOf(target, graph, node);
        const bool hasInt16Weights = std::ranges::find(target.weightTypes, DataType::Int16) != target.weightTypes.end();
        return {support.kind == Support::Kind::Accelerator, support.int16, support.reason, hasInt16Weights};
    };
    return options;
}

Result<SampleSet> calibrationSamples(const BuildConfig& config, const Graph& original, JobContext& context) {
    LATHE_TRY(const SampleSet samples, openSamples(inputSpecsOf(config, original), calibrationRequest(config, original)));
    return usableSamples(samples, context);
}

SampleSet randomSamples(const BuildConfig& config, const Graph& original, const Graph& optimised) {
    SampleSet samples;
    samples.count = kRandomSamples;
    samples.inputs = inputSpecsOf(config, original);
    samples.source = randomSource(optimised, config);
    return samples;
}

Result<CalibrationTable> calibrateModel(const BuildConfig& config, const Graph& original, const Graph& optimised, JobContext& context,
                                        std::int64_t mostSamples, bool countsEveryElement) {
    if (!config.calibrationTable.empty()) {
        LATHE_TRY(CalibrationTable table, readCalibrationTable(config.calibrationTable));
        return tableForModel(std::move(table), optimised, original, config.calibrationTable, context);
    }
    const CollectOptions options{config.perChannel, countsEveryElement};
    if (config.calibrationType == "skip") {
        LATHE_TRY(CalibrationTable table, collectStatistics(optimised, kRandomSamples, randomSource(optimised, config), context, options));
        table.isRandom = true;
        context.warn("CAL01", "calibrated on random data (calibration_type: skip): accuracy figures mean nothing");
        return table;
    }
    LATHE_TRY(const SampleSet samples, calibrationSamples(config, original, context));
    LATHE_CHECK(reportScale(original, samples, context));
    const std::int64_t count = mostSamples <= 0 || mostSamples >= samples.count ? samples.count : mostSamples;
    const auto spread = [&](std::int64_t index) { return samples.source(index * samples.count / count); };
    auto table = collectStatistics(optimised, count, spread, context, options);
    if (!table) return withAllBad(std::move(table).error(), samples, context);
    reportSamples(samples, context);
    return table;
}

} // namespace lathe
