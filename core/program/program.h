#pragma once

#include "core/program/quantized_graph.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lathe {

/// Where a layer runs.
enum class EngineClass { Accelerator, Host };

/// The units that work side by side in the simulator; each has its lane in the profiler. Every core has its own of each; the host is one,
/// Sync is where cores wait for each other.
enum class Engine { Load, Weights, Mac, Vector, Store, Host, Sync };
inline constexpr std::array kEngines{Engine::Load, Engine::Weights, Engine::Mac, Engine::Vector, Engine::Store, Engine::Host, Engine::Sync};
std::string_view toName(Engine engine);
std::string_view toName(EngineClass engine);

/// Nodes that the device runs as one step: a MAC or vector operator with the activations, residual additions that are
/// applied on its way out. Lineage: `nodes` are ids of Program::network.graph, `origins` the names in the trained graph.
struct Layer {
    std::string name;
    EngineClass engine = EngineClass::Accelerator;
    std::vector<NodeId> nodes; ///< in order of execution
    std::vector<std::string> origins;
    std::string hostReason; ///< why it runs on the host, as a sentence; empty on the accelerator
    std::int64_t macs = 0;
    std::int64_t vectorOps = 0;
    std::int64_t specialOps = 0;
    std::int64_t weightBytes = 0;
    std::int64_t inputBytes = 0;
    std::int64_t outputBytes = 0;
};

/// A contiguous on-chip region with its lifetime, for the memory map (address × time).
struct Buffer {
    std::string name;
    ValueId value;            ///< the tensor it holds; invalid for staging of weights
    std::int64_t address = 0; ///< bytes from the start of on-chip memory
    std::int64_t sizeBytes = 0;
    std::int32_t firstLayer = 0; ///< index into layers; alive from the start of firstLayer …
    std::int32_t lastLayer = 0;  ///< … to the end of lastLayer
};

/// One command for one engine. It may start when all of `dependencies` (indices of earlier instructions) are done.
struct Instruction {
    Engine engine = Engine::Mac;
    std::int32_t layer = 0;
    std::int32_t tile = 0;
    std::int64_t cycles = 0;   ///< of its engine's clock; 0 for transfers, whose time follows from bytes and bandwidth
    std::int64_t ddrBytes = 0; ///< through external memory
    std::int64_t macs = 0;     ///< useful multiply-accumulates
    double hostSeconds = 0;    ///< Engine::Host only
    std::int32_t core = 0;     ///< whose engine
    std::vector<std::int32_t> dependencies;
};

/// The part of a layer's output that one tile computes: rows [rowBegin, rowEnd) of the second-to-last axis (or of the
/// whole as one), channels [channelBegin, channelEnd) of axis 1.
struct Tile {
    std::int32_t layer = 0;
    std::int64_t rowBegin = 0, rowEnd = 0;
    std::int64_t channelBegin = 0, channelEnd = 0;
    bool operator==(const Tile&) const = default;
};

/// How pictures become input tensors; carried so that compare and simulate take the same pictures as the build.
struct InputSpec {
    std::string name;
    std::string typeTrain = "featuremap";   ///< rgb, bgr, yuv444, yuv444_128, gray, featuremap
    std::string typeRuntime = "featuremap"; ///< also nv12
    std::string layoutTrain = "NCHW";
    std::string spaceAndRange = "regular";
    std::string imageTransform;             ///< imagenet, stretch, short_side:N, letterbox[:V]; empty: by size
    std::string imageOrder;                 ///< rgb, bgr, gray for pictures into featuremap inputs; empty: none given
    std::vector<std::int64_t> shape;        ///< of the trained model's input
    std::vector<double> mean, scale;        ///< done inside the network: (x - mean) * scale on 0…255; empty, one, or one per channel
    DataType elementType = DataType::Float; ///< of the trained model's input
};

/// What the machine does, as plain data. The `.lathe` container stores exactly this.
struct Program {
    std::string name;
    std::string target;   ///< canonical target name
    std::string producer; ///< "lathe 0.1.0"
    QuantizedGraph network;
    std::vector<InputSpec> inputs; ///< in the order of the trained model's inputs
    std::vector<Layer> layers;     ///< in order of execution
    std::vector<Tile> tiles;       ///< grouped by layer, ascending
    std::vector<Buffer> buffers;
    std::vector<Instruction> instructions;      ///< in an order in which every dependency comes first
    std::vector<std::int32_t> callEnds;         ///< max_time_per_fc: the Sync instruction that ends each function call; empty: one call
    std::int64_t onChipBytes = 0;               ///< peak use
    std::map<std::string, std::string> options; ///< the compiler options it was made with
};

} // namespace lathe
