#include "core/compiler/portfolio.h"

#include "core/compiler/deep_search.h"
#include "core/compiler/depth_first.h"
#include "core/compiler/layer_fusion.h"

namespace lathe {
namespace {

/// What each level tries: O2 also how much of the memory the tiles should have, and runs of layers stripe by stripe.
enum class Fusion { None, Pooling, DepthFirst };
struct AttemptRow {
    int level;
    int residentPercent;
    Fusion fusion;
};
constexpr AttemptRow kAttempts[] = {{1, 75, Fusion::None},      {1, 75, Fusion::Pooling}, {2, 75, Fusion::Pooling},
                                    {2, 50, Fusion::Pooling},   {2, 25, Fusion::Pooling}, {2, 75, Fusion::DepthFirst},
                                    {2, 25, Fusion::DepthFirst}};

std::vector<LayerGeometry> geometriesOf(const PortfolioInput& input, const LayerPlan& plan) {
    std::vector<LayerGeometry> geometries(plan.layers.size());
    for (std::size_t i = 0; i < geometries.size(); ++i) {
        if (plan.layers[i].isOnAccelerator()) geometries[i] = makeGeometry(input.network, plan, plan.layers[i], input.target);
    }
    return geometries;
}

/// A plan with one kind of fusion. It stands where nothing is left to fuse, too, and is not tried then.
struct Variant {
    LayerPlan plan;
    std::vector<LayerGeometry> geometries;
    bool isNew = true;
};

class Portfolio {
public:
    Portfolio(const PortfolioInput& input, JobContext& context) : m_input(input), m_context(context), m_weight(input.latencyWeight) {}

    Result<PortfolioOutcome> run() {
        m_plain = {m_input.plan, geometriesOf(m_input, m_input.plan), true};
        LATHE_TRY(m_best, makeCandidate(inputFor(m_plain), {0, 0, m_input.latencyWeight}, m_context));
        m_bestVariant = m_plain;
        m_score = {m_best.seconds, m_best.ddrBytes, m_input.latencyWeight};
        LATHE_CHECK(attemptAll());
        PortfolioOutcome outcome;
        outcome.secondsOfOneCore = m_best.seconds;
        if (m_input.cores.count > 1) {
            for (const CoreUse use : {CoreUse::WhereQuicker, CoreUse::Everywhere}) {
                m_coreUse = use;
                LATHE_CHECK(consider(m_plain, {0, 0, m_input.latencyWeight}));
                LATHE_CHECK(attemptAll());
            }
        }
        if (m_input.deepSteps > 0) {
            LATHE_TRY(m_best, searchDeeply(inputFor(m_bestVariant), std::move(m_best), m_score, m_input.deepSteps, m_context));
        }
        outcome.best = std::move(m_best);
        return outcome;
    }

private:
    /// What was made for the other goal can serve this one better, too: no mode loses against another in what it is for.
    Status attemptAll() {
        m_weight = m_input.latencyWeight;
        LATHE_CHECK(attemptRows());
        if (m_input.level < 2) return {};
        m_weight = m_weight >= 0.5 ? 0 : 1;
        LATHE_CHECK(consider(m_plain, {0, 0, m_weight}));
        return attemptRows();
    }

    /// Every attempt of the level, made for the goal m_weight and judged by that of the mode.
    Status attemptRows() {
        for (const AttemptRow& attempt : kAttempts) {
            if (attempt.level > m_input.level) break;
            const Variant& variant = variantOf(attempt);
            if (variant.isNew) LATHE_CHECK(consider(variant, {attempt.level, attempt.residentPercent, m_weight}));
            m_context.setProgress(m_done += m_input.cores.count > 1 ? 0.015 : 0.05, "scheduling");
        }
        return {};
    }

    const Variant& variantOf(const AttemptRow& attempt) {
        if (attempt.fusion == Fusion::None) return m_plain;
        if (!m_pooled) m_pooled = pooled();
        if (attempt.fusion == Fusion::Pooling) {
            // At O1 the plan without a pooling layer is tried already.
            if (attempt.level > 1 && !m_pooled->isNew) return m_plain;
            return *m_pooled;
        }
        m_depthFirst = depthFirst(attempt.residentPercent);
        return *m_depthFirst;
    }

    Variant pooled() const {
        const std::vector<std::int32_t> readers = poolingReaders(m_input.network, m_plain.plan, m_plain.geometries, m_input.target);
        return fused(m_plain.plan, readers);
    }

    Variant depthFirst(int residentPercent) const {
        DepthFirstInput question{m_input.network, m_plain.plan, m_plain.geometries,   m_input.target,
                                 residentPercent, m_weight,     m_context.stopToken()};
        return fused(m_plain.plan, depthFirstReaders(question));
    }

    Variant fused(const LayerPlan& plan, const std::vector<std::int32_t>& readers) const {
        if (readers.empty()) return {{}, {}, false};
        Variant variant{fuseLayers(plan, readers), {}, true};
        variant.geometries = geometriesOf(m_input, variant.plan);
        return variant;
    }

    ScheduleInput inputFor(const Variant& variant) const {
        return {m_input.network, variant.plan, variant.geometries, m_input.target, m_input.storesAll, nullptr, m_input.cores};
    }

    Status consider(const Variant& variant, ScheduleRules rules) {
        rules.coreUse = m_coreUse;
        auto candidate = makeCandidate(inputFor(variant), rules, m_context);
        // What does not fit the memory is no way to compile; stopping is.
        if (!candidate && candidate.error().kind == ErrorKind::Unsupported) return {};
        if (!candidate) return std::move(candidate).error();
        if (!(m_score.of(*candidate) < m_score.of(m_best))) return {};
        m_best = std::move(*candidate);
        m_bestVariant = variant;
        return {};
    }

    const PortfolioInput& m_input;
    JobContext& m_context;
    double m_weight; ///< what schedules are made for now: 1 time … 0 traffic
    CoreUse m_coreUse = CoreUse::One;
    double m_done = 0.2;
    Candidate m_best;
    Score m_score;
    Variant m_plain, m_bestVariant;
    std::optional<Variant> m_pooled, m_depthFirst;
};

} // namespace

Result<PortfolioOutcome> bestCandidate(const PortfolioInput& input, JobContext& context) {
    return Portfolio(input, context).run();
}

} // namespace lathe
