#include "core/config/build_config.h"
#include "core/config/rules.h"
#include "core/graph/shape_fit.h"

namespace lathe {
namespace {

class ModelRules {
public:
    ModelRules(BuildConfig& config, const Graph& model, Problems& problems) : m_config(config), m_model(model), m_problems(problems) {
        for (const NodeId id : model.nodes()) {
            m_nodeNames.push_back(model.node(id).name);
            m_operators.insert(model.node(id).opType);
        }
        for (const ValueId id : model.inputs())
            m_inputNames.push_back(model.value(id).name);
    }

    void check() {
        checkInputNames();
        for (InputConfig& input : m_config.inputs)
            fillShape(input);
        checkShapeRules(m_config, m_problems);
        checkChannelCounts();
        checkNodeNames();
        checkRemovals();
        checkOperators();
        reportQuantized();
    }

private:
    void checkInputNames() {
        const YamlValue* at = m_problems.given("input_name");
        if (m_config.inputs.empty()) m_config.inputs.resize(m_inputNames.size() == 1 ? 1 : 0);
        if (m_inputNames.size() == 1 && m_config.inputs.size() == 1 && m_config.inputs.front().name.empty())
            m_config.inputs.front().name = m_inputNames.front();
        if (m_inputNames.size() > 1 && m_config.inputs.size() == 1 && m_config.inputs.front().name.empty()) {
            m_problems.error("HZ08", at, "the model has " + std::to_string(m_inputNames.size()) + " inputs, so that input_name is needed",
                             "add input_name: '" + joined(m_inputNames) + "'");
            m_config.inputs.clear();
            return;
        }
        const std::int64_t before = m_problems.errorCount();
        for (const InputConfig& input : m_config.inputs)
            if (std::ranges::find(m_inputNames, input.name) == m_inputNames.end())
                m_problems.error("HZ08", at, "the model has no input '" + input.name + "'",
                                 didYouMean(input.name, m_inputNames) + "its inputs are " + joined(m_inputNames), input.name);
        if (m_problems.errorCount() > before) return;
        for (const std::string& name : m_inputNames)
            if (std::ranges::find(m_config.inputs, name, &InputConfig::name) == m_config.inputs.end())
                m_problems.error("HZ08", at, "the input '" + name + "' of the model is not among input_name",
                                 "every input of the model is listed: '" + joined(m_inputNames) + "'", name);
    }

    static std::string joined(const std::vector<std::string>& names) {
        constexpr std::size_t kMost = 8;
        std::string text;
        for (std::size_t i = 0; i < names.size() && i < kMost; ++i)
            text += (i == 0 ? "" : "; ") + names[i];
        return names.size() > kMost ? text + "; …" : text;
    }

    /// The shape of the model where input_shape says nothing; both must agree.
    void fillShape(InputConfig& input) {
        const ValueId id = m_model.findValue(input.name);
        if (!id.isValid() || !m_model.value(id).shape) return;
        const Shape& shape = *m_model.value(id).shape;
        const YamlValue* at = m_problems.given("input_shape");
        if (input.shape) {
            if (!fits(*input.shape, shape))
                m_problems.error("HZ12", at,
                                 "input '" + input.name + "': input_shape " + toCompactText(Shape::of(*input.shape)) +
                                     " does not fit the model's " + toCompactText(shape),
                                 "open dimensions (names and ?) may be chosen, numbers are fixed", input.name);
            else if (!shape.isStatic())
                m_problems.info("HZ15", at,
                                "input '" + input.name + "': the model leaves dimensions of " + toCompactText(shape) +
                                    " open; it is built for " + toCompactText(Shape::of(*input.shape)) + " alone",
                                {}, input.name);
            return;
        }
        if (auto known = shape.known()) {
            input.shape = std::move(known);
            return;
        }
        Shape closed = shape;
        closed.dims.front() = closed.dims.front().isKnown() ? closed.dims.front() : Dim(1);
        if (auto known = closed.known()) {
            m_problems.info("HZ15", nullptr,
                            "input '" + input.name + "': the open first dimension of " + toCompactText(shape) + " becomes 1",
                            "set input_shape to choose another", input.name);
            input.shape = std::move(known);
            return;
        }
        m_problems.error("HZ15", m_problems.given("input_parameters"),
                         "input '" + input.name + "' has the open shape " + toCompactText(shape),
                         "add input_shape (--input-shape on the command line): a number for each dimension, as '1x3x224x224'", input.name);
    }

    void checkChannelCounts() {
        for (const InputConfig& input : m_config.inputs) {
            const auto channels = channelsOf(input);
            for (const auto& [key, values] : {std::pair{"mean_value", &input.mean}, std::pair{"scale_value", &input.scale}})
                if (channels && values->size() > 1 && static_cast<std::int64_t>(values->size()) != *channels)
                    m_problems.error("HZ20", m_problems.given(key),
                                     "input '" + input.name + "': " + key + " has " + std::to_string(values->size()) + " values for " +
                                         std::to_string(*channels) + " channels",
                                     "give one value, or one per channel", input.name);
        }
    }

    /// A node is named by its own name or by that of one of its outputs; the nodes made for an input begin with its name.
    bool isKnownNode(const std::string& name) const {
        if (m_model.findNode(name).isValid()) return true;
        const ValueId value = m_model.findValue(name);
        if (value.isValid() && m_model.value(value).producer.isValid()) return true;
        return std::ranges::any_of(m_inputNames, [&](const std::string& input) { return name.starts_with(input + "_preprocess_"); });
    }

