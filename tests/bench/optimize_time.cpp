// optimize_time: milliseconds inside optimize() on each network of tests/support/topologies at its small size; NAME: that one
// alone, again and again for a profiler.
#include "core/passes/pass.h"
#include "tests/support/topologies/topologies.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

using namespace lathe;

namespace {

double millisecondsOf(const Graph& original, std::vector<PassReport>& reports) {
    JobContext context;
    Graph graph = original;
    const auto begin = std::chrono::steady_clock::now();
    auto outcome = optimize(graph, context);
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
    if (outcome) reports = std::move(*outcome);
    return outcome ? taken.count() : -1;
}

double medianOf(const Graph& graph, std::vector<PassReport>& reports) {
    std::vector<double> times;
    for (int round = 0; round < 5; ++round)
        times.push_back(millisecondsOf(graph, reports));
    std::ranges::sort(times);
    return times[times.size() / 2];
}

} // namespace

int main(int argc, char** argv) {
    for (const test::TopologyRow& row : test::topologyTable()) {
        if (argc > 1 && row.name != argv[1]) continue;
        const Graph graph = row.make({row.smallWidth, row.smallSize});
        std::vector<PassReport> reports;
        const double taken = medianOf(graph, reports);
        std::printf("{\"name\":\"optimize_%s\",\"value\":%.2f,\"unit\":\"ms\",\"nodes\":%lld}\n", std::string(row.name).c_str(), taken,
                    static_cast<long long>(graph.nodeCount()));
        if (argc < 2) continue;
        for (const PassReport& report : reports)
            if (report.milliseconds > 0.5)
                std::printf("%10.2f ms %6d changes  %s\n", report.milliseconds, report.changes, report.name.c_str());
    }
    return 0;
}
