#include "core/pipeline/quantise_stage.h"

#include "core/pipeline/stages.h"

#include <algorithm>
#include <cstdio>

namespace lathe {
namespace {

constexpr std::int64_t kMostNamed = 8;
constexpr std::int64_t kMostJudged = 8;
constexpr double kProposalMarginDb = 2; ///< other samples than those held back do worse, now and then

bool isOption(const BuildConfig& config, std::string_view name) {
    return std::ranges::find(config.optimization, name) != config.optimization.end();
}

std::string decibelText(double decibel) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f dB", decibel);
    return text;
}

std::string heldBackText(const SearchResult& result) {
    if (result.isSameSample) return "on the only sample, which calibrated, too";
    return "on " + std::to_string(result.heldBack) + " samples held back from calibration";
}

void reportChoice(const SearchResult& result, JobContext& context) {
    const SearchRow* method = nullptr;
    for (const SearchRow& row : result.rows)
        if (row.isMethod && (!method || row.judgement.isBetterThan(method->judgement))) method = &row;
    context.info("QUA20", "of " + std::to_string(result.rows.size()) + " combinations '" + toText(result.best().recipe) +
                              "' is the best: SQNR " + decibelText(result.best().judgement.sqnrDb) + " " + heldBackText(result) +
                              " (the best method alone, " + toText(method->recipe) + ": " + (method->judgement.isWhole ? "" : "at most ") +
                              decibelText(method->judgement.sqnrDb) + ")");
}

std::string namesText(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), kMostNamed); ++i)
        text += (i ? ", " : "") + names[i];
    return names.size() > kMostNamed ? text + " …" : text;
}

std::string nodesText(const std::vector<std::string>& names, std::string_view type) {
    return std::to_string(names.size()) + " in " + std::string(type) + " (" + namesText(names) + ")";
}

void reportProposal(const Judgement& before, const std::string& where, const PrecisionProposal& proposal, JobContext& context) {
    std::string nodes = "of " + std::to_string(proposal.ofNodes) + " nodes ";
    if (!proposal.nodes.empty()) nodes += nodesText(proposal.nodes, "int16");
    if (!proposal.floatNodes.empty()) nodes += (proposal.nodes.empty() ? "" : " and ") + nodesText(proposal.floatNodes, "float");
    const std::vector<std::string>& first = proposal.nodes.empty() ? proposal.floatNodes : proposal.nodes;
    context.warn("QUA21",
                 "int8 reaches " + decibelText(before.sqnrDb) + " " + where + "; with " + nodes + " it is " +
                     decibelText(proposal.judgement.sqnrDb),
                 first.empty() ? std::string() : first.front(),
                 "P_calibration_search.json has them as node_info of the configuration takes them; lathe analyze promote weighs accuracy "
                 "against latency");
}

} // namespace

bool searchesCalibration(const BuildConfig& config) {
    return config.calibrationTable.empty() && (config.calibrationType == "default" || config.calibrationType == "mix");
}

CalibrationRecipe recipeOf(const BuildConfig& config, const NumericsSpec& numerics) {
    CalibrationRecipe recipe;
    recipe.thresholds = calibrationOptionsOf(config, numerics);
    if (searchesCalibration(config) || config.calibrationType == "skip" || !config.calibrationTable.empty()) return recipe;
    recipe.asymmetric = isOption(config, "asymmetric");
    recipe.biasCorrection = isOption(config, "bias_correction");
    return recipe;
}

bool needsSamples(const CalibrationRecipe& recipe) {
    return recipe.equalization || recipe.biasCorrection || recipe.weightRounding;
}

Result<SearchOutcome> searchFor(const BuildConfig& config, const SearchInput& input, JobContext& context) {
    const SearchKind kind = config.calibrationType == "mix" ? SearchKind::Mix : SearchKind::Default;
    SearchOutcome outcome;
    LATHE_TRY(outcome.search, searchCalibration(input, kind, context));
    reportChoice(outcome.search, context);
    if (outcome.search.best().judgement.sqnrDb >= kEnoughSqnrDb) return outcome;
    LATHE_TRY(outcome.proposal, proposePrecision(input, outcome.search.best().recipe, kEnoughSqnrDb + kProposalMarginDb, context));
    reportProposal(outcome.search.best().judgement, heldBackText(outcome.search), *outcome.proposal, context);
    return outcome;
}

Result<RecipeOutcome> carryOut(const CalibrationRecipe& recipe, const SearchInput& input, JobContext& context) {
    RecipeRunner runner(input);
    LATHE_TRY(RecipeOutcome outcome, runner.run(recipe, context));
    if (!recipe.biasCorrection) return outcome;
    CalibrationRecipe without = recipe;
    without.biasCorrection = false;
    JobContext quiet(context.stopToken(), context.threads());
    LATHE_TRY(RecipeOutcome plain, runner.run(without, quiet));
    const auto count = std::min(static_cast<std::int64_t>(input.split.heldBack.size()), kMostJudged);
    LATHE_TRY(const OutputJudge judge, OutputJudge::create(input.graph, count, chosenSamples(input.source, input.split.heldBack), quiet));
    LATHE_TRY(const Judgement corrected, judge.judge(outcome.network, quiet));
    LATHE_TRY(const Judgement uncorrected, judge.judge(plain.network, quiet));
    if (!uncorrected.isBetterThan(corrected)) return outcome;
    context.warn("QUA22", "bias_correction is left out: with it the outputs have " + decibelText(corrected.sqnrDb) + " SQNR on " +
                              std::to_string(count) + " samples, without it " + decibelText(uncorrected.sqnrDb));
    return plain;
}

BuildConfig withoutNodeRules(BuildConfig config) {
    config.nodeInfo.clear();
    config.quantConfig.nodeTypes.clear();
    return config;
}

} // namespace lathe
