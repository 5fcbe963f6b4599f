#include "core/passes/expression.h"

#include "core/ops/move_helpers.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace lathe {
namespace {

constexpr double kNumberTolerance = 2e-6;
constexpr std::string_view kCommutative[] = {"Add", "Mul", "Max", "Min"};

class ExpressionParser {
public:
    explicit ExpressionParser(std::string_view text) : m_rest(text) {}

    Expression readAll() {
        Expression expression = read();
        skipSpace();
        assert(m_rest.empty());
        return expression;
    }

private:
    Expression read() {
        skipSpace();
        assert(!m_rest.empty());
        if (take('{')) return readList(Expression{Expression::Kind::Choice, {}, {}, 0.0, {}}, '|', '}');
        if (take('$')) return {Expression::Kind::AnyNumber, std::string(readWord()), {}, 0.0, {}};
        if (m_rest[0] == '-' || std::isdigit(static_cast<unsigned char>(m_rest[0]))) return readNumber();
        const std::string name(readWord());
        if (std::islower(static_cast<unsigned char>(name[0]))) return {Expression::Kind::Value, name, {}, 0.0, {}};
        Expression node{Expression::Kind::Operator, name, {}, 0.0, {}};
        if (take('@')) node.label = std::string(readWord());
        [[maybe_unused]] const bool isOpen = take('(');
        assert(isOpen);
        return readList(std::move(node), ',', ')');
    }

    Expression readList(Expression into, char separator, char end) {
        do
            into.parts.push_back(read());
        while (take(separator));
        [[maybe_unused]] const bool isClosed = take(end);
        assert(isClosed);
        return into;
    }

    Expression readNumber() {
        Expression number{Expression::Kind::Number, {}, {}, 0.0, {}};
        const auto [end, error] = std::from_chars(m_rest.data(), m_rest.data() + m_rest.size(), number.number);
        assert(error == std::errc());
        number.name = std::string(m_rest.data(), end);
        m_rest.remove_prefix(static_cast<std::size_t>(end - m_rest.data()));
        return number;
    }

    std::string_view readWord() {
        std::size_t length = 0;
        while (length < m_rest.size() && std::isalnum(static_cast<unsigned char>(m_rest[length])))
            ++length;
        const std::string_view word = m_rest.substr(0, length);
        m_rest.remove_prefix(length);
        return word;
    }

    bool take(char wanted) {
        skipSpace();
        if (m_rest.empty() || m_rest[0] != wanted) return false;
        m_rest.remove_prefix(1);
        return true;
    }
    void skipSpace() {
        while (!m_rest.empty() && m_rest[0] == ' ')
            m_rest.remove_prefix(1);
    }

    std::string_view m_rest;
};

/// Goes through the expression depth first; what remains to be found is a continuation, so that every choice can be undone.
class Matcher {
public:
    using Next = std::function<bool(const ExpressionMatch&)>;
    Matcher(const Graph& graph, const Rewriter& rewriter) : m_graph(graph), m_rewriter(rewriter) {}

    bool atNode(const Expression& wanted, NodeId id, bool isRoot, const ExpressionMatch& match, const Next& next) const {
        if (wanted.kind == Expression::Kind::Choice)
            return std::any_of(wanted.parts.begin(), wanted.parts.end(),
                               [&](const Expression& part) { return atNode(part, id, isRoot, match, next); });
        const Node& node = m_graph.node(id);
        if (wanted.kind != Expression::Kind::Operator || !m_rewriter.is(node, wanted.name)) return false;
        ExpressionMatch extended = match;
        if (!isRoot) extended.inner.push_back(id);
        if (!wanted.label.empty() && extended.labels.emplace(wanted.label, id).first->second != id) return false;
        if (node.opType == "Clip" && m_graph.opset() < 11) return atOldClip(wanted, node, extended, next);
        const bool isExact = wanted.label.empty();
        if (isExact ? node.inputs.size() != wanted.parts.size() || !node.attributes.empty() : node.inputs.size() < wanted.parts.size())
            return false;
        if (inOrder(wanted, node.inputs, 0, extended, next)) return true;
        if (wanted.parts.size() != 2 || std::ranges::find(kCommutative, wanted.name) == std::end(kCommutative)) return false;
        return inOrder(wanted, {node.inputs[1], node.inputs[0]}, 0, extended, next);
    }

private:
    bool inOrder(const Expression& wanted, const std::vector<ValueId>& inputs, std::size_t first, const ExpressionMatch& match,
                 const Next& next) const {
        if (first == wanted.parts.size()) return next(match);
        return atValue(wanted.parts[first], inputs[first], match,
                       [&](const ExpressionMatch& further) { return inOrder(wanted, inputs, first + 1, further, next); });
    }

