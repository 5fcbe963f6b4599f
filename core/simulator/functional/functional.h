#pragma once

#include "core/base/job_context.h"
#include "core/program/program.h"

#include <functional>
#include <optional>
#include <set>
#include <span>

namespace lathe {

/// Which kernels compute the integers. All give the same bytes; Auto takes the fastest of this processor. The environment variable
/// LATHE_ISA=reference|generic|avx2|avx512|vnni|auto overrides it, for tests; what the processor lacks is an error.
enum class IntegerPath {
    Auto,
    Reference, ///< plain loops
    Generic,   ///< vectors that every processor of the architecture has
    Avx2,
    Avx512,
    Vnni, ///< products of bytes, in the widest vectors that the processor has them for
};

struct FunctionalOptions {
    IntegerPath path = IntegerPath::Auto;
    bool byTiles = true;                                      ///< compute tile by tile as compiled; false: whole layers (the same bytes)
    std::optional<std::set<ValueId>> observed = std::nullopt; ///< values that an observer sees; all where nothing is said
};

/// How the elements of a tensor [N, C, spatial…] lie.
enum class ElementOrder {
    Plain,        ///< as its dims say
    ChannelsLast, ///< [N, spatial…, C]
    Any,          ///< of a kernel that serves both; all its operands must lie alike
};

/// Sees every value as computed: integers for quantized values, float for the others.
using ProgramObserver = std::function<Status(ValueId, const Tensor&)>;
/// The same with the elements as they lie in memory (Plain or ChannelsLast), under the usual dims: spares turning them.
using MemoryObserver = std::function<Status(ValueId, const Tensor&, ElementOrder)>;

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
    /// The same with values as they lie in memory. The observer may keep the tensors.
    Result<std::vector<Tensor>> runWatched(std::span<const Tensor> inputs, JobContext& context, const MemoryObserver& observer) const;

private:
    struct State;
    explicit FunctionalSimulator(std::shared_ptr<const State> state);
    std::shared_ptr<const State> m_state;
};

/// Integer tensor to float by its parameters, and back (Rounding::HalfEven, saturating): the numerics at the borders.
Tensor dequantizeTensor(const Tensor& integers, const QuantParams& params);
Tensor quantizeTensor(const Tensor& real, const QuantParams& params);

} // namespace lathe
