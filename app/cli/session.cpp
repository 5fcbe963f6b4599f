#include "app/cli/session.h"

#include "app/cli/interrupt.h"
#include "core/base/files.h"
#include "core/base/log.h"
#include "core/base/spelling.h"
#include "core/base/visible_text.h"
#include "core/config/values.h"
#include "core/formats/npy_file.h"
#include "core/formats/sample_file.h"
#include "core/targets/target.h"

#include <nlohmann/json.hpp>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/dist_sink.h>
#include <spdlog/spdlog.h>

#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <thread>

namespace lathe::cli {
namespace {

/// "[2026-01-31 12:00:00.000] [lathe] [": how spdlog begins a line by default.
constexpr std::size_t kLogLineStart = 35;

/// One line on the terminal that is written over until it is cleared.
class ProgressLine {
public:
    explicit ProgressLine(bool isShown) : m_isShown(isShown) {}
    ~ProgressLine() { clear(); }

    void show(double fraction, std::string_view activity) {
        const auto now = std::chrono::steady_clock::now();
        if (!m_isShown || now - m_last < std::chrono::milliseconds(50)) return;
        m_last = now;
        constexpr int kWidth = 30;
        const int filled = static_cast<int>(fraction * kWidth);
        const std::string shown = visibleText(activity);
        std::string bar(static_cast<std::size_t>(filled), '#');
        bar.resize(kWidth, '.');
        std::fprintf(stderr, "\r\033[K[%s] %3d %% %s", bar.c_str(), static_cast<int>(fraction * 100), shown.c_str());
        m_isDirty = true;
    }
    void clear() {
        if (m_isDirty) std::fputs("\r\033[K", stderr);
        m_isDirty = false;
    }

private:
    bool m_isShown, m_isDirty = false;
    std::chrono::steady_clock::time_point m_last;
};

/// A new file, a device, or what an earlier run logged: nothing else is written into, for want of care with an argument.
Status checkLogFile(const std::string& file) {
    const auto refused = [&](const char* what) {
        Error error = Error::usage(std::string("--log-file names ") + what, "give the name of a new file, or of an earlier log");
        error.place.file = file;
        return error;
    };
    std::error_code failed;
    const auto status = std::filesystem::status(file, failed);
    if (!std::filesystem::exists(status) || std::filesystem::is_character_file(status)) return {};
    if (!std::filesystem::is_regular_file(status)) return refused("what is no file");
    std::ifstream stream(file, std::ios::binary);
    std::string line(kLogLineStart, '\0');
    stream.read(line.data(), static_cast<std::streamsize>(line.size()));
    line.resize(static_cast<std::size_t>(stream.gcount()));
    const bool isLog = line.empty() || (line.starts_with("[2") && line.ends_with("] [" + coreLog()->name() + "] ["));
    return isLog ? Status() : refused("a file that holds something else than a log");
}

Status openLogFile(const std::string& file) {
    if (file.empty()) return {};
    LATHE_CHECK(checkLogFile(file));
    try {
        auto sinks = std::dynamic_pointer_cast<spdlog::sinks::dist_sink_mt>(coreLog()->sinks().front());
        sinks->add_sink(std::make_shared<spdlog::sinks::basic_file_sink_mt>(file, false));
    } catch (const spdlog::spdlog_ex& failure) {
        return Error::usage("cannot write the log file: " + std::string(failure.what()), "check --log-file");
    }
    return {};
}

spdlog::level::level_enum levelOf(Severity severity) {
    switch (severity) {
    case Severity::Info:
        return spdlog::level::info;
    case Severity::Warning:
        return spdlog::level::warn;
    case Severity::Error:
        return spdlog::level::err;
    }
    return spdlog::level::info;
}

std::string threeDigits(double value, const char* unit) {
    char text[48];
    const int decimals = value >= 100 || value == 0 ? 0 : value >= 10 ? 1 : 2;
    std::snprintf(text, sizeof text, "%.*f%s%s", decimals, value, *unit ? " " : "", unit);
    return text;
}

nlohmann::ordered_json toObject(const Diagnostic& diagnostic) {
    constexpr const char* kSeverities[] = {"info", "warning", "error"};
    return {{"severity", kSeverities[static_cast<int>(diagnostic.severity)]},
            {"code", diagnostic.code},
            {"message", diagnostic.message},
            {"node", diagnostic.node},
            {"file", diagnostic.place.file},
            {"line", diagnostic.place.line},
            {"column", diagnostic.place.column},
            {"remedy", diagnostic.remedy}};
}

/// Schema lathe.error/1: what --json prints instead of a result.
std::string errorJson(const Error& error) {
    nlohmann::ordered_json root{
        {"schema", "lathe.error/1"}, {"exit_status", error.exitStatus()}, {"message", error.message},     {"node", error.node},
        {"file", error.place.file},  {"line", error.place.line},          {"column", error.place.column}, {"remedy", error.remedy}};
    root["problems"] = toJsonArray(error.details);
    return root.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

Status guarded(const std::function<Status(JobContext&)>& work, JobContext& context) {
    try {
        return work(context);
    } catch (const std::bad_alloc&) {
        return Error::noMemory();
    }
}

} // namespace

nlohmann::ordered_json toJsonArray(const std::vector<Diagnostic>& diagnostics) {
    auto list = nlohmann::ordered_json::array();
    for (const Diagnostic& diagnostic : diagnostics)
        list.push_back(toObject(diagnostic));
    return list;
}

int Session::run(const std::function<Status(JobContext&)>& work) {
    const int threads = jobs > 0 ? jobs : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    JobContext context(interruptToken(), threads);
    ProgressLine progress(!quiet && !json && ::isatty(STDERR_FILENO) != 0);
    m_clearProgress = [&progress] { progress.clear(); };
    const auto shown = spdlog::level::from_str(logLevel);
    context.onProgress([&](double fraction, std::string_view activity) { progress.show(fraction, activity); });
    context.onDiagnostic([&](const Diagnostic& diagnostic) {
        coreLog()->log(levelOf(diagnostic.severity), toText(diagnostic));
        if (quiet || levelOf(diagnostic.severity) < shown) return;
        progress.clear();
        std::fprintf(stderr, "%s\n", toText(diagnostic).c_str());
    });
    Status status = openLogFile(logFile);
    if (status) status = guarded(work, context);
    progress.clear();
    m_clearProgress = nullptr;
    if (status && (std::fflush(stdout) != 0 || std::ferror(stdout) != 0))
        status = Error::internal("the result could not be written to standard output");
    if (status) return 0;
    std::fprintf(stderr, "%s\n", status.error().text().c_str());
    if (!m_hasPrintedJson) printJson(errorJson(status.error()));
    return status.error().exitStatus();
}

void Session::print(const std::string& line) const {
    if (json || quiet) return;
    if (m_clearProgress) m_clearProgress();
    std::printf("%s\n", visibleLines(line).c_str());
    std::fflush(stdout);
}

void Session::printJson(const std::string& text) {
    m_hasPrintedJson = true;
    if (json) std::fwrite(text.data(), 1, text.size(), stdout);
}

Result<std::pair<std::string, std::string>> splitAssignment(const std::string& text) {
    std::string name;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '=' || text[i + 1] == ':'))
            name += text[++i];
        else if (text[i] == '=')
            return std::pair(name, text.substr(i + 1));
        else
            name += text[i];
    }
    return Error::usage("'" + text + "' is not of the form NAME=VALUE");
}