    bool atValue(const Expression& wanted, ValueId id, const ExpressionMatch& match, const Next& next) const {
        if (!id.isValid()) return false;
        switch (wanted.kind) {
        case Expression::Kind::Choice:
            return std::any_of(wanted.parts.begin(), wanted.parts.end(),
                               [&](const Expression& part) { return atValue(part, id, match, next); });
        case Expression::Kind::Operator: {
            const Value& value = m_graph.value(id);
            return value.producer.isValid() && m_graph.node(value.producer).output() == id &&
                   atNode(wanted, value.producer, false, match, next);
        }
        case Expression::Kind::Value: {
            ExpressionMatch extended = match;
            return extended.values.emplace(wanted.name, id).first->second == id && next(extended);
        }
        default:
            return atNumber(wanted, id, match, next);
        }
    }

    bool atNumber(const Expression& wanted, ValueId id, const ExpressionMatch& match, const Next& next) const {
        const Tensor* content = m_rewriter.fixedContent(id);
        if (!content || content->elementCount() != 1 || (!isFloatingPoint(content->type()) && !isInteger(content->type()))) return false;
        ExpressionMatch extended = match;
        extended.mostScalarRank = std::max(extended.mostScalarRank, content->rank());
        return isNumber(wanted, content->toDoubles().front(), extended) && next(extended);
    }

    static bool isNumber(const Expression& wanted, double number, ExpressionMatch& match) {
        if (wanted.kind == Expression::Kind::Number) return std::abs(number - wanted.number) <= kNumberTolerance * std::abs(wanted.number);
        return wanted.kind == Expression::Kind::AnyNumber && std::isfinite(number) &&
               match.numbers.emplace(wanted.name, number).first->second == number;
    }

    /// Clip(x, number, number) whose bounds are attributes.
    bool atOldClip(const Expression& wanted, const Node& node, ExpressionMatch& match, const Next& next) const {
        const float *low = node.findAttribute<float>("min"), *high = node.findAttribute<float>("max");
        const bool isFound = low && high && wanted.parts.size() == 3 && isNumber(wanted.parts[1], static_cast<double>(*low), match) &&
                             isNumber(wanted.parts[2], static_cast<double>(*high), match);
        return isFound && atValue(wanted.parts[0], node.input(0), match, next);
    }

    const Graph& m_graph;
    const Rewriter& m_rewriter;
};

class Builder {
public:
    Builder(Graph& graph, NodeId root, const ExpressionNames& names)
        : m_graph(graph), m_stem(graph.node(root).name), m_origins(graph.node(root).origins), m_names(names) {}

    /// The operator, its inputs made; without outputs.
    Node nodeOf(const Expression& wanted) {
        assert(wanted.kind == Expression::Kind::Operator);
        Node node;
        node.opType = wanted.name;
        node.origins = m_origins;
        const bool isOldClip = wanted.name == "Clip" && m_graph.opset() < 11;
        for (std::size_t i = 0; i < (isOldClip ? 1 : wanted.parts.size()); ++i)
            node.inputs.push_back(valueOf(wanted.parts[i]));
        for (std::size_t i = 1; isOldClip && i < wanted.parts.size(); ++i)
            node.attributes[i == 1 ? "min" : "max"] = static_cast<float>(numberOf(wanted.parts[i]));
        if (const auto found = m_names.attributes.find(wanted.label); found != m_names.attributes.end()) node.attributes = found->second;
        if (const auto found = m_names.inputs.find(wanted.label); found != m_names.inputs.end())
            node.inputs.insert(node.inputs.end(), found->second.begin(), found->second.end());
        return node;
    }

private:
    double numberOf(const Expression& wanted) const {
        return wanted.kind == Expression::Kind::Number ? wanted.number : m_names.numbers.find(wanted.name)->second;
    }

    ValueId valueOf(const Expression& wanted) {
        if (wanted.kind == Expression::Kind::Value) return m_names.values.find(wanted.name)->second;
        const std::string key = keyOf(wanted);
        if (const auto found = m_made.find(key); found != m_made.end()) return found->second;
        const ValueId made = wanted.kind == Expression::Kind::Operator ? resultOf(wanted) : scalar(numberOf(wanted));
        m_made.emplace(key, made);
        return made;
    }

