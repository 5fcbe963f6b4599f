#include "core/base/parallel.h"
#include "core/calibration/statistics.h"
#include "core/runtime/executor.h"

#include <atomic>
#include <optional>

namespace lathe {
namespace {

/// What is gathered of one value.
struct Observed {
    StatisticsAccumulator whole;
    std::vector<StatisticsAccumulator> channels;

    void add(const Tensor& tensor, std::int64_t sample, const CollectOptions& options) {
        const Tensor floats = tensor.toFloat();
        const std::span<const float> values = floats.data<float>();
        whole.add(values, sample, options.countsEveryElement);
        if (options.perChannel && tensor.rank() >= 3 && !values.empty()) addChannels(values, tensor.dims(), sample, options);
    }
    void merge(const Observed& other) {
        whole.merge(other.whole);
        if (channels.size() < other.channels.size()) channels.resize(other.channels.size(), StatisticsAccumulator(kChannelBinBits));
        for (std::size_t c = 0; c < other.channels.size(); ++c)
            channels[c].merge(other.channels[c]);
    }
    TensorStatistics finish() const {
        TensorStatistics statistics = whole.finish();
        for (const StatisticsAccumulator& channel : channels)
            statistics.channels.push_back(channel.finish());
        return statistics;
    }

private:
    void addChannels(std::span<const float> values, const std::vector<std::int64_t>& dims, std::int64_t sample,
                     const CollectOptions& options) {
        const auto count = static_cast<std::size_t>(dims[1]), plane = values.size() / static_cast<std::size_t>(dims[0]) / count;
        if (channels.size() < count) channels.resize(count, StatisticsAccumulator(kChannelBinBits));
        for (std::size_t i = 0; i * plane < values.size(); ++i)
            channels[i % count].add(values.subspan(i * plane, plane), sample, options.countsEveryElement);
    }
};

/// What one thread has of its own: scratch memory of the executor and its share of the statistics, by value.
struct Worker {
    std::optional<Executor::Session> session;
    std::map<ValueId, Observed> observed;
};

class Collector {
public:
    Collector(const Executor& executor, const SampleSource& source, std::int64_t samples, const CollectOptions& options,
              const std::set<ValueId>& measured, JobContext& context)
        : m_executor(executor), m_source(source), m_samples(samples), m_options(options), m_measured(measured), m_context(context),
          m_workers(static_cast<std::size_t>(context.threads())) {}

    Status run() {
        return parallelFor(m_context, m_samples, [this](std::int64_t index, int worker) {
            Status status = runSample(index, m_workers[static_cast<std::size_t>(worker)]);
            if (!status && status.error().kind != ErrorKind::Stopped) {
                Error error = std::move(status).error();
                error.message = "sample " + std::to_string(index) + ": " + error.message;
                return Status(std::move(error));
            }
            m_context.setProgress(double(++m_done) / double(m_samples), "calibrating");
            return status;
        });
    }

    std::map<ValueId, Observed> merged() {
        std::map<ValueId, Observed> all;
        for (const Worker& worker : m_workers)
            for (const auto& [value, observed] : worker.observed)
                all[value].merge(observed);
        return all;
    }

private:
    Status runSample(std::int64_t index, Worker& worker) {
        LATHE_TRY(const std::vector<Tensor> inputs, m_source(index));
        if (!worker.session) worker.session.emplace(m_executor.makeSession());
        const auto observe = [this, &worker, index](ValueId value, const Tensor& tensor) -> Status {
            if (!isFloatingPoint(tensor.type()) || (m_options.only && !m_measured.contains(value))) return {};
            worker.observed[value].add(tensor, index, m_options);
            return {};
        };
        LATHE_CHECK(worker.session->run(inputs, m_context, observe));
        return {};
    }

    const Executor& m_executor;
    const SampleSource& m_source;
    const std::int64_t m_samples;
    const CollectOptions& m_options;
    const std::set<ValueId>& m_measured;
    JobContext& m_context;
    std::vector<Worker> m_workers;
    std::atomic<std::int64_t> m_done = 0;
};

/// Other values need not be seen, which leaves their nodes fused as in any run.
std::set<ValueId> measuredValues(const Graph& graph, const CollectOptions& options) {
    std::set<ValueId> measured;
    for (const ValueId value : graph.values())
        if (!graph.isConstant(value) && !isBoundedByReader(graph, value) && (!options.only || options.only->contains(value)))
            measured.insert(value);
    return measured;
}

void warnOfNonFinite(const CalibrationTable& table, JobContext& context) {
    for (const auto& [name, range] : table.tensors) {
        if (range.statistics.nonFinite == 0) continue;
        context.warn("CAL01",
                     std::to_string(range.statistics.nonFinite) + " of " + std::to_string(range.statistics.count) +
                         " elements are infinite or not a number; the range leaves them out",
                     name, "check the samples and the network: its float results are not finite either");
    }
}

} // namespace

Result<CalibrationTable> collectStatistics(const Graph& graph, std::int64_t samples, const SampleSource& source, JobContext& context,
                                           const CollectOptions& options) {
    if (samples <= 0)
        return Error::usage("there are no calibration samples", "give a folder with pictures or tensors, or choose random data");
    ExecutorOptions execution;
    execution.keep = measuredValues(graph, options);
    execution.observeAnyOrder = !options.perChannel; // a tensor's statistics do not ask where an element stands
    LATHE_TRY(const Executor executor, Executor::create(graph, context, execution));
    Collector collector(executor, source, samples, options, execution.keep, context);
    LATHE_CHECK(collector.run());
    CalibrationTable table;
    table.samples = samples;
    for (const auto& [value, observed] : collector.merged())
        if (!executor.graph().isConstant(value)) table.tensors[executor.graph().value(value).name].statistics = observed.finish();
    LATHE_CHECK(chooseThresholds(table, table.options, context));
    warnOfNonFinite(table, context);
    return table;
}

} // namespace lathe
