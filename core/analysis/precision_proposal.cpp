#include "core/analysis/precision_proposal.h"

#include "core/analysis/method_gains.h"
#include "core/analysis/sensitivity.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr double kGrowth = 1.25; ///< where refined weights need some nodes more than plain ones

/// The nodes that compute in integers, the one that harms the outputs most first.
Result<std::vector<std::string>> harmfulNodes(const SearchInput& input, const QuantizedGraph& network, JobContext& context) {
    const std::vector<std::int64_t> indices = samplesWithin(input.split, static_cast<double>(quantizedUnits(network).size()) / 2);
    const SensitivityOptions nodesAlone{.parts = false, .channels = false};
    LATHE_TRY(const Sensitivity sensitivity, measureSensitivity(network, static_cast<std::int64_t>(indices.size()),
                                                                chosenSamples(input.source, indices), nodesAlone, context));
    std::vector<std::string> nodes;
    for (const std::size_t index : rankedBy(sensitivity.units, RoundedPart::Node)) {
        const UnitSensitivity& unit = sensitivity.units[index];
        if (!unit.op.empty() && unit.effect(RoundedPart::Node).noiseRatio > 0) nodes.push_back(unit.name);
    }
    return nodes;
}

QuantizationOptions promoted(QuantizationOptions options, const std::vector<std::string>& nodes, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        for (const RulePart part : {RulePart::Computation, RulePart::Weights})
            options.rules.push_back({RuleScope::Node, nodes[i], DataType::Int16, "the proposal", part});
    return options;
}

} // namespace

Result<PrecisionProposal> proposePrecision(const SearchInput& input, const CalibrationRecipe& recipe, double sqnrDb, JobContext& context) {
    JobContext quiet(context.stopToken(), context.threads());
    LATHE_TRY(const OutputJudge judge, OutputJudge::create(input.graph, static_cast<std::int64_t>(input.split.heldBack.size()),
                                                           chosenSamples(input.source, input.split.heldBack), quiet));
    LATHE_TRY(const RecipeOutcome plain, RecipeRunner(input).run(recipe, quiet));
    LATHE_TRY(const std::vector<std::string> order, harmfulNodes(input, plain.network, quiet));
    PrecisionProposal proposal;
    for (const auto& [id, decision] : plain.network.nodes)
        proposal.ofNodes += plain.network.isQuantized(id);
    CalibrationRecipe unrefined = recipe;
    unrefined.biasCorrection = unrefined.weightRounding = false;
    const auto judged = [&](std::size_t count, const CalibrationRecipe& carriedOut) -> Result<Judgement> {
        LATHE_CHECK(context.checkStop());
        const QuantizationOptions options = promoted(input.options, order, count);
        const SearchInput wider{input.graph, input.statistics, options, input.source, input.split};
        LATHE_TRY(const RecipeOutcome outcome, RecipeRunner(wider).run(carriedOut, quiet));
        context.setProgress(0.5, "proposing int16 for " + std::to_string(count) + " nodes");
        return judge.judge(outcome.network, quiet);
    };
    // More nodes are nearly always better: the least number that is enough lies between one that is not and one that is.
    std::size_t few = 0, enough = order.size();
    while (enough - few > 1) {
        const std::size_t middle = few + (enough - few) / 2;
        LATHE_TRY(const Judgement judgement, judged(middle, unrefined));
        (judgement.sqnrDb < sqnrDb ? few : enough) = middle;
    }
    LATHE_TRY(proposal.judgement, judged(enough, recipe));
    while (proposal.judgement.sqnrDb < sqnrDb && enough < order.size()) {
        enough = std::min(order.size(), static_cast<std::size_t>(static_cast<double>(enough + 1) * kGrowth));
        LATHE_TRY(proposal.judgement, judged(enough, recipe));
    }
    proposal.isEnough = proposal.judgement.sqnrDb >= sqnrDb;
    proposal.nodes.assign(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(enough));
    return proposal;
}

} // namespace lathe
