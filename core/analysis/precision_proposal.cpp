#include "core/analysis/precision_proposal.h"

#include "core/analysis/method_gains.h"
#include "core/analysis/promotion_steps.h"
#include "core/quantization/integer_rules.h"

#include <algorithm>
#include <set>

namespace lathe {
namespace {

constexpr double kGrowth = 1.25; ///< where refined weights need some nodes more than plain ones

using Types = std::map<std::string, DataType>; ///< by node

/// What is asked for and, stronger than all of it, these.
QuantizationOptions promoted(QuantizationOptions options, const Types& types) {
    for (const auto& [node, type] : types) {
        options.rules.push_back({RuleScope::Node, node, type, "the proposal", RulePart::Computation});
        if (type == DataType::Int16) options.rules.push_back({RuleScope::Node, node, type, "the proposal", RulePart::Weights});
    }
    return options;
}

Types typesAfter(const std::vector<PromotionStep>& steps, std::size_t count) {
    Types types;
    for (std::size_t i = 0; i < count; ++i)
        for (const std::string& node : steps[i].nodes)
            if (DataType& type = types.try_emplace(node, steps[i].type).first->second; steps[i].type == DataType::Float)
                type = DataType::Float;
    return types;
}

/// Everything in int16 that can be.
Types allWide(const QuantizedGraph& network) {
    Types types;
    for (const auto& [id, decision] : network.nodes)
        if (network.isQuantized(id)) types[network.graph.node(id).name] = DataType::Int16;
    return types;
}

/// Carries out a recipe with some nodes in wider types.
class Promotion {
public:
    Promotion(const SearchInput& input, const OutputJudge& judge, JobContext& context) : m_input(input), m_judge(judge), m_quiet(context) {}

    Result<QuantizedGraph> network(const Types& types, const CalibrationRecipe& recipe) const {
        const QuantizationOptions options = promoted(m_input.options, types);
        const SearchInput wider{m_input.graph, m_input.statistics, options, m_input.source, m_input.split};
        LATHE_TRY(RecipeOutcome outcome, RecipeRunner(wider).run(recipe, m_quiet));
        return std::move(outcome.network);
    }

    Result<Judgement> judged(const Types& types, const CalibrationRecipe& recipe) const {
        LATHE_CHECK(m_quiet.checkStop());
        LATHE_TRY(const QuantizedGraph made, network(types, recipe));
        return m_judge.judge(made, m_quiet);
    }

private:
    const SearchInput& m_input;
    const OutputJudge& m_judge;
    JobContext& m_quiet;
};

Result<Sensitivity> sensitivityOf(const SearchInput& input, const QuantizedGraph& network, JobContext& context) {
    const std::vector<std::int64_t> indices = samplesWithin(input.split, static_cast<double>(quantizedUnits(network).size()) / 2);
    const SensitivityOptions nodesAlone{.parts = false, .channels = false};
    return measureSensitivity(network, static_cast<std::int64_t>(indices.size()), chosenSamples(input.source, indices), nodesAlone,
                              context);
}

void nameNodes(const std::vector<PromotionStep>& steps, std::size_t count, PrecisionProposal& proposal) {
    const Types types = typesAfter(steps, count);
    std::set<std::string> named;
    for (std::size_t i = 0; i < count; ++i)
        for (const std::string& node : steps[i].nodes)
            if (named.insert(node).second) (types.at(node) == DataType::Float ? proposal.floatNodes : proposal.nodes).push_back(node);
}

void nameWeighted(const QuantizedGraph& network, PrecisionProposal& proposal) {
    for (const auto& [id, decision] : network.nodes) {
        const Node& node = network.graph.node(id);
        const IntegerRule* rule = network.isQuantized(id) ? findIntegerRule(node) : nullptr;
        if (!rule || rule->kind != IntegerKind::Mac || rule->role(network.graph, node, 1) != InputRole::Weight) continue;
        if (std::ranges::find(proposal.nodes, node.name) != proposal.nodes.end()) proposal.weighted.push_back(node.name);
    }
}

} // namespace

Result<PrecisionProposal> proposePrecision(const SearchInput& input, const CalibrationRecipe& recipe, double sqnrDb, JobContext& context) {
    JobContext quiet(context.stopToken(), context.threads());
    LATHE_TRY(const OutputJudge judge, OutputJudge::create(input.graph, static_cast<std::int64_t>(input.split.heldBack.size()),
                                                           chosenSamples(input.source, input.split.heldBack), quiet));
    const Promotion promotion(input, judge, quiet);
    CalibrationRecipe unrefined = recipe;
    unrefined.biasCorrection = unrefined.weightRounding = false;
    LATHE_TRY(const QuantizedGraph plain, promotion.network({}, recipe));
    LATHE_TRY(const QuantizedGraph wide, promotion.network(allWide(plain), unrefined));
    context.setProgress(0.2, "measuring what int16 and float would bring");
    LATHE_TRY(const Sensitivity ofPlain, sensitivityOf(input, plain, quiet));
    LATHE_TRY(const Sensitivity ofWide, sensitivityOf(input, wide, quiet));
    const std::vector<PromotionStep> steps = promotionSteps(plain, ofPlain, ofWide);
    PrecisionProposal proposal;
    for (const auto& [id, decision] : plain.nodes)
        proposal.ofNodes += plain.isQuantized(id);
    // More is nearly always better: the least number of steps that is enough lies between one that is not and one that is.
    std::size_t few = 0, enough = steps.size();
    while (enough - few > 1) {
        const std::size_t middle = few + (enough - few) / 2;
        LATHE_TRY(const Judgement judgement, promotion.judged(typesAfter(steps, middle), unrefined));
        (judgement.sqnrDb < sqnrDb ? few : enough) = middle;
        context.setProgress(0.5, "proposing wider types: " + std::to_string(middle) + " steps");
    }
    LATHE_TRY(proposal.judgement, promotion.judged(typesAfter(steps, enough), recipe));
    while (proposal.judgement.sqnrDb < sqnrDb && enough < steps.size()) {
        enough = std::min(steps.size(), static_cast<std::size_t>(static_cast<double>(enough + 1) * kGrowth));
        LATHE_TRY(proposal.judgement, promotion.judged(typesAfter(steps, enough), recipe));
    }
    proposal.isEnough = proposal.judgement.sqnrDb >= sqnrDb;
    nameNodes(steps, enough, proposal);
    nameWeighted(plain, proposal);
    return proposal;
}

} // namespace lathe
