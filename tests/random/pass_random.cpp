// pass_random [--count N] [--first SEED] [--jobs N] [--pass NAME]: random graphs through every pass alone and through every
// pipeline (with --pass: through that one, with graphs made for it); the outputs before and after are compared on the
// reference loops. Prints how often each one changed a graph. Exit status 1 when something differs, and when a pass changed
// none in a long run (kLongRun graphs and more): a pass that is never reached is not tested.

#include "core/graph/text_format.h"
#include "core/ops/inference.h"
#include "core/passes/pipelines.h"
#include "tests/random/motifs.h"
#include "tests/random/pass_agreement.h"
#include "tests/random/random_case.h"
#include "tests/random/seed_loop.h"
#include "tests/random/shrink.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <thread>

using namespace lathe;
using namespace lathe::random_test;

namespace {

constexpr std::uint64_t kLongRun = 20000;

struct Options {
    std::uint64_t count = 2000, first = 1;
    unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
    std::string pass;
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
        else if (key == "--pass")
            options.pass = argv[i + 1];
        else
            return std::nullopt;
    }
    return argc % 2 == 1 ? std::optional(options) : std::nullopt;
}

std::vector<Subject> chosenSubjects(const Options& options) {
    std::vector<Subject> subjects = allSubjects();
    if (!options.pass.empty()) std::erase_if(subjects, [&](const Subject& subject) { return subject.name() != options.pass; });
    return subjects;
}

bool hasInputShapes(const Graph& graph) {
    return std::ranges::all_of(graph.inputs(), [&](ValueId id) {
        const Value& value = graph.value(id);
        return value.shape && value.type != DataType::Undefined && value.type != DataType::String;
    });
}

class Tally {
public:
    void addGraph(bool isRunnable) {
        const std::lock_guard lock(m_mutex);
        ++m_graphs;
        m_refused += !isRunnable;
    }

    void add(const Graph& graph, std::uint64_t seed, const Subject& subject, const PassOutcome& outcome) {
        const std::lock_guard lock(m_mutex);
        m_changed[subject.name()] += outcome.hasChanged;
        if (!outcome.difference.empty()) report(graph, seed, subject, outcome);
    }

    int finish(const std::vector<Subject>& subjects, bool isLong) const {
        int silent = 0;
        for (const Subject& subject : subjects) {
            const auto changed = m_changed.find(subject.name());
            const auto different = m_differ.find(subject.name());
            const long long count = changed == m_changed.end() ? 0 : changed->second;
            const bool isSilent = isLong && count == 0;
            silent += isSilent;
            std::printf("%-40s changed %7lld   wrong %lld%s\n", subject.name().c_str(), count,
                        different == m_differ.end() ? 0 : different->second, isSilent ? "   never reached" : "");
        }
        long long differ = 0;
        for (const auto& [name, count] : m_differ)
            differ += count;
        std::printf("%lld graphs (%lld of them cannot be run), %zu passes and pipelines: %lld mismatches, %d never reached\n", m_graphs,
                    m_refused, subjects.size(), differ, silent);
        return differ == 0 && silent == 0 ? 0 : 1;
    }

private:
    void report(const Graph& graph, std::uint64_t seed, const Subject& subject, const PassOutcome& outcome) {
        constexpr long long kMostShown = 3;
        if (++m_differ[subject.name()] > kMostShown) return;
        const auto differs = [&](const Case& made) {
            return made.graph.nodeCount() > 0 && hasInputShapes(made.graph) &&
                   !PassTrial(made.graph, seed).examine(subject).difference.empty();
        };
        Graph shaped = graph; // values in the middle become inputs
        JobContext context;
        [[maybe_unused]] const Status inferred = inferShapes(shaped, context);
        const Case small = shrunk({seed, std::move(shaped), {}, false}, differs);
        const PassOutcome again = PassTrial(small.graph, seed).examine(subject);
        std::printf("%s, case %llu: %s\n// shrunk: %s\n%s// after\n%s\n", subject.name().c_str(), static_cast<unsigned long long>(seed),
                    outcome.difference.c_str(), again.difference.c_str(), printGraph(small.graph).c_str(), again.after.c_str());
        std::fflush(stdout);
    }

    std::mutex m_mutex;
    std::map<std::string, long long> m_changed, m_differ;
    long long m_graphs = 0, m_refused = 0;
};

/// The pass whose motifs the graph of a seed has: each in its turn.
std::string_view favourite(const Options& options, std::uint64_t seed) {
    const auto table = passTable();
    return options.pass.empty() ? table[seed % table.size()].name : std::string_view(options.pass);
}

} // namespace

int main(int argc, char** argv) {
    const auto options = readOptions(argc, argv);
    const auto subjects = options ? chosenSubjects(*options) : std::vector<Subject>{};
    if (subjects.empty()) {
        std::fprintf(stderr, "usage: pass_random [--count N] [--first SEED] [--jobs N] [--pass NAME]\n");
        return 2;
    }
    Tally tally;
    forSeeds(options->first, options->count, options->jobs, [&](std::uint64_t seed) {
        PassTrial trial(makePassGraph(seed, favourite(*options, seed)), seed);
        tally.addGraph(trial.isRunnable());
        for (const Subject& subject : subjects)
            tally.add(trial.graph(), seed, subject, trial.examine(subject));
    });
    return tally.finish(subjects, options->count >= kLongRun);
}
