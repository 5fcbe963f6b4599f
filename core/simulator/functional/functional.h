#pragma once

#include "core/base/job_context.h"
#include "core/program/program.h"

#include <functional>
#include <span>

namespace lathe {

/// Which kernels compute the integers. All give the same bytes; Auto takes the fastest that is exact on this machine. The environment
/// variable LATHE_ISA=reference|onednn|vnni|auto overrides it, for tests ("generic" is the reference; a path that this machine lacks
/// falls back to the one before it).
enum class IntegerPath {
    Auto,
    Reference, ///< plain loops
    OneDnn,    ///< sums of integers held in binary32
    Vnni,      ///< sums of 8-bit products in 32-bit integers, where the processor has the instructions
};

struct FunctionalOptions {
    IntegerPath path = IntegerPath::Auto;
    bool byTiles = true; ///< compute tile by tile as compiled; false: whole layers (the same bytes)
};

/// Sees every value as computed: integers for quantized values, float for the others.
using ProgramObserver = std::function<Status(ValueId, const Tensor&)>;

/// Bit-exact execution of a program (docs/numerics.md). Build once (weights are packed), run often; run() may be called from
/// several threads, each call uses the calling thread only.
class FunctionalSimulator {
public:
    static Result<FunctionalSimulator> create(const Program& program, JobContext& context, FunctionalOptions options = {});
    FunctionalSimulator(FunctionalSimulator&&) noexcept;
    FunctionalSimulator& operator=(FunctionalSimulator&&) noexcept;
    ~FunctionalSimulator();

    /// Float inputs in the order of the network's inputs; float outputs (dequantized) in the order of its outputs.
    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs, JobContext& context, const ProgramObserver& observer = {}) const;

private:
    struct State;
    explicit FunctionalSimulator(std::shared_ptr<const State> state);
    std::shared_ptr<const State> m_state;
};

/// Integer tensor to float by its parameters, and back (Rounding::HalfEven, saturating): the numerics at the borders.
Tensor dequantizeTensor(const Tensor& integers, const QuantParams& params);
Tensor quantizeTensor(const Tensor& real, const QuantParams& params);

} // namespace lathe
