#include "tests/random/agreement.h"

#include "tests/random/comparison.h"

namespace lathe::random_test {
namespace {

Result<Values> fastValues(const Case& made, const std::vector<Tensor>& first, const std::vector<Tensor>& inputs) {
    ExecutorOptions options;
    options.keepAll = made.keepAll;
    for (const std::string& name : made.kept)
        if (const ValueId id = made.graph.findValue(name); id.isValid()) options.keep.insert(id);
    JobContext context;
    LATHE_TRY(const Executor executor, Executor::create(made.graph, context, options));
    auto session = executor.makeSession();
    LATHE_CHECK(session.run(first, context));
    Values values;
    const ValueObserver observer = [&](ValueId id, const Tensor& tensor) -> Status {
        values[made.graph.value(id).name] = tensor.clone();
        return {};
    };
    LATHE_TRY(const std::vector<Tensor> outputs, session.run(inputs, context, observer));
    for (std::size_t i = 0; i < outputs.size(); ++i)
        values[made.graph.value(made.graph.outputs()[i]).name] = outputs[i];
    return values;
}

} // namespace

Outcome examine(const Case& made) {
    const auto inputs = makeInputs(made.graph, made.seed);
    const auto expected = referenceValues(made.graph, inputs);
    const auto actual = fastValues(made, makeInputs(made.graph, made.seed + 1), inputs);
    if (!expected && !actual) return {Verdict::Refused, expected.error().text(), false};
    if (!expected) return {Verdict::Differ, "only the reference loops refuse it: " + expected.error().text(), false};
    if (!actual) return {Verdict::Differ, "only the fast path refuses it: " + actual.error().text(), false};
    std::string found = firstDifference(*expected, *actual);
    if (found.empty()) return {};
    if (hasOverflown(*expected)) return {Verdict::Overflown, found, false};
    const auto spreads = spreadsOf(made.graph, made.seed, inputs, *expected);
    if (spreads && firstDifference(*expected, *actual, *spreads).empty()) return {Verdict::Agree, {}, true};
    return {Verdict::Differ, found, true};
}

} // namespace lathe::random_test
