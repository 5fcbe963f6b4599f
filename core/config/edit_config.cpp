#include "core/config/node_info.h"
#include "core/config/write_config.h"
#include "core/config/yaml_splice.h"

#include <functional>

namespace lathe {
namespace {

bool isSame(const YamlValue& a, const YamlValue& b) {
    const auto isSameEntry = [](const auto& x, const auto& y) { return x.first.text == y.first.text && isSame(x.second, y.second); };
    return a.kind == b.kind && a.text == b.text && a.isQuoted == b.isQuoted && std::ranges::equal(a.items, b.items, isSame) &&
           std::ranges::equal(a.entries, b.entries, isSameEntry);
}

const YamlValue* findKey(const YamlValue& root, const ParameterRow& row) {
    const YamlValue* group = root.find(row.group);
    return group ? group->find(row.key) : nullptr;
}

/// The changes of one text, all against what it says now.
class ConfigEdit {
public:
    using Rows = std::vector<const ParameterRow*>;
    ConfigEdit(std::string_view yaml, const YamlValue& root, const BuildConfig& before, const BuildConfig& after)
        : m_splice(yaml), m_root(root), m_before(before), m_after(after) {}

    /// The new text, or nothing when it does not read back as what was wanted.
    std::optional<std::string> apply(const Rows& rows) {
        std::map<std::string, KeyChanges, std::less<>> groups;
        for (const ParameterRow* row : rows)
            if (row->key != "node_info" || !changeNodes(*row)) groups[std::string(row->group)][std::string(row->key)] = textOf(*row);
        for (const auto& [name, changes] : groups)
            changeGroup(name, changes);
        if (!m_splice.isFine()) return std::nullopt;
        std::string text = m_splice.text();
        if (!m_splice.isFine() || !saysWhatWasWanted(text, rows)) return std::nullopt;
        return text;
    }

private:
    std::optional<std::string> textOf(const ParameterRow& row) const {
        std::string text = valueText(m_after, row);
        if (text.empty()) return std::nullopt;
        const YamlValue* now = findKey(m_root, row);
        if (row.key == "node_info" && now && now->kind == YamlValue::Kind::Scalar)
            if (auto list = nodeInfoList(m_after.nodeInfo)) return list;
        return text;
    }

    void changeGroup(const std::string& name, const KeyChanges& changes) {
        for (const auto& [holder, group] : m_root.entries)
            if (holder.text == name) return m_splice.change(holder, group, changes);
        m_splice.addGroup(name, changes);
    }

    /// Changes single nodes where node_info is a dictionary, so that comments between them stay; false: the whole value is to be changed.
    bool changeNodes(const ParameterRow& row) {
        const YamlValue* group = m_root.find(row.group);
        if (!group) return false;
        for (const auto& [key, value] : group->entries) {
            if (key.text != row.key || value.kind != YamlValue::Kind::Map || value.entries.empty()) continue;
            if (m_after.nodeInfo.empty() && m_splice.isOnOneLine(key, value)) return false;
            m_splice.change(key, value, nodeChanges());
            return true;
        }
        return false;
    }

    KeyChanges nodeChanges() const {
        KeyChanges changes;
        for (const auto& [name, info] : m_before.nodeInfo)
            if (!m_after.nodeInfo.contains(name)) changes[name] = std::nullopt;
        for (const auto& [name, info] : m_after.nodeInfo)
            if (const auto found = m_before.nodeInfo.find(name); found == m_before.nodeInfo.end() || found->second != info)
                changes[name] = nodeInfoText(info);
        return changes;
    }

    bool isWanted(const YamlValue* now, const ParameterRow& row) const {
        const std::string text = valueText(m_after, row);
        if (text.empty()) return !now || now->kind == YamlValue::Kind::Null || (now->kind == YamlValue::Kind::Map && now->entries.empty());
        if (!now) return false;
        if (row.key == "node_info") {
            Problems problems{std::string()};
            return parseNodeInfo(*now, problems) == m_after.nodeInfo && problems.errorCount() == 0;
        }
        const auto wanted = parseYaml(text, {});
        return wanted && isSame(*now, *wanted);
    }

    bool saysWhatWasWanted(const std::string& text, const Rows& rows) const {
        const auto now = parseYaml(text, {});
        if (!now || now->kind != YamlValue::Kind::Map) return false;
        const auto isChanged = [&](const std::string& group, const std::string& key) {
            return std::ranges::any_of(rows, [&](const ParameterRow* row) { return row->group == group && row->key == key; });
        };
        for (const auto& [name, group] : m_root.entries) {
            const YamlValue* same = now->find(name.text);
            if (!same) return false;
            for (const auto& [key, value] : group.entries)
                if (!isChanged(name.text, key.text) && (!same->find(key.text) || !isSame(*same->find(key.text), value))) return false;
        }
        return std::ranges::all_of(rows, [&](const ParameterRow* row) { return isWanted(findKey(*now, *row), *row); });
    }

    YamlSplice m_splice;
    const YamlValue& m_root;
    const BuildConfig &m_before, &m_after;
};

/// Comments and blank lines before the first key.
std::string openingComments(std::string_view yaml) {
    std::size_t end = 0;
    for (std::size_t at = 0; at < yaml.size();) {
        const std::size_t next = std::min(yaml.find('\n', at), yaml.size() - 1) + 1;
        const std::size_t first = yaml.find_first_not_of(" \t\r\n", at);
        if (first != std::string_view::npos && first < next && yaml[first] != '#') break;
        at = end = next;
    }
    std::string comments(yaml.substr(0, end));
    return comments.empty() || comments.back() == '\n' ? comments : comments + "\n";
}

} // namespace

std::string editYaml(std::string_view yaml, const BuildConfig& before, const BuildConfig& after) {
    ConfigEdit::Rows rows;
    for (const ParameterRow& row : parameterTable())
        if (valueText(before, row) != valueText(after, row)) rows.push_back(&row);
    const auto root = parseYaml(yaml, {});
    if (root && root->kind == YamlValue::Kind::Map && before.vendorGroups == after.vendorGroups)
        if (auto text = ConfigEdit(yaml, *root, before, after).apply(rows)) return *text;
    return openingComments(yaml) + toYaml(after);
}

std::string withAbsolutePaths(std::string_view yaml, const BuildConfig& config) {
    const auto root = parseYaml(yaml, {});
    if (!root) return std::string(yaml);
    ConfigEdit::Rows rows;
    for (const ParameterRow& row : parameterTable()) {
        const YamlValue* now = row.type == ParameterType::Path ? findKey(*root, row) : nullptr;
        if (now && now->kind != YamlValue::Kind::Null) rows.push_back(&row);
    }
    if (auto text = ConfigEdit(yaml, *root, config, config).apply(rows)) return *text;
    return openingComments(yaml) + toYaml(config);
}

} // namespace lathe
