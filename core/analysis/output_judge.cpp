#include "core/analysis/output_judge.h"

#include "core/base/parallel.h"
#include "core/runtime/executor.h"
#include "core/simulator/functional/functional.h"

#include <algorithm>
#include <cmath>
#include <limits>

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
    std::vector<ErrorMetrics> all(judge.m_expected.front().size());
    for (const std::vector<Tensor>& expected : judge.m_expected)
        for (std::size_t i = 0; i < all.size(); ++i) {
            const Tensor floats = expected[i].toFloat();
            ErrorMetrics one;
            one.add(floats.data<float>(), floats.data<float>());
            all[i].join(one);
        }
    for (const ErrorMetrics& output : all)
        judge.m_squares.push_back(output.referenceSquares());
    return judge;
}

Result<Judgement> OutputJudge::judge(const QuantizedGraph& network, JobContext& context) const {
    return judgeSome(network, samples(), -std::numeric_limits<double>::infinity(), context);
}

Result<Judgement> OutputJudge::judgeAgainst(double sqnrDb, const QuantizedGraph& network, JobContext& context) const {
    return judgeSome(network, samples(), sqnrDb, context);
}

Result<Judgement> OutputJudge::judgeFirst(const QuantizedGraph& network, JobContext& context) const {
    return judgeSome(network, std::min(samples(), kFirstSamples), -std::numeric_limits<double>::infinity(), context);
}

Result<Judgement> OutputJudge::judgeSome(const QuantizedGraph& network, std::int64_t most, double sqnrDb, JobContext& context) const {
    LATHE_TRY(const FunctionalSimulator simulator, FunctionalSimulator::create(bareProgram(network), context, {IntegerPath::Auto, false}));
    // Where none can win or lose before the end, all samples are one piece of work for all threads.
    const std::int64_t step = std::isinf(sqnrDb) ? most : kFirstSamples;
    std::vector<std::vector<ErrorMetrics>> bySample;
    Judgement judgement;
    while (judgement.samples < most) {
        const std::int64_t first = judgement.samples, count = std::min(step, most - first);
        bySample.resize(static_cast<std::size_t>(first + count));
        LATHE_CHECK(parallelFor(context, count, [&](std::int64_t index, int) -> Status {
            const auto at = static_cast<std::size_t>(first + index);
            LATHE_TRY(const auto outputs, simulator.run(m_inputs[at], context));
            bySample[at].resize(outputs.size());
            for (std::size_t i = 0; i < outputs.size(); ++i)
                bySample[at][i].add(m_expected[at][i].toFloat().data<float>(), outputs[i].toFloat().data<float>());
            return {};
        }));
        judgement = judgementOf(bySample);
        if (judgement.sqnrDb < sqnrDb) break;
    }
    const auto first = static_cast<std::size_t>(std::min(kFirstSamples, judgement.samples));
    judgement.firstDb = judgementOf(std::span(bySample).first(first)).sqnrDb;
    return judgement;
}

Judgement OutputJudge::judgementOf(std::span<const std::vector<ErrorMetrics>> bySample) const {
    std::vector<ErrorMetrics> all(bySample.front().size());
    Judgement judgement;
    judgement.samples = static_cast<std::int64_t>(bySample.size());
    judgement.isWhole = judgement.samples == samples();
    judgement.typicalDb = 0;
    for (const auto& sample : bySample) {
        double least = 200;
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i].join(sample[i]);
            least = std::min(least, sample[i].sqnrDb());
        }
        judgement.typicalDb += least / static_cast<double>(bySample.size());
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        // Noise only grows: with that of the samples so far, and all of the signal, it is the most that can come out.
        const bool hasSignal = !judgement.isWhole && m_squares[i] > 0;
        judgement.sqnrDb = std::min(judgement.sqnrDb, hasSignal ? decibels(all[i].differenceSquares() / m_squares[i]) : all[i].sqnrDb());
        judgement.noiseRatio += all[i].noiseRatio() / static_cast<double>(all.size());
    }
    return judgement;
}

} // namespace lathe
