#include "core/base/parallel.h"
#include "core/calibration/statistics.h"
#include "core/runtime/executor.h"

#include <atomic>
#include <optional>

namespace lathe {
namespace {

/// What one thread has of its own: scratch memory of the executor and its share of the statistics, by value.
struct Worker {
    std::optional<Executor::Session> session;
    std::map<ValueId, StatisticsAccumulator> statistics;
};

class Collector {
public:
    Collector(const Executor& executor, const SampleSource& source, std::int64_t samples, JobContext& context)
        : m_executor(executor), m_source(source), m_samples(samples), m_context(context),
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

    std::map<ValueId, StatisticsAccumulator> merged() {
        std::map<ValueId, StatisticsAccumulator> all;
        for (Worker& worker : m_workers)
            for (auto& [value, statistics] : worker.statistics)
                all[value].merge(statistics);
        return all;
    }

private:
    Status runSample(std::int64_t index, Worker& worker) {
        LATHE_TRY(const std::vector<Tensor> inputs, m_source(index));
        if (!worker.session) worker.session.emplace(m_executor.makeSession());
        const auto observe = [&worker](ValueId value, const Tensor& tensor) -> Status {
            if (!isFloatingPoint(tensor.type())) return {};
            worker.statistics[value].add(tensor.toFloat().data<float>());
            return {};
        };
        LATHE_CHECK(worker.session->run(inputs, m_context, observe));
        return {};
    }

    const Executor& m_executor;
    const SampleSource& m_source;
    const std::int64_t m_samples;
    JobContext& m_context;
    std::vector<Worker> m_workers;
    std::atomic<std::int64_t> m_done = 0;
};

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

Result<CalibrationTable> collectStatistics(const Graph& graph, std::int64_t samples, const SampleSource& source, JobContext& context) {
    if (samples <= 0)
        return Error::usage("there are no calibration samples", "give a folder with pictures or tensors, or choose random data");
    ExecutorOptions options;
    options.keepAll = true;
    options.observeAnyOrder = true; // statistics do not ask where an element stands
    LATHE_TRY(const Executor executor, Executor::create(graph, context, options));
    Collector collector(executor, source, samples, context);
    LATHE_CHECK(collector.run());
    CalibrationTable table;
    table.samples = samples;
    for (const auto& [value, statistics] : collector.merged())
        if (!executor.graph().isConstant(value)) table.tensors[executor.graph().value(value).name].statistics = statistics.finish();
    chooseThresholds(table, table.options);
    warnOfNonFinite(table, context);
    return table;
}

} // namespace lathe
