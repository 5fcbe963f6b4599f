#include "core/passes/pass_docs.h"

#include "core/passes/pipelines.h"

#include <algorithm>

namespace lathe {
namespace {

std::string quoted(std::string_view name) {
    return "`" + std::string(name) + "`";
}

std::string list(std::string_view words) {
    std::string text;
    for (std::size_t begin = 0; begin < words.size();) {
        const std::size_t end = std::min(words.find(' ', begin), words.size());
        text += (text.empty() ? "" : ", ") + quoted(words.substr(begin, end - begin));
        begin = end + 1;
    }
    return text;
}

/// "O1 and above", "ti, kneron", "on demand".
std::string pipelinesOf(const PassRow& pass) {
    const auto has = [&](std::string_view pipeline) {
        const auto passes = passesOf(pipeline);
        return passes && std::ranges::find(*passes, findPass(pass.name)) != passes->end();
    };
    const std::string_view level = has("O0") ? "O0" : has("O1") ? "O1" : has("O2") ? "O2" : "";
    std::string vendors;
    for (const PipelineRow& row : pipelineTable())
        if (row.isVendor && has(row.name) == level.empty()) vendors += (vendors.empty() ? "" : ", ") + std::string(row.name);
    if (level.empty()) return vendors.empty() ? "on demand (`--also`)" : vendors;
    return "from " + std::string(level) + (vendors.empty() ? "" : ", not " + vendors);
}

std::string_view promiseOf(Outputs outputs) {
    switch (outputs) {
    case Outputs::Bitwise:
        return "the same numbers";
    case Outputs::Rounding:
        return "within 1e-5 of their range";
    case Outputs::Widened:
        break;
    }
    return "another type on the way (float for float16, int32 for a bias): within 1e-2 of their range";
}

std::string passEntry(const PassRow& pass) {
    std::string text = "### " + std::string(pass.name) + "\n\n" + std::string(pass.summary) + "\n\n";
    text += "- leaves alone: " + std::string(pass.mustNot) + "\n";
    text += "- outputs: " + std::string(promiseOf(pass.outputs)) + "\n";
    text += "- pipelines: " + pipelinesOf(pass) + "\n";
    if (!pass.aliases.empty()) text += "- in onnx/optimizer: " + list(pass.aliases) + "\n";
    return text + "\n";
}

} // namespace

std::string passesMarkdown() {
    std::string text = "# Passes of the optimiser\n\nMade from the tables in `core/passes` (`PassDocsTest` compares; "
                       "`LATHE_WRITE_GOLDEN=1` writes it). `lathe optimize --list` shows the same.\n\n## Pipelines\n\n"
                       "| name | passes | what it is for |\n| --- | --- | --- |\n";
    for (const PipelineRow& row : pipelineTable()) {
        const auto passes = passesOf(row.name);
        text += "| " + quoted(row.name) + " | " + std::to_string(passes ? passes->size() : 0) + " | " + std::string(row.summary) + " |\n";
    }
    text += "\nThe passes of a pipeline run in one order, again and again until none of them finds anything. Why some stand before "
            "others:\n\n| first | then | since |\n| --- | --- | --- |\n";
    for (const PassOrder& order : passOrder())
        text += "| " + quoted(order.before) + " | " + quoted(order.after) + " | " + std::string(order.reason) + " |\n";
    text += "\nPasses of onnx/optimizer that Lathe needs none for: ";
    std::string foreign;
    for (const ForeignPass& pass : foreignPasses())
        foreign += (foreign.empty() ? "" : "; ") + quoted(pass.name) + " (" + std::string(pass.reason) + ")";
    text += foreign + ".\n\n";
    for (const PassFamily& family : passFamilies()) {
        if (family.passes.empty()) continue;
        text += "## " + std::string(family.name) + "\n\n" + std::string(family.summary) + "\n\n";
        for (const PassRow& pass : family.passes)
            text += passEntry(pass);
    }
    text.pop_back();
    return text;
}

} // namespace lathe
