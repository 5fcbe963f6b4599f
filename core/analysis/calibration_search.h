#pragma once

#include "core/analysis/output_judge.h"
#include "core/quantization/quantize.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lathe {

/// One way to come from statistics to integers: how thresholds are chosen, and what is done besides.
struct CalibrationRecipe {
    CalibrationOptions thresholds;
    std::map<std::string, CalibrationOptions> tensorThresholds; ///< by value name, of values that have their own (mix)
    bool asymmetric = false;                                    ///< activations with zero points
    bool equalization = false;                                  ///< channels are scaled across layers first (equalizeLayers)
    bool biasCorrection = false;
    bool weightRounding = false;
    bool operator==(const CalibrationRecipe&) const = default;
};
/// "mse, equalization, bias_correction".
std::string toText(const CalibrationRecipe& recipe);

/// Which samples calibrate and which judge.
struct SampleSplit {
    std::vector<std::int64_t> calibration, heldBack;
};
/// One sample of four is held back, at least one, at most sixteen, spread evenly; a single sample does both.
SampleSplit splitSamples(std::int64_t count);
/// The samples of `source` with these indices.
SampleSource chosenSamples(const SampleSource& source, std::vector<std::int64_t> indices);

/// A combination that was tried, in the order of trial.
struct SearchRow {
    CalibrationRecipe recipe;
    Judgement judgement;   ///< not whole where the samples so far left it no way to win
    bool isMethod = false; ///< a threshold method alone: what `default` must not be worse than
};

/// What recipes are carried out on. `statistics` of `graph` over the samples that calibrate.
struct SearchInput {
    const Graph& graph;
    const CalibrationTable& statistics;
    const QuantizationOptions& options;
    SampleSource source;
    SampleSplit split;
    bool reportsPrecision = false; ///< a search tells the precision's diagnostics, once
};

/// A quantized network with the ranges that it was made from.
struct RecipeOutcome {
    CalibrationTable table;
    QuantizedGraph network;
};

/// Carries out recipes on one network; keeps what several of them need (the equalised network with its statistics, the float
/// means that biases aim at). Not for several threads at once.
class RecipeRunner {
public:
    explicit RecipeRunner(const SearchInput& input);
    RecipeRunner(const RecipeRunner&) = delete;
    RecipeRunner& operator=(const RecipeRunner&) = delete;
    ~RecipeRunner();

    Result<RecipeOutcome> run(const CalibrationRecipe& recipe, JobContext& context);
    /// Whether equalization changes anything here.
    bool canEqualize() const;
    /// The equalised network with the ranges of the plain one, without what refines weights: equalising keeps the largest magnitude of each
    /// value, so that this tells, for a fraction of the work, whether it is worth it.
    Result<QuantizedGraph> equalizedRoughly(const CalibrationRecipe& recipe, JobContext& context);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

struct SearchResult {
    std::vector<SearchRow> rows;
    std::size_t chosen = 0; ///< the best of rows
    std::int64_t calibrated = 0, heldBack = 0;
    bool isSameSample = false;                    ///< the one sample did both
    std::shared_ptr<const RecipeOutcome> outcome; ///< of the chosen recipe
    const SearchRow& best() const { return rows[chosen]; }
};

enum class SearchKind {
    Default, ///< one method for the whole network
    Mix,     ///< every value its own method, by what it does to the outputs
};

inline constexpr double kEnoughSqnrDb = 20; ///< of the outputs: what counts as good in int8 (Kneron's rule, manual 1.2)

/// Tries recipes and takes the one whose outputs have the highest SQNR on the samples held back: every threshold method alone; the three
/// best with zero points (where the device has them); the two best so far with bias correction (three without zero points); the best with
/// equalised channels (where layers can be and the first samples say that it helps) and with what it does not have yet; below kEnoughSqnrDb
/// weights rounded by layer, too. At least eight combinations. With refined weights a recipe is left once its noise on the samples so far
/// is more than that of the best on all of them. Mix goes on from there with a method for each value. A method alone is among the
/// candidates, so that the result is never worse than the best of them on these samples; Mix is never worse than Default.
Result<SearchResult> searchCalibration(const SearchInput& input, SearchKind kind, JobContext& context);

} // namespace lathe
