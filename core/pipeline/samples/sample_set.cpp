#include "core/base/hash.h"
#include "core/formats/sample_place.h"
#include "core/pipeline/samples.h"
#include "core/pipeline/samples/sample_records.h"
#include "core/pipeline/samples/sample_sets.h"

#include <algorithm>
#include <numeric>

namespace lathe {
namespace {

namespace fs = std::filesystem;
using Paths = std::vector<std::vector<fs::path>>;

/// The indices of the samples that a count and a seed choose, ascending.
std::vector<std::size_t> subsetOf(const std::vector<fs::path>& files, std::int64_t count, std::uint64_t seed) {
    std::vector<std::size_t> order(files.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    if (count <= 0 || static_cast<std::size_t>(count) >= files.size()) return order;
    std::vector<ContentHash> ranks;
    for (const fs::path& file : files)
        ranks.push_back(Hasher().add(seed).add(file.filename().string()).finish());
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return ranks[a] < ranks[b]; });
    order.resize(static_cast<std::size_t>(count));
    std::ranges::sort(order);
    return order;
}

SampleSource sourceOf(std::shared_ptr<const Paths> paths, std::vector<InputSpec> inputs, const SampleReading& reading,
                      std::shared_ptr<SampleRecords> records) {
    return [paths = std::move(paths), inputs = std::move(inputs), reading,
            records = std::move(records)](std::int64_t index) -> Result<std::vector<Tensor>> {
        std::vector<Tensor> tensors;
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            LATHE_TRY(Tensor tensor, readSampleFile((*paths)[i][static_cast<std::size_t>(index)], inputs[i], reading));
            records->note(index, i, tensor, inputs[i]);
            tensors.push_back(std::move(tensor));
        }
        return tensors;
    };
}

} // namespace

SampleSet sampleSetOf(const SampleSet& from, const std::vector<std::size_t>& chosen) {
    auto paths = std::make_shared<Paths>();
    for (const std::vector<fs::path>& all : *from.paths) {
        std::vector<fs::path>& own = paths->emplace_back();
        for (const std::size_t index : chosen)
            own.push_back(all[index]);
    }
    SampleSet set;
    set.count = static_cast<std::int64_t>(chosen.size());
    for (const std::size_t index : chosen)
        set.files.push_back(from.paths->front()[index].string());
    set.inputs = from.inputs;
    set.reading = from.reading;
    set.skipsBad = from.skipsBad;
    set.records = std::make_shared<SampleRecords>(chosen.size(), set.inputs.size());
    set.paths = paths;
    set.source = sourceOf(paths, set.inputs, set.reading, set.records);
    return set;
}

Result<SampleSet> openSamples(const std::vector<InputSpec>& inputs, const SampleRequest& request) {
    SamplePlaces places{{}, request.paths, request.columns};
    for (const InputSpec& input : inputs)
        places.inputs.push_back(input.name);
    if (places.paths.size() == 1 && inputs.size() > 1 && servesAllInputs(places.paths.front(), places.inputs))
        places.paths.resize(inputs.size(), places.paths.front());
    if (places.paths.size() != inputs.size())
        return Error::usage("the model has " + std::to_string(inputs.size()) + " inputs, samples were given for " +
                                std::to_string(places.paths.size()),
                            "give one folder per input, separated by ';', or one with a subfolder for each input");
    if (inputs.empty()) return SampleSet{};
    LATHE_TRY(Paths paths, listSamples(places));
    SampleSet all;
    all.inputs = inputs;
    all.reading = request.reading;
    all.skipsBad = request.skipBad;
    const auto chosen = subsetOf(paths.front(), request.count, request.seed);
    all.paths = std::make_shared<const Paths>(std::move(paths));
    return sampleSetOf(all, chosen);
}

Result<SampleSet> openSamples(const std::vector<InputSpec>& inputs, const std::vector<std::string>& folders) {
    SampleRequest request;
    request.paths = folders;
    return openSamples(inputs, request);
}

} // namespace lathe
