#include "core/pipeline/stage_keys.h"

#include "core/base/parallel.h"
#include "core/config/model_files.h"
#include "core/config/precision_keys.h"
#include "core/pipeline/pipeline.h"
#include "core/pipeline/quantise_stage.h"

#include <algorithm>

namespace lathe {
namespace fs = std::filesystem;
namespace {

void addAll(Hasher& hasher, const std::vector<std::string>& values) {
    hasher.add(values.size());
    for (const std::string& value : values)
        hasher.add(value);
}

void addAll(Hasher& hasher, const std::vector<double>& values) {
    hasher.add(values.size());
    for (const double value : values)
        hasher.add(value);
}

void addNodeInfo(Hasher& hasher, const BuildConfig& config) {
    for (const auto& [name, info] : config.nodeInfo) {
        hasher.add(name).add(info.on).add(info.outputType).add(info.inputType);
        for (const auto& [index, type] : info.inputTypes)
            hasher.add(index).add(type);
    }
    hasher.add(config.quantConfig.allNodeType).add(config.quantConfig.modelOutputType);
    for (const auto* types : {&config.quantConfig.opTypes, &config.quantConfig.nodeTypes})
        for (const auto& [name, type] : *types)
            hasher.add(name).add(type);
}

/// `isPrecision`: the keys that quantization reads; otherwise all, since the program carries them.
void addVendorKeys(Hasher& hasher, const BuildConfig& config, bool isPrecision) {
    for (const auto& [group, keys] : config.vendorGroups)
        for (const auto& [key, value] : keys)
            if (!isPrecision || isPrecisionOption(group, key)) hasher.add(group).add(key).add(value);
}

} // namespace

ContentHash importKey(const BuildConfig& config, std::span<const MappedFile> files) {
    Hasher hasher;
    hasher.add("import/2").add(config.onnxModel).add(config.prototxt).add(config.caffeModel);
    for (const MappedFile& file : files)
        hasher.add(file.bytes());
    const ModelFormat* format = findModelFormat(modelFilesOf(config).model);
    if (!format || !format->isTranslated) return hasher.finish();
    for (const auto& [name, shape] : modelReadOptionsOf(config).inputShapes) {
        hasher.add(name).add(shape.size());
        for (const std::int64_t dim : shape)
            hasher.add(dim);
    }
    return hasher.finish();
}

ContentHash optimiseKey(const BuildConfig& config, const ContentHash& import) {
    Hasher hasher;
    hasher.add("optimise/2").add(import);
    addAll(hasher, config.outputNodes);
    addAll(hasher, config.removeNodeTypes);
    addAll(hasher, config.removeNodeNames);
    hasher.add(std::ranges::find(config.optimization, "lstm_batch_last") != config.optimization.end());
    for (const InputConfig& input : config.inputs) {
        hasher.add(input.name)
            .add(input.typeTrain)
            .add(input.typeRuntime)
            .add(input.layoutTrain)
            .add(input.spaceAndRange)
            .add(input.normType);
        addAll(hasher, input.mean);
        addAll(hasher, input.scale);
        hasher.add(input.shape.has_value());
        if (input.shape)
            for (const std::int64_t dim : *input.shape)
                hasher.add(dim);
    }
    return hasher.finish();
}

Result<ContentHash> calibrateKey(const BuildConfig& config, const Graph& original, const ContentHash& optimise, JobContext& context) {
    Hasher hasher;
    if (!config.calibrationTable.empty()) {
        LATHE_TRY(const MappedFile table, MappedFile::open(config.calibrationTable));
        return Hasher().add("calibration_table/1").add(optimise).add(table.bytes()).finish();
    }
    hasher.add("calibrate/3")
        .add(optimise)
        .add(config.perChannel)
        .add(config.imageTransform)
        .add(config.imageOrder)
        .add(config.calibrationType == "skip");
    if (config.calibrationType == "skip") return hasher.finish();
    hasher.add(searchesCalibration(config)); // some samples are held back
    LATHE_TRY(const SampleSet samples, openSamples(inputSpecsOf(config, original), calibrationRequest(config, original)));
    LATHE_TRY(const ContentHash content, samplesKey(samples, context));
    return hasher.add(content).finish();
}

ContentHash quantiseKey(const BuildConfig& config, const ContentHash& calibrate, const Target& target) {
    Hasher hasher;
    hasher.add("quantise/5")
        .add(calibrate)
        .add(supportKey(target))
        .add(config.calibrationType)
        .add(config.maxPercentile)
        .add(config.perChannel);
    addAll(hasher, config.optimization);
    addNodeInfo(hasher, config);
    addVendorKeys(hasher, config, true);
    return hasher.finish();
}

ContentHash compileKey(const BuildConfig& config, const ContentHash& quantise, const Target& target) {
    Hasher hasher;
    hasher.add("compile/4")
        .add(quantise)
        .add(targetKey(target))
        .add(config.prefix)
        .add(config.compileMode)
        .add(config.balanceFactor.value_or(-1))
        .add(config.optimizeLevel)
        .add(config.maxTimePerFc)
        .add(config.coreNum)
        .add(config.inputBatch)
        .add(config.separateBatch);
    for (const InputConfig& input : config.inputs)
        hasher.add(input.source);
    addVendorKeys(hasher, config, false);
    hasher.add(config.imageTransform).add(config.imageOrder).add(config.layerOutDump);
    return hasher.finish();
}

ContentHash constantsKey(const Graph& graph) {
    Hasher hasher;
    for (const ValueId id : graph.values()) {
        const Tensor* constant = graph.constantOf(id);
        if (constant && constant->type() != DataType::String) hasher.add(constant->storedBytes());
    }
    return hasher.finish();
}

Result<ContentHash> samplesKey(const SampleSet& samples, JobContext& context) {
    Hasher hasher;
    hasher.add(samples.skipsBad).add(samples.reading.rawType.value_or(DataType::Undefined));
    if (!samples.paths) return hasher.finish();
    for (const std::vector<fs::path>& files : *samples.paths) {
        std::vector<ContentHash> contents(files.size());
        LATHE_CHECK(parallelFor(context, samples.count, [&](std::int64_t index, int) -> Status {
            const auto i = static_cast<std::size_t>(index);
            const auto mapped = MappedFile::open(files[i]);
            if (!mapped && !samples.skipsBad) return withAllBad(mapped.error(), samples, context);
            Hasher file;
            file.add(files[i].filename().string()).add(mapped ? mapped->bytes() : std::span<const std::byte>());
            contents[i] = file.finish();
            return {};
        }));
        for (const ContentHash& content : contents)
            hasher.add(content);
    }
    return hasher.finish();
}

ContentHash supportKey(const Target& target) {
    Hasher hasher;
    hasher.add(target.name)
        .add(target.numerics.rounding)
        .add(target.numerics.requantization)
        .add(target.numerics.powerOfTwoScales)
        .add(target.numerics.zeroPoints)
        .add(target.refusesUnknownHostOperators);
    for (const std::vector<DataType>* types : {&target.activationTypes, &target.weightTypes}) {
        hasher.add(types->size());
        for (const DataType type : *types)
            hasher.add(type);
    }
    for (const OperatorRule& rule : target.rules) {
        hasher.add(rule.op).add(rule.engine).add(rule.supportsInt16).add(rule.supportsFloat).add(rule.isRefused);
        for (const OperatorConstraint& constraint : rule.constraints) {
            hasher.add(constraint.kind);
            addAll(hasher, constraint.values);
        }
    }
    return hasher.finish();
}

ContentHash targetKey(const Target& target) {
    Hasher hasher;
    hasher.add(supportKey(target)).add(target.cores).add(target.dataflow).add(target.coreMemory).add(target.overlapsMacAndVector);
    for (const Figure* figure : target.figures())
        hasher.add(figure->name).add(figure->value);
    return hasher.finish();
}

} // namespace lathe
