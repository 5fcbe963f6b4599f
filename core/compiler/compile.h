#pragma once

#include "core/base/job_context.h"
#include "core/compiler/core_options.h"
#include "core/compiler/partition.h"
#include "core/program/program.h"
#include "core/targets/target.h"

namespace lathe {

/// Steps of deep_search (about one simulated instruction each): some seconds.
inline constexpr std::int64_t kDeepSearchSteps = 30'000'000;

struct CompileOptions {
    std::string name = "model";
    std::string compileMode = "latency"; ///< latency, bandwidth, balance
    int balanceFactor = 100;             ///< 0 bandwidth … 100 latency
    std::string optimizeLevel = "O0";    ///< O0 layer by layer, O1 keeps activations on chip, O2 searches tilings
    std::string tiling = "default";      ///< compiler_tiling: default, or deep_search for as long as searchSteps last (at O2)
    std::int64_t searchSteps = kDeepSearchSteps;
    bool keepsLayerResults = false; ///< layer_out_dump: every layer stores what it makes, so that it can be read afterwards
    std::vector<InputSpec> inputs;
    std::int64_t mostMicrosecondsPerCall = 0; ///< max_time_per_fc; 0: one call
    PartitionRules partition;
    CoreOptions cores; ///< core_num, multicast_weights, ols, mos
    std::map<std::string, std::string> metadata; ///< goes into Program::options, beside what the compiler says there
};

/// Whether one inference can be compiled for so many cores of the device.
Status checkCores(std::int32_t count, const Target& target);

/// Fuse into layers → tile to the on-chip memory → allocate → instructions with double-buffered transfers. A network that several
/// cores do not speed up is compiled for one, and that is said.
/// Deterministic: equal inputs give equal programs. ErrorKind::Unsupported when the device refuses a node, naming all of them.
Result<Program> compile(const QuantizedGraph& network, const Target& target, const CompileOptions& options, JobContext& context);

} // namespace lathe
