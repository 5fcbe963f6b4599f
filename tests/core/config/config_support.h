#pragma once

#include "core/base/files.h"
#include "core/config/build_config.h"

#include <QTemporaryDir>

#include <map>

namespace lathe::test {

/// A valid configuration in a folder with a model file and a sample, and ways to spoil it.
class ConfigSandbox {
public:
    ConfigSandbox() {
        (void)makeFolder(folder() / "samples");
        (void)writeFileAtomically(folder() / "model.onnx", "");
        (void)writeFileAtomically(folder() / "samples/0.npy", "");
        (void)makeFolder(folder() / "pictures");
        (void)writeFileAtomically(folder() / "pictures/0.png", "");
        for (const char* file : {"both/a/0.npy", "both/b/0.npy", "list.txt"}) {
            (void)makeFolder((folder() / file).parent_path());
            (void)writeFileAtomically(folder() / file, "");
        }
        (void)makeFolder(folder() / "empty");
        groups = {
            {"model_parameters", {{"onnx_model", "'model.onnx'"}, {"march", "'nash-e'"}}},
            {"input_parameters", {{"input_type_train", "'rgb'"}, {"input_type_rt", "'nv12'"}, {"input_layout_train", "'NCHW'"}}},
            {"calibration_parameters", {{"cal_data_dir", "'samples'"}, {"calibration_type", "'kl'"}}},
            {"compiler_parameters", {}},
        };
    }

    std::filesystem::path folder() const { return m_folder.path().toStdString(); }
    std::filesystem::path file() const { return folder() / "build.yaml"; }

    /// "group.key=value; …" sets keys; an empty value takes the key out, "group=" the group.
    void set(const std::string& group, const std::string& key, const std::string& value) {
        if (value.empty())
            groups[group].erase(key);
        else
            groups[group][key] = value;
    }

    std::string yaml() const {
        std::string text;
        for (const auto& [group, keys] : groups) {
            text += group + ":\n";
            for (const auto& [key, value] : keys)
                text += "  " + key + ": " + value + "\n";
        }
        return text;
    }

    Result<BuildConfig> parse(JobContext& context) const { return parse(yaml(), context); }
    Result<BuildConfig> parse(const std::string& text, JobContext& context) const {
        const std::vector<std::string> targets{"nash-e", "nash-m", "KL720", "720", "KL520", "xh2"};
        return parseConfig(text, file(), targets, context);
    }

    std::map<std::string, std::map<std::string, std::string>> groups;

private:
    QTemporaryDir m_folder;
};

/// Every diagnostic: the details of an error and what the context heard.
inline std::vector<Diagnostic> allDiagnostics(const Error* error, const JobContext& context) {
    std::vector<Diagnostic> all = context.diagnostics();
    if (error) all.insert(all.end(), error->details.begin(), error->details.end());
    return all;
}

inline std::string toText(const std::vector<Diagnostic>& diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics)
        text += lathe::toText(diagnostic) + "\n";
    return text;
}

} // namespace lathe::test
