#pragma once

#include "core/base/job_context.h"
#include "core/program/program.h"
#include "core/simulator/timing/timing.h"
#include "core/targets/target.h"

#include <map>
#include <string>
#include <vector>

namespace lathe {

/// What bounds a layer.
enum class Bound { Compute, Memory, Host, Overhead };
std::string_view toName(Bound bound);

struct LayerEvaluation {
    std::string name;
    std::vector<std::string> ops, sourceNodes;
    EngineClass engine = EngineClass::Accelerator;
    std::string reason;                     ///< of a host layer
    std::int64_t cycles = 0;                ///< of the accelerator's clock, from the layer's first start to its last end
    double latency = 0;                     ///< seconds of wall time that the layer adds (end minus the previous layer's end, ≥ 0)
    double start = 0, end = 0;              ///< seconds
    double computeTime = 0, memoryTime = 0; ///< seconds busy of MAC and vector engines, of transfers; the mean of the cores that share it
    std::int32_t cores = 1;                 ///< that share it
    std::int64_t macs = 0;
    double utilization = 0; ///< MACs / (peak of all cores of the program × layer time), 0..1
    std::int64_t ddrReadBytes = 0, ddrWriteBytes = 0;
    Bound bound = Bound::Compute;
};

struct UnsupportedNode {
    std::string node, op, reason;
};

/// IP evaluation: everything that report, table and JSON show. Times in seconds.
struct Evaluation {
    std::string model, target;
    double latency = 0, fps = 0;
    std::int64_t pictures = 1; ///< of one run (input_batch): latency, work and traffic are those of all of them
    std::int32_t cores = 1; ///< that the program runs on
    double macUtilization = 0; ///< of the peak of these cores
    std::int64_t macs = 0, params = 0;
    std::int64_t ddrReadBytes = 0, ddrWriteBytes = 0, sramPeakBytes = 0;
    std::int64_t sramBoundBytes = 0; ///< largest sum of buffers alive at one time: no memory map needs less
    double hostTime = 0, computeTime = 0, memoryTime = 0, overheadTime = 0;
    std::int64_t hostNodes = 0, acceleratorNodes = 0;
    std::vector<UnsupportedNode> unsupported;
    std::vector<LayerEvaluation> layers;
    std::vector<double> functionCalls;    ///< seconds of each, where max_time_per_fc cut the program; else empty
    std::vector<std::string> assumptions; ///< the target's assumed figures and the model's limits, as sentences
    std::string validation;
};

Evaluation evaluateProgram(const Program& program, const Target& target, const Trace& trace);

/// evaluate --json as cli.md promises (schema lathe.evaluation/1).
std::string toJson(const Evaluation& evaluation);

} // namespace lathe
