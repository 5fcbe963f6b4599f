#pragma once

#include "core/passes/rewriter.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lathe {

/// A formula of operators of ai.onnx, to look for in a graph or to put into one:
///
///     Mul(Mul(x, 0.5), Add(Erf(Div(x, 1.4142135623730951)), 1))
///
/// `x`: a value (small letters). `0.5`: a constant of one element. `$alpha`: such a constant, whose number is wanted.
/// `ReduceMean@mean(x)`: a node that the caller looks at under the name "mean", since attributes and further inputs of it
/// matter. `{A|B}`: either, when looked for. The factors of Add, Mul, Max and Min stand in any order.
struct Expression {
    enum class Kind { Value, Number, AnyNumber, Operator, Choice };
    Kind kind = Kind::Value;
    std::string name;  ///< of the value, the number or the operator
    std::string label; ///< behind @
    double number = 0.0;
    std::vector<Expression> parts; ///< operands, or the choices

    /// The text is part of the program: it is asserted to be right.
    static Expression parse(std::string_view text);
};

/// Where an expression was found.
struct ExpressionMatch {
    std::map<std::string, ValueId, std::less<>> values;
    std::map<std::string, double, std::less<>> numbers;
    std::map<std::string, NodeId, std::less<>> labels;
    std::vector<NodeId> inner;       ///< nodes of the expression but the root; one may stand here twice
    std::int64_t mostScalarRank = 0; ///< largest rank of its constants of one element

    ValueId value(std::string_view name) const { return values.find(name)->second; }
    double number(std::string_view name) const { return numbers.find(name)->second; }
    NodeId label(std::string_view name) const {
        const auto found = labels.find(name);
        return found == labels.end() ? NodeId{} : found->second;
    }
};

/// Offers the ways in which `root` and the nodes before it are the expression to `accept`, until it says yes. Numbers agree
/// within 2e-6 of their size. Nodes without a label have no attributes (bounds of Clip before opset 11 are numbers) and no
/// inputs but those of the expression.
bool matchExpression(const Graph& graph, const Rewriter& rewriter, const Expression& expression, NodeId root,
                     const std::function<bool(const ExpressionMatch&)>& accept);

/// A node in place of an expression.
struct NewNode {
    std::string opType, domain;
    std::vector<ValueId> inputs;
    Attributes attributes{};
};

/// True when nothing but the expression reads the results of its inner nodes.
bool isPrivate(const Graph& graph, const Rewriter& rewriter, NodeId root, const ExpressionMatch& match);
/// Makes `root` the replacement; it keeps its name and first output. The inner nodes go, their origins are joined to its.
void replaceExpression(Graph& graph, Rewriter& rewriter, NodeId root, const ExpressionMatch& match, NewNode replacement);

/// What buildExpression needs to know of the names in an expression.
struct ExpressionNames {
    std::map<std::string, ValueId, std::less<>> values;
    std::map<std::string, double, std::less<>> numbers{};
    /// Of nodes with labels: attributes, and inputs behind those of the expression.
    std::map<std::string, Attributes, std::less<>> attributes{};
    std::map<std::string, std::vector<ValueId>, std::less<>> inputs{};
    DataType type = DataType::Float; ///< of the constants
};

/// Puts the expression in place of `root`, which becomes its outermost operator and keeps its name, first output and origins.
/// Its other outputs go; nothing may read them. Equal parts are computed once.
void buildExpression(Graph& graph, Rewriter& rewriter, const Expression& expression, NodeId root, const ExpressionNames& names);

} // namespace lathe
