#include "core/compiler/core_sharing.h"

namespace lathe {
namespace {

double secondsOf(const SharingQuestion& question, const OperandPlaces& places, const TileChoice& choice) {
    return tileCost(question.geometry, places, choice, question.target, question.goal.multicastsWeights).seconds;
}

} // namespace

CoreSharing chooseSharing(const SharingQuestion& question) {
    constexpr double kNever = std::numeric_limits<double>::infinity();
    CoreSharing best;
    double bestSeconds = kNever;
    if (!question.isAsked) {
        const TileChoice alone = chooseTiles(question.geometry, question.alone, question.target, question.budgetBytes, question.goal);
        bestSeconds = secondsOf(question, question.alone, alone);
    }
    for (std::int32_t count = question.cores.count; count > 1; count = (count + 1) / 2) {
        for (const bool takesChannels : {false, true}) {
            TilingGoal goal = question.goal;
            goal.cores = count;
            goal.coresTakeChannels = takesChannels;
            goal.fewestTiles = question.cores.splitLevel;
            const TileChoice choice = chooseTiles(question.geometry, question.shared, question.target, question.budgetBytes, goal);
            if (choice.cores == 1) continue; // there is no part for each
            const double seconds = secondsOf(question, question.shared, choice);
            if (seconds < bestSeconds) best = {count, takesChannels}, bestSeconds = seconds;
        }
        if (count == 2) break;
    }
    return best;
}

} // namespace lathe
