#include "core/ops/attention.h"

#include <cmath>

namespace lathe {
namespace {

constexpr double kHidden = -std::numeric_limits<double>::infinity();

/// Scores to shares; where every key is hidden all 0, or not a number.
void softmax(std::span<double> scores, bool isSmooth, bool isHiddenRowDefined) {
    double largest = isSmooth ? 0.0 : kHidden, sum = 0.0;
    for (const double score : scores)
        largest = std::max(largest, score);
    if (largest == kHidden) {
        std::ranges::fill(scores, isHiddenRowDefined ? 0.0 : std::numeric_limits<double>::quiet_NaN());
        return;
    }
    for (double& score : scores)
        sum += score = std::exp(score - largest);
    if (isSmooth) sum += std::exp(-largest);
    for (double& score : scores)
        score /= sum;
}

} // namespace

Result<Tensor> attend(const AttentionSizes& sizes, const AttentionScores& scores, std::span<const float> q, std::span<const float> k,
                      std::span<const float> v) {
    LATHE_TRY(Tensor output, Tensor::makeChecked(DataType::Float, {sizes.batch, sizes.queries, sizes.heads * sizes.valueSize}));
    if (output.elementCount() == 0) return output;
    const std::span<float> out = output.mutableData<float>();
    std::vector<double> shares(static_cast<std::size_t>(sizes.keys)), sums(static_cast<std::size_t>(sizes.valueSize));
    StopProbe isStopped;
    for (std::int64_t row = 0; row < sizes.batch * sizes.heads * sizes.queries && !isStopped(); ++row) {
        const std::int64_t query = row % sizes.queries, head = row / sizes.queries % sizes.heads, batch = row / sizes.queries / sizes.heads;
        const std::int64_t keyHead = batch * sizes.keyHeads + head / (sizes.heads / sizes.keyHeads);
        const float* from = q.data() + row * sizes.headSize;
        const auto watch = [&](ScoreStage stage) {
            if (scores.watch) scores.watch(row, stage, shares);
        };
        for (std::int64_t t = 0; t < sizes.keys; ++t) {
            if (isStopped()) return output;
            const float* key = k.data() + (keyHead * sizes.keys + t) * sizes.headSize;
            double product = 0.0;
            for (std::int64_t i = 0; i < sizes.headSize; ++i)
                product += static_cast<double>(from[i]) * static_cast<double>(key[i]);
            shares[static_cast<std::size_t>(t)] = product * scores.scale;
        }
        watch(ScoreStage::Scaled);
        if (scores.softcap > 0.0)
            for (double& score : shares)
                score = scores.softcap * std::tanh(score / scores.softcap);
        watch(ScoreStage::Capped);
        for (std::int64_t t = 0; t < sizes.keys; ++t)
            shares[static_cast<std::size_t>(t)] += scores.added(batch, head, query, t);
        watch(ScoreStage::Masked);
        softmax(shares, scores.isSmooth, scores.isHiddenRowDefined);
        watch(ScoreStage::Shares);
        std::ranges::fill(sums, 0.0);
        for (std::int64_t t = 0; t < sizes.keys; ++t) {
            const float* value = v.data() + (keyHead * sizes.keys + t) * sizes.valueSize;
            for (std::int64_t i = 0; i < sizes.valueSize; ++i)
                sums[static_cast<std::size_t>(i)] += shares[static_cast<std::size_t>(t)] * static_cast<double>(value[i]);
        }
        const std::int64_t first = ((batch * sizes.queries + query) * sizes.heads + head) * sizes.valueSize;
        std::ranges::transform(sums, out.begin() + first, [](double sum) { return static_cast<float>(sum); });
    }
    return output;
}

void rotate(std::span<float> head, std::span<const float> cosines, std::span<const float> sines, bool isInterleaved) {
    const std::size_t half = cosines.size();
    for (std::size_t i = 0; i < half; ++i) {
        float &x = head[isInterleaved ? 2 * i : i], &y = head[isInterleaved ? 2 * i + 1 : i + half];
        const double a = x, b = y, cosine = cosines[i], sine = sines[i];
        x = static_cast<float>(a * cosine - b * sine);
        y = static_cast<float>(b * cosine + a * sine);
    }
}

} // namespace lathe
