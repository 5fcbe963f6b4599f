// measure_process COMMAND…: prints the milliseconds that a process took and the most memory that it had, in KiB.
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdio>

extern char** environ;

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: measure_process COMMAND…\n", stderr);
        return 2;
    }
    const auto begin = std::chrono::steady_clock::now();
    pid_t child = 0;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1 /* O_WRONLY */, 0);
    if (::posix_spawnp(&child, argv[1], &actions, nullptr, argv + 1, environ) != 0) {
        std::fprintf(stderr, "measure_process: cannot start %s\n", argv[1]);
        return 5;
    }
    int status = 0;
    rusage usage{};
    ::wait4(child, &status, 0, &usage);
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
    std::printf("%.3f %ld\n", taken.count(), usage.ru_maxrss);
    return status == 0 ? 0 : 1;
}
