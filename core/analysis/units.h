#pragma once

#include "core/program/quantized_graph.h"
#include "core/runtime/executor.h"

#include <memory>
#include <optional>

namespace lathe {

/// What rounds a value to integers for the first time: a quantized node that computes new numbers, together with the Relu and Clip
/// behind it that its saturation does already; or (no nodes) the border where a value that floats made becomes integers.
/// Nodes that only move integers round nothing and are no units.
struct QuantizedUnit {
    std::vector<NodeId> nodes;   ///< in order of execution
    std::vector<ValueId> inputs; ///< that are no constants, each once, in the order of the first node
    ValueId output;
};

/// All units of a network in order of execution.
std::vector<QuantizedUnit> quantizedUnits(const QuantizedGraph& network);

/// What only an activation reads takes the scale of the activation's output: it saturates where the activation cuts, which is no
/// error of the network. The activation's output is compared in its place.
bool isCutByActivation(const QuantizedGraph& network, ValueId id);

/// The trained nodes that the value comes from: those of its producer, and of what it is compared in the place of.
std::vector<std::string> sourceNodesOf(const QuantizedGraph& network, ValueId id);

/// How the name of a unit reads in reports: the node that makes the numbers, or "input of …" at a border.
std::string nameOfUnit(const QuantizedGraph& network, const QuantizedUnit& unit);

/// One unit alone, in integers and in float with some of its numbers rounded. Made once; several threads may use it, each with its
/// own Session.
class UnitModel {
public:
    /// An Internal or Unsupported error where the unit has no kernel.
    static Result<UnitModel> create(const QuantizedGraph& network, const QuantizedUnit& unit, JobContext& context);
    UnitModel(UnitModel&&) noexcept;
    UnitModel& operator=(UnitModel&&) noexcept;
    ~UnitModel();

    const QuantizedUnit& unit() const;

    /// Scratch memory of one thread.
    class Session {
    public:
        explicit Session(const UnitModel& model);
        /// The unit's integers from integer inputs, in the order of unit().inputs; a border reads its float value.
        Result<Tensor> integers(std::span<const Tensor> inputs) const;
        /// The unit in float: with the constants that its integers stand for, or (isExact) with its own.
        Result<Tensor> reals(std::span<const Tensor> inputs, bool isExact, JobContext& context);

    private:
        const UnitModel* m_model;
        std::optional<Executor::Session> m_exact, m_rounded;
    };

private:
    struct State;
    explicit UnitModel(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace lathe
