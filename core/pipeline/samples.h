#pragma once

#include "core/calibration/calibration.h"
#include "core/formats/sample_file.h"
#include "core/graph/graph.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace lathe {

class SampleRecords;

/// Which samples are taken from where.
struct SampleRequest {
    std::vector<std::string> paths;   ///< a folder or list for each input (SamplePlaces); equal ones may be one for all
    std::vector<std::size_t> columns; ///< of a list with tabs: the column of each input; empty: in their order
    std::int64_t count = 0;           ///< as many of them; 0: all
    std::uint64_t seed = 0;           ///< which, where count takes some
    bool skipBad = false;             ///< go on without samples that cannot be read or do not fit
    SampleReading reading;
};

/// Samples of the inputs of a network, each read when it is asked for.
struct SampleSet {
    std::int64_t count = 0;
    std::vector<std::string> files; ///< of the first input
    SampleSource source;

    std::vector<InputSpec> inputs;
    std::shared_ptr<const std::vector<std::vector<std::filesystem::path>>> paths; ///< [input][sample]
    std::shared_ptr<SampleRecords> records;                                       ///< of what was read so far
    SampleReading reading;
    bool skipsBad = false;
};

/// Lists the samples; reads none. `inputs` in the order of the network's. Input errors name the place.
/// With a count, the samples whose hash of seed and file name is smallest, in their usual order: the same ones on every machine, and
/// another file in the folder changes at most one of them.
Result<SampleSet> openSamples(const std::vector<InputSpec>& inputs, const SampleRequest& request);
/// All samples of one folder per input.
Result<SampleSet> openSamples(const std::vector<InputSpec>& inputs, const std::vector<std::string>& folders);

/// Where samples.skipsBad: reads each sample once, in parallel, and leaves out what cannot be used, with a warning that says how many
/// and which. An Input error where none is left. Else `samples` as they are.
Result<SampleSet> usableSamples(const SampleSet& samples, JobContext& context);
/// The error with which going over the samples ended, with all other samples that cannot be used (up to a limit) as details. The error
/// as it is where no sample was the cause.
Error withAllBad(Error error, const SampleSet& samples, JobContext& context);

/// Warns of what looks wrong with the samples that were read (sampleRuleTable); `samples` of which something was read.
void reportSamples(const SampleSet& samples, JobContext& context);
/// Warns where red and blue of calibration samples (some are read) and evaluation samples (which were read) look swapped.
Status reportSwappedColours(const SampleRequest& calibration, const SampleSet& evaluation, JobContext& context);
/// Runs the network `original` with the pre-processing of samples.inputs up to its first BatchNormalization on a few samples, and warns
/// where the values there are of another size than those that it was trained on.
Status reportScale(const Graph& original, const SampleSet& samples, JobContext& context);

/// A check of samples, for documentation: its code, and when it speaks.
struct SampleRuleRow {
    std::string_view code, sentence;
};
std::span<const SampleRuleRow> sampleRuleTable();

/// Writes every sample as the network gets it: `folder`/INPUT/000000.npy …, and index.json that says which file each was. Takes the place
/// of `folder` when all is there; nothing is left beside it otherwise.
Status dumpSamples(const SampleSet& samples, const std::filesystem::path& folder, JobContext& context);

/// docs/samples.md: the tables of formats, transforms, filters and rules.
std::string samplesMarkdown();

} // namespace lathe
