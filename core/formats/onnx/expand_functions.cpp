#include "core/formats/onnx/read_node.h"
#include "core/formats/onnx/schema.h"

namespace lathe::onnx {
namespace {

/// Whether a node calls a function, from its bytes alone.
Result<Function*> calledBy(Source& source, std::span<const std::byte> node) {
    std::string_view type, domain, overload;
    LATHE_CHECK(walk(source, node, "a node of a function", [&](WireReader& reader) {
        if (reader.field() == node_field::OpType) type = reader.text();
        if (reader.field() == node_field::Domain) domain = reader.text();
        if (reader.field() == node_field::Overload) overload = reader.text();
    }));
    const auto found = source.functions.find(functionKey(normalizedDomain(domain), type, overload));
    return found == source.functions.end() ? nullptr : &found->second;
}

/// Counts what inlining makes before it makes it: functions that each call the one before twice double at every step.
Status countInlined(Source& source, Function& function, int depth) {
    if (function.inlinedNodes >= 0) return {};
    if (depth >= kMaxDepth)
        return source.error("the function '" + std::string(function.name) + "' calls itself, or functions are nested deeper than " +
                            std::to_string(kMaxDepth));
    std::int64_t total = static_cast<std::int64_t>(function.nodes.size());
    for (const auto node : function.nodes) {
        LATHE_TRY(Function* const called, calledBy(source, node));
        if (!called) continue;
        LATHE_CHECK(countInlined(source, *called, depth + 1));
        total += called->inlinedNodes;
        if (total > kMaxNodes)
            return source.error("its functions cannot be inlined: '" + std::string(function.name) + "' alone becomes more than " +
                                std::to_string(kMaxNodes) + " nodes");
    }
    function.inlinedNodes = total;
    return {};
}

class Expander {
public:
    Expander(Source& source, const Graph& graph, const Scope* outer) : m_source(source), m_graph(graph), m_outer(outer) {}

    Result<std::vector<NodeHead>> run(std::vector<NodeHead> heads) {
        for (NodeHead& head : heads)
            LATHE_CHECK(expand(std::move(head), 0));
        return std::move(m_expanded);
    }

private:
    Function* functionOf(const NodeHead& head) const {
        const auto found = m_source.functions.find(functionKey(head.domain, head.opType, head.overload));
        return found == m_source.functions.end() ? nullptr : &found->second;
    }

    Status expand(NodeHead head, int depth) {
        Function* function = functionOf(head);
        if (!function) {
            m_expanded.push_back(std::move(head));
            return {};
        }
        if (depth >= kMaxDepth)
            return m_source.error("the function '" + std::string(function->name) + "' calls itself, or functions are nested deeper than " +
                                      std::to_string(kMaxDepth),
                                  head.name);
        LATHE_CHECK(countInlined(m_source, *function, depth));
        LATHE_CHECK(m_source.countNodes(function->nodes.size()));
        for (const auto message : function->nodes)
            LATHE_CHECK(m_source.countText(2 * head.name.size() + message.size()));
        LATHE_TRY(const std::shared_ptr<const CallFrame> frame, makeFrame(head, *function));
        std::vector<NodeHead> body;
        for (std::size_t i = 0; i < function->nodes.size(); ++i) {
            LATHE_CHECK(m_source.context().checkStop());
            LATHE_TRY(NodeHead inner, readNodeHead(m_source, function->nodes[i], i));
            body.push_back(std::move(inner));
        }
        nameNodes(m_source, body);
        for (NodeHead& inner : body)
            LATHE_CHECK(expand(placed(std::move(inner), head, frame), depth + 1));
        return forward(head, *function, frame);
    }

    Result<std::shared_ptr<const CallFrame>> makeFrame(const NodeHead& head, const Function& function) {
        auto frame = std::make_shared<CallFrame>();
        if (head.inputs.size() > function.inputs.size() || head.outputs.size() > function.outputs.size())
            return m_source.error("node '" + head.name + "' calls the function '" + std::string(function.name) +
                                      "' with more inputs or outputs than it has",
                                  head.name);
        const Scope scope{&m_graph, m_outer, head.frame.get()};
        LATHE_TRY(frame->bindings, readAttributes(m_source, head, scope, 0));
        NodeHead defaults;
        defaults.name = head.name;
        defaults.attributes = function.attributeDefaults;
        LATHE_TRY(Attributes values, readAttributes(m_source, defaults, scope, 0));
        frame->bindings.merge(values);
        for (std::size_t i = 0; i < function.inputs.size(); ++i)
            frame->names[function.inputs[i]] = i < head.inputs.size() ? head.inputs[i] : std::string_view();
        for (std::size_t i = 0; i < head.outputs.size(); ++i)
            if (!head.outputs[i].empty()) frame->names.emplace(function.outputs[i], head.outputs[i]);
        for (const auto message : function.nodes)
            LATHE_CHECK(nameInnerValues(message, head.name, *frame));
        return std::shared_ptr<const CallFrame>(std::move(frame));
    }

