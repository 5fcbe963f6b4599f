#include "tests/random/pass_agreement.h"

#include "core/graph/graph_change.h"
#include "core/graph/text_format.h"
#include "core/ops/evaluator.h"
#include "core/passes/pipelines.h"
#include "tests/random/comparison.h"
#include "tests/random/motifs.h"

#include <algorithm>

namespace lathe::random_test {
namespace {

/// In the order of the graph's outputs. One value may be two outputs.
Result<Values> outputsOf(const Graph& graph, const std::vector<std::string>& names, const std::vector<Tensor>& inputs) {
    JobContext context;
    LATHE_TRY(const std::vector<Tensor> tensors, evaluateGraph(graph, inputs, context));
    if (tensors.size() != names.size()) return Error::internal("another number of outputs");
    Values values;
    for (std::size_t i = 0; i < tensors.size(); ++i)
        values[names[i]] = tensors[i];
    return values;
}

std::vector<std::string> namesOf(const Graph& graph, const std::vector<ValueId>& ids) {
    std::vector<std::string> names;
    for (const ValueId id : ids)
        names.push_back(graph.value(id).name);
    return names;
}

bool isExact(const Subject& subject) {
    return subject.pass ? subject.pass->outputs == Outputs::Bitwise : subject.pipeline == "safe";
}

/// Float16 arithmetic that became float arithmetic is only looked at from afar; tables of cases look at its outputs.
bool isWidened(const Subject& subject, const std::vector<PassReport>& reports) {
    return (subject.pass && subject.pass->outputs == Outputs::Widened) || std::ranges::any_of(reports, [](const PassReport& report) {
               return report.changes > 0 && findPass(report.name)->outputs == Outputs::Widened;
           });
}

OptimizeOptions optionsOf(const Subject& subject) {
    OptimizeOptions options;
    if (subject.pass)
        options.only = {std::string(subject.pass->name)};
    else
        options.pipeline = subject.pipeline;
    return options;
}

int changesOf(const std::vector<PassReport>& reports) {
    int changes = 0;
    for (const PassReport& report : reports)
        changes += report.changes;
    return changes;
}

} // namespace

std::vector<Subject> allSubjects() {
    std::vector<Subject> subjects;
    for (const PassRow& row : passTable())
        subjects.push_back({&row, {}});
    for (const PipelineRow& row : pipelineTable())
        subjects.push_back({nullptr, std::string(row.name)});
    return subjects;
}

PassTrial::PassTrial(Graph graph, std::uint64_t seed) : m_graph(std::move(graph)), m_seed(seed), m_inputs(makePassInputs(m_graph, seed)) {
    if (auto values = outputsOf(m_graph, namesOf(m_graph, m_graph.outputs()), m_inputs)) m_expected = std::move(*values);
}

PassOutcome PassTrial::examine(const Subject& subject) {
    PassOutcome outcome;
    outcome.isRefused = !isRunnable();
    if (outcome.isRefused) return outcome;
    JobContext context;
    Graph after = m_graph;
    const auto fail = [&](std::string what) {
        outcome.difference = std::move(what);
        outcome.after = printGraph(after);
        return outcome;
    };
    const auto reports = optimize(after, context, optionsOf(subject));
    if (!reports) return fail(reports.error().text());
    outcome.hasChanged = changesOf(*reports) > 0;
    if (!outcome.hasChanged) return outcome;
    if (namesOf(after, after.inputs()) != namesOf(m_graph, m_graph.inputs())) return fail("the inputs have other names");
    if (namesOf(after, after.outputs()) != namesOf(m_graph, m_graph.outputs())) return fail("the outputs have other names");
    if (!isWidened(subject, *reports))
        if (std::string found = compare(after, isExact(subject)); !found.empty()) return fail(std::move(found));
    Graph back = after;
    GraphChange::between(m_graph, after).undo(back);
    if (printGraph(back) != printGraph(m_graph)) return fail("undoing the change does not give the graph back");
    Graph again = after;
    const auto second = optimize(again, context, optionsOf(subject));
    if (!second) return fail("second run: " + second.error().text());
    for (const PassReport& report : *second)
        if (report.changes > 0) return fail("a second run changes the graph: " + report.name);
    return outcome;
}

std::string PassTrial::compare(const Graph& after, bool isExact) {
    const auto actual = outputsOf(after, namesOf(m_graph, m_graph.outputs()), m_inputs);
    if (!actual) return "the graph cannot be run any more: " + actual.error().text();
    const std::string found = firstDifference(*m_expected, *actual, {}, isExact);
    if (found.empty() || isExact) return found;
    const auto all = referenceValues(m_graph, m_inputs);
    if (!all || hasOverflown(*all)) return {};
    if (!m_spreads)
        if (auto spreads = spreadsOf(m_graph, m_seed, m_inputs, *all)) m_spreads = std::move(*spreads);
    return firstDifference(*m_expected, *actual, m_spreads.value_or(Spreads{}), false);
}

} // namespace lathe::random_test
