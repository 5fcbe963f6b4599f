#pragma once

#include "core/graph/graph.h"

#include <map>
#include <string>
#include <vector>

namespace lathe::test {

/// Pipelines whose work docs/optimizer.md shows: the default one, the safe one, one for each vendor.
std::vector<std::string> tabledPipelines();

/// A line of the table: what the pipelines make of one network.
struct OptimizerLine {
    std::string network;
    std::int64_t before = 0;
    std::map<std::string, std::int64_t> after; ///< by pipeline
    double largestDifference = 0;              ///< of all pipelines, as share of the range of an output
};

std::string optimizerMarkdown(const std::vector<OptimizerLine>& lines);
/// "1234 resnet50: default 122 …", the numbers of one line of the table without the difference; by name of the network.
std::map<std::string, std::string> countsIn(const std::string& markdown);
std::string countsOf(const OptimizerLine& line);

} // namespace lathe::test
