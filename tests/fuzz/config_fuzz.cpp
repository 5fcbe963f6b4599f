// The build configuration: what can be read can be written and read again.

#include "core/config/build_config.h"
#include "tests/fuzz/fuzz_target.h"

#include <cstdlib>

using namespace lathe;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::vector<std::string> targets = {"nash-e", "kl720"};
    const std::filesystem::path file = "/nonexistent/build.yaml";
    const std::string_view yaml(reinterpret_cast<const char*>(data), size);
    JobContext context;
    const auto config = parseConfig(yaml, file, targets, context);
    if (!config) return 0;
    BuildConfig edited = *config;
    edited.jobs = 3;
    (void)editYaml(yaml, *config, edited);
    if (!parseConfig(toYaml(*config), file, targets, context)) std::abort();
    return 0;
}
