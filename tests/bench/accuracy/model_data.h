#pragma once

#include "core/config/build_config.h"
#include "core/pipeline/promote.h"
#include "tests/bench/accuracy/model_table.h"

#include <filesystem>

namespace lathe::accuracy {

/// Folders of links in the way that a configuration wants them: one for each input, calibration and judgement apart. Removes
/// them at its end.
class ModelData {
public:
    static Result<ModelData> create(const std::filesystem::path& zoo, const ModelRow& row, const Graph& model);
    ModelData(ModelData&& other) noexcept : m_root(std::exchange(other.m_root, {})), m_labels(std::move(other.m_labels)) {}
    ModelData& operator=(ModelData&&) = delete;
    ~ModelData();

    std::string calibration(const std::string& input) const { return folderOf("calibration", input).string(); }
    std::string judgement(const std::string& input) const { return folderOf("judgement", input).string(); }
    const std::filesystem::path& labels() const { return m_labels; } ///< empty: none

private:
    ModelData() = default;
    std::filesystem::path folderOf(const char* purpose, const std::string& input) const;
    Status link(const std::vector<std::filesystem::path>& files, const char* purpose, const std::string& input) const;
    Status linkTensors(const std::filesystem::path& samples, const Graph& model) const;

    std::filesystem::path m_root, m_labels;
};

/// The configuration of a model for a device, with every input set.
Result<BuildConfig> configOf(const std::filesystem::path& zoo, const ModelRow& row, const Graph& model, const ModelData& data);

/// The model as its files have it.
Result<Graph> readRow(const std::filesystem::path& zoo, const ModelRow& row);

} // namespace lathe::accuracy