    Status nameInnerValues(std::span<const std::byte> message, const std::string& caller, CallFrame& frame) {
        return walk(m_source, message, "a node of a function", [&](WireReader& reader) {
            if (reader.field() != node_field::Output) return;
            const std::string_view name = reader.text();
            if (!name.empty() && !frame.names.contains(name)) frame.names[name] = m_source.keep(caller + "/" + std::string(name));
        });
    }

    NodeHead placed(NodeHead inner, const NodeHead& caller, std::shared_ptr<const CallFrame> frame) const {
        const auto rename = [&](std::string_view& name) {
            const auto found = frame->names.find(name);
            // Bodies see nothing of the graph around: the name must not mean one of its values by chance.
            if (!name.empty()) name = found == frame->names.end() ? m_source.keep(caller.name + "/" + std::string(name)) : found->second;
        };
        std::ranges::for_each(inner.inputs, rename);
        std::ranges::for_each(inner.outputs, rename);
        inner.name = caller.name + "/" + inner.name;
        inner.frame = std::move(frame);
        return inner;
    }

    /// Outputs of the function that are its inputs, or another output once more.
    Status forward(const NodeHead& head, const Function& function, const std::shared_ptr<const CallFrame>& frame) {
        for (std::size_t i = 0; i < head.outputs.size(); ++i) {
            const std::string_view inner = frame->names.at(function.outputs[i]);
            if (head.outputs[i].empty() || inner == head.outputs[i]) continue;
            NodeHead identity;
            identity.name = head.name + "/Identity_" + std::to_string(i);
            identity.opType = "Identity";
            identity.inputs = {inner};
            identity.outputs = {head.outputs[i]};
            m_expanded.push_back(std::move(identity));
        }
        return {};
    }

    Source& m_source;
    const Graph& m_graph;
    const Scope* m_outer;
    std::vector<NodeHead> m_expanded;
};

} // namespace

std::string_view Scope::nameAround(std::string_view name) const {
    if (frame != nullptr) {
        const auto found = frame->names.find(name);
        if (found == frame->names.end()) return {};
        name = found->second;
    }
    if (graph->findValue(name).isValid()) return name;
    return outer == nullptr ? std::string_view() : outer->nameAround(name);
}

const Attribute* Scope::binding(std::string_view name) const {
    if (frame == nullptr) return outer == nullptr ? nullptr : outer->binding(name);
    const auto found = frame->bindings.find(name);
    return found == frame->bindings.end() ? nullptr : &found->second;
}

Result<Function> readFunction(const Source& source, std::span<const std::byte> message) {
    Function function;
    LATHE_CHECK(walk(source, message, "a function", [&](WireReader& reader) {
        switch (reader.field()) {
        case function_field::Name:
            function.name = reader.text();
            break;
        case function_field::Domain:
            function.domain = normalizedDomain(reader.text());
            break;
        case function_field::Overload:
            function.overload = reader.text();
            break;
        case function_field::Input:
            function.inputs.push_back(reader.text());
            break;
        case function_field::Output:
            function.outputs.push_back(reader.text());
            break;
        case function_field::Node:
            function.nodes.push_back(reader.bytes());
            break;
        case function_field::OpsetImport:
            function.opsets.push_back(reader.bytes());
            break;
        case function_field::AttributeDefault:
            function.attributeDefaults.push_back(reader.bytes());
            break;
        default:
            break;
        }
    }));
    return function;
}

Result<std::vector<NodeHead>> expandFunctions(Source& source, std::vector<NodeHead> heads, const Graph& graph, const Scope* outer) {
    return Expander(source, graph, outer).run(std::move(heads));
}

} // namespace lathe::onnx
