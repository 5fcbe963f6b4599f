#include "core/targets/machine.h"

namespace lathe {
namespace {

constexpr std::size_t kEngineCount = kEngines.size();
constexpr double kNever = std::numeric_limits<double>::infinity();

bool isTransfer(Engine engine) {
    return engine == Engine::Load || engine == Engine::Weights || engine == Engine::Store;
}

/// What an engine is doing now.
struct EngineState {
    std::vector<std::int32_t> queue; ///< its instructions in program order
    std::size_t next = 0;
    std::int32_t current = -1;
    double until = 0;     ///< end of the computation, or of the latency before a transfer moves bytes
    double bytesLeft = 0; ///< of the transfer
    double freeSince = 0;
    bool isMoving(double now) const { return current >= 0 && bytesLeft > 0 && until <= now; }
};

class Machine {
public:
    Machine(std::span<const Instruction> instructions, const Target& target, double begin)
        : m_instructions(instructions), m_target(target), m_now(begin), m_bandwidth(target.ddrBytesPerSecond()) {
        m_run.times.resize(instructions.size());
        for (EngineState& engine : m_engines)
            engine.freeSince = begin;
        for (InstructionTime& time : m_run.times)
            time.ready = begin;
        queueAll();
        linkAll();
        addOverheads();
    }

    Result<MachineRun> run(JobContext& context) {
        for (std::size_t steps = 0; m_done < m_instructions.size(); ++steps) {
            if (steps % 1024 == 0) LATHE_CHECK(context.checkStop());
            if (startWhatCan()) continue;
            advanceTo(nextEvent());
        }
        m_run.end = m_now;
        return std::move(m_run);
    }

private:
    void queueAll() {
        for (std::size_t i = 0; i < m_instructions.size(); ++i) {
            m_engines[static_cast<std::size_t>(m_instructions[i].engine)].queue.push_back(static_cast<std::int32_t>(i));
        }
    }

    void linkAll() {
        m_waitingFor.resize(m_instructions.size());
        m_firstUser.assign(m_instructions.size() + 1, 0);
        for (const Instruction& instruction : m_instructions) {
            for (const std::int32_t before : instruction.dependencies)
                ++m_firstUser[static_cast<std::size_t>(before) + 1];
        }
        std::partial_sum(m_firstUser.begin(), m_firstUser.end(), m_firstUser.begin());
        m_users.resize(m_firstUser.back());
        std::vector<std::size_t> fill(m_firstUser.begin(), m_firstUser.end() - 1);
        for (std::size_t i = 0; i < m_instructions.size(); ++i) {
            m_waitingFor[i] = m_instructions[i].dependencies.size();
            for (const std::int32_t before : m_instructions[i].dependencies) {
                m_users[fill[static_cast<std::size_t>(before)]++] = static_cast<std::int32_t>(i);
            }
        }
    }

    void addOverheads() {
        m_overhead.assign(m_instructions.size(), 0);
        std::int32_t layer = -1;
        bool wasHost = false;
        for (std::size_t i = 0; i < m_instructions.size(); ++i) {
            const Instruction& instruction = m_instructions[i];
            if (isTransfer(instruction.engine) || instruction.layer == layer) continue;
            const bool isHost = instruction.engine == Engine::Host;
            if (!(isHost && wasHost)) m_overhead[i] = m_target.layerOverheadUs.value * 1e-6;
            layer = instruction.layer;
            wasHost = isHost;
        }
    }

    double computeSeconds(std::size_t index) const {
        const Instruction& instruction = m_instructions[index];
        if (instruction.engine == Engine::Host) return instruction.hostSeconds + m_overhead[index];
        return static_cast<double>(instruction.cycles) / (m_target.clockMHz.value * 1e6) + m_overhead[index];
    }

    bool startWhatCan() {
        bool started = false;
        for (EngineState& engine : m_engines) {
            if (engine.current >= 0 || engine.next == engine.queue.size()) continue;
            const std::int32_t index = engine.queue[engine.next];
            if (m_waitingFor[static_cast<std::size_t>(index)] > 0) continue;
            start(engine, index);
            started = true;
        }
        return started;
    }

