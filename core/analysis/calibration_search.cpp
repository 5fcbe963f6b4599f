#include "core/analysis/calibration_search.h"

#include "core/analysis/method_gains.h"

#include <algorithm>
#include <cstdio>
#include <limits>

namespace lathe {
namespace {

constexpr std::int64_t kSamplesPerHeldBack = 4, kMostHeldBack = 16;
constexpr std::size_t kBestMethods = 3, kBestRows = 2; ///< that are tried with one thing more

/// Every method alone. A user can choose each of them.
constexpr CalibrationOptions kMethods[] = {
    {ThresholdMethod::Max, 1.0}, {ThresholdMethod::Percentile, 0.9999}, {ThresholdMethod::Percentile, 0.999},
    {ThresholdMethod::Kl, 1.0},  {ThresholdMethod::Mse, 1.0},
};

/// What can be done besides the thresholds.
struct Extra {
    std::string_view name;
    bool CalibrationRecipe::*flag;
};
constexpr Extra kExtras[] = {
    {"asymmetric", &CalibrationRecipe::asymmetric},
    {"equalization", &CalibrationRecipe::equalization},
    {"bias_correction", &CalibrationRecipe::biasCorrection},
    {"weight_rounding", &CalibrationRecipe::weightRounding},
};

std::string methodText(const CalibrationOptions& options) {
    if (options.method != ThresholdMethod::Percentile && options.percentile >= 1) return std::string(toName(options.method));
    char text[48];
    std::snprintf(text, sizeof text, "%s %g", std::string(toName(options.method)).c_str(), options.percentile);
    return text;
}

class Search {
public:
    Search(const SearchInput& input, JobContext& context)
        : m_input(input), m_runner(input), m_context(context), m_quiet(context.stopToken(), context.threads()) {}

    Result<SearchResult> run(SearchKind kind) {
        LATHE_TRY(m_judge, OutputJudge::create(m_input.graph, static_cast<std::int64_t>(m_input.split.heldBack.size()),
                                               chosenSamples(m_input.source, m_input.split.heldBack), m_context));
        for (const CalibrationOptions& method : kMethods)
            LATHE_CHECK(attempt(alone(method), true));
        const bool hasZeroPoints = m_input.options.numerics.zeroPoints;
        if (hasZeroPoints) LATHE_CHECK(addToBest(&CalibrationRecipe::asymmetric, kBestMethods));
        LATHE_CHECK(addToBest(&CalibrationRecipe::biasCorrection, hasZeroPoints ? kBestRows : kBestMethods));
        LATHE_TRY(m_equalizes, equalizationHelps());
        if (m_equalizes) LATHE_CHECK(attempt(with(best().recipe, &CalibrationRecipe::equalization)));
        LATHE_CHECK(completeBest());
        LATHE_CHECK(roundWeights());
        if (kind == SearchKind::Mix) LATHE_CHECK(mix());
        m_result.calibrated = static_cast<std::int64_t>(m_input.split.calibration.size());
        m_result.heldBack = static_cast<std::int64_t>(m_input.split.heldBack.size());
        m_result.isSameSample = m_input.split.calibration == m_input.split.heldBack;
        return std::move(m_result);
    }

private:
    const SearchRow& best() const { return m_result.best(); }

    static CalibrationRecipe alone(const CalibrationOptions& method) {
        CalibrationRecipe recipe;
        recipe.thresholds = method;
        return recipe;
    }

    static CalibrationRecipe with(CalibrationRecipe recipe, bool CalibrationRecipe::*flag) {
        recipe.*flag = true;
        return recipe;
    }

    /// Where int8 does not reach what counts as good.
    Status roundWeights() {
        if (best().judgement.sqnrDb >= kEnoughSqnrDb) return {};
        LATHE_CHECK(attempt(with(best().recipe, &CalibrationRecipe::weightRounding)));
        return attempt(with(with(best().recipe, &CalibrationRecipe::weightRounding), &CalibrationRecipe::biasCorrection));
    }

    /// The best rows so far with one thing more.
    Status addToBest(bool CalibrationRecipe::*flag, std::size_t rows) {
        const std::vector<std::size_t> order = ranking();
        for (std::size_t i = 0; i < std::min(rows, order.size()); ++i)
            LATHE_CHECK(attempt(with(m_result.rows[order[i]].recipe, flag)));
        return {};
    }

    /// The best row with what it does not have yet.
    Status completeBest() {
        LATHE_CHECK(attempt(with(best().recipe, &CalibrationRecipe::biasCorrection)));
        if (m_input.options.numerics.zeroPoints) LATHE_CHECK(attempt(with(best().recipe, &CalibrationRecipe::asymmetric)));
        return m_equalizes ? attempt(with(best().recipe, &CalibrationRecipe::equalization)) : Status{};
    }

