#include "core/base/files.h"
#include "core/config/fields.h"
#include "core/config/node_info.h"
#include "core/config/quant_config.h"
#include "core/config/rules.h"
#include "core/config/values.h"
#include "core/config/vendor_keys.h"

#include <algorithm>

namespace lathe {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kGroups = "model_parameters|input_parameters|calibration_parameters|compiler_parameters";
constexpr std::string_view kVendorGroups = "houmo_parameters|ti_parameters|qualcomm_parameters|kneron_parameters";
constexpr std::string_view kGivenUp = "log_level|set_node_data_type|input_layout_rt|preprocess_on|cal_data_type|hbdk3_compatible_mode";
constexpr std::string_view kNewer =
    "enable_vpu|enable_spu|separate_name|std_value|run_on_cpu|run_on_bpu|debug|cache_mode|cache_path|max_l2m_size|ability_entry|extra_params";

bool contains(std::string_view bars, std::string_view word) {
    const auto words = splitBars(bars);
    return std::ranges::find(words, word) != words.end();
}

std::vector<std::string> keysOf(std::string_view group) {
    std::vector<std::string> keys;
    for (const ParameterRow& row : parameterTable())
        if (row.group == group) keys.emplace_back(row.key);
    return keys;
}

class ConfigReader {
public:
    ConfigReader(const fs::path& file, std::span<const std::string> targets)
        : m_folder(fs::absolute(file).parent_path()), m_targets(targets), m_problems(file.string()) {}

    Result<BuildConfig> read(const YamlValue& root, JobContext& context) {
        readGroups(root);
        takeSpelled();
        setInputCount();
        setFields();
        setDictionaries();
        checkMarch();
        resolvePaths();
        checkRules(m_config, m_problems);
        reportLater();
        LATHE_CHECK(m_problems.finish(context));
        return std::move(m_config);
    }

private:
    void readGroups(const YamlValue& root) {
        if (root.kind != YamlValue::Kind::Map) m_problems.error("HZ01", &root, "the configuration has no groups", "it has " + groupList());
        std::set<std::string> seen;
        for (const auto& [name, group] : root.entries) {
            if (!seen.insert(name.text).second)
                m_problems.error("CFG_DUPLICATE", &name, "the group '" + name.text + "' is given twice", "put its keys together");
            else if (contains(kGroups, name.text))
                readGroup(name, group);
            else if (contains(kVendorGroups, name.text))
                readVendorGroup(name, group);
            else
                unknownGroup(name);
        }
        for (const std::string& group : splitBars(kGroups))
            if (root.kind == YamlValue::Kind::Map && !seen.contains(group))
                m_problems.error("HZ01", nullptr, "the group '" + group + "' is missing", "add it; it may be empty");
    }

    static std::string groupList() { return allowedText(kGroups).substr(6); }

    void unknownGroup(const YamlValue& name) {
        auto known = splitBars(kGroups);
        for (std::string& group : splitBars(kVendorGroups))
            known.push_back(std::move(group));
        m_problems.error("CFG_UNKNOWN_GROUP", &name, "unknown group '" + name.text + "'",
                         didYouMean(name.text, known) + "the groups are " + groupList());
    }

    void readGroup(const YamlValue& name, const YamlValue& group) {
        m_problems.setPlace(name.text, name);
        if (group.kind == YamlValue::Kind::Null) return;
        if (group.kind != YamlValue::Kind::Map) {
            m_problems.error("CFG_TYPE", &group, "the group '" + name.text + "' has no keys",
                             "it is 'key: value' on lines of their own, indented");
            return;
        }
        std::set<std::string> seen;
        for (const auto& [key, value] : group.entries) {
            const ParameterRow* row = findParameter(name.text, key.text);
            if (!seen.insert(key.text).second)
                m_problems.error("CFG_DUPLICATE", &key, "'" + key.text + "' is given twice", "keep one of them");
            else if (row)
                readValue(*row, key, value);
            else
                unknownKey(name.text, key);
        }
    }

    void unknownKey(const std::string& group, const YamlValue& key) {
        if (contains(kGivenUp, key.text)) {
            m_problems.warn("HZ36", &key, "'" + key.text + "' has no effect: hb_compile has given it up", "remove it");
            return;
        }
        for (const ParameterRow& row : parameterTable()) {
            if (row.key != key.text) continue;
            m_problems.error("CFG_UNKNOWN_KEY", &key, "'" + key.text + "' does not belong to " + group,
                             "move it to " + std::string(row.group));
            return;
        }
        const std::string newer = contains(kNewer, key.text) ? "it is a key of hb_compile 3.5, which is not read yet; " : "";
        m_problems.error("CFG_UNKNOWN_KEY", &key, "unknown key '" + key.text + "' in " + group,
                         newer + didYouMean(key.text, keysOf(group)) + "lathe config template lists all keys");
    }

