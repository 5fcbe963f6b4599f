#include "core/runtime/executor.h"

#include "core/base/stop_point.h"
#include "core/base/work_budget.h"
#include "core/ops/inference.h"
#include "core/runtime/dnnl_kernel.h"
#include "core/runtime/plan_builder.h"
#include "core/runtime/session.h"

#include <list>

namespace lathe {
namespace {

/// Plans kept per executor: more input shapes than these are planned again.
constexpr std::size_t kMaxPlans = 8;

using InputShapes = std::vector<Dims>;

} // namespace

struct Executor::State {
    Graph graph;
    ExecutorOptions options;
    mutable WeightStore weights;
    mutable std::mutex mutex;
    mutable std::list<std::pair<InputShapes, std::shared_ptr<const Plan>>> plans; ///< latest use first

    Result<std::shared_ptr<const Plan>> planFor(const InputShapes& shapes, JobContext& context) const;
    Result<std::shared_ptr<const Plan>> makePlan(const InputShapes& shapes, JobContext& context) const;
    std::optional<InputShapes> statedShapes() const;
    Result<InputShapes> shapesOf(std::span<const Tensor> inputs) const;
};

struct Executor::Session::State {
    std::shared_ptr<const Executor::State> executor;
    InputShapes shapes;
    std::optional<PlanRunner> runner;
};

Result<std::shared_ptr<const Plan>> Executor::State::makePlan(const InputShapes& shapes, JobContext& context) const {
    InferenceOptions inference;
    for (std::size_t i = 0; i < shapes.size(); ++i)
        if (!isContainer(graph.value(graph.inputs()[i]).type))
            inference.inputShapes[graph.value(graph.inputs()[i]).name] = Shape::of(shapes[i]);
    JobContext quiet(context.stopToken());
    const StopScope scope(context.stopToken());
    const WorkScope work(workBudget()); // of what is constant, and computed now
    LATHE_TRY(const auto inferred, inferValues(graph, quiet, inference));
    try {
        return PlanBuilder(graph, options, inferred, weights).build(quiet);
    } catch (const std::bad_alloc&) {
        return Error::noMemory();
    } catch (const std::exception& failed) {
        return Error::internal(std::string("planning the float execution failed: ") + failed.what());
    }
}

Result<std::shared_ptr<const Plan>> Executor::State::planFor(const InputShapes& shapes, JobContext& context) const {
    const std::lock_guard lock(mutex);
    for (auto at = plans.begin(); at != plans.end(); ++at) {
        if (at->first != shapes) continue;
        plans.splice(plans.begin(), plans, at);
        return at->second;
    }
    LATHE_TRY(auto plan, makePlan(shapes, context));
    plans.emplace_front(shapes, plan);
    if (plans.size() > kMaxPlans) plans.pop_back();
    return plan;
}

std::optional<InputShapes> Executor::State::statedShapes() const {
    InputShapes shapes;
    for (const ValueId input : graph.inputs()) {
        const Value& value = graph.value(input);
        if (value.constant) {
            shapes.push_back(value.constant->dims());
            continue;
        }
        if (isContainer(value.type)) {
            shapes.emplace_back();
            continue;
        }
        const auto known = value.shape ? value.shape->known() : std::nullopt;
        if (!known) return std::nullopt;
        shapes.push_back(*known);
    }
    return shapes;
}

Result<InputShapes> Executor::State::shapesOf(std::span<const Tensor> inputs) const {
    const auto& ids = graph.inputs();
    if (inputs.size() != ids.size())
        return Error::input("the network has " + std::to_string(ids.size()) + " inputs, but " + std::to_string(inputs.size()) +
                            " tensors were given");
    InputShapes shapes;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const Value& value = graph.value(ids[i]);
        if (value.constant) {
            shapes.push_back(value.constant->dims());
            continue;
        }
        const Shape given = Shape::of(inputs[i].dims());
        const auto fits = [](const Dim& stated, const Dim& actual) { return !stated.isKnown() || stated == actual; };
        const bool isType = value.type == DataType::Undefined || value.type == inputs[i].type();
        const bool isShape = !value.shape || (value.shape->rank() == given.rank() &&
                                              std::equal(given.dims.begin(), given.dims.end(), value.shape->dims.begin(),
                                                         [&](const Dim& a, const Dim& s) { return fits(s, a); }));
        if (!isType || !isShape)
            return Error::input("input '" + value.name + "' takes " + std::string(toName(value.type)) + " " +
                                (value.shape ? toText(*value.shape) : "[…]") + ", but was given " + std::string(toName(inputs[i].type())) +
                                " " + toText(given));
        shapes.push_back(isContainer(inputs[i].type()) ? Dims() : inputs[i].dims());
    }
    return shapes;
}

Result<Executor> Executor::create(Graph graph, JobContext& context, ExecutorOptions options) {
    if (static_cast<std::int64_t>(graph.topologicalOrder().size()) != graph.nodeCount())
        return Error::input("the graph has a cycle and cannot be run");
    auto state = std::make_shared<State>();
    state->graph = std::move(graph);
    state->options = std::move(options);
    if (const auto shapes = state->statedShapes()) LATHE_CHECK(state->planFor(*shapes, context));
    return Executor(std::move(state));
}

Executor::Executor(std::shared_ptr<const State> state) : m_state(std::move(state)) {}
Executor::Executor(Executor&&) noexcept = default;
Executor& Executor::operator=(Executor&&) noexcept = default;
Executor::~Executor() = default;

const Graph& Executor::graph() const {
    return m_state->graph;
}

Executor::Session Executor::makeSession() const {
    auto state = std::make_unique<Session::State>();
    state->executor = m_state;
    return Session(std::move(state));
}

Executor::Session::Session(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Executor::Session::Session(Session&&) noexcept = default;
Executor::Session& Executor::Session::operator=(Session&&) noexcept = default;
Executor::Session::~Session() = default;

Status Executor::Session::prepare(std::span<const Tensor> inputs, JobContext& context) {
    const Executor::State& executor = *m_state->executor;
    LATHE_TRY(const InputShapes shapes, executor.shapesOf(inputs));
    if (!m_state->runner || m_state->shapes != shapes) {
        LATHE_TRY(auto plan, executor.planFor(shapes, context));
        m_state->runner.reset();
        try {
            LATHE_TRY(PlanRunner runner, PlanRunner::create(std::move(plan), executor.graph, executor.options.observeAnyOrder));
            m_state->runner.emplace(std::move(runner));
        } catch (const std::bad_alloc&) {
            return Error::noMemory();
        }
        m_state->shapes = shapes;
    }
    return {};
}

Result<std::vector<Tensor>> Executor::Session::run(std::span<const Tensor> inputs, JobContext& context, const ValueObserver& observer) {
    const IntraThreadScope threads(m_state->executor->options.intraThreads);
    LATHE_CHECK(prepare(inputs, context));
    return m_state->runner->run(inputs, context, observer);
}

Result<std::vector<Tensor>> Executor::Session::runVaried(std::span<const Tensor> inputs, JobContext& context,
                                                         const ValueVariations& variations, const VariationOutputs& outputs) {
    const IntraThreadScope threads(m_state->executor->options.intraThreads);
    LATHE_CHECK(prepare(inputs, context));
    return m_state->runner->runVaried(inputs, context, variations, outputs);
}

bool Executor::Session::isChannelsLast(ValueId value) const {
    return m_state->runner && m_state->runner->isChannelsLast(value);
}

} // namespace lathe
