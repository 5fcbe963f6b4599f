#include "core/base/parallel.h"

#include "core/base/stop_point.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <new>
#include <optional>
#include <system_error>
#include <thread>

namespace lathe {
namespace {

/// Hands out indices and keeps the failure with the smallest one.
class IndexQueue {
public:
    explicit IndexQueue(std::int64_t count) : m_count(count) {}

    std::optional<std::int64_t> take() {
        const std::int64_t index = m_next.fetch_add(1);
        if (index >= m_count || m_failed.load()) return std::nullopt;
        return index;
    }

    void fail(std::int64_t index, Error error) {
        std::lock_guard lock(m_mutex);
        m_failed = true;
        if (m_error && m_errorIndex <= index) return;
        m_errorIndex = index;
        m_error = std::move(error);
    }

    Status outcome() && {
        if (m_error) return *std::move(m_error);
        return {};
    }

private:
    const std::int64_t m_count;
    std::atomic<std::int64_t> m_next = 0;
    std::atomic<bool> m_failed = false;
    std::mutex m_mutex;
    std::int64_t m_errorIndex = 0;
    std::optional<Error> m_error;
};

/// An exception must not leave a thread, which would end the program.
Status guarded(const std::function<Status(std::int64_t, int)>& work, std::int64_t index, int worker) {
    try {
        return work(index, worker);
    } catch (const std::bad_alloc&) {
        return Error::noMemory();
    }
}

/// Fewer threads than asked for where the system gives no more: the work is the same.
void startWorkers(std::vector<std::jthread>& workers, int threads, const std::function<void(int)>& drain) {
    try {
        for (int worker = 1; worker < threads; ++worker)
            workers.emplace_back(drain, worker);
    } catch (const std::system_error&) {
    }
}

} // namespace

Status parallelFor(JobContext& context, std::int64_t count, const std::function<Status(std::int64_t, int)>& work) {
    IndexQueue queue(count);
    const auto drain = [&](int worker) {
        const StopScope scope(context.stopToken()); // for plain loops within the work
        while (const auto index = queue.take()) {
            Status status = context.checkStop();
            if (status) status = guarded(work, *index, worker);
            if (!status) queue.fail(*index, std::move(status).error());
        }
    };
    const int threads = static_cast<int>(std::min<std::int64_t>(context.threads(), count));
    {
        std::vector<std::jthread> workers;
        startWorkers(workers, threads, drain);
        drain(0);
    }
    return std::move(queue).outcome();
}

} // namespace lathe
