#include "core/base/stop_point.h"

#include <utility>

namespace lathe {
namespace {

thread_local const std::stop_token* innermost = nullptr;

} // namespace

StopScope::StopScope(std::stop_token stop) : m_stop(std::move(stop)), m_outer(std::exchange(innermost, &m_stop)) {}

StopScope::~StopScope() {
    innermost = m_outer;
}

std::stop_token currentStop() {
    return innermost ? *innermost : std::stop_token();
}

bool isStopAsked() {
    return innermost && innermost->stop_requested();
}

} // namespace lathe
