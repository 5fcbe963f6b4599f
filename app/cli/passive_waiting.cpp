#include "app/cli/passive_waiting.h"

#include "core/base/files.h"

#include <cstdlib>
#include <string>
#include <vector>

#include <unistd.h>

namespace lathe::cli {

void waitPassively() {
    constexpr const char* kPolicy = "OMP_WAIT_POLICY";
    if (std::getenv(kPolicy) != nullptr) return;
    auto commandLine = readTextFile("/proc/self/cmdline");
    if (!commandLine || commandLine->empty() || setenv(kPolicy, "passive", 0) != 0) return;
    std::vector<char*> arguments;
    for (std::size_t at = 0; at < commandLine->size(); at += std::string(commandLine->data() + at).size() + 1)
        arguments.push_back(commandLine->data() + at);
    arguments.push_back(nullptr);
    execv("/proc/self/exe", arguments.data());
}

} // namespace lathe::cli
