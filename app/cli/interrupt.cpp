#include "app/cli/interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

namespace lathe::cli {
namespace {

constexpr int kStoppedStatus = 130;

std::stop_source& stopSource() {
    static std::stop_source source;
    return source;
}

sigset_t watchedSignals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP); // the terminal was closed
    return signals;
}

} // namespace

void watchInterrupts() {
    stopSource();
    const sigset_t signals = watchedSignals();
    // Blocked in every thread and taken by one that waits for them: request_stop may lock, a handler must not.
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    ::signal(SIGXFSZ, SIG_IGN); // a file size limit is an error like a full disk, not the end of the program
    std::thread([signals] {
        for (int number = 0; sigwait(&signals, &number) == 0;) {
            if (stopSource().stop_requested()) ::_exit(kStoppedStatus);
            stopSource().request_stop();
        }
    }).detach();
}

std::stop_token interruptToken() {
    return stopSource().get_token();
}

} // namespace lathe::cli