    void readValue(const ParameterRow& row, const YamlValue& key, const YamlValue& value) {
        if (value.kind == YamlValue::Kind::Null) return;
        m_problems.setPlace(row.key, value.line > 0 ? value : key);
        if (row.type == ParameterType::Dictionary) return; // read once the inputs are known
        const std::int64_t before = m_problems.errorCount();
        if (auto texts = checkValue(row, value, m_problems))
            m_values.emplace(row.key, std::move(*texts));
        else if (m_problems.errorCount() > before)
            m_problems.setWrong(row.key);
    }

    void readVendorGroup(const YamlValue& name, const YamlValue& group) {
        m_problems.setPlace(name.text, name);
        auto& kept = m_config.vendorGroups[name.text];
        std::string unknown;
        for (const auto& [key, value] : group.entries) {
            const VendorKey known = findVendorKey(name.text, key, m_problems);
            if (known.row && known.isBase)
                readSpelling(*known.row, key, value);
            else if (known.row)
                keepVendorValue(*known.row, key, value, kept);
            else if (!known.isWrong)
                unknown += (unknown.empty() ? "'" : ", '") + key.text + "'", kept[key.text] = value.toLine();
        }
        if (!unknown.empty()) m_problems.info("CFG_LATER", &name, "keys of " + name.text + " are kept, but have no effect: " + unknown);
    }

    void keepVendorValue(const ParameterRow& row, const YamlValue& key, const YamlValue& value, std::map<std::string, std::string>& kept) {
        const std::string place = std::string(row.group) + "." + std::string(row.key);
        m_problems.setPlace(place, value.line > 0 ? value : key);
        if (kept.contains(std::string(row.key)))
            m_problems.error("CFG_DUPLICATE", &key, "'" + std::string(row.key) + "' is given twice", "keep one of them");
        const auto texts = checkValue(row, withSemicolons(row, value), m_problems);
        if (!texts) return;
        std::string& text = kept[std::string(row.key)];
        for (const std::string& one : *texts)
            text += (text.empty() ? "" : "; ") + one;
        if (!row.effect.empty() && text != row.fallback)
            m_problems.info("CFG_LATER", &key, std::string(row.key) + " has no effect yet: " + std::string(row.effect));
    }

    /// A vendor's spelling of a key of the base language: the same value, once.
    void readSpelling(const ParameterRow& row, const YamlValue& key, const YamlValue& value) {
        const auto texts = checkValue(row, withLevelLetter(row, value), m_problems);
        if (!texts) return;
        m_problems.setPlace(row.key, value.line > 0 ? value : key);
        m_spelled.push_back({row.key, *texts, key});
    }

    void takeSpelled() {
        for (const auto& [key, texts, at] : m_spelled) {
            const auto [entry, isNew] = m_values.emplace(std::string(key), texts);
            if (!isNew && entry->second != texts)
                m_problems.error("CFG_CONFLICT", &at,
                                 "'" + at.text + "' is " + texts.front() + ", but " + std::string(key) + " is " + entry->second.front() +
                                     ": they are the same parameter",
                                 "keep one of them");
        }
    }

    /// As many inputs as input_name has; without it as the longest list has.
    void setInputCount() {
        std::size_t count = 1;
        std::string_view by = "input_name";
        if (const auto names = m_values.find("input_name"); names != m_values.end())
            count = names->second.size();
        else
            for (const auto& [key, texts] : m_values)
                if (isPerInput(key) && texts.size() > count) count = texts.size(), by = key;
        m_config.inputs.resize(count);
        for (auto entry = m_values.begin(); entry != m_values.end();) {
            const bool mayServeAll = entry->second.size() == 1 && isSamplePlace(entry->first); // checkSamples knows whether it does
            if (mayServeAll) entry->second.resize(count, entry->second.front());
            if (!isPerInput(entry->first) || entry->second.size() == count) {
                ++entry;
                continue;
            }
            m_problems.error("HZ09", m_problems.given(entry->first),
                             entry->first + " has " + std::to_string(entry->second.size()) +
                                 (entry->second.size() == 1 ? " value" : " values") + " for " + std::to_string(count) + " inputs (" +
                                 std::string(by) + ")",
                             "give one for each input, separated by ';'");
            m_problems.setWrong(entry->first);
            entry = m_values.erase(entry);
        }
    }

    static bool isPerInput(std::string_view key) {
        return std::ranges::any_of(parameterTable(), [&](const ParameterRow& row) { return row.key == key && row.perInput; });
    }

