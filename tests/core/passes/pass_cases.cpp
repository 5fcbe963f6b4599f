#include "tests/core/passes/pass_cases.h"

#include "core/graph/text_format.h"
#include "core/graph/verifier.h"
#include "core/ops/evaluator.h"
#include "core/ops/inference.h"
#include "core/passes/pass.h"
#include "tests/core/passes/graph_comparison.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace lathe::test {
namespace {

std::vector<RegisteredCase>& registry() {
    static std::vector<RegisteredCase> cases;
    return cases;
}

bool isAnyContent(const Tensor& tensor) {
    const std::vector<double> numbers = tensor.toDoubles();
    return !numbers.empty() && std::all_of(numbers.begin(), numbers.end(), [](double x) { return std::isnan(x); });
}

/// The printed graph without the types that inference fills, its lines sorted.
std::string comparable(Graph graph) {
    for (const NodeId id : graph.nodes())
        for (const ValueId output : graph.node(id).outputs) {
            if (!output.isValid()) continue;
            graph.setType(output, DataType::Undefined);
            graph.setShape(output, std::nullopt);
        }
    std::istringstream text(printGraph(graph, 64));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);)
        lines.push_back(line);
    std::sort(lines.begin() + 1, lines.end());
    std::string joined;
    for (const std::string& line : lines)
        joined += line + "\n";
    return joined;
}

std::string structureDifference(const Graph& expected, Graph actual) {
    for (const ValueId id : expected.values()) {
        const Value& value = expected.value(id);
        const ValueId other = actual.findValue(value.name);
        const bool isAny = value.constant && isFloatingPoint(value.type) && isAnyContent(*value.constant);
        if (isAny && other.isValid() && actual.isConstant(other) && actual.value(other).type == value.type &&
            actual.value(other).shape == value.shape)
            actual.setConstant(other, value.constant);
    }
    const std::string want = comparable(expected), have = comparable(std::move(actual));
    return want == have ? std::string() : "expected\n" + want + "\nfound\n" + have;
}

std::string outputDifference(const Graph& before, const Graph& after, double tolerance) {
    JobContext context;
    for (const std::uint64_t seed : {1u, 1000u}) {
        const std::vector<Tensor> inputs = seededInputs(before, seed);
        const auto expected = evaluateGraph(before, inputs, context);
        if (!expected) return "the graph before cannot be evaluated: " + expected.error().text();
        const auto actual = evaluateGraph(after, inputs, context);
        if (!actual) return "the graph after cannot be evaluated: " + actual.error().text();
        if (std::string what = differenceOf(*expected, *actual, tolerance); !what.empty()) return what;
    }
    return {};
}

std::string changedFailure(const Graph& before, Graph& graph, const PassRow& pass, const char* afterText) {
    JobContext context;
    if (const auto problems = verify(graph); !problems.empty()) return toText(problems.front());
    const auto expected = parseGraph(afterText);
    if (!expected) return "after: " + expected.error().text();
    if (std::string what = structureDifference(*expected, graph); !what.empty()) return what;
    if (const Status inferred = inferShapes(graph, context); !inferred) return inferred.error().text();
    const auto again = pass.run(graph, context);
    if (!again) return again.error().text();
    if (*again != 0) return "a second run changes something";
    if (std::string what = interfaceDifference(before, graph); !what.empty()) return what;
    return outputDifference(before, graph, pass.outputs == Outputs::Bitwise ? 0.0 : pass.outputs == Outputs::Rounding ? 1e-5 : 1e-2);
}

} // namespace

PassCases::PassCases(std::string_view pass, std::initializer_list<PassCase> cases) {
    for (const PassCase& test : cases)
        registry().push_back({std::string(pass), test});
}

const std::vector<RegisteredCase>& registeredCases() {
    return registry();
}

std::string failureOf(const RegisteredCase& registered) {
    const PassRow* pass = findPass(registered.pass);
    if (!pass) return "no such pass";
    JobContext context;
    auto parsed = parseGraph(registered.test.before);
    if (!parsed) return "before: " + parsed.error().text();
    if (const auto problems = verify(*parsed); !problems.empty()) return "before: " + toText(problems.front());
    if (const Status inferred = inferShapes(*parsed, context); !inferred && registered.test.after)
        return "before: " + inferred.error().text();
    Graph graph = *parsed;
    const auto changes = pass->run(graph, context);
    if (!changes) return changes.error().text();
    if (registered.test.after && *changes == 0) return "nothing was changed";
    if (registered.test.after) return changedFailure(*parsed, graph, *pass, registered.test.after);
    if (*changes != 0) return "the graph was changed:\n" + printGraph(graph);
    return printGraph(graph, 64) == printGraph(*parsed, 64) ? std::string()
                                                            : "reports no change, but the graph differs:\n" + printGraph(graph);
}

} // namespace lathe::test