    void checkNodeName(const std::string& name, std::string_view key, std::string_view rule) {
        if (isKnownNode(name)) return;
        m_problems.error(std::string(rule), m_problems.given(key),
                         std::string(key) + " names '" + name + "', which the model does not have",
                         didYouMean(name, m_nodeNames) + "names are those of nodes or of their outputs", name);
    }

    void checkNodeNames() {
        for (const auto& [name, info] : m_config.nodeInfo)
            checkNodeName(name, "node_info", "HZ06");
        for (const std::string& name : m_config.outputNodes)
            checkNodeName(name, "output_nodes", "CFG_NODE");
        for (const std::string& name : m_config.removeNodeNames)
            checkNodeName(name, "remove_node_name", "HZ05");
        for (const auto& [name, type] : m_config.quantConfig.nodeTypes)
            checkNodeName(name, "quant_config", "HZ26");
    }

    bool isRemovable(const Node& node) const {
        // hb_compile's Quantize and Dequantize are ONNX's QuantizeLinear and DequantizeLinear.
        const auto isType = [&](const std::string& type) { return node.opType == type || node.opType == type + "Linear"; };
        if (std::ranges::any_of(m_config.removeNodeTypes, isType)) return true;
        return std::ranges::any_of(m_config.removeNodeNames, [&](const std::string& name) {
            if (node.name == name) return true;
            return std::ranges::any_of(node.outputs,
                                       [&](ValueId output) { return output.isValid() && m_model.value(output).name == name; });
        });
    }

    /// Nothing but inputs, constants and removed nodes before it; or nothing but outputs and removed nodes behind it.
    bool isAtEnd(const Node& node, const std::set<NodeId>& removed) const {
        const auto isBare = [&](ValueId id) {
            return !id.isValid() || !m_model.value(id).producer.isValid() || removed.contains(m_model.value(id).producer);
        };
        const auto isLast = [&](ValueId id) {
            return !id.isValid() || std::ranges::all_of(m_model.value(id).consumers, [&](NodeId user) { return removed.contains(user); });
        };
        return std::ranges::all_of(node.inputs, isBare) || std::ranges::all_of(node.outputs, isLast);
    }

    void checkRemovals() {
        if (m_config.removeNodeNames.empty() && m_config.removeNodeTypes.empty()) return;
        std::set<NodeId> removed;
        std::vector<NodeId> candidates;
        for (const NodeId id : m_model.nodes())
            if (isRemovable(m_model.node(id))) candidates.push_back(id);
        for (bool changed = true; changed;) {
            changed =
                std::erase_if(candidates, [&](NodeId id) { return isAtEnd(m_model.node(id), removed) && removed.insert(id).second; }) > 0;
        }
        for (const NodeId id : candidates) {
            const Node& node = m_model.node(id);
            const bool isByName = std::ranges::find(m_config.removeNodeNames, node.name) != m_config.removeNodeNames.end();
            if (isByName)
                m_problems.warn("HZ05", m_problems.given("remove_node_name"),
                                "node '" + node.name + "' stands at no end of the model and stays",
                                "only nodes at the inputs or outputs can be removed", node.name);
        }
    }

    void checkOperators() {
        for (const auto& [op, type] : m_config.quantConfig.opTypes)
            if (!m_operators.contains(op))
                m_problems.warn("HZ26", m_problems.given("quant_config"), "op_config has '" + op + "', but the model has no such operator",
                                {}, op);
        for (const std::string& option : m_config.optimization) {
            if (!option.starts_with("set_") || option.starts_with("set_model_")) continue;
            const std::string op = option.substr(4, option.find('_', 4) - 4);
            if (!m_operators.contains(op))
                m_problems.warn("HZ25", m_problems.given("optimization"),
                                "optimization " + option + " does nothing: the model has no " + op, {}, op);
        }
    }

    void reportQuantized() {
        const bool hasSamples = std::ranges::any_of(m_config.inputs, [](const InputConfig& input) { return !input.calDataDir.empty(); });
        if (hasSamples || !isQuantizedModel(m_model)) return;
        m_problems.info("HZ21", nullptr,
                        "the model is quantized already: its own scales are taken, what it leaves in float is calibrated on random data",
                        "give cal_data_dir to calibrate that on samples, and to measure accuracy");
    }

    BuildConfig& m_config;
    const Graph& m_model;
    Problems& m_problems;
    std::vector<std::string> m_nodeNames, m_inputNames;
    std::set<std::string> m_operators;
};

/// Places of the keys, for a text that was valid before.
void findPlaces(std::string_view yaml, const std::string& file, Problems& problems) {
    const auto root = parseYaml(yaml, file);
    if (!root) return;
    for (const auto& [name, group] : root->entries) {
        problems.setPlace(name.text, name);
        for (const auto& [key, value] : group.entries)
            problems.setPlace(key.text, value.line > 0 ? value : key);
    }
}

} // namespace

bool isQuantizedModel(const Graph& model) {
    return std::ranges::any_of(model.nodes(), [&](NodeId id) {
        const std::string& op = model.node(id).opType;
        return op == "DequantizeLinear" || op.starts_with("QLinear");
    });
}

Status validateAgainstModel(BuildConfig& config, const Graph& model, std::string_view yaml, const std::filesystem::path& file,
                            JobContext& context) {
    Problems problems(file.string());
    findPlaces(yaml, file.string(), problems);
    ModelRules(config, model, problems).check();
    return problems.finish(context);
}

} // namespace lathe
