#include "core/analysis/promotion.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

constexpr double kFreeSeconds = 1e-9; // below what a timing model can tell

double worth(const PromotionCandidate& candidate) {
    return candidate.noiseRemoved / std::max(candidate.latencyAdded, kFreeSeconds);
}

} // namespace

double PromotionPoint::sqnrDb() const {
    double least = 200;
    for (const TensorError& output : accuracy.outputs)
        least = std::isnan(output.sqnrDb) ? output.sqnrDb : std::min(least, output.sqnrDb);
    return least;
}

std::vector<PromotionCandidate> greedyOrder(std::vector<PromotionCandidate> candidates) {
    std::erase_if(candidates, [](const PromotionCandidate& candidate) { return !(candidate.noiseRemoved > 0); });
    std::ranges::stable_sort(candidates, std::greater(), worth);
    return candidates;
}

std::vector<std::size_t> promotionSizes(const std::vector<PromotionCandidate>& order, double wholeNoise, std::size_t points) {
    std::vector<std::size_t> sizes{0};
    double removable = 0;
    for (const PromotionCandidate& candidate : order)
        removable += candidate.noiseRemoved;
    const double whole = std::max(wholeNoise, removable), floor = std::max(whole - removable, whole * 1e-6);
    double left = whole;
    for (std::size_t i = 0; i < order.size() && points > 2; ++i) {
        left -= order[i].noiseRemoved;
        const double next = whole * std::pow(floor / whole, static_cast<double>(sizes.size()) / static_cast<double>(points - 1));
        if (left <= next && sizes.size() + 1 < points) sizes.push_back(i + 1);
    }
    if (sizes.back() != order.size() && points > 1) sizes.push_back(order.size());
    return sizes;
}

Result<Promotion> measurePromotion(std::vector<PromotionCandidate> candidates, double wholeNoise, const PromotionRun& run,
                                   const PromotionOptions& options, JobContext& context) {
    Promotion promotion;
    promotion.order = greedyOrder(std::move(candidates));
    for (const std::size_t size : promotionSizes(promotion.order, wholeNoise, options.points)) {
        LATHE_CHECK(context.checkStop());
        std::vector<std::string> nodes;
        for (std::size_t i = 0; i < size; ++i)
            nodes.push_back(promotion.order[i].node);
        LATHE_TRY(PromotionPoint point, run(nodes));
        const bool isEnough = point.sqnrDb() >= options.stopAtSqnrDb;
        const bool isTooSlow = options.maxLatency > 0 && point.latency > options.maxLatency;
        promotion.curve.push_back(std::move(point));
        if (isEnough || isTooSlow) break;
    }
    return promotion;
}

} // namespace lathe
