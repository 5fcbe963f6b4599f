#include "core/targets/machine.h"

#include <cmath>

namespace lathe {
namespace {

constexpr std::size_t kEngineCount = kEngines.size();
constexpr double kNever = std::numeric_limits<double>::infinity();

/// The host is one, whatever the core.
std::size_t engineIndex(const Instruction& instruction) {
    const std::size_t core = instruction.engine == Engine::Host ? 0 : static_cast<std::size_t>(instruction.core);
    return core * kEngineCount + static_cast<std::size_t>(instruction.engine);
}

/// What an engine is doing now.
struct EngineState {
    std::vector<std::int32_t> queue; ///< its instructions in program order
    std::size_t next = 0;
    std::int32_t current = -1;
    double until = 0;     ///< end of the computation, or of the latency before a transfer moves bytes
    double bytesLeft = 0; ///< of the transfer
    double freeSince = 0;
    double movingSince = 0;
    bool isMoving(double now) const { return current >= 0 && bytesLeft > 0 && until <= now; }
};

class Machine {
public:
    Machine(std::span<const Instruction> instructions, const Target& target, double begin)
        : m_instructions(instructions), m_target(target), m_now(begin), m_bandwidth(target.ddrBytesPerSecond()),
          m_portRate(target.portBytesPerSecond()), m_engines(static_cast<std::size_t>(coreCount(instructions)) * kEngineCount),
          m_overhead(layerOverheads(instructions, target)) {
        m_run.times.resize(instructions.size());
        for (EngineState& engine : m_engines)
            engine.freeSince = begin;
        for (InstructionTime& time : m_run.times)
            time.ready = begin;
        queueAll();
        linkAll();
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
            m_engines[engineIndex(m_instructions[i])].queue.push_back(static_cast<std::int32_t>(i));
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
        engine.bytesLeft = moves ? busBytes(instruction.ddrBytes, m_target) : 0;
        const double wait =
            isTransfer(instruction.engine) ? (moves ? m_target.ddrLatencyNs.value * 1e-9 : 0) : secondsOf(static_cast<std::size_t>(index));
        engine.until = engine.movingSince = m_now + wait;
    }

    double secondsOf(std::size_t index) const { return computeSeconds(m_instructions[index], m_target) + m_overhead[index]; }

    /// All ports are alike, so that max-min fair is the equal part, or the port where that is less.
    double rateOfEach(std::size_t moving) const {
        return std::min(m_portRate, m_bandwidth / static_cast<double>(std::max<std::size_t>(moving, 1)));
    }

    std::size_t movingNow() const {
        return static_cast<std::size_t>(
            std::count_if(m_engines.begin(), m_engines.end(), [&](const EngineState& e) { return e.isMoving(m_now); }));
    }

    double nextEvent() const {
        const double rate = rateOfEach(movingNow());
        double next = kNever;
        for (const EngineState& engine : m_engines) {
            if (engine.current < 0) continue;
            next = std::min(next, engine.isMoving(m_now) ? m_now + engine.bytesLeft / rate : engine.until);
        }
        return next;
    }

    void advanceTo(double time) {
        const std::size_t moving = movingNow();
        const double rate = rateOfEach(moving);
        const double step = time - m_now;
        if (moving > 0 && step > 0) noteTraffic(time, moving);
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
        const Instruction& instruction = m_instructions[index];
        m_run.times[index].end = time;
        if (isTransfer(instruction.engine) && instruction.ddrBytes > 0)
            m_run.times[index].sharing = std::max(0.0, time - engine.movingSince - busBytes(instruction.ddrBytes, m_target) / m_portRate);
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

    void noteTraffic(double until, std::size_t moving) {
        const auto users = static_cast<std::int32_t>(moving);
        const double rate = rateOfEach(moving) * static_cast<double>(moving);
        if (!m_run.ddr.empty() && m_run.ddr.back().end == m_now && m_run.ddr.back().users == users)
            m_run.ddr.back().end = until;
        else
            m_run.ddr.push_back({m_now, until, rate, users});
    }

    std::span<const Instruction> m_instructions;
    const Target& m_target;
    double m_now;
    double m_bandwidth, m_portRate;
    std::vector<EngineState> m_engines; ///< by core, then engine
    std::vector<double> m_overhead;
    std::vector<std::size_t> m_waitingFor, m_firstUser;
    std::vector<std::int32_t> m_users;
    std::size_t m_done = 0;
    MachineRun m_run;
};

} // namespace

std::int32_t coreCount(std::span<const Instruction> instructions) {
    std::int32_t last = 0;
    for (const Instruction& instruction : instructions)
        last = std::max(last, instruction.core);
    return last + 1;
}

double busBytes(std::int64_t bytes, const Target& target) {
    const double burst = target.ddrBurstBytes.value;
    return burst > 0 ? std::ceil(static_cast<double>(bytes) / burst) * burst : static_cast<double>(bytes);
}

std::vector<double> layerOverheads(std::span<const Instruction> instructions, const Target& target) {
    struct CoreState {
        std::int32_t layer = -1;
        bool wasHost = false;
    };
    std::vector<double> overheads(instructions.size(), 0);
    std::vector<CoreState> cores(static_cast<std::size_t>(coreCount(instructions)));
    for (std::size_t i = 0; i < instructions.size(); ++i) {
        const Instruction& instruction = instructions[i];
        CoreState& core = cores[static_cast<std::size_t>(instruction.core)];
        if (isTransfer(instruction.engine) || instruction.engine == Engine::Sync || instruction.layer == core.layer) continue;
        const bool isHost = instruction.engine == Engine::Host;
        if (!(isHost && core.wasHost)) overheads[i] = target.layerOverheadUs.value * 1e-6;
        core = {instruction.layer, isHost};
    }
    return overheads;
}

double computeSeconds(const Instruction& instruction, const Target& target) {
    if (instruction.engine == Engine::Host) return instruction.hostSeconds;
    return static_cast<double>(instruction.cycles) / (target.clockMHz.value * 1e6);
}

Result<MachineRun> runMachine(std::span<const Instruction> instructions, const Target& target, double begin, JobContext& context) {
    for (std::size_t i = 0; i < instructions.size(); ++i) {
        if (instructions[i].core < 0)
            return Error::input("instruction " + std::to_string(i) + " runs on core " + std::to_string(instructions[i].core));
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
