#include "core/analysis/output_judge.h"

#include "core/base/parallel.h"
#include "core/runtime/executor.h"
#include "core/simulator/functional/functional.h"

#include <algorithm>

namespace lathe {

Program bareProgram(QuantizedGraph network) {
    Program program;
    program.network = std::move(network);
    for (const NodeId id : program.network.graph.topologicalOrder()) {
        program.layers.emplace_back();
        program.layers.back().nodes = {id};
    }
    return program;
}

Result<OutputJudge> OutputJudge::create(const Graph& graph, std::int64_t samples, const SampleSource& source, JobContext& context) {
    if (samples <= 0) return Error::usage("there are no samples to judge on");
    OutputJudge judge;
    judge.m_inputs.resize(static_cast<std::size_t>(samples));
    judge.m_expected.resize(static_cast<std::size_t>(samples));
    LATHE_TRY(const Executor executor, Executor::create(graph, context));
    std::vector<std::optional<Executor::Session>> sessions(static_cast<std::size_t>(context.threads()));
    LATHE_CHECK(parallelFor(context, samples, [&](std::int64_t index, int worker) -> Status {
        auto& session = sessions[static_cast<std::size_t>(worker)];
        if (!session) session.emplace(executor.makeSession());
        const auto at = static_cast<std::size_t>(index);
        LATHE_TRY(judge.m_inputs[at], source(index));
        LATHE_TRY(judge.m_expected[at], session->run(judge.m_inputs[at], context));
        return {};
    }));
    return judge;
}

Result<Judgement> OutputJudge::judge(const QuantizedGraph& network, JobContext& context) const {
    LATHE_TRY(const FunctionalSimulator simulator, FunctionalSimulator::create(bareProgram(network), context, {IntegerPath::Auto, false}));
    std::vector<std::vector<ErrorMetrics>> bySample(m_inputs.size());
    LATHE_CHECK(parallelFor(context, samples(), [&](std::int64_t index, int) -> Status {
        const auto at = static_cast<std::size_t>(index);
        LATHE_TRY(const auto outputs, simulator.run(m_inputs[at], context));
        bySample[at].resize(outputs.size());
        for (std::size_t i = 0; i < outputs.size(); ++i)
            bySample[at][i].add(m_expected[at][i].toFloat().data<float>(), outputs[i].toFloat().data<float>());
        return {};
    }));
    std::vector<ErrorMetrics> all(bySample.front().size());
    for (const auto& sample : bySample)
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i].join(sample[i]);
    Judgement judgement;
    judgement.typicalDb = 0;
    for (const auto& sample : bySample) {
        double least = 200;
        for (const ErrorMetrics& output : sample)
            least = std::min(least, output.sqnrDb());
        judgement.typicalDb += least / static_cast<double>(bySample.size());
    }
    for (const ErrorMetrics& output : all) {
        judgement.sqnrDb = std::min(judgement.sqnrDb, output.sqnrDb());
        judgement.noiseRatio += output.noiseRatio() / static_cast<double>(all.size());
    }
    return judgement;
}

} // namespace lathe
