#include "core/compiler/deep_search.h"

#include <algorithm>

namespace lathe {
namespace {

/// The tilings of a layer that are worth an event simulation, the best by closed form first.
struct LayerMoves {
    std::int32_t layer = 0;
    std::vector<TileChoice> tiles;
};

class DeepSearch {
public:
    DeepSearch(const ScheduleInput& input, Candidate start, const Score& score, std::int64_t steps, JobContext& context)
        : m_input(input), m_score(score), m_context(context), m_best(std::move(start)), m_bestScore(score.of(m_best)), m_allSteps(steps),
          m_steps(steps) {
        m_rules = m_best.rules;
        m_rules.level = 2;
        for (std::size_t i = 0; i < m_input.plan.layers.size(); ++i)
            if (m_input.plan.layers[i].isOnAccelerator()) m_overrides.tiles[static_cast<std::int32_t>(i)] = m_best.schedule.layers[i].tiles;
    }

    Result<Candidate> run() {
        LATHE_CHECK(tryMemorySplits());
        for (bool improved = true; improved && m_steps > 0;) {
            const double before = m_bestScore;
            LATHE_CHECK(tryTiles());
            LATHE_CHECK(tryResidents());
            LATHE_CHECK(tryOverlaps());
            LATHE_CHECK(tryNeighbours());
            improved = m_bestScore < before;
        }
        return std::move(m_best);
    }

private:
    /// Keeps `change` where it is better.
    Result<bool> consider(const ScheduleOverrides& change, const ScheduleRules& rules) {
        if (m_steps <= 0) return false;
        ScheduleInput input = m_input;
        input.overrides = &change;
        auto candidate = makeCandidate(input, rules, m_context);
        if (!candidate && candidate.error().kind != ErrorKind::Unsupported) return std::move(candidate).error();
        m_steps -= workOfOne();
        m_context.setProgress(0.3 + 0.65 * (1 - static_cast<double>(std::max<std::int64_t>(0, m_steps)) / static_cast<double>(m_allSteps)),
                              "searching tiles");
        if (!candidate) return false;
        const double score = m_score.of(*candidate);
        if (!(score < m_bestScore)) return false;
        m_best = std::move(*candidate);
        m_bestScore = score;
        m_overrides = change;
        m_rules = rules;
        return true;
    }

    std::int64_t workOfOne() const {
        constexpr std::int64_t kPerLayer = 16; // scheduling and placing a layer cost about as much as simulating so many instructions
        return static_cast<std::int64_t>(m_best.program.instructions.size() + kPerLayer * m_input.plan.layers.size());
    }

    /// Tilings that are tried per layer, such that a round over all layers takes a fourth of the steps at most.
    std::size_t triesPerLayer() const {
        const auto layers = static_cast<std::int64_t>(std::max<std::size_t>(1, m_overrides.tiles.size()));
        constexpr std::int64_t kFewest = 4;
        return static_cast<std::size_t>(std::max(kFewest, m_allSteps / 4 / workOfOne() / layers));
    }

    LayerMoves movesOf(std::int32_t layer, std::size_t most) const {
        const auto at = static_cast<std::size_t>(layer);
        const LayerGeometry& geometry = m_input.geometries[at];
        const OperandPlaces& places = m_best.schedule.layers[at].places;
        const auto capacity = static_cast<std::int64_t>(m_input.target.onChipBytes.value);
        std::vector<std::pair<double, TileChoice>> ranked;
        const TileChoice& now = m_overrides.tiles.at(layer);
        for (const TileChoice& choice : allTilings(geometry, {now.cores, now.coresTakeChannels})) {
            if (stagingNeed(geometry, places, choice, m_input.target).total() > capacity) continue;
            const TileCost cost = tileCost(geometry, places, choice, m_input.target, m_input.cores.multicastsWeights);
            const double transfers = static_cast<double>(cost.ddrBytes) / m_input.target.ddrBytesPerSecond();
            ranked.emplace_back(m_score.latencyWeight * cost.seconds + (1 - m_score.latencyWeight) * transfers, choice);
        }
        std::ranges::stable_sort(ranked, {}, [](const auto& each) { return each.first; });
        LayerMoves moves{layer, {}};
        for (std::size_t i = 0; i < std::min(most, ranked.size()); ++i)
            moves.tiles.push_back(ranked[i].second);
        return moves;
    }

    Status tryMemorySplits() {
        for (const int percent : {90, 60, 40, 10}) {
            ScheduleRules rules = m_rules;
            rules.residentPercent = percent;
            LATHE_CHECK(consider(m_overrides, rules));
        }
        return {};
    }

    Status tryTiles() {
        const std::size_t most = triesPerLayer();
        for (std::size_t i = 0; i < m_input.plan.layers.size(); ++i) {
            const auto layer = static_cast<std::int32_t>(i);
            if (!m_overrides.tiles.contains(layer)) continue;
            for (const TileChoice& choice : movesOf(layer, most).tiles) {
                if (choice == m_overrides.tiles.at(layer)) continue;
                ScheduleOverrides change = m_overrides;
                change.tiles[layer] = choice;
                LATHE_CHECK(consider(change, m_rules));
            }
        }
        return {};
    }

    /// What is kept goes, what is not comes.
    Status tryResidents() {
        const std::vector<bool> kept = m_best.schedule.isResident;
        for (std::size_t i = 0; i < kept.size(); ++i) {
            const ValueId value{static_cast<std::int32_t>(i)};
            ScheduleOverrides change = m_overrides;
            if (kept[i])
                change.spilled.insert(value);
            else if (change.spilled.erase(value) == 0)
                continue;
            LATHE_CHECK(consider(change, m_rules));
        }
        return {};
    }

    Status tryOverlaps() {
        const std::map<std::int32_t, TileChoice> layers = m_overrides.tiles;
        for (const auto& [layer, tiles] : layers) {
            ScheduleOverrides change = m_overrides;
            if (change.apart.erase(layer) == 0) change.apart.insert(layer);
            LATHE_CHECK(consider(change, m_rules));
        }
        return {};
    }

    /// Two layers at once: what one gives up the other may need.
    Status tryNeighbours() {
        constexpr std::size_t kMost = 4;
        for (std::size_t i = 0; i + 1 < m_input.plan.layers.size(); ++i) {
            const auto first = static_cast<std::int32_t>(i), second = first + 1;
            if (!m_overrides.tiles.contains(first) || !m_overrides.tiles.contains(second)) continue;
            const LayerMoves seconds = movesOf(second, kMost);
            for (const TileChoice& a : movesOf(first, kMost).tiles)
                for (const TileChoice& b : seconds.tiles) {
                    ScheduleOverrides change = m_overrides;
                    change.tiles[first] = a;
                    change.tiles[second] = b;
                    LATHE_CHECK(consider(change, m_rules));
                }
        }
        return {};
    }

    const ScheduleInput& m_input;
    const Score& m_score;
    JobContext& m_context;
    Candidate m_best;
    double m_bestScore;
    ScheduleRules m_rules;
    ScheduleOverrides m_overrides;
    const std::int64_t m_allSteps;
    std::int64_t m_steps;
};

} // namespace

Result<Candidate> searchDeeply(const ScheduleInput& input, Candidate start, const Score& score, std::int64_t steps, JobContext& context) {
    return DeepSearch(input, std::move(start), score, steps, context).run();
}

} // namespace lathe
