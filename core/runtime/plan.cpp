#include "core/runtime/plan.h"

namespace lathe {
namespace {

constexpr std::int64_t kAlignment = 64;

struct Life {
    std::size_t begin = SIZE_MAX, end = 0;
};

/// Free gaps of the arena by offset; the arena grows where no gap fits.
class Arena {
public:
    std::int64_t take(std::int64_t size) {
        auto best = m_gaps.end();
        for (auto gap = m_gaps.begin(); gap != m_gaps.end(); ++gap)
            if (gap->second >= size && (best == m_gaps.end() || gap->second < best->second)) best = gap;
        if (best == m_gaps.end()) return grow(size);
        const auto [offset, length] = *best;
        m_gaps.erase(best);
        if (length > size) m_gaps.emplace(offset + size, length - size);
        return offset;
    }

    void release(std::int64_t offset, std::int64_t size) {
        auto next = m_gaps.lower_bound(offset);
        if (next != m_gaps.end() && offset + size == next->first) {
            size += next->second;
            next = m_gaps.erase(next);
        }
        if (next != m_gaps.begin() && std::prev(next)->first + std::prev(next)->second == offset)
            std::prev(next)->second += size;
        else
            m_gaps.emplace(offset, size);
    }

    std::int64_t size() const { return m_size; }

private:
    std::int64_t grow(std::int64_t size) {
        std::int64_t offset = m_size;
        if (!m_gaps.empty() && m_gaps.rbegin()->first + m_gaps.rbegin()->second == m_size) {
            offset = m_gaps.rbegin()->first;
            m_gaps.erase(std::prev(m_gaps.end()));
        }
        m_size = offset + size;
        return offset;
    }

    std::map<std::int64_t, std::int64_t> m_gaps;
    std::int64_t m_size = 0;
};

std::vector<Life> livesOf(const Plan& plan) {
    std::vector<Life> lives(plan.buffers.size());
    const auto touch = [&](BufferId id, std::size_t step) {
        if (id < 0) return;
        Life& life = lives[static_cast<std::size_t>(plan.buffers[static_cast<std::size_t>(id)].root)];
        life.begin = std::min(life.begin, step);
        life.end = std::max(life.end, step);
    };
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        for (const BufferId id : plan.steps[i].args)
            touch(id, i);
        for (const auto& input : plan.steps[i].inputs)
            touch(input.second, i);
        for (const StepOutput& output : plan.steps[i].outputs)
            touch(output.buffer, i);
    }
    for (const auto& result : plan.results)
        touch(result.second, plan.steps.size());
    return lives;
}

std::int64_t sizeOf(const PlannedBuffer& buffer) {
    const std::int64_t bytes = std::max<std::int64_t>(buffer.elements, 1) * std::int64_t(sizeof(float));
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

bool ownsArena(const Plan& plan, std::size_t buffer) {
    const PlannedBuffer& planned = plan.buffers[buffer];
    return planned.place == PlannedBuffer::Place::Arena && planned.root == static_cast<BufferId>(buffer);
}

} // namespace

std::vector<std::vector<ArenaRange>> liveRanges(const Plan& plan) {
    const std::vector<Life> lives = livesOf(plan);
    std::vector<std::vector<ArenaRange>> ranges(plan.steps.size() + 1);
    for (std::size_t i = 0; i < plan.buffers.size(); ++i) {
        if (!ownsArena(plan, i) || lives[i].begin == SIZE_MAX) continue;
        for (std::size_t step = lives[i].begin; step < lives[i].end; ++step)
            ranges[step + 1].push_back({plan.buffers[i].offset, sizeOf(plan.buffers[i])});
    }
    return ranges;
}

void planMemory(Plan& plan) {
    const std::vector<Life> lives = livesOf(plan);
    std::vector<std::vector<std::size_t>> begins(plan.steps.size() + 1), ends(plan.steps.size() + 1);
    for (std::size_t i = 0; i < plan.buffers.size(); ++i) {
        if (!ownsArena(plan, i) || lives[i].begin == SIZE_MAX) continue;
        begins[lives[i].begin].push_back(i);
        ends[lives[i].end].push_back(i);
    }
    Arena arena;
    for (std::size_t step = 0; step <= plan.steps.size(); ++step) {
        for (const std::size_t i : begins[step])
            plan.buffers[i].offset = arena.take(sizeOf(plan.buffers[i]));
        for (const std::size_t i : ends[step])
            arena.release(plan.buffers[i].offset, sizeOf(plan.buffers[i]));
    }
    for (PlannedBuffer& buffer : plan.buffers)
        buffer.offset = plan.buffers[static_cast<std::size_t>(buffer.root)].offset;
    plan.arenaBytes = arena.size();
    for (const Step& step : plan.steps)
        if (step.kernel) plan.scratchBytes = std::max(plan.scratchBytes, step.kernel->scratchBytes());
}

} // namespace lathe
