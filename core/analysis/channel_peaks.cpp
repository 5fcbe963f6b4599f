#include "core/analysis/channel_peaks.h"

#include "core/base/parallel.h"
#include "core/runtime/executor.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

using Peaks = std::map<ValueId, std::vector<float>>; ///< by observed value

void addPeaks(std::vector<float>& peaks, const Tensor& tensor) {
    if (tensor.rank() < 2 || tensor.elementCount() == 0) return;
    const auto channels = static_cast<std::size_t>(tensor.dim(1));
    const std::size_t inner = static_cast<std::size_t>(tensor.elementCount() / tensor.dim(0)) / channels;
    peaks.resize(channels);
    const std::span<const float> x = tensor.data<float>();
    for (std::size_t row = 0; row * inner < x.size(); ++row)
        for (std::size_t i = 0; i < inner; ++i) {
            const float magnitude = std::fabs(x[row * inner + i]);
            float& peak = peaks[row % channels];
            peak = magnitude > peak && std::isfinite(magnitude) ? magnitude : peak;
        }
}

} // namespace

Result<ChannelPeaks> measureChannelPeaks(const Graph& graph, std::int64_t samples, const SampleSource& source, JobContext& context) {
    const std::vector<EqualizableValue> values = equalizableValues(graph);
    if (values.empty()) return ChannelPeaks{};
    ExecutorOptions options;
    for (const EqualizableValue& each : values)
        options.keep.insert(each.observed);
    LATHE_TRY(const Executor executor, Executor::create(graph, context, options));
    const auto threads = static_cast<std::size_t>(context.threads());
    std::vector<std::optional<Executor::Session>> sessions(threads);
    std::vector<Peaks> byThread(threads); // the largest is the largest in any order
    LATHE_CHECK(parallelFor(context, samples, [&](std::int64_t index, int worker) -> Status {
        auto& session = sessions[static_cast<std::size_t>(worker)];
        if (!session) session.emplace(executor.makeSession());
        LATHE_TRY(const auto inputs, source(index));
        const auto observe = [&](ValueId value, const Tensor& tensor) -> Status {
            if (options.keep.contains(value) && tensor.type() == DataType::Float)
                addPeaks(byThread[static_cast<std::size_t>(worker)][value], tensor);
            return {};
        };
        LATHE_TRY(const auto outputs, session->run(inputs, context, observe));
        return {};
    }));
    ChannelPeaks peaks;
    for (const EqualizableValue& each : values)
        for (const Peaks& part : byThread) {
            const auto found = part.find(each.observed);
            if (found == part.end()) continue;
            std::vector<float>& all = peaks[each.value];
            all.resize(std::max(all.size(), found->second.size()));
            for (std::size_t c = 0; c < found->second.size(); ++c)
                all[c] = std::max(all[c], found->second[c]);
        }
    return peaks;
}

} // namespace lathe
