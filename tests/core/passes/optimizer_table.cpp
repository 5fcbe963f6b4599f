#include "tests/core/passes/optimizer_table.h"

#include "core/passes/pipelines.h"

#include <cstdio>
#include <sstream>

namespace lathe::test {
namespace {

constexpr const char* kIntroduction =
    "# What the optimiser makes of well-known networks\n\n"
    "Nodes before and after each pipeline. Networks with a batch are exported with that batch, the others with an open one; both are\n"
    "made by `tests/support/topologies` as PyTorch's exporter writes them, with the true depth and few channels. Those of the zoo\n"
    "stand behind. The last column is the largest difference of an output from that of the original, as share of its range, on seeded\n"
    "inputs and over all pipelines. `TopologiesTest` compares the counts; `LATHE_WRITE_GOLDEN=1` writes the table.\n\n";

} // namespace

std::vector<std::string> tabledPipelines() {
    std::vector<std::string> names{"default", "safe"};
    for (const PipelineRow& row : pipelineTable())
        if (row.isVendor) names.emplace_back(row.name);
    return names;
}

std::string countsOf(const OptimizerLine& line) {
    std::string text = "| " + line.network + " | " + std::to_string(line.before) + " |";
    for (const std::string& pipeline : tabledPipelines())
        text += " " + std::to_string(line.after.at(pipeline)) + " |";
    return text;
}

std::string optimizerMarkdown(const std::vector<OptimizerLine>& lines) {
    std::string text = std::string(kIntroduction) + "| network | nodes |", rule = "| --- | --- |";
    for (const std::string& pipeline : tabledPipelines()) {
        text += " " + pipeline + " |";
        rule += " --- |";
    }
    text += " difference |\n" + rule + " --- |\n";
    for (const OptimizerLine& line : lines) {
        char share[32];
        std::snprintf(share, sizeof share, "%.1g", line.largestDifference);
        text += countsOf(line) + " " + (line.largestDifference == 0 ? "0" : share) + " |\n";
    }
    return text;
}

std::map<std::string, std::string> countsIn(const std::string& markdown) {
    std::map<std::string, std::string> counts;
    std::istringstream lines(markdown);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("| ") || line.size() < 4) continue;
        const std::string name = line.substr(2, line.find(" |") - 2);
        const std::size_t difference = line.rfind(" |", line.size() - 3);
        if (difference != std::string::npos) counts[name] = line.substr(0, difference + 2);
    }
    return counts;
}

} // namespace lathe::test
