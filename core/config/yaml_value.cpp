#include "core/config/yaml_value.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

namespace lathe {
namespace {

constexpr std::size_t kMostBytes = std::size_t(4) << 20;
constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostValues = 100000;
constexpr std::size_t kMostText = std::size_t(16) << 20;

Error syntaxError(std::string_view what, const std::string& file, const YAML::Mark& mark, std::string message) {
    Diagnostic problem;
    problem.severity = Severity::Error;
    problem.code = "CFG_SYNTAX";
    problem.message = std::move(message);
    problem.place = {file, mark.is_null() ? 0 : mark.line + 1, mark.is_null() ? 0 : mark.column + 1};
    Error error = Error::usage(std::string(what) + " is no valid YAML");
    error.place = problem.place;
    error.details.push_back(std::move(problem));
    return error;
}

/// What a value holds, itself included.
struct Extent {
    std::size_t values = 1, bytes = 0, levels = 0;
};

Extent extentOf(const YamlValue& value) {
    Extent all{1, value.text.size(), 0};
    const auto include = [&](const YamlValue& inner) {
        const Extent part = extentOf(inner);
        all = {all.values + part.values, all.bytes + part.bytes, std::max(all.levels, part.levels + 1)};
    };
    std::ranges::for_each(value.items, include);
    for (const auto& [key, inner] : value.entries) {
        include(key);
        include(inner);
    }
    return all;
}

/// Takes the events of yaml-cpp's parser, so that each bound holds before anything is made of the text: depth, values and texts
/// that aliases multiply, documents without end.
class Builder : public YAML::EventHandler {
public:
    YamlValue takeRoot() { return std::move(m_root); }
    bool hasSecondDocument() const { return m_documents > 1; }

    void OnDocumentStart(const YAML::Mark&) override { ++m_documents; }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { finish(mark, at(mark, YamlValue::Kind::Null), anchor); }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& text) override {
        YamlValue value = at(mark, YamlValue::Kind::Scalar);
        value.text = text;
        value.isQuoted = tag == "!";
        finish(mark, std::move(value), anchor);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
        open(mark, YamlValue::Kind::List, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
        open(mark, YamlValue::Kind::Map, anchor);
    }
    void OnMapEnd() override { close(); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = m_anchors.find(anchor);
        if (found == m_anchors.end()) throw YAML::ParserException(mark, "an alias stands inside the value that it names");
        count(mark, extentOf(found->second));
        add(mark, found->second);
    }

private:
    struct Open {
        YamlValue value;
        YAML::Mark mark;
        YAML::anchor_t anchor = 0;
        std::optional<YamlValue> key; ///< of a map, until its value comes
    };

    static YamlValue at(const YAML::Mark& mark, YamlValue::Kind kind) {
        YamlValue value;
        value.kind = kind;
        if (!mark.is_null()) value.line = mark.line + 1, value.column = mark.column + 1;
        return value;
    }

    void count(const YAML::Mark& mark, const Extent& more) {
        if (m_documents > 1) throw YAML::ParserException(mark, "a second document begins here; the file must be one");
        if (m_open.size() + more.levels > kDeepest)
            throw YAML::ParserException(mark, "values are nested deeper than " + std::to_string(kDeepest) + " levels");
        m_values += more.values;
        m_bytes += more.bytes;
        if (m_values > kMostValues)
            throw YAML::ParserException(mark, "there are more than " + std::to_string(kMostValues) + " values, aliases expanded");
        if (m_bytes > kMostText)
            throw YAML::ParserException(mark, "the texts take more than " + std::to_string(kMostText >> 20) + " MiB, aliases expanded");
    }

    void open(const YAML::Mark& mark, YamlValue::Kind kind, YAML::anchor_t anchor) {
        count(mark, {});
        m_open.push_back({at(mark, kind), mark, anchor, std::nullopt});
    }

    void close() {
        Open last = std::move(m_open.back());
        m_open.pop_back();
        keep(last.mark, last.value, last.anchor);
        add(last.mark, std::move(last.value));
    }

    void finish(const YAML::Mark& mark, YamlValue value, YAML::anchor_t anchor) {
        count(mark, {1, value.text.size(), 0});
        keep(mark, value, anchor);
        add(mark, std::move(value));
    }

    /// For aliases. The copy counts like one: anchors within anchors hold their content again.
    void keep(const YAML::Mark& mark, const YamlValue& value, YAML::anchor_t anchor) {
        if (anchor == 0) return;
        Extent copy = extentOf(value);
        copy.levels = 0;
        count(mark, copy);
        m_anchors[anchor] = value;
    }

    void add(const YAML::Mark& mark, YamlValue value) {
        if (m_open.empty()) {
            m_root = std::move(value);
            return;
        }
        Open& parent = m_open.back();
        if (parent.value.kind == YamlValue::Kind::List) {
            parent.value.items.push_back(std::move(value));
        } else if (parent.key) {
            parent.value.entries.push_back({std::move(*parent.key), std::move(value)});
            parent.key.reset();
        } else {
            if (value.kind != YamlValue::Kind::Scalar) throw YAML::ParserException(mark, "a key must be a plain text");
            parent.key = std::move(value);
        }
    }

    std::vector<Open> m_open;
    std::map<YAML::anchor_t, YamlValue> m_anchors;
    YamlValue m_root;
    std::size_t m_documents = 0, m_values = 0, m_bytes = 0;
};

} // namespace

const YamlValue* YamlValue::find(std::string_view key) const {
    for (const auto& [name, value] : entries)
        if (name.text == key) return &value;
    return nullptr;
}

std::string YamlValue::toLine() const {
    std::string joined;
    switch (kind) {
    case Kind::Null:
        return "";
    case Kind::Scalar:
        return text;
    case Kind::List:
        for (const YamlValue& item : items)
            joined += (joined.empty() ? "" : ", ") + item.toLine();
        return "[" + joined + "]";
    case Kind::Map:
        for (const auto& [key, value] : entries)
            joined += (joined.empty() ? "" : ", ") + key.toLine() + ": " + value.toLine();
        return "{" + joined + "}";
    }
    return joined;
}

Result<YamlValue> parseYaml(std::string_view text, const std::string& file, std::string_view what) {
    if (text.size() > kMostBytes) return syntaxError(what, file, YAML::Mark::null_mark(), "the file is larger than 4 MiB");
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        Builder builder;
        while (!builder.hasSecondDocument() && parser.HandleNextDocument(builder)) {
        }
        return builder.takeRoot();
    } catch (const YAML::Exception& exception) {
        return syntaxError(what, file, exception.mark, exception.msg);
    } catch (const std::exception& exception) {
        return syntaxError(what, file, YAML::Mark::null_mark(), exception.what());
    }
}

std::string quoteYaml(std::string_view text) {
    const bool isPlain = std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
    std::string quoted = isPlain ? "'" : "\"";
    for (const char c : text) {
        if (isPlain) {
            quoted += c == '\'' ? std::string("''") : std::string(1, c);
            continue;
        }
        constexpr char kHex[] = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F)
            quoted += std::string("\\x") + kHex[byte >> 4] + kHex[byte & 15];
        else if (c == '"' || c == '\\')
            quoted += std::string("\\") + c;
        else
            quoted += c;
    }
    return quoted + (isPlain ? "'" : "\"");
}

} // namespace lathe
