#include "core/config/yaml_splice.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr std::string_view kBlanks = " \t\r";

const std::optional<std::string>* changeOf(const KeyChanges& changes, const std::string& key) {
    const auto found = changes.find(key);
    return found == changes.end() ? nullptr : &found->second;
}

std::vector<std::pair<std::string, std::string>> additionsTo(const YamlValue& map, const KeyChanges& changes) {
    std::vector<std::pair<std::string, std::string>> added;
    for (const auto& [key, text] : changes)
        if (text && !map.find(key)) added.emplace_back(key, *text);
    return added;
}

/// Keys of the configuration stand plain; names of nodes may be anything, also what YAML reads as its own.
std::string keyText(const std::string& key) {
    const bool isPlain = std::ranges::all_of(key, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    constexpr std::string_view kWords[] = {"", "y", "n", "yes", "no", "on", "off", "true", "false", "null"};
    return isPlain && std::ranges::find(kWords, key) == std::end(kWords) ? key : quoteYaml(key);
}

} // namespace

YamlSplice::YamlSplice(std::string_view yaml) : m_yaml(yaml), m_lines{0} {
    for (std::size_t i = 0; i < yaml.size(); ++i)
        if (yaml[i] == '\n') m_lines.push_back(i + 1);
}

std::size_t YamlSplice::fail() {
    m_isFine = false;
    return m_yaml.size();
}

std::size_t YamlSplice::placeOf(const YamlValue& value) {
    const auto line = static_cast<std::size_t>(value.line);
    if (value.line <= 0 || line > m_lines.size()) return fail();
    return std::min(m_lines[line - 1] + static_cast<std::size_t>(value.column - 1), m_yaml.size());
}

std::size_t YamlSplice::endOfLine(std::size_t at) const {
    return std::min(m_yaml.find('\n', at), m_yaml.size());
}

std::size_t YamlSplice::nextLine(std::size_t at) const {
    return std::min(endOfLine(at) + 1, m_yaml.size());
}

std::string YamlSplice::newLineBefore(std::size_t at) const {
    return at > 0 && m_yaml[at - 1] != '\n' ? "\n" : "";
}

std::size_t YamlSplice::endOfQuoted(std::size_t begin) {
    const char quote = m_yaml[begin];
    for (std::size_t i = begin + 1; i < m_yaml.size(); ++i) {
        if (quote == '"' && m_yaml[i] == '\\')
            ++i;
        else if (m_yaml[i] == quote && quote == '\'' && i + 1 < m_yaml.size() && m_yaml[i + 1] == quote)
            ++i;
        else if (m_yaml[i] == quote)
            return i + 1;
    }
    return fail();
}

std::size_t YamlSplice::endOfFlow(std::size_t begin) {
    int depth = 0;
    for (std::size_t i = begin; i < m_yaml.size(); ++i) {
        const char c = m_yaml[i];
        const char before = i > begin ? m_yaml[i - 1] : ' ';
        const bool startsWord =
            before == '{' || before == '[' || before == ',' || before == ':' || std::isspace(static_cast<unsigned char>(before));
        if ((c == '"' || c == '\'') && startsWord)
            i = endOfQuoted(i) - 1;
        else if (c == '#' && std::isspace(static_cast<unsigned char>(before)))
            i = endOfLine(i);
        else if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && --depth == 0)
            return i + 1;
    }
    return fail();
}

std::size_t YamlSplice::endOfPlainLine(std::size_t begin, bool inFlow) const {
    const std::size_t line = endOfLine(begin);
    std::size_t end = begin;
    for (; end < line; ++end) {
        const bool isComment = m_yaml[end] == '#' && end > 0 && kBlanks.find(m_yaml[end - 1]) != std::string_view::npos;
        if (isComment || (inFlow && std::string_view(",{}[]").find(m_yaml[end]) != std::string_view::npos)) break;
    }
    while (end > begin && kBlanks.find(m_yaml[end - 1]) != std::string_view::npos)
        --end;
    return end;
}