Result<Thresholds> parseThresholds(const std::vector<std::string>& texts, const std::vector<std::string>& known) {
    Thresholds thresholds;
    for (const std::string& text : texts) {
        LATHE_TRY(const auto parts, splitAssignment(text));
        double least = 0;
        const auto [end, failed] = std::from_chars(parts.second.data(), parts.second.data() + parts.second.size(), least);
        if (failed != std::errc() || end != parts.second.data() + parts.second.size() || !std::isfinite(least))
            return Error::usage("'" + parts.second + "' in --fail-under is no number");
        if (std::ranges::find(known, parts.first) == known.end()) {
            std::string names;
            for (const std::string& name : known)
                names += (names.empty() ? "" : ", ") + name;
            return Error::usage("--fail-under knows no metric '" + parts.first + "'", "known: " + names);
        }
        thresholds.emplace_back(parts.first, least);
    }
    return thresholds;
}

std::vector<std::string> accuracyMetricNames() {
    return {"cosine", "sqnr_db", "agreement", "top1", "quantized_top1", "float_top1"};
}

Metrics accuracyMetrics(const Comparison& comparison) {
    // The smaller of two figures; what is no number is the worst.
    const auto worse = [](double a, double b) { return std::isnan(a) || b >= a ? a : b; };
    double cosine = 1, sqnr = 200;
    for (const TensorError& output : comparison.outputs) {
        cosine = worse(cosine, output.cosine);
        sqnr = worse(sqnr, output.sqnrDb);
    }
    Metrics metrics{{"agreement", comparison.agreement}, {"cosine", cosine}, {"sqnr_db", sqnr}};
    if (comparison.hasLabels)
        metrics.insert(
            metrics.end(),
            {{"float_top1", comparison.floatTop1}, {"top1", comparison.quantizedTop1}, {"quantized_top1", comparison.quantizedTop1}});
    return metrics;
}

