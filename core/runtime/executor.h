#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <functional>
#include <memory>
#include <set>
#include <span>

namespace lathe {

struct ExecutorOptions {
    bool useOneDnn = true;       ///< false: the reference loops for everything
    std::set<ValueId> keep = {}; ///< values that the observer must see even where fusing would hide them
    bool keepAll = false;        ///< every value is seen by the observer (no fusion across values)
    /// The observer may be given the elements of a value in the order of its memory (channels last) under its usual
    /// dims: enough for statistics, and spares a copy of every value.
    bool observeAnyOrder = false;
    /// Threads within one operator, for the latency of a single image on an idle machine; many images run faster with a
    /// session each. More than one lets float results differ in their last bits. Waiting threads must not spin: set
    /// OMP_WAIT_POLICY=passive before the process starts.
    int intraThreads = 1;
};

/// Called for every value computed (and every graph input) in order of execution, if kept.
using ValueObserver = std::function<Status(ValueId, const Tensor&)>;

/// Other contents for a value that was just computed, each of its type and dims; none: it stays as it is.
using ValueVariations = std::function<Result<std::vector<Tensor>>(ValueId, const Tensor&)>;
/// The network's outputs with variation `index` in the place of the value `id`.
using VariationOutputs = std::function<Status(ValueId id, std::size_t index, const std::vector<Tensor>& outputs)>;

/// Float execution of a graph of static or dynamic shapes: oneDNN for what it covers (layouts chosen once, primitives
/// cached, activations reused), reference loops for the rest. Build once, run often.
/// One Executor may be used by many threads at once, each with its own Session; a run uses the calling thread only
/// (ExecutorOptions::intraThreads apart).
class Executor {
public:
    static Result<Executor> create(Graph graph, JobContext& context, ExecutorOptions options = {});
    Executor(Executor&&) noexcept;
    Executor& operator=(Executor&&) noexcept;
    ~Executor();

    /// Scratch memory and primitives of one thread.
    class Session {
    public:
        Session(Session&&) noexcept;
        Session& operator=(Session&&) noexcept;
        ~Session();
        /// Inputs in the order of graph.inputs(). Outputs in the order of graph.outputs(); they own their memory.
        Result<std::vector<Tensor>> run(std::span<const Tensor> inputs, JobContext& context, const ValueObserver& observer = {});

        /// As run(); for each variation of a kept value, what stands behind the value is computed once more from it (what stands
        /// before it is not). `variations` sees every kept value, as an observer does; not with observeAnyOrder. Values whose
        /// elements another value shares (Reshape and its like) must not be varied: both would change.
        Result<std::vector<Tensor>> runVaried(std::span<const Tensor> inputs, JobContext& context, const ValueVariations& variations,
                                              const VariationOutputs& outputs);

        /// With observeAnyOrder, while a run shows the value: whether its elements lie with the channels last.
        bool isChannelsLast(ValueId value) const;

    private:
        Status prepare(std::span<const Tensor> inputs, JobContext& context);
        friend class Executor;
        struct State;
        explicit Session(std::unique_ptr<State> state);
        std::unique_ptr<State> m_state;
    };
    Session makeSession() const;
    const Graph& graph() const;

private:
    struct State;
    explicit Executor(std::shared_ptr<const State> state);
    std::shared_ptr<const State> m_state;
};

} // namespace lathe
