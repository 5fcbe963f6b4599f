#include "tests/random/seed_loop.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <thread>
#include <vector>

#include <unistd.h>

namespace lathe::random_test {
namespace {

thread_local std::uint64_t seedNow = 0;

void onCrash(int number) {
    char text[64];
    const int length = std::snprintf(text, sizeof text, "crash in case %llu\n", static_cast<unsigned long long>(seedNow));
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text, static_cast<std::size_t>(length));
    std::signal(number, SIG_DFL);
    std::raise(number);
}

} // namespace

void forSeeds(std::uint64_t first, std::uint64_t count, unsigned jobs, const std::function<void(std::uint64_t)>& examine) {
    for (const int number : {SIGSEGV, SIGFPE, SIGABRT, SIGILL, SIGBUS})
        std::signal(number, onCrash);
    std::atomic<std::uint64_t> next{first};
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < jobs; ++i)
        threads.emplace_back([&] {
            for (std::uint64_t seed = next++; seed < first + count; seed = next++) {
                seedNow = seed;
                examine(seed);
            }
        });
}

} // namespace lathe::random_test
