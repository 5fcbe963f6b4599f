#include "core/base/log.h"

#include <spdlog/sinks/dist_sink.h>
#include <spdlog/spdlog.h>

namespace lathe {

std::shared_ptr<spdlog::logger> coreLog() {
    static const auto logger = [] {
        auto made = std::make_shared<spdlog::logger>("lathe", std::make_shared<spdlog::sinks::dist_sink_mt>());
        made->set_level(spdlog::level::info);
        return made;
    }();
    return logger;
}

} // namespace lathe