Status checkThresholds(const Thresholds& thresholds, const Metrics& metrics) {
    std::string below;
    for (const auto& [name, least] : thresholds) {
        const auto found = std::ranges::find(metrics, name, &Metrics::value_type::first);
        char line[160];
        if (found == metrics.end())
            std::snprintf(line, sizeof line, "%s was not measured (it needs samples, top-1 needs labels)", name.c_str());
        else if (!(found->second >= least)) // not a number is below everything
            std::snprintf(line, sizeof line, "%s is %.6g, below the %.6g that --fail-under asks for", name.c_str(), found->second, least);
        else
            continue;
        below += (below.empty() ? "" : "; ") + std::string(line);
    }
    if (below.empty()) return {};
    return Error{ErrorKind::Failed, below, {}, {}, {}, {}};
}

Status setInputShapes(BuildConfig& config, const std::vector<std::string>& pairs) {
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
        const auto found = std::ranges::find(config.inputs, pairs[i], &InputConfig::name);
        if (found == config.inputs.end()) return Error::usage("the model has no input '" + pairs[i] + "'");
        found->shape = parseShape(pairs[i + 1]);
        if (!found->shape) return Error::usage("'" + pairs[i + 1] + "' is no shape", "write it as 1x3x224x224");
    }
    return {};
}

Status writeTensors(const std::filesystem::path& folder, const std::vector<std::pair<std::string, Tensor>>& tensors) {
    LATHE_CHECK(makeFolder(folder));
    nlohmann::ordered_json index{{"schema", "lathe.tensors/1"}};
    UniqueFileNames names;
    for (const auto& [name, tensor] : tensors) {
        const std::string stem = names.next(name);
        LATHE_CHECK(writeNpy(tensor, folder / (stem + ".npy")));
        index["tensors"].push_back({{"name", name}, {"file", stem + ".npy"}, {"shape", tensor.dims()}, {"type", toName(tensor.type())}});
    }
    return writeFileAtomically(folder / "index.json", index.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

Result<std::vector<std::string>> filesForInputs(const std::vector<std::string>& assignments, const std::vector<std::string>& names) {
    std::vector<std::string> files(names.size());
    for (const std::string& assignment : assignments) {
        auto parts = splitAssignment(assignment);
        if (!parts && names.size() == 1) parts = std::pair(names[0], assignment);
        if (!parts) return std::move(parts).error();
        const auto matches = [&](const std::string& name) { return name == parts->first || safeFileName(name) == parts->first; };
        const auto found = std::ranges::find_if(names, matches);
        if (found == names.end()) {
            const std::string near = nearestSpelling(parts->first, names);
            return Error::usage("the model has no input '" + parts->first + "'", near.empty() ? "" : "did you mean '" + near + "'?");
        }
        files[static_cast<std::size_t>(found - names.begin())] = parts->second;
    }
    for (std::size_t i = 0; i < names.size(); ++i)
        if (files[i].empty()) return Error::usage("no file for the input '" + names[i] + "'", "add --input '" + names[i] + "=FILE'");
    return files;
}

std::vector<std::string> rawTypes() {
    return splitBars(rawTypeNames());
}

std::string timeText(double seconds) {
    if (seconds >= 1) return threeDigits(seconds, "s");
    if (seconds >= 1e-3) return threeDigits(seconds * 1e3, "ms");
    return threeDigits(seconds * 1e6, "µs");
}

std::string bytesText(double bytes) {
    if (bytes >= 1048576.0 * 1024) return threeDigits(bytes / (1048576.0 * 1024), "GiB");
    if (bytes >= 1048576) return threeDigits(bytes / 1048576, "MiB");
    if (bytes >= 1024) return threeDigits(bytes / 1024, "KiB");
    return threeDigits(bytes, "B");
}

std::string countText(double count) {
    if (count >= 1e9) return threeDigits(count / 1e9, "G");
    if (count >= 1e6) return threeDigits(count / 1e6, "M");
    if (count >= 1e4) return threeDigits(count / 1e3, "k");
    return std::to_string(static_cast<std::int64_t>(count));
}

Result<std::vector<std::string>> targetNames() {
    LATHE_TRY(const auto targets, allTargets());
    std::vector<std::string> names;
    for (const Target& target : targets) {
        names.push_back(target.name);
        names.insert(names.end(), target.aliases.begin(), target.aliases.end());
    }
    return names;
}

} // namespace lathe::cli
