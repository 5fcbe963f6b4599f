#include "core/analysis/channel_peaks.h"

#include "core/base/parallel.h"
#include "core/runtime/executor.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lathe {
namespace {

float larger(float peak, float x) {
    const float magnitude = std::fabs(x);
    return magnitude > peak && magnitude <= std::numeric_limits<float>::max() ? magnitude : peak;
}

void addPeaks(std::vector<float>& peaks, const Tensor& tensor, bool isChannelsLast) {
    if (tensor.rank() < 2 || tensor.elementCount() == 0) return;
    const auto channels = static_cast<std::size_t>(tensor.dim(1));
    const std::size_t inner = isChannelsLast ? 1 : static_cast<std::size_t>(tensor.elementCount() / tensor.dim(0)) / channels;
    peaks.resize(channels);
    const std::span<const float> x = tensor.data<float>();
    for (std::size_t from = 0, channel = 0; from < x.size(); from += inner, channel = channel + 1 == channels ? 0 : channel + 1) {
        float peak = peaks[channel];
        for (std::size_t i = from; i < from + inner; ++i)
            peak = larger(peak, x[i]);
        peaks[channel] = peak;
    }
}

} // namespace

PeakMeter::PeakMeter(const Graph& graph, int threads)
    : m_equalizable(equalizableValues(graph)), m_byThread(static_cast<std::size_t>(threads)) {
    for (const EqualizableValue& each : m_equalizable)
        m_values.insert(each.observed);
}

void PeakMeter::see(int thread, ValueId value, const Tensor& tensor, bool isChannelsLast) {
    if (m_values.contains(value) && tensor.type() == DataType::Float)
        addPeaks(m_byThread[static_cast<std::size_t>(thread)][value], tensor, isChannelsLast);
}

ChannelPeaks PeakMeter::peaks() const {
    ChannelPeaks peaks;
    for (const EqualizableValue& each : m_equalizable)
        for (const Peaks& part : m_byThread) {
            const auto found = part.find(each.observed);
            if (found == part.end()) continue;
            std::vector<float>& all = peaks[each.value];
            all.resize(std::max(all.size(), found->second.size()));
            for (std::size_t c = 0; c < found->second.size(); ++c)
                all[c] = std::max(all[c], found->second[c]);
        }
    return peaks;
}

Result<ChannelPeaks> measureChannelPeaks(const Graph& graph, std::int64_t samples, const SampleSource& source, JobContext& context) {
    PeakMeter meter(graph, context.threads());
    if (meter.values().empty()) return ChannelPeaks{};
    ExecutorOptions options;
    options.observeAnyOrder = true;
    options.keep = meter.values();
    LATHE_TRY(const Executor executor, Executor::create(graph, context, options));
    std::vector<std::optional<Executor::Session>> sessions(static_cast<std::size_t>(context.threads()));
    LATHE_CHECK(parallelFor(context, samples, [&](std::int64_t index, int worker) -> Status {
        auto& session = sessions[static_cast<std::size_t>(worker)];
        if (!session) session.emplace(executor.makeSession());
        LATHE_TRY(const auto inputs, source(index));
        const auto observe = [&](ValueId value, const Tensor& tensor) -> Status {
            meter.see(worker, value, tensor, session->isChannelsLast(value));
            return {};
        };
        LATHE_TRY(const auto outputs, session->run(inputs, context, observe));
        return {};
    }));
    return meter.peaks();
}

} // namespace lathe
