#include "core/analysis/divergence.h"

#include "core/analysis/fake_quantized_run.h"
#include "core/simulator/functional/integer_view.h"

#include <algorithm>

namespace lathe {
namespace {

void addDifference(IntegerDifference& difference, const Tensor& expected, const Tensor& actual) {
    const auto a = widened(expected), b = widened(actual);
    difference.elements += static_cast<std::int64_t>(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference.differing += a[i] != b[i];
        difference.maxOffBy = std::max(difference.maxOffBy, std::abs(a[i] - b[i]));
    }
}

/// What is remembered of one tensor while the runs go by.
struct Track {
    QuantizedErrors quantization;
    DivergenceRow row;
    Tensor real, fake; ///< of the sample at hand
};

/// The tensors in order of execution and what the runs say of them.
class Tracks {
public:
    explicit Tracks(const QuantizedGraph& network) : m_network(network) {
        for (const NodeId id : network.graph.topologicalOrder())
            for (const ValueId output : network.graph.node(id).outputs)
                if (output.isValid() && network.paramsOf(output) && !isCutByActivation(network, output)) m_order.push_back(output);
        for (const ValueId id : m_order)
            m_tracks[id] = {};
    }

    std::set<ValueId> values() const { return {m_order.begin(), m_order.end()}; }
    Track* find(ValueId id) {
        const auto found = m_tracks.find(id);
        return found == m_tracks.end() ? nullptr : &found->second;
    }

    Status addDump(ValueId id, const Tensor& integers, const std::map<std::string, Tensor>& dumps) {
        const std::string& name = m_network.graph.value(id).name;
        const auto found = dumps.find(name);
        if (found == dumps.end()) return {};
        if (found->second.dims() != integers.dims())
            return Error::input("the dump of '" + name + "' has the shape " + toText(found->second.dims()) + ", the program's tensor " +
                                    toText(integers.dims()),
                                {}, "dump the same model for the same input shape");
        const bool isSame = found->second.type() == integers.type();
        addDifference(find(id)->row.dump.emplace(), integers,
                      isSame ? found->second : quantizeTensor(found->second.toFloat(), *m_network.paramsOf(id)));
        return {};
    }

    std::vector<DivergenceRow> rows() {
        std::vector<DivergenceRow> rows;
        for (const ValueId id : m_order) {
            Track& track = m_tracks.at(id);
            track.row.quantization = toTensorError(m_network, id, track.quantization);
            rows.push_back(std::move(track.row));
        }
        return rows;
    }

private:
    const QuantizedGraph& m_network;
    std::vector<ValueId> m_order;
    std::map<ValueId, Track> m_tracks;
};

/// The three runs of one network.
class Runs {
public:
    static Result<Runs> create(const Program& program, const Tracks& tracks, JobContext& context) {
        ExecutorOptions keep;
        keep.keep = tracks.values();
        LATHE_TRY(Executor executor, Executor::create(program.network.graph, context, keep));
        LATHE_TRY(FakeQuantizedRun fake, FakeQuantizedRun::create(program.network, context));
        LATHE_TRY(FunctionalSimulator simulator, FunctionalSimulator::create(program, context, {IntegerPath::Auto, false}));
        return Runs{program, std::move(executor), std::move(fake), std::move(simulator)};
    }

    Status run(const std::vector<Tensor>& inputs, const std::map<std::string, Tensor>& dumps, Tracks& tracks, JobContext& context) {
        const auto remember = [&](ValueId id, const Tensor& value) -> Status {
            if (Track* track = tracks.find(id)) track->real = value.clone();
            return {};
        };
        LATHE_TRY(const auto reals, executor.makeSession().run(inputs, context, remember));
        LATHE_CHECK(fake.run(inputs, context, [&](ValueId id, const Tensor& value) -> Status {
            Track* track = tracks.find(id);
            if (!track) return {};
            track->quantization.add(track->real, value, *program.network.paramsOf(id));
            track->real = Tensor();
            track->fake = value;
            return {};
        }));
        const auto compare = [&](ValueId id, const Tensor& value) -> Status {
            Track* track = tracks.find(id);
            if (!track) return {};
            addDifference(track->row.integers, track->fake, value);
            track->fake = Tensor();
            return tracks.addDump(id, value, dumps);
        };
        LATHE_TRY(const auto integers, simulator.run(inputs, context, compare));
        return {};
    }

    const Program& program;
    Executor executor;
    FakeQuantizedRun fake;
    FunctionalSimulator simulator;
};

template <class Condition>
std::optional<std::size_t> firstRow(const std::vector<DivergenceRow>& rows, Condition condition) {
    const auto found = std::ranges::find_if(rows, condition);
    return found == rows.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - rows.begin()));
}

} // namespace

Result<Divergence> findDivergence(const Program& program, std::int64_t samples, const SampleSource& source,
                                  const DivergenceOptions& options, JobContext& context) {
    if (samples <= 0) return Error::usage("there are no samples to compare on");
    Tracks tracks(program.network);
    LATHE_TRY(Runs runs, Runs::create(program, tracks, context));
    for (std::int64_t i = 0; i < samples; ++i) {
        LATHE_TRY(const auto inputs, source(i));
        LATHE_CHECK(runs.run(inputs, i == 0 ? options.dumps : std::map<std::string, Tensor>{}, tracks, context));
        context.setProgress(static_cast<double>(i + 1) / static_cast<double>(samples), "float, fake-quantized, integers");
    }
    Divergence result{program.name, program.target, samples, options.minimumSqnrDb, tracks.rows(), {}, {}, {}};
    const auto isDumped = [](const DivergenceRow& row) { return row.dump.has_value(); };
    if (!options.dumps.empty() && !std::ranges::any_of(result.rows, isDumped))
        return Error::usage("none of the " + std::to_string(options.dumps.size()) + " dumps bears the name of a quantized tensor",
                            result.rows.empty() ? "the network has no quantized tensor"
                                                : "the first quantized tensor is '" + result.rows.front().quantization.name + "'");
    result.firstQuantization =
        firstRow(result.rows, [&](const DivergenceRow& row) { return !(row.quantization.sqnrDb >= options.minimumSqnrDb); });
    result.firstInteger = firstRow(result.rows, [](const DivergenceRow& row) { return !row.integers.isEqual(); });
    result.firstDump = firstRow(result.rows, [](const DivergenceRow& row) { return row.dump && !row.dump->isEqual(); });
    return result;
}

} // namespace lathe
