// compile_time [ZOO]: milliseconds inside compile() of well-known networks on one core, how often the memory map reaches its lower bound,
// and with ZOO how many of MiniMalloc's instances fit. compile_time NAME LEVEL DEVICE TIMES: one network, for a profiler.
#include "core/compiler/allocation.h"
#include "core/compiler/compile.h"
#include "core/compiler/memory_map.h"
#include "core/passes/pass.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/support/topologies/topologies.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace lathe;

namespace {

double millisecondsOf(const auto& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

double medianOf(int rounds, const auto& work) {
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i)
        times.push_back(millisecondsOf(work));
    std::ranges::sort(times);
    return times[times.size() / 2];
}

void print(const std::string& name, double value, const char* unit) {
    std::printf("{\"name\":\"%s\",\"value\":%.3f,\"unit\":\"%s\"}\n", name.c_str(), value, unit);
    std::fflush(stdout);
}

struct Row {
    const char* name;
    const char* topology;
    std::int64_t size;
    const char* level;
    const char* tiling;
    int rounds;
};
constexpr Row kRows[] = {
    {"compile_mobilenet_v2_O0", "mobilenet_v2", 224, "O0", "default", 7},
    {"compile_mobilenet_v2_O2", "mobilenet_v2", 224, "O2", "default", 7},
    {"compile_yolov8n_320_O2", "yolov8n", 320, "O2", "default", 5},
    {"compile_resnet50_O2", "resnet50", 224, "O2", "default", 5},
    {"compile_mobilenet_v2_deep", "mobilenet_v2", 224, "O2", "deep_search", 1},
    {"compile_resnet50_deep", "resnet50", 224, "O2", "deep_search", 1},
};

Result<QuantizedGraph> networkOf(const std::string& topology, std::int64_t size, bool isSmall = false) {
    const test::TopologyRow* row = test::findTopology(topology);
    if (!row) return Error::usage("no topology '" + topology + "'");
    Graph graph = row->make({isSmall ? row->smallWidth : 1, isSmall ? row->smallSize : size, 1});
    JobContext context;
    LATHE_TRY(const auto passes, optimize(graph, context));
    LATHE_CHECK(inferShapes(graph, context));
    return test::asInt8(std::move(graph), {"Softmax"});
}

Result<Program> compiled(const QuantizedGraph& network, const Target& target, const char* level, const char* tiling) {
    CompileOptions options;
    options.optimizeLevel = level;
    options.tiling = tiling;
    JobContext context;
    return compile(network, target, options, context);
}

/// The most memory that the process has held since the last call, in bytes; Linux alone tells.
double peakBytes() {
    std::ifstream status("/proc/self/status");
    std::string word;
    double kilobytes = 0;
    while (status >> word)
        if (word == "VmHWM:") status >> kilobytes;
    std::ofstream("/proc/self/clear_refs") << "5";
    return kilobytes * 1024;
}

/// What a compile holds, the network included, over 2.2 bytes for each byte of the model's float weights.
Status measureMemory() {
    LATHE_TRY(const Target target, findTarget("nash-e"));
    for (const char* name : {"mobilenet_v2", "resnet50"}) {
        LATHE_TRY(const QuantizedGraph network, networkOf(name, 0));
        double weights = 0;
        for (const ValueId id : network.graph.values())
            if (const Tensor* constant = network.graph.constantOf(id)) weights += static_cast<double>(constant->bytes().size());
        peakBytes();
        LATHE_CHECK(compiled(network, target, "O2", "default"));
        print(std::string("compile_memory_") + name, peakBytes() / 1e6, "MB");
        print(std::string("compile_memory_limit_") + name, 2.2 * weights / 1e6 + 60, "MB");
    }
    return {};
}

Status measureCompiling() {
    LATHE_TRY(const Target target, findTarget("nash-e"));
    for (const Row& row : kRows) {
        LATHE_TRY(const QuantizedGraph network, networkOf(row.topology, row.size));
        LATHE_CHECK(compiled(network, target, row.level, "default"));
        print(row.name, medianOf(row.rounds, [&] { (void)compiled(network, target, row.level, row.tiling); }), "ms");
    }
    return {};
}

/// Of all topologies on all devices: the share whose memory map ends at the bound.
Status measureMaps() {
    LATHE_TRY(const std::vector<Target> targets, allTargets());
    int maps = 0, atBound = 0;
    double longest = 0;
    for (const test::TopologyRow& row : test::topologyTable()) {
        if (row.name.starts_with("chain")) continue;
        // Transformers in their true size have weights of gigabytes.
        const bool isSmall = row.about.find("sequence") != std::string_view::npos || row.name == "gpt2" || row.name == "llama_8";
        LATHE_TRY(const QuantizedGraph network, networkOf(std::string(row.name), 0, isSmall));
        for (const Target& target : targets) {
            const auto program = compiled(network, target, "O2", "default");
            if (!program) continue;
            std::vector<Buffer> buffers = program->buffers;
            MapOutcome outcome;
            const auto line = static_cast<std::int64_t>(target.rowAlignmentBytes.value);
            longest = std::max(longest, millisecondsOf([&] {
                                   outcome = placeBuffers(buffers, static_cast<std::int64_t>(target.onChipBytes.value), line, 1'000'000);
                               }));
            ++maps;
            atBound += outcome.peakBytes == mapBound(buffers);
        }
    }
    print("memory_maps_at_bound", 100.0 * atBound / std::max(1, maps), "%");
    print("memory_map_longest", longest, "ms");
    return {};
}

std::vector<AllocationItem> readInstance(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line); // id,lower,upper,size
    std::vector<AllocationItem> items;
    while (std::getline(file, line)) {
        std::ranges::replace(line, ',', ' ');
        std::istringstream fields(line);
        std::string id;
        AllocationItem item;
        if (fields >> id >> item.begin >> item.end >> item.size) items.push_back(item);
    }
    return items;
}

void measureInstances(const std::filesystem::path& folder) {
    constexpr std::int64_t kCapacity = 1'048'576, kEffort = 600'000'000; // about six seconds
    int fitted = 0;
    for (const char name : std::string("ABCDEFGHIJK")) {
        const auto items = readInstance(folder / (std::string(1, name) + ".1048576.csv"));
        bool fits = false;
        const double taken = millisecondsOf([&] {
            const Allocation found = allocate(items, kCapacity, kEffort);
            fits = !items.empty() && found.peak <= kCapacity;
        });
        fitted += fits && taken <= 6000;
        print(std::string("minimalloc_") + name + (fits ? "" : "_unfitted"), taken, "ms");
    }
    print("minimalloc_fitted_in_6_s", fitted, "of 11");
}

Status profileOne(char** argv) {
    LATHE_TRY(const QuantizedGraph network, networkOf(argv[1], 0));
    LATHE_TRY(const Target target, findTarget(argv[3]));
    const int times = std::max(1, std::atoi(argv[4]));
    for (int i = 0; i < times; ++i)
        LATHE_CHECK(compiled(network, target, argv[2], "default"));
    return {};
}

} // namespace

int main(int argc, char** argv) {
    Status status = argc == 5 ? profileOne(argv) : measureCompiling();
    if (status && argc != 5) status = measureMemory();
    if (status && argc != 5) status = measureMaps();
    if (argc == 2) measureInstances(std::filesystem::path(argv[1]) / "data" / "minimalloc");
    if (status) return 0;
    std::fprintf(stderr, "%s\n", status.error().text().c_str());
    return 1;
}