    void start(EngineState& engine, std::int32_t index) {
        const Instruction& instruction = m_instructions[static_cast<std::size_t>(index)];
        InstructionTime& time = m_run.times[static_cast<std::size_t>(index)];
        time.start = m_now;
        time.engineFree = engine.freeSince;
        time.previous = engine.next > 0 ? engine.queue[engine.next - 1] : -1;
        engine.current = index;
        ++engine.next;
        const bool moves = isTransfer(instruction.engine) && instruction.ddrBytes > 0;
        engine.bytesLeft = moves ? static_cast<double>(instruction.ddrBytes) : 0;
        const double wait = isTransfer(instruction.engine) ? (moves ? m_target.ddrLatencyNs.value * 1e-9 : 0)
                                                           : computeSeconds(static_cast<std::size_t>(index));
        engine.until = m_now + wait;
    }

    std::size_t movingNow() const {
        return static_cast<std::size_t>(
            std::count_if(m_engines.begin(), m_engines.end(), [&](const EngineState& e) { return e.isMoving(m_now); }));
    }

    double nextEvent() const {
        const double rate = m_bandwidth / static_cast<double>(std::max<std::size_t>(movingNow(), 1));
        double next = kNever;
        for (const EngineState& engine : m_engines) {
            if (engine.current < 0) continue;
            next = std::min(next, engine.isMoving(m_now) ? m_now + engine.bytesLeft / rate : engine.until);
        }
        return next;
    }

    void advanceTo(double time) {
        const std::size_t moving = movingNow();
        const double rate = m_bandwidth / static_cast<double>(std::max<std::size_t>(moving, 1));
        const double step = time - m_now;
        if (moving > 0 && step > 0) noteTraffic(time);
        for (EngineState& engine : m_engines) {
            if (engine.current < 0) continue;
            bool isOver = engine.bytesLeft <= 0 && engine.until <= time;
            if (engine.isMoving(m_now)) {
                // Rounding may leave a crumb that no longer moves the clock.
                constexpr double kCrumbBytes = 1e-3;
                engine.bytesLeft -= rate * step;
                isOver = engine.bytesLeft <= kCrumbBytes;
                if (isOver) engine.bytesLeft = 0;
            }
            if (isOver) finish(engine, time);
        }
        m_now = time;
    }

    void finish(EngineState& engine, double time) {
        const auto index = static_cast<std::size_t>(engine.current);
        m_run.times[index].end = time;
        engine.current = -1;
        engine.freeSince = time;
        ++m_done;
        for (std::size_t k = m_firstUser[index]; k < m_firstUser[index + 1]; ++k) {
            const auto user = static_cast<std::size_t>(m_users[k]);
            --m_waitingFor[user];
            m_run.times[user].ready = time;
            m_run.times[user].lastDependency = static_cast<std::int32_t>(index);
        }
    }

    void noteTraffic(double until) {
        if (!m_run.ddr.empty() && m_run.ddr.back().end == m_now) {
            m_run.ddr.back().end = until;
        } else {
            m_run.ddr.push_back({m_now, until, m_bandwidth});
        }
    }

    std::span<const Instruction> m_instructions;
    const Target& m_target;
    double m_now;
    double m_bandwidth;
    std::array<EngineState, kEngineCount> m_engines;
    std::vector<std::size_t> m_waitingFor, m_firstUser;
    std::vector<std::int32_t> m_users;
    std::vector<double> m_overhead;
    std::size_t m_done = 0;
    MachineRun m_run;
};

} // namespace

Result<MachineRun> runMachine(std::span<const Instruction> instructions, const Target& target, double begin, JobContext& context) {
    for (std::size_t i = 0; i < instructions.size(); ++i) {
        for (const std::int32_t before : instructions[i].dependencies) {
            if (before < 0 || static_cast<std::size_t>(before) >= i) {
                return Error::input("instruction " + std::to_string(i) + " depends on instruction " + std::to_string(before) +
                                    ", which does not come before it");
            }
        }
    }
    return Machine(instructions, target, begin).run(context);
}

} // namespace lathe
