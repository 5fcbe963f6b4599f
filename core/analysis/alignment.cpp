#include "core/analysis/alignment.h"

#include "core/edit/edit.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr const char* kOtherModel = "compare a program with the model it was built from";

std::vector<std::string> namesOf(const Graph& graph, const std::vector<ValueId>& ids) {
    std::vector<std::string> names;
    for (const ValueId id : ids)
        names.push_back(graph.value(id).name);
    return names;
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

Result<std::vector<ValueId>> counterparts(const Graph& reference, const std::vector<std::string>& names) {
    std::vector<ValueId> values;
    for (const std::string& name : names) {
        values.push_back(reference.findValue(name));
        if (!values.back().isValid())
            return Error::input("the model has no tensor '" + name + "', which is an output of the program", {}, kOtherModel);
    }
    return values;
}

/// The removed nodes as a network from the program's outputs to the reference's; nothing where they read inner tensors besides.
std::optional<Executor> tailOf(const Graph& reference, const std::vector<std::string>& from, const std::vector<std::string>& to,
                               JobContext& context) {
    std::vector<std::string> ends; // outputs that the program has itself pass through the tail: they are no ends of an extraction
    for (const std::string& name : to)
        if (std::ranges::find(from, name) == from.end()) ends.push_back(name);
    Graph tail = reference;
    if (ends.size() != to.size() || !extractBetween(tail, from, ends)) return std::nullopt;
    if (namesOf(tail, tail.inputs()) != from) return std::nullopt;
    auto executor = Executor::create(std::move(tail), context);
    return executor ? std::optional(std::move(executor).value()) : std::nullopt;
}

} // namespace

Result<AlignedReference> alignReference(const Graph& reference, const Graph& program, JobContext& context) {
    const auto expected = namesOf(reference, reference.outputs()), actual = namesOf(program, program.outputs());
    if (reference.inputs().size() != program.inputs().size())
        return Error::input("the model has " + std::to_string(reference.inputs().size()) + " inputs, the program has " +
                                std::to_string(program.inputs().size()),
                            {}, kOtherModel);
    AlignedReference aligned{reference, std::nullopt, {}};
    if (expected == actual) return aligned;
    LATHE_TRY(std::vector<ValueId> outputs, counterparts(reference, actual));
    aligned.graph.setOutputs(std::move(outputs));
    aligned.tail = tailOf(reference, actual, expected, context);
    aligned.note = "the program ends before the model's outputs (" + joined(expected) + "); compared at " + joined(actual) +
                   (aligned.tail ? "; the removed nodes run on the host behind it, and top-1 is taken of the model's own outputs" : "");
    return aligned;
}

} // namespace lathe
