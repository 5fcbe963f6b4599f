#include "core/base/parallel.h"
#include "core/pipeline/samples/sample_sets.h"

#include <algorithm>
#include <atomic>
#include <optional>

namespace lathe {
namespace {

constexpr std::size_t kMostNamed = 20;
constexpr std::int64_t kChunk = 64;
constexpr const char* kSkipRemedy = "replace it, or leave bad samples out with --skip-bad (skip_bad_samples: True)";

/// A sample that cannot be used; anything else that went wrong is no fault of it.
bool isBadSample(const Error& error) {
    return error.kind == ErrorKind::Input && !error.isNoMemory();
}

struct BadSample {
    std::size_t index;
    Error error;
};

/// Goes over the samples in their order and stops behind the chunk in which `most` bad ones are reached: which are found does not depend
/// on the number of threads.
class Search {
public:
    Search(const SampleSet& samples, JobContext& context) : m_samples(samples), m_context(context) {}

    Result<std::vector<BadSample>> run(std::size_t most) {
        for (m_seen = 0; m_seen < m_samples.count && m_found.size() < most;) {
            const std::int64_t size = std::min(kChunk, m_samples.count - m_seen);
            LATHE_CHECK(searchChunk(size));
            m_seen += size;
        }
        return std::move(m_found);
    }
    std::int64_t seen() const { return m_seen; }

private:
    Status searchChunk(std::int64_t size) {
        std::vector<std::optional<Error>> errors(static_cast<std::size_t>(size));
        LATHE_CHECK(parallelFor(m_context, size, [&](std::int64_t i, int) -> Status {
            auto tensors = m_samples.source(m_seen + i);
            m_context.setProgress(double(++m_done) / double(m_samples.count), "checking samples");
            if (tensors) return {};
            if (!isBadSample(tensors.error())) return std::move(tensors).error();
            errors[static_cast<std::size_t>(i)] = std::move(tensors).error();
            return {};
        }));
        for (std::size_t i = 0; i < errors.size(); ++i)
            if (errors[i]) m_found.push_back({static_cast<std::size_t>(m_seen) + i, std::move(*errors[i])});
        return {};
    }

    const SampleSet& m_samples;
    JobContext& m_context;
    std::vector<BadSample> m_found;
    std::int64_t m_seen = 0;
    std::atomic<std::int64_t> m_done = 0;
};

Diagnostic diagnosticOf(const Error& error, Severity severity) {
    return {severity, "SMP01", error.message, error.node, error.place, error.remedy};
}

std::string countText(std::size_t bad, std::int64_t all) {
    return std::to_string(bad) + " of " + std::to_string(all) + " samples cannot be used";
}

void reportLeftOut(const std::vector<BadSample>& bad, const SampleSet& samples, JobContext& context) {
    for (std::size_t i = 0; i < bad.size() && i < kMostNamed; ++i)
        context.report(diagnosticOf(bad[i].error, Severity::Warning));
    context.warn("SMP01",
                 countText(bad.size(), samples.count) + " and " + (bad.size() == 1 ? "is" : "are") + " left out" +
                     (bad.size() > kMostNamed ? "; the first " + std::to_string(kMostNamed) + " are named" : ""),
                 {}, "replace or remove them");
}

Error noneLeft(const std::vector<BadSample>& bad, const SampleSet& samples) {
    Error error = bad.front().error;
    error.message += "; none of the " + std::to_string(samples.count) + " samples can be used";
    for (std::size_t i = 1; i < bad.size() && i < kMostNamed; ++i)
        error.details.push_back(diagnosticOf(bad[i].error, Severity::Error));
    return error;
}

} // namespace

Result<SampleSet> usableSamples(const SampleSet& samples, JobContext& context) {
    if (!samples.skipsBad || samples.count == 0) return samples;
    LATHE_TRY(const std::vector<BadSample> bad, Search(samples, context).run(static_cast<std::size_t>(samples.count) + 1));
    if (bad.empty()) return samples;
    if (static_cast<std::int64_t>(bad.size()) == samples.count) return noneLeft(bad, samples);
    reportLeftOut(bad, samples, context);
    std::vector<std::size_t> good;
    auto next = bad.begin();
    for (std::size_t i = 0; i < static_cast<std::size_t>(samples.count); ++i) {
        if (next != bad.end() && next->index == i)
            ++next;
        else
            good.push_back(i);
    }
    return sampleSetOf(samples, good);
}

Error withAllBad(Error error, const SampleSet& samples, JobContext& context) {
    const auto isSample = [&](const std::vector<std::filesystem::path>& files) {
        return std::ranges::any_of(files, [&](const std::filesystem::path& file) { return file.string() == error.place.file; });
    };
    if (!isBadSample(error) || !samples.paths || std::ranges::none_of(*samples.paths, isSample)) return error;
    Search search(samples, context);
    const auto bad = search.run(kMostNamed);
    if (!bad) return bad.error().kind == ErrorKind::Stopped ? bad.error() : error;
    if (bad->empty()) return error; // it can be read by now
    // Which thread met one first is chance; the first in order is the error.
    if (bad->front().error.place.file != error.place.file) error = bad->front().error;
    if (error.remedy.empty()) error.remedy = kSkipRemedy;
    if (bad->size() < 2) return error;
    error.message += "; " + std::string(search.seen() < samples.count ? "at least " : "") + countText(bad->size(), samples.count);
    for (const BadSample& each : *bad)
        if (each.error.place.file != error.place.file && error.details.size() < kMostNamed)
            error.details.push_back(diagnosticOf(each.error, Severity::Error));
    return error;
}

} // namespace lathe
