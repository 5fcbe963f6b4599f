// fast_path_random [--count N] [--first SEED] [--jobs N] [--findings FOLDER]: random graphs on the fast path and on the
// reference loops. fast_path_random --graph FILE [--first SEED]: one graph of the text format. Exit status 1 when a case differs.

#include "core/base/files.h"
#include "core/graph/text_format.h"
#include "tests/random/agreement.h"
#include "tests/random/seed_loop.h"
#include "tests/random/shrink.h"

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <set>
#include <thread>

using namespace lathe;
using namespace lathe::random_test;

namespace {

struct Options {
    std::uint64_t count = 10000, first = 1;
    unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
    std::string findings, graph;
};

std::optional<Options> readOptions(int argc, char** argv) {
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view key = argv[i];
        if (key == "--count")
            options.count = std::strtoull(argv[i + 1], nullptr, 10);
        else if (key == "--first")
            options.first = std::strtoull(argv[i + 1], nullptr, 10);
        else if (key == "--jobs")
            options.jobs = static_cast<unsigned>(std::max(1L, std::strtol(argv[i + 1], nullptr, 10)));
        else if (key == "--findings")
            options.findings = argv[i + 1];
        else if (key == "--graph")
            options.graph = argv[i + 1];
        else
            return std::nullopt;
    }
    return argc % 2 == 1 ? std::optional(options) : std::nullopt;
}

class Tally {
public:
    explicit Tally(std::string findings) : m_findings(std::move(findings)) {}

    void add(const Case& made, const Outcome& outcome) {
        const std::lock_guard lock(m_mutex);
        ++m_cases;
        m_nodes += made.graph.nodeCount();
        for (const NodeId id : made.graph.nodes())
            m_operators.insert(made.graph.node(id).opType);
        m_refused += outcome.verdict == Verdict::Refused;
        if (outcome.verdict == Verdict::Refused) say(made, "refused by both: " + outcome.difference);
        m_overflown += outcome.verdict == Verdict::Overflown;
        m_sensitive += outcome.verdict == Verdict::Agree && outcome.wasSensitive;
        if (outcome.verdict == Verdict::Differ) report(made, outcome);
    }

    int finish() const {
        std::printf("%lld cases, %lld nodes of %zu operators: %lld differ, %lld refused by both, %lld overflow, "
                    "%lld agree within the spread of rounding\n",
                    m_cases, m_nodes, m_operators.size(), m_differ, m_refused, m_overflown, m_sensitive);
        return m_differ == 0 ? 0 : 1;
    }

private:
    static void say(const Case& made, const std::string& what) {
        std::printf("case %llu: %s\n", static_cast<unsigned long long>(made.seed), what.c_str());
        std::fflush(stdout);
    }

    void report(const Case& made, const Outcome& outcome) {
        constexpr long long kMostShown = 20;
        if (++m_differ > kMostShown) return;
        const Case small = shrunk(made, [](const Case& c) { return examine(c).verdict == Verdict::Differ; });
        const std::string text = "// seed " + std::to_string(made.seed) + ": " + outcome.difference +
                                 "\n// fast_path_random --graph THIS --first " + std::to_string(made.seed) + "\n" + textOf(small.graph);
        std::printf("case %llu: %s\n%s\n", static_cast<unsigned long long>(made.seed), outcome.difference.c_str(),
                    ("// shrunk: " + examine(small).difference + "\n" + printGraph(small.graph)).c_str());
        std::fflush(stdout);
        if (m_findings.empty()) return;
        if (const Status written = writeFileAtomically(m_findings + "/case_" + std::to_string(made.seed) + ".txt", text); !written)
            std::fprintf(stderr, "%s\n", written.error().text().c_str());
    }

    std::mutex m_mutex;
    std::string m_findings;
    std::set<std::string> m_operators;
    long long m_cases = 0, m_nodes = 0, m_differ = 0, m_refused = 0, m_overflown = 0, m_sensitive = 0;
};

int runGraph(const Options& options) {
    const auto text = readTextFile(options.graph);
    const auto graph = text ? parseGraph(*text) : Result<Graph>(text.error());
    if (!graph) {
        std::fprintf(stderr, "%s\n", graph.error().text().c_str());
        return 2;
    }
    Tally tally("");
    const Case made{options.first, *graph, {}, false};
    tally.add(made, examine(made));
    return tally.finish();
}

} // namespace

int main(int argc, char** argv) {
    const auto options = readOptions(argc, argv);
    if (!options) {
        std::fprintf(stderr, "usage: fast_path_random [--count N] [--first SEED] [--jobs N] [--findings FOLDER] [--graph FILE]\n");
        return 2;
    }
    if (!options->graph.empty()) return runGraph(*options);
    Tally tally(options->findings);
    forSeeds(options->first, options->count, options->jobs, [&](std::uint64_t seed) {
        const Case made = makeCase(seed);
        tally.add(made, examine(made));
    });
    return tally.finish();
}
