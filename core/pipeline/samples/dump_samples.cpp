#include "core/base/files.h"
#include "core/base/parallel.h"
#include "core/base/temporary_folder.h"
#include "core/formats/npy_file.h"
#include "core/pipeline/samples.h"

#include <nlohmann/json.hpp>

#include <atomic>
#include <cstdio>

namespace lathe {
namespace {

namespace fs = std::filesystem;

/// A folder of each input, under a safe name of its own.
std::vector<std::string> folderNames(const std::vector<InputSpec>& inputs) {
    std::vector<std::string> names;
    UniqueFileNames unique;
    for (const InputSpec& input : inputs)
        names.push_back(unique.next(input.name));
    return names;
}

std::string fileName(std::int64_t sample) {
    char name[32];
    std::snprintf(name, sizeof name, "%06lld.npy", static_cast<long long>(sample));
    return name;
}

Status writeAll(const SampleSet& samples, const fs::path& folder, const std::vector<std::string>& names, JobContext& context) {
    for (const std::string& name : names)
        LATHE_CHECK(makeFolder(folder / name));
    std::atomic<std::int64_t> done = 0;
    return parallelFor(context, samples.count, [&](std::int64_t index, int) -> Status {
        LATHE_TRY(const std::vector<Tensor> tensors, samples.source(index));
        for (std::size_t i = 0; i < tensors.size(); ++i)
            LATHE_CHECK(writeNpy(tensors[i], folder / names[i] / fileName(index)));
        context.setProgress(double(++done) / double(samples.count), "writing calibration data");
        return {};
    });
}

std::string indexText(const SampleSet& samples, const std::vector<std::string>& names) {
    nlohmann::ordered_json root{{"schema", "lathe.calibration_data/1"}, {"samples", samples.count}};
    root["inputs"] = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < names.size(); ++i) {
        nlohmann::ordered_json input{{"name", samples.inputs[i].name}, {"folder", names[i]}};
        input["files"] = nlohmann::ordered_json::array();
        for (std::int64_t s = 0; s < samples.count; ++s) {
            nlohmann::ordered_json file{{"file", fileName(s)}};
            if (samples.paths) file["source"] = (*samples.paths)[i][static_cast<std::size_t>(s)].string();
            input["files"].push_back(std::move(file));
        }
        root["inputs"].push_back(std::move(input));
    }
    return root.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

} // namespace

Status dumpSamples(const SampleSet& samples, const fs::path& folder, JobContext& context) {
    LATHE_TRY(TemporaryFolder made, TemporaryFolder::besides(folder));
    const std::vector<std::string> names = folderNames(samples.inputs);
    LATHE_CHECK(writeAll(samples, made.path(), names, context));
    LATHE_CHECK(writeFileAtomically(made.path() / "index.json", indexText(samples, names)));
    return made.publish();
}

} // namespace lathe
