#pragma once

#include "core/quantization/given_quantization.h"
#include "core/quantization/value_ranges.h"

#include <optional>
#include <set>

namespace lathe::lifting {

/// A value of integers and the real numbers that it stands for.
struct Twin {
    ValueId real;
    QuantParams params;
};

/// liftQuantization() at work: the graph, in which real values grow beside the integers, and what was found on the way.
/// First every node is lifted (lift_nodes, lift_linear), then what nobody reads any more goes (lift_borders).
struct Lifting {
    Lifting(Graph& lifted, JobContext& job) : graph(lifted), context(job) {}

    Graph& graph;
    JobContext& context;
    ValueRanges ranges;
    std::map<ValueId, Twin> twins; ///< by value of integers
    std::map<ValueId, QuantParams> given, weights;
    std::map<ValueId, std::vector<std::pair<ValueId, QuantParams>>> constants; ///< reals by constant of integers
    std::map<ValueId, std::string> constantNames, outputNames;                 ///< names to come back in the end
    std::map<NodeId, std::string> nodeNames;
    std::set<NodeId> replaced;                ///< nodes whose work real nodes do now
    std::vector<std::string> left, conflicts; ///< names for the report

    /// Notes the parameters of a real value.
    void give(ValueId real, const QuantParams& params);
    ValueId addReal(const std::string& name, const std::optional<Shape>& shape);
    /// x within what the integers can hold: behind a Clip unless it is known to stay there.
    ValueId bounded(ValueId x, const QuantParams& params, const Node& node);
    /// A constant of integers as the real numbers that it stands for; the same constant once for the same parameters.
    ValueId realConstant(ValueId id, const QuantParams& params);
    /// Adds `made` with real outputs for those of node `id`, whose name it gets in the end.
    std::vector<ValueId> putInPlaceOf(NodeId id, Node made);
    /// Readers of `old`, and the graph's output of that name, take `real`.
    void replaceOutput(ValueId old, ValueId real);

private:
    void forward(ValueId old, ValueId real);
};

/// Scale and zero point at inputs `scale` and behind, where they are constant; `dataType` is that of integers without a zero point.
std::optional<QuantParams> paramsAt(const Graph& graph, const Node& node, std::size_t scale, DataType dataType, std::int32_t axis);
bool isActivationType(DataType type);
/// Types of constants that can be turned into real numbers.
bool isStored(DataType type);
/// Whether parameters by channel are as many as the tensor has channels.
bool fitsAxis(const Tensor& integers, const QuantParams& params);
/// An operator that moves, picks or repeats integers, which means the same for the real numbers behind them.
bool isMover(std::string_view op);

/// What becomes of a node: its real counterpart is there; it is one of quantization, but stays (QUA12); or it is not concerned.
enum class Lift { Done, Left, None };
/// QuantizeLinear, DequantizeLinear, operators that move integers.
Lift liftNode(Lifting& lifting, NodeId id);
/// Operators on quantized tensors: QLinearConv and the like.
Lift liftLinearNode(Lifting& lifting, NodeId id);

/// Integers that something else than a replaced node reads are made of the real numbers.
void addBorders(Lifting& lifting);
/// The nodes whose real counterparts everything reads now go; what remains gets the names that they had.
void removeReplaced(Lifting& lifting);
/// What is only moved or bounded on its way to a value with parameters has these parameters too.
void spreadBackwards(Lifting& lifting);

} // namespace lathe::lifting
