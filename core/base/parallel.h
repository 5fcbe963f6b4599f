#pragma once

#include "core/base/job_context.h"

#include <cstdint>
#include <functional>

namespace lathe {

/// Runs work(index, worker) for every index in [0, count) on up to context.threads() threads and waits for all of them.
/// Results belong into slots by index, so that the outcome does not depend on the number of threads.
/// `worker` in [0, threads) names the thread, for scratch memory. Returns the error of the smallest failing index;
/// stops early (Error::stopped) when the context asks for it.
Status parallelFor(JobContext& context, std::int64_t count, const std::function<Status(std::int64_t index, int worker)>& work);

} // namespace lathe
