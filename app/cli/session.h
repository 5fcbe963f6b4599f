#pragma once

#include "core/analysis/comparison.h"
#include "core/base/job_context.h"
#include "core/config/build_config.h"
#include "core/graph/tensor.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace lathe::cli {

/// --skip-bad of all commands that read many samples.
inline constexpr const char* kSkipBadHelp = "Go on without samples that cannot be used, and say how many and which (skip_bad_samples)";

/// Global options and what every sub-command needs: the context, printing, the exit status.
class Session {
public:
    bool json = false;
    bool quiet = false;
    int jobs = 0; ///< 0: one per processor
    std::string logLevel = "info", logFile;

    /// Runs `work` with progress, diagnostics and Ctrl-C wired; prints an error and gives its exit status.
    int run(const std::function<Status(JobContext&)>& work);

    /// A line of the human-readable result; nothing with --json or --quiet.
    void print(const std::string& line) const;
    /// The machine-readable result; nothing without --json. An error that comes before it is printed in its place.
    void printJson(const std::string& text);

private:
    std::function<void()> m_clearProgress; ///< while work runs
    bool m_hasPrintedJson = false;
};

/// Diagnostics as --json gives them: severity, code, message, node, file, line, column, remedy.
nlohmann::ordered_json toJsonArray(const std::vector<Diagnostic>& diagnostics);

/// A sub-command: its parser and the work that runs when it was chosen.
using Work = std::function<Status(Session&, JobContext&)>;
struct Command {
    CLI::App* app = nullptr;
    Work work;
};

std::vector<Command> makeInspect(CLI::App& parent);
std::vector<Command> makeRun(CLI::App& parent);
std::vector<Command> makeOptimize(CLI::App& parent);
std::vector<Command> makeEdit(CLI::App& parent);
std::vector<Command> makeCalibrate(CLI::App& parent);
std::vector<Command> makeBuild(CLI::App& parent);
std::vector<Command> makeEvaluate(CLI::App& parent);
std::vector<Command> makeSimulate(CLI::App& parent);
std::vector<Command> makeCompare(CLI::App& parent);
std::vector<Command> makeAnalyze(CLI::App& parent);
std::vector<Command> makeTargets(CLI::App& parent);
std::vector<Command> makeConfig(CLI::App& parent);

/// "NAME=FILE" at the first '=' that no backslash precedes; a Usage error when there is none.
Result<std::pair<std::string, std::string>> splitAssignment(const std::string& text);

/// `METRIC=VALUE` of --fail-under: what was asked, read before the work begins, and what came out.
using Metrics = std::vector<std::pair<std::string, double>>;
using Thresholds = std::vector<std::pair<std::string, double>>;
Result<Thresholds> parseThresholds(const std::vector<std::string>& texts, const std::vector<std::string>& known);
/// What a comparison can be held to: agreement, the worst output's cosine and sqnr_db, and top-1 where there are labels.
std::vector<std::string> accuracyMetricNames();
Metrics accuracyMetrics(const Comparison& comparison);
/// Failed (exit 1), naming all of them, when metrics are below or were not measured.
Status checkThresholds(const Thresholds& thresholds, const Metrics& metrics);

/// Shapes of inputs whose dimensions are open: NAME SHAPE NAME SHAPE … (1x3x224x224). A Usage error for another name.
Status setInputShapes(BuildConfig& config, const std::vector<std::string>& pairs);

/// Writes each tensor as .npy under a safe, unique file name, with index.json that maps the names back.
Status writeTensors(const std::filesystem::path& folder, const std::vector<std::pair<std::string, Tensor>>& tensors);

/// The files given for `names` (NAME=FILE, also by safe file name; a bare FILE where there is one input), in their order.
Result<std::vector<std::string>> filesForInputs(const std::vector<std::string>& assignments, const std::vector<std::string>& names);

/// The names of --raw-type.
std::vector<std::string> rawTypes();

/// "1.23 ms", "4.56 M": three significant digits.
std::string timeText(double seconds);
std::string countText(double count);
/// "1.44 MiB"
std::string bytesText(double bytes);

/// The canonical names and aliases of all devices, for the validator of configurations.
Result<std::vector<std::string>> targetNames();

} // namespace lathe::cli