    ValueId resultOf(const Expression& wanted) {
        Node node = nodeOf(wanted);
        node.name = m_stem + "_" + node.opType;
        Value value;
        value.name = node.name;
        const ValueId result = m_graph.addValue(std::move(value));
        node.outputs = {result};
        m_graph.addNode(std::move(node));
        return result;
    }

    ValueId scalar(double number) {
        auto content = tensorOf(m_names.type, {}, std::span<const double>(&number, 1));
        assert(content.isOk());
        return m_graph.addConstant(m_stem + "_constant", std::move(*content));
    }

    static std::string keyOf(const Expression& part) {
        std::string key = std::string(1, static_cast<char>('0' + static_cast<int>(part.kind))) + part.name + "@" + part.label + "(";
        for (const Expression& operand : part.parts)
            key += keyOf(operand) + ",";
        return key + ")";
    }

    Graph& m_graph;
    const std::string m_stem;
    const std::vector<std::string> m_origins;
    const ExpressionNames& m_names;
    std::map<std::string, ValueId, std::less<>> m_made;
};

void becomeNode(Graph& graph, Rewriter& rewriter, NodeId root, Node form) {
    const Node before = graph.node(root);
    for (std::size_t i = 1; i < before.outputs.size(); ++i)
        if (before.outputs[i].isValid()) assert(!rewriter.isRead(before.outputs[i]));
    if (before.outputs.size() > 1) { // a node has no way to lose an output but to be made again
        graph.removeNode(root);
        for (std::size_t i = 1; i < before.outputs.size(); ++i)
            if (before.outputs[i].isValid()) graph.removeValue(before.outputs[i]);
        form.name = before.name;
        form.outputs = {before.outputs[0]};
        graph.addNode(std::move(form));
    } else {
        graph.setOpType(root, form.opType, form.domain);
        graph.setInputs(root, std::move(form.inputs));
        graph.attributes(root) = std::move(form.attributes);
    }
    for (const ValueId input : before.inputs)
        rewriter.dropIfUnread(input);
}

} // namespace

Expression Expression::parse(std::string_view text) {
    return ExpressionParser(text).readAll();
}

bool matchExpression(const Graph& graph, const Rewriter& rewriter, const Expression& expression, NodeId root,
                     const std::function<bool(const ExpressionMatch&)>& accept) {
    return Matcher(graph, rewriter).atNode(expression, root, true, {}, accept);
}

bool isPrivate(const Graph& graph, const Rewriter& rewriter, NodeId root, const ExpressionMatch& match) {
    const auto isOfMatch = [&](NodeId reader) { return reader == root || std::ranges::find(match.inner, reader) != match.inner.end(); };
    return std::all_of(match.inner.begin(), match.inner.end(), [&](NodeId id) {
        return id != root && std::all_of(graph.node(id).outputs.begin(), graph.node(id).outputs.end(), [&](ValueId output) {
                   return !output.isValid() ||
                          (!rewriter.isPinned(output) && std::ranges::all_of(graph.value(output).consumers, isOfMatch));
               });
    });
}

void replaceExpression(Graph& graph, Rewriter& rewriter, NodeId root, const ExpressionMatch& match, NewNode replacement) {
    std::vector<std::string> origins = graph.node(root).origins;
    std::vector<ValueId> freed, unread = graph.node(root).inputs;
    graph.setInputs(root, std::move(replacement.inputs));
    for (const NodeId id : match.inner) {
        if (!graph.isAlive(id)) continue;
        const Node taken = graph.node(id);
        joinOrigins(origins, taken.origins);
        graph.removeNode(id);
        freed.insert(freed.end(), taken.outputs.begin(), taken.outputs.end());
        unread.insert(unread.end(), taken.inputs.begin(), taken.inputs.end());
    }
    for (const ValueId value : freed)
        if (value.isValid()) graph.removeValue(value);
    for (const ValueId value : unread)
        rewriter.dropIfUnread(value);
    graph.setOpType(root, replacement.opType, replacement.domain);
    graph.attributes(root) = std::move(replacement.attributes);
    graph.origins(root) = std::move(origins);
}

void buildExpression(Graph& graph, Rewriter& rewriter, const Expression& expression, NodeId root, const ExpressionNames& names) {
    becomeNode(graph, rewriter, root, Builder(graph, root, names).nodeOf(expression));
}

} // namespace lathe