/// A plain text goes on over the lines that are indented deeper than its key.
std::size_t YamlSplice::endOfPlain(std::size_t begin, int keyColumn, bool inFlow) const {
    std::size_t end = endOfPlainLine(begin, inFlow);
    if (inFlow) return end;
    for (std::size_t at = nextLine(end); at < m_yaml.size(); at = nextLine(at)) {
        const std::size_t first = m_yaml.find_first_not_of(kBlanks, at);
        if (first == std::string_view::npos) break;
        if (m_yaml[first] == '\n') continue;
        if (m_yaml[first] == '#' || first - at < static_cast<std::size_t>(keyColumn)) break;
        end = endOfPlainLine(first, false);
    }
    return end;
}

std::size_t YamlSplice::endOfBlockScalar(std::size_t begin, int keyColumn) const {
    std::size_t end = endOfLine(begin);
    for (std::size_t at = nextLine(begin); at < m_yaml.size(); at = nextLine(at)) {
        const std::size_t first = m_yaml.find_first_not_of(kBlanks, at);
        if (first == std::string_view::npos) break;
        if (m_yaml[first] == '\n') continue;
        if (first - at < static_cast<std::size_t>(keyColumn)) break;
        end = endOfLine(at);
    }
    return end;
}

std::size_t YamlSplice::endOf(const YamlValue& value, std::size_t begin, int keyColumn, bool inFlow) {
    if (begin >= m_yaml.size()) return fail();
    const char first = m_yaml[begin];
    if (first == '{' || first == '[') return endOfFlow(begin);
    if (first == '&' || first == '*' || first == '!') return fail();
    if (value.kind == YamlValue::Kind::Map && !value.entries.empty())
        return spanOf(value.entries.back().first, value.entries.back().second, false).end;
    if (value.kind == YamlValue::Kind::List && !value.items.empty())
        return endOf(value.items.back(), placeOf(value.items.back()), value.column, false);
    if (first == '"' || first == '\'') return endOfQuoted(begin);
    if (!inFlow && (first == '|' || first == '>')) return endOfBlockScalar(begin, keyColumn);
    return endOfPlain(begin, keyColumn, inFlow);
}

std::size_t YamlSplice::afterColon(const YamlValue& key) {
    const std::size_t begin = placeOf(key);
    if (begin >= m_yaml.size()) return fail();
    const bool isQuoted = m_yaml[begin] == '"' || m_yaml[begin] == '\'';
    if (!isQuoted && m_yaml.compare(begin, key.text.size(), key.text) != 0) return fail();
    const std::size_t end = isQuoted ? endOfQuoted(begin) : begin + key.text.size();
    const std::size_t colon = m_yaml.find_first_not_of(kBlanks, end);
    return colon != std::string_view::npos && m_yaml[colon] == ':' ? colon + 1 : fail();
}

YamlSplice::Span YamlSplice::spanOf(const YamlValue& key, const YamlValue& value, bool inFlow) {
    const std::size_t colon = afterColon(key);
    if (value.kind != YamlValue::Kind::Null) {
        const std::size_t begin = placeOf(value);
        if (begin < colon) fail(); // an alias: its place is that of the anchor
        return {begin, endOf(value, begin, key.column, inFlow)};
    }
    const std::size_t word = m_yaml.find_first_not_of(kBlanks, colon);
    const bool isEmpty = word == std::string_view::npos || m_yaml[word] == '\n' || m_yaml[word] == '#' || (inFlow && m_yaml[word] != '~');
    return isEmpty ? Span{colon, colon} : Span{word, endOfPlainLine(word, inFlow)};
}

bool YamlSplice::isOnOneLine(const YamlValue& key, const YamlValue& value) {
    const Span span = spanOf(key, value, false);
    return endOfLine(placeOf(key)) >= span.end;
}

void YamlSplice::replace(const YamlValue& key, const YamlValue& value, const std::string& text, bool inFlow) {
    const Span span = spanOf(key, value, inFlow);
    const bool isGlued = span.begin > 0 && span.begin <= m_yaml.size() && m_yaml[span.begin - 1] == ':';
    m_edits.push_back({span.begin, span.end, (isGlued ? " " : "") + text});
}

