#pragma once

#include "core/base/job_context.h"
#include "core/program/program.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace lathe {

/// What a figure rests on. Shown wherever the figure is shown.
enum class FigureStatus { Published, Derived, Assumed, Fitted, Unknown };
std::string_view toName(FigureStatus status);

/// A number with its unit, status and source.
struct Figure {
    double value = 0;
    FigureStatus status = FigureStatus::Unknown;
    std::string source; ///< address or reasoning, one sentence
    std::string unit;   ///< "MHz", "GB/s", "bytes", "MAC/cycle" …
    std::string name;   ///< key in the file, for listings
};

/// What a statement that is no figure (zero points, the arithmetic) rests on.
struct Provenance {
    FigureStatus status = FigureStatus::Unknown;
    std::string source;
};

/// Whether each core has on-chip memory of its own, or all cores work in one.
enum class CoreMemory { PerCore, Shared };
std::string_view toName(CoreMemory memory);

/// A limit that a rule puts on an attribute or shape of a node; `sentence` is check, message and documentation in one.
struct OperatorConstraint {
    std::string kind; ///< a row of the constraint table: "kernel-at-most", "rank-at-most", "dilation-is-1", …
    std::vector<double> values;
    std::string sentence; ///< "the kernel is at most 31 × 31"
};

/// How the MAC array takes its operands. Broadcast: inputs x outputs x pixels side by side, one step of the loops per cycle.
/// Stationary: a systolic grid of rows x columns that holds weights (or sums) while the other operands pass through.
enum class Dataflow { Broadcast, WeightStationary, OutputStationary };
std::string_view toName(Dataflow dataflow);

struct OperatorRule {
    std::string op; ///< ONNX operator name
    EngineClass engine = EngineClass::Accelerator;
    bool supportsInt16 = false;
    bool supportsFloat = false; ///< the accelerator has it in float too (a special-function unit)
    bool isRefused = false;     ///< neither accelerator nor host has it: a network with it cannot be converted
    std::vector<OperatorConstraint> constraints;
    std::string note;
};

/// A device, read from resources/targets/<name>.yaml. All figures carry their provenance. Figures of the MAC array, the vector unit and
/// the on-chip memory are those of one core; DDR and overheads are those of the device.
struct Target {
    std::string name;
    std::vector<std::string> aliases;
    std::string base; ///< the device whose file this one extends; empty for none
    std::string vendor, chip, summary;
    NumericsSpec numerics;
    Provenance numericsProvenance, zeroPointsProvenance;
    std::vector<DataType> activationTypes, weightTypes;

    Figure clockMHz, macsPerCycle, arrayInputChannels, arrayOutputChannels; ///< MAC array: int8 MACs per cycle and its two sides
    Figure macEfficiency;             ///< share of the array's peak that a dense convolution of full channels reaches, 0..1
    Figure int16Slowdown;             ///< factor on MAC cycles for int16 activations
    Figure int16WeightSlowdown;       ///< factor on MAC cycles for int16 weights, on top of that of the activations
    Figure depthwiseEfficiency;       ///< share of the array that a depthwise convolution can use, 0..1
    Figure vectorLanes, specialLanes; ///< element operations per cycle of the vector unit
    Figure onChipBytes;               ///< that one core can work in: its own, or with CoreMemory::Shared that of all cores together
    Figure onChipSharedBytes;         ///< further memory that all cores share; 0 when not given
    Figure ddrGBps, ddrEfficiency, ddrLatencyNs;
    Figure ddrBurstBytes;                    ///< transfers take whole bursts; 0: bytes as they are
    Figure portGBps;                         ///< most that one transfer engine moves; 0: as much as there is
    Figure fixedOverheadUs, layerOverheadUs; ///< per inference, per layer
    Figure hostGflops, hostGBps;             ///< effective float rate and copy rate of the host CPU
    Figure channelAlignment, rowAlignmentBytes;
    std::int32_t cores = 1;
    std::vector<std::int32_t> coreCounts{1};   ///< numbers of cores that one inference can be compiled for, ascending
    std::vector<std::int32_t> deviceCounts{1}; ///< numbers of devices that one inference can be compiled for, ascending
    CoreMemory coreMemory = CoreMemory::PerCore;
    Dataflow dataflow = Dataflow::Broadcast; ///< rows of the array are its input channels, columns its output channels
    bool overlapsMacAndVector = true;        ///< false: the vector unit and the MAC array take turns
    std::string hostName;
    std::string hostArch;   ///< "aarch64", "x86_64", "arm" (a microcontroller)
    std::string validation; ///< what predictions were held against, or "not validated"

    std::vector<OperatorConstraint> generalConstraints; ///< of every rule on the accelerator; part of their constraints already
    std::vector<OperatorRule> rules;                    ///< what no rule names runs on the host
    bool refusesUnknownHostOperators = false;

    const OperatorRule* findRule(std::string_view op) const;
    std::vector<const Figure*> figures() const; ///< all that the file gives, for listings
    /// Of one core, in int8.
    double peakMacsPerSecond() const { return macsPerCycle.value * clockMHz.value * 1e6; }
    double ddrBytesPerSecond() const { return ddrGBps.value * 1e9 * ddrEfficiency.value; }
    /// Of one transfer engine alone.
    double portBytesPerSecond() const {
        return portGBps.value > 0 ? std::min(portGBps.value * 1e9, ddrBytesPerSecond()) : ddrBytesPerSecond();
    }
};

/// Reads a device file; all problems at once with line and column. `extends` is looked for beside it, then where allTargets() looks.
Result<Target> readTarget(const std::filesystem::path& file);
/// The devices in the resource folders (built-in, $LATHE_TARGETS), sorted by name; read anew when a file changes.
Result<std::vector<Target>> allTargets();
/// By name or alias, ignoring case; otherwise a Usage error that lists the names and the nearest one.
Result<Target> findTarget(std::string_view name);

/// Where a node can run and why.
struct Support {
    enum class Kind { Accelerator, Host, Refused } kind = Kind::Host;
    std::string reason;    ///< the rule as a sentence; empty when simply supported
    bool int16 = false;    ///< the accelerator has it in int16
    bool floating = false; ///< the accelerator has it in float
    std::string rule = {}; ///< the reason without what is this node's own; the same for all nodes that one rule keeps off
};
Support supportOf(const Target& target, const Graph& graph, NodeId node);

/// resourceFolder()/targets, then each folder of $LATHE_TARGETS (separated by colons).
std::vector<std::filesystem::path> targetFolders();

/// docs/targets.md: made from the device files and the tables of figures and constraints.
std::string targetsMarkdown(const std::vector<Target>& targets);

/// The folder with targets/, samples/ …: $LATHE_RESOURCES, else beside the program, else the source tree.
std::filesystem::path resourceFolder();

} // namespace lathe