    static bool isSamplePlace(std::string_view key) { return key == "cal_data_dir" || key == "eval_data_dir"; }

    void setFields() {
        for (const auto& [key, texts] : m_values)
            if (const Field* field = findField(key)) field->set(m_config, texts);
    }

    void setDictionaries() {
        if (const YamlValue* value = m_problems.given("node_info")) m_config.nodeInfo = parseNodeInfo(*value, m_problems);
        const YamlValue* value = m_problems.given("input_source");
        if (!value) return;
        for (const auto& [name, source] : parseInputSources(*value, m_problems)) {
            const auto input = std::ranges::find(m_config.inputs, name, &InputConfig::name);
            if (input != m_config.inputs.end())
                input->source = source;
            else if (m_config.inputs.size() == 1 && m_config.inputs.front().name.empty())
                m_config.inputs.front().name = name, m_config.inputs.front().source = source;
            else
                m_problems.error("HZ30", value, "input_source names '" + name + "', which is no input",
                                 didYouMean(name, inputNames()) + "the inputs are those of input_name", name);
        }
    }

    std::vector<std::string> inputNames() const {
        std::vector<std::string> names;
        for (const InputConfig& input : m_config.inputs)
            names.push_back(input.name);
        return names;
    }

    void checkMarch() {
        if (m_problems.isAnyWrong({"march"})) return;
        const YamlValue* at = m_problems.given("march");
        if (m_config.march.empty()) {
            if (m_problems.given("model_parameters"))
                m_problems.error("HZ03", m_problems.given("model_parameters"), "march is missing",
                                 "add march: and a device; lathe targets lists them");
            return;
        }
        std::string lower = m_config.march;
        std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const auto isSame = [&](const std::string& target) {
            return std::ranges::equal(target, lower, [](unsigned char a, unsigned char b) { return std::tolower(a) == b; });
        };
        if (!m_targets.empty() && std::ranges::none_of(m_targets, isSame))
            m_problems.error("HZ03", at, "march '" + m_config.march + "' is no known device",
                             didYouMean(m_config.march, m_targets) + "lathe targets lists them");
        m_config.march = lower;
    }

    void resolve(std::string& path) const {
        if (!path.empty()) path = (m_folder / path).lexically_normal().string();
    }

    void resolvePaths() {
        for (std::string* path : {&m_config.onnxModel, &m_config.caffeModel, &m_config.prototxt, &m_config.workingDir,
                                  &m_config.quantConfigFile, &m_config.evalLabelFile, &m_config.calibrationTable})
            resolve(*path);
        for (InputConfig& input : m_config.inputs) {
            resolve(input.calDataDir);
            resolve(input.evalDataDir);
        }
        if (!m_config.quantConfigFile.empty())
            m_config.quantConfig = readQuantConfig(m_config.quantConfigFile, m_problems.given("quant_config"), m_problems);
    }

    /// What is valid and kept, but changes nothing yet, is said plainly.
    void reportLater() {
        for (const ParameterRow& row : parameterTable()) {
            if (row.effect.empty()) continue;
            const auto value = m_values.find(std::string(row.key));
            const bool isSet = row.type == ParameterType::Dictionary ? m_problems.given(row.key) != nullptr
                                                                     : value != m_values.end() && value->second.front() != row.fallback;
            if (isSet)
                m_problems.info("CFG_LATER", m_problems.given(row.key),
                                std::string(row.key) + " has no effect yet: " + std::string(row.effect));
        }
    }

    fs::path m_folder;
    std::span<const std::string> m_targets;
    Problems m_problems;
    BuildConfig m_config;
    std::map<std::string, std::vector<std::string>> m_values;
    struct Spelled {
        std::string_view key;
        std::vector<std::string> texts;
        YamlValue at;
    };
    std::vector<Spelled> m_spelled; ///< taken last, so that the order of the groups does not matter
};

} // namespace

Result<BuildConfig> parseConfig(std::string_view yaml, const fs::path& file, std::span<const std::string> knownTargets,
                                JobContext& context) {
    LATHE_TRY(const YamlValue root, parseYaml(yaml, file.string()));
    return ConfigReader(file, knownTargets).read(root, context);
}

Result<BuildConfig> readConfig(const fs::path& file, std::span<const std::string> knownTargets, JobContext& context) {
    constexpr std::int64_t kMostBytes = 4 << 20;
    auto text = readTextFile(file, kMostBytes);
    if (text) return parseConfig(*text, file, knownTargets, context);
    Error error = std::move(text).error();
    error.kind = ErrorKind::Usage;
    return error;
}

} // namespace lathe