void YamlSplice::changeBlock(const YamlValue& map, const KeyChanges& changes) {
    for (const auto& [key, value] : map.entries) {
        const auto* change = changeOf(changes, key.text);
        if (change && *change)
            replace(key, value, **change, false);
        else if (change)
            m_edits.push_back({m_lines[static_cast<std::size_t>(key.line) - 1], nextLine(spanOf(key, value, false).end), ""});
    }
    const auto added = additionsTo(map, changes);
    if (added.empty()) return;
    const auto& [firstKey, firstValue] = map.entries.front();
    const auto& [lastKey, lastValue] = map.entries.back();
    const std::size_t at = nextLine(spanOf(lastKey, lastValue, false).end);
    const std::string indent(
        m_yaml.substr(m_lines[static_cast<std::size_t>(firstKey.line) - 1], static_cast<std::size_t>(firstKey.column - 1)));
    std::string text = newLineBefore(at);
    for (const auto& [key, value] : added)
        text += indent + keyText(key) + ": " + value + "\n";
    m_edits.push_back({at, at, std::move(text)});
}

void YamlSplice::changeFlow(const YamlValue& map, const KeyChanges& changes) {
    const auto isRemoved = [&](const YamlValue& key) { return changeOf(changes, key.text) && !*changeOf(changes, key.text); };
    std::size_t kept = map.entries.size(); // the last one that stays
    for (std::size_t i = 0; i < map.entries.size(); ++i)
        if (!isRemoved(map.entries[i].first)) kept = i;
    const bool isAnyKept = kept < map.entries.size();
    for (std::size_t i = 0; isAnyKept && i <= kept; ++i) {
        const auto& [key, value] = map.entries[i];
        if (isRemoved(key))
            m_edits.push_back({placeOf(key), placeOf(map.entries[i + 1].first), ""});
        else if (const auto* change = changeOf(changes, key.text))
            replace(key, value, **change, true);
    }
    // What follows the last that stays makes way for what is new.
    const std::size_t open = placeOf(map) + 1;
    const std::size_t begin = isAnyKept ? spanOf(map.entries[kept].first, map.entries[kept].second, true).end : open;
    const std::size_t end = map.entries.empty() ? open : spanOf(map.entries.back().first, map.entries.back().second, true).end;
    std::string text;
    for (const auto& [key, value] : additionsTo(map, changes))
        text += (isAnyKept || !text.empty() ? ", " : "") + keyText(key) + ": " + value;
    if (end > begin || !text.empty()) m_edits.push_back({begin, end, std::move(text)});
}

void YamlSplice::change(const YamlValue& holder, const YamlValue& map, const KeyChanges& changes) {
    if (changes.empty()) return;
    if (map.kind == YamlValue::Kind::Null) {
        const std::size_t at = nextLine(afterColon(holder));
        const std::string indent(static_cast<std::size_t>(holder.column - 1) + 2, ' ');
        std::string text = newLineBefore(at);
        for (const auto& [key, value] : additionsTo(map, changes))
            text += indent + keyText(key) + ": " + value + "\n";
        m_edits.push_back({at, at, std::move(text)});
        return;
    }
    const std::size_t place = map.kind == YamlValue::Kind::Map ? placeOf(map) : fail();
    if (!m_isFine) return;
    if (m_yaml[place] == '{')
        changeFlow(map, changes);
    else
        changeBlock(map, changes);
}

void YamlSplice::addGroup(const std::string& name, const KeyChanges& changes) {
    std::string text = newLineBefore(m_yaml.size()) + keyText(name) + ":\n";
    for (const auto& [key, value] : additionsTo({}, changes))
        text += "  " + keyText(key) + ": " + value + "\n";
    m_edits.push_back({m_yaml.size(), m_yaml.size(), std::move(text)});
}

std::string YamlSplice::text() const {
    std::vector<Edit> edits = m_edits;
    std::ranges::stable_sort(edits, {}, &Edit::begin);
    std::string text;
    std::size_t done = 0;
    for (const Edit& edit : edits) {
        text += m_yaml.substr(done, std::max(edit.begin, done) - done);
        text += edit.text;
        done = std::max(done, edit.end);
    }
    return text + std::string(m_yaml.substr(done));
}

} // namespace lathe
