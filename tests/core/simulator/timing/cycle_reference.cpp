#include "tests/core/simulator/timing/cycle_reference.h"

#include <cmath>
#include <deque>
#include <set>

namespace lathe::test {
namespace {

struct Unit {
    std::deque<std::size_t> queue;
    bool isBusy = false;
    std::int64_t countdown = 0; ///< cycles of computation or of latency
    double bytes = 0;           ///< still to be moved
    double portCredit = 0;
};

class Device {
public:
    Device(std::span<const Instruction> instructions, const Target& target)
        : m_instructions(instructions), m_target(target), m_ends(instructions.size(), -1) {
        std::int32_t cores = 1;
        for (const Instruction& instruction : instructions)
            cores = std::max(cores, instruction.core + 1);
        m_units.resize(static_cast<std::size_t>(cores) * kEngines.size());
        std::set<std::pair<std::int32_t, std::int32_t>> startedLayers;
        for (std::size_t i = 0; i < instructions.size(); ++i) {
            unitOf(i).queue.push_back(i);
            const bool computes = instructions[i].engine == Engine::Mac || instructions[i].engine == Engine::Vector;
            m_isFirst.push_back(computes && startedLayers.insert({instructions[i].core, instructions[i].layer}).second);
        }
    }

    std::vector<std::int64_t> run() {
        std::size_t done = 0;
        for (m_cycle = 0; done < m_instructions.size(); ++m_cycle) {
            for (Unit& unit : m_units)
                startNext(unit);
            handOutBursts();
            for (Unit& unit : m_units)
                done += step(unit);
        }
        return m_ends;
    }

private:
    Unit& unitOf(std::size_t i) {
        const Instruction& instruction = m_instructions[i];
        return m_units[static_cast<std::size_t>(instruction.core) * kEngines.size() + static_cast<std::size_t>(instruction.engine)];
    }

    std::int64_t cyclesOf(double seconds) const { return std::llround(seconds * m_target.clockMHz.value * 1e6); }

    void startNext(Unit& unit) {
        if (unit.isBusy || unit.queue.empty()) return;
        const Instruction& instruction = m_instructions[unit.queue.front()];
        for (const std::int32_t before : instruction.dependencies) {
            const std::int64_t end = m_ends[static_cast<std::size_t>(before)];
            if (end < 0 || end > m_cycle) return;
        }
        unit.isBusy = true;
        unit.bytes = static_cast<double>(instruction.ddrBytes);
        unit.countdown = instruction.ddrBytes > 0 ? cyclesOf(m_target.ddrLatencyNs.value * 1e-9) : instruction.cycles;
        if (m_isFirst[unit.queue.front()]) unit.countdown += cyclesOf(m_target.layerOverheadUs.value * 1e-6);
        unit.portCredit = 0;
    }

    void handOutBursts() {
        const double perCycle = 1 / (m_target.clockMHz.value * 1e6);
        const double burst = m_target.ddrBurstBytes.value;
        m_credit += m_target.ddrGBps.value * 1e9 * m_target.ddrEfficiency.value * perCycle;
        bool isWanted = false;
        for (Unit& unit : m_units) {
            if (!wantsBus(unit)) continue;
            isWanted = true;
            const double port = m_target.portGBps.value > 0 ? m_target.portGBps.value * 1e9 * perCycle : m_credit;
            // A port that waits for the bus does not save up more than the burst that it waits for.
            unit.portCredit = std::min(unit.portCredit, burst) + port;
        }
        for (std::size_t refused = 0; m_credit >= burst && refused < m_units.size();) {
            Unit& unit = m_units[m_turn];
            m_turn = (m_turn + 1) % m_units.size();
            if (!wantsBus(unit) || unit.portCredit < burst) {
                ++refused;
                continue;
            }
            unit.bytes -= burst;
            unit.portCredit -= burst;
            m_credit -= burst;
            refused = 0;
        }
        // A bus that nobody wants saves nothing: the first burst takes its time, too.
        m_credit = isWanted ? std::min(m_credit, burst) : 0;
    }

    static bool wantsBus(const Unit& unit) { return unit.isBusy && unit.countdown == 0 && unit.bytes > 0; }

    std::size_t step(Unit& unit) {
        if (!unit.isBusy) return 0;
        if (unit.countdown > 0) --unit.countdown;
        if (unit.countdown > 0 || unit.bytes > 0) return 0;
        m_ends[unit.queue.front()] = m_cycle + 1;
        unit.queue.pop_front();
        unit.isBusy = false;
        return 1;
    }

    std::span<const Instruction> m_instructions;
    const Target& m_target;
    std::vector<Unit> m_units;
    std::vector<bool> m_isFirst; ///< by instruction: it starts its layer
    std::vector<std::int64_t> m_ends;
    std::int64_t m_cycle = 0;
    double m_credit = 0;
    std::size_t m_turn = 0;
};

} // namespace

std::vector<std::int64_t> stepProgram(std::span<const Instruction> instructions, const Target& target) {
    return Device(instructions, target).run();
}

} // namespace lathe::test
