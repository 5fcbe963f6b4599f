#pragma once

#include "core/base/job_context.h"
#include "core/base/spelling.h"
#include "core/graph/graph.h"

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lathe {

/// node_info of one node, both spellings of hb_compile ('name:int16' and the dictionary).
struct NodeInfo {
    std::string on;                        ///< "BPU", "CPU" or ""
    std::string outputType;                ///< "int8", "int16", "float16" or ""
    std::string inputType;                 ///< InputType, all inputs
    std::map<int, std::string> inputTypes; ///< InputType0, InputType1 …
    bool operator==(const NodeInfo&) const = default;
};

/// quant_config: three levels, the finer wins.
struct QuantConfig {
    std::string allNodeType, modelOutputType;
    std::map<std::string, std::string> opTypes, nodeTypes; ///< operator / node name -> int8, int16, float16
    bool operator==(const QuantConfig&) const = default;
};

struct InputConfig {
    std::string name;
    std::string typeTrain = "featuremap", typeRuntime = "featuremap", layoutTrain, spaceAndRange = "regular";
    std::optional<std::vector<std::int64_t>> shape;
    std::string normType = "no_preprocess";
    std::vector<double> mean, scale;
    std::string calDataDir;  ///< folder or list, resolved against the configuration's folder by the reader; equal ones serve all inputs
    std::string evalDataDir; ///< Lathe's: samples to compare on instead of the calibration samples; "" none
    std::string source;      ///< input_source: ddr, pyramid, resizer or "" (by type)
    bool operator==(const InputConfig&) const = default;
};

/// One build, as the YAML of hb_compile says it. Defaults are the vendor page's. Relative paths are relative to the
/// folder of the configuration file; after reading they are absolute.
struct BuildConfig {
    // model_parameters
    std::string onnxModel, caffeModel, prototxt, march;
    std::string prefix = "model", workingDir = "model_output";
    bool layerOutDump = false;
    std::vector<std::string> outputNodes, removeNodeTypes, removeNodeNames;
    std::string debugMode;
    std::map<std::string, NodeInfo> nodeInfo;
    // input_parameters, in the order of input_name
    std::vector<InputConfig> inputs;
    int inputBatch = 1;
    bool separateBatch = false;
    // calibration_parameters
    std::string calibrationType = "default";
    double maxPercentile = 1.0;
    bool perChannel = false;
    std::string calibrationTable; ///< Lathe's: ranges from this file instead of from samples; "" none
    std::vector<std::string> optimization;
    std::string quantConfigFile; ///< path; content in quantConfig
    QuantConfig quantConfig;
    std::int64_t calDataCount = 0;    ///< Lathe's: as many calibration samples; 0 all
    std::int64_t evalDataCount = 0;   ///< Lathe's: the same for evaluation
    std::int64_t sampleSeed = 0;      ///< Lathe's: which samples a count takes
    bool skipBadSamples = false;      ///< Lathe's: go on without samples that cannot be used
    std::string rawType;              ///< Lathe's: type of raw files (rawTypeOf); "" by folder and input
    std::string imageTransform;       ///< Lathe's: imageTransformTable
    std::string imageOrder;           ///< Lathe's: rgb, bgr, gray (pictures into featuremap inputs)
    std::string evalLabelFile;        ///< Lathe's: CSV with the columns file and class_index; "" none
    std::int64_t evalLabelOffset = 0; ///< Lathe's: added to every class index
    // compiler_parameters
    std::string compileMode = "latency";
    std::optional<int> balanceFactor;
    int coreNum = 1;
    std::string optimizeLevel = "O0";
    std::int64_t maxTimePerFc = 0;
    int jobs = 16;
    int advice = 0;
    // groups of other vendors: group -> key (of vendorParameterTable, or any other, without effect) -> value, lists with "; " between
    std::map<std::string, std::map<std::string, std::string>> vendorGroups;

    bool operator==(const BuildConfig&) const = default;
};

/// Values that a parameter can take, for validation, help and editors.
enum class ParameterType { String, Path, Integer, Real, Boolean, Choice, ChoiceList, List, Dictionary };

/// One key of the configuration. The YAML reader and writer, the validator, `lathe config template`, the editor and the docs read it.
struct ParameterRow {
    std::string_view group; ///< "model_parameters"
    std::string_view key;   ///< "onnx_model"
    ParameterType type;
    std::string_view fallback; ///< default as text, "" none
    std::string_view range;    ///< "latency|bandwidth|balance", "0..100", "" any
    bool required;
    bool perInput;            ///< several values separated by ';', one per input
    std::string_view effect;  ///< "" works now; otherwise the sentence of the diagnostic CFG_LATER: what is not simulated yet
    std::string_view summary; ///< one sentence for help and template
};
std::span<const ParameterRow> parameterTable();
/// Of either table.
const ParameterRow* findParameter(std::string_view group, std::string_view key);

/// The keys of kneron_parameters, ti_parameters and qualcomm_parameters; their values stand in BuildConfig::vendorGroups. They
/// have effect whatever the march.
std::span<const ParameterRow> vendorParameterTable();
/// What an option does in compiler or simulator (docs/options.md). Options without a mechanism have none of these rows but a sentence in
/// ParameterRow::effect.
struct OptionEffectRow {
    std::string_view group, key;
    std::string_view mechanism, observed;
    std::string_view test; ///< that holds it: "Class::case", or an executable or class
};
std::span<const OptionEffectRow> optionEffectTable();
const OptionEffectRow* findOptionEffect(std::string_view group, std::string_view key);
/// docs/options.md.
std::string optionsMarkdown();

/// A vendor's name for a parameter that exists already.
struct SpellingRow {
    std::string_view group, key, baseGroup, baseKey;
};
std::span<const SpellingRow> spellingTable();
/// "-convert-to-fp16", "advanced_options:num_cores" and "deny_list:layer_type" as the tables write them: convert_to_fp16, num_cores,
/// deny_list_layer_type.
std::string plainVendorKey(std::string_view key);
/// The canonical text of that key; "" where it is not set.
std::string vendorValue(const BuildConfig& config, std::string_view group, std::string_view key);
/// The items of a list there; empty where it is not set.
std::vector<std::string> vendorList(const BuildConfig& config, std::string_view group, std::string_view key);

/// A rule of the validator, HZ01 … HZ40, as data: id, severity and sentence (docs and `lathe config check --rules`).
struct RuleRow {
    std::string_view id;
    Severity severity;
    std::string_view sentence;
};
std::span<const RuleRow> ruleTable();

/// Reads and validates a configuration: syntax, unknown keys with the nearest spelling, types, ranges, the rules that need
/// no model. All problems at once, each with line and column: the Error (kind Usage) carries them as details. Warnings and
/// infos go to the context. `knownTargets`: the names and aliases that march may have (any case).
Result<BuildConfig> readConfig(const std::filesystem::path& file, std::span<const std::string> knownTargets, JobContext& context);
Result<BuildConfig> parseConfig(std::string_view yaml, const std::filesystem::path& file, std::span<const std::string> knownTargets,
                                JobContext& context);

/// The rules that need the model: names of inputs and nodes, counts, shapes, channels, even sizes (HZ06, HZ08, HZ09 …).
/// Fills what the model decides (single input without input_name, shapes). Problems as in readConfig; places are known when
/// `yaml` is the text it came from (may be empty).
Status validateAgainstModel(BuildConfig& config, const Graph& model, std::string_view yaml, const std::filesystem::path& file,
                            JobContext& context);

/// The normalised configuration: every key with its value, absolute paths; reads back as an equal BuildConfig.
std::string toYaml(const BuildConfig& config);
/// `yaml`, which says `before`, so changed that it says `after`: the keys that differ are replaced, added or taken out, all else stays as
/// it was typed. A text that cannot be edited so becomes toYaml(after) under the comments it began with.
std::string editYaml(std::string_view yaml, const BuildConfig& before, const BuildConfig& after);
/// `yaml`, which says `config`, with its paths made absolute: for a copy in another folder.
std::string withAbsolutePaths(std::string_view yaml, const BuildConfig& config);
/// With comments: each key's sentence, range and default. `modelFile` becomes onnx_model.
std::string configTemplate(std::string_view march, const Graph* model = nullptr, const std::string& modelFile = "model.onnx");

/// docs/configuration.md: every group and key, the spellings of vendors and the rules, as their tables have them.
std::string configurationMarkdown();

/// Allowed runtime types for a training type: the matrix of rule HZ10.
std::vector<std::string_view> allowedRuntimeTypes(std::string_view typeTrain);

} // namespace lathe