    /// Compared on the first samples, without what refines weights.
    Result<bool> equalizationHelps() {
        if (!m_runner.canEqualize()) return false;
        CalibrationRecipe plain = best().recipe;
        plain.biasCorrection = plain.weightRounding = false;
        LATHE_CHECK(attempt(plain));
        LATHE_TRY(const QuantizedGraph equalized, m_runner.equalizedRoughly(plain, m_quiet));
        LATHE_TRY(const Judgement judgement, m_judge->judgeFirst(equalized, m_quiet));
        return judgement.firstDb > std::ranges::find(m_result.rows, plain, &SearchRow::recipe)->judgement.firstDb;
    }

    /// By what the samples say in the mean: one that lies between two classes would outweigh all others in the sum. What was left before
    /// all were judged stands last.
    std::vector<std::size_t> ranking() const {
        std::vector<std::size_t> order(m_result.rows.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
            const Judgement &first = m_result.rows[a].judgement, &second = m_result.rows[b].judgement;
            return first.isWhole != second.isWhole ? first.isWhole : first.typicalDb > second.typicalDb;
        });
        return order;
    }

    bool isKnown(const CalibrationRecipe& recipe) const {
        return std::ranges::find(m_result.rows, recipe, &SearchRow::recipe) != m_result.rows.end();
    }

    /// Rows that others build on are judged to the end.
    Status attempt(CalibrationRecipe recipe, bool isMethod = false) {
        if (isKnown(recipe)) return {};
        LATHE_CHECK(m_context.checkStop());
        const bool reports = m_input.reportsPrecision && m_result.rows.empty(); // each recipe would tell the same fallbacks again
        LATHE_TRY(RecipeOutcome outcome, m_runner.run(recipe, reports ? m_context : m_quiet));
        const bool isRefined = recipe.biasCorrection || recipe.weightRounding || !recipe.tensorThresholds.empty();
        const double toBeat = isRefined ? best().judgement.sqnrDb : -std::numeric_limits<double>::infinity();
        LATHE_TRY(const Judgement judgement, m_judge->judgeAgainst(toBeat, outcome.network, m_quiet));
        m_result.rows.push_back({std::move(recipe), judgement, isMethod});
        if (m_result.rows.size() == 1 || (judgement.isWhole && judgement.isBetterThan(best().judgement))) {
            m_result.chosen = m_result.rows.size() - 1;
            m_result.outcome = std::make_shared<const RecipeOutcome>(std::move(outcome));
        }
        constexpr double kTypicalRows = 12;
        m_context.setProgress(std::min(1.0, static_cast<double>(m_result.rows.size()) / kTypicalRows),
                              "trying " + toText(m_result.rows.back().recipe));
        return {};
    }

    /// Every value its best method, measured alone, on top of what has won so far; where that is too much, only those that gain most.
    Status mix() {
        const CalibrationRecipe base = best().recipe;
        LATHE_TRY(const std::vector<MethodGain> gains, methodsByValue(m_input, m_runner, base, kMethods, m_context));
        for (const std::size_t share : {1, 2, 4, 16}) {
            CalibrationRecipe mixed = base;
            for (std::size_t i = 0; i < (gains.size() + share - 1) / share; ++i)
                mixed.tensorThresholds[gains[i].value] = gains[i].method;
            LATHE_CHECK(attempt(mixed));
            if (!mixed.biasCorrection) LATHE_CHECK(attempt(with(mixed, &CalibrationRecipe::biasCorrection)));
        }
        return roundWeights();
    }

    const SearchInput& m_input;
    RecipeRunner m_runner;
    JobContext& m_context;
    JobContext m_quiet; ///< for what need not be told again
    std::optional<OutputJudge> m_judge;
    bool m_equalizes = false; ///< equalised channels are tried
    SearchResult m_result;
};

} // namespace

std::string toText(const CalibrationRecipe& recipe) {
    std::string text = methodText(recipe.thresholds);
    if (!recipe.tensorThresholds.empty()) text = "mix (" + std::to_string(recipe.tensorThresholds.size()) + " values), else " + text;
    for (const Extra& extra : kExtras)
        if (recipe.*extra.flag) text += ", " + std::string(extra.name);
    return text;
}

SampleSplit splitSamples(std::int64_t count) {
    if (count <= 1) return {{0}, {0}};
    const std::int64_t held = std::clamp<std::int64_t>(count / kSamplesPerHeldBack, 1, kMostHeldBack);
    SampleSplit split;
    for (std::int64_t i = 0; i < held; ++i)
        split.heldBack.push_back((2 * i + 1) * count / (2 * held));
    for (std::int64_t i = 0; i < count; ++i)
        if (!std::ranges::binary_search(split.heldBack, i)) split.calibration.push_back(i);
    return split;
}

SampleSource chosenSamples(const SampleSource& source, std::vector<std::int64_t> indices) {
    return [source, indices = std::move(indices)](std::int64_t index) { return source(indices[static_cast<std::size_t>(index)]); };
}

Result<SearchResult> searchCalibration(const SearchInput& input, SearchKind kind, JobContext& context) {
    return Search(input, context).run(kind);
}

} // namespace lathe
