#include "core/simulator/timing/bus_ledger.h"
#include "core/simulator/timing/estimate.h"
#include "core/targets/machine.h"

namespace lathe {
namespace {

class Recurrence {
public:
    Recurrence(std::span<const Instruction> instructions, const Target& target)
        : m_instructions(instructions), m_target(target), m_begin(target.fixedOverheadUs.value * 1e-6),
          m_overheads(layerOverheads(instructions, target)), m_ends(instructions.size(), m_begin) {}

    const std::vector<double>& run() {
        for (std::size_t i = 0; i < m_instructions.size(); ++i) {
            double& engineFree = freeTimeOf(m_instructions[i]);
            double start = std::max(engineFree, m_begin);
            for (const std::int32_t before : m_instructions[i].dependencies)
                start = std::max(start, m_ends[static_cast<std::size_t>(before)]);
            m_ends[i] = engineFree = endOf(i, start);
        }
        return m_ends;
    }

private:
    double& freeTimeOf(const Instruction& instruction) {
        const std::size_t core = instruction.engine == Engine::Host ? 0 : static_cast<std::size_t>(instruction.core);
        if (m_free.size() <= core) m_free.resize(core + 1);
        return m_free[core][static_cast<std::size_t>(instruction.engine)];
    }

    double endOf(std::size_t index, double start) {
        const Instruction& instruction = m_instructions[index];
        if (!isTransfer(instruction.engine)) return start + computeSeconds(instruction, m_target) + m_overheads[index];
        if (instruction.ddrBytes <= 0) return start;
        const double moving = start + m_target.ddrLatencyNs.value * 1e-9, bytes = busBytes(instruction.ddrBytes, m_target);
        return std::max(m_bus.take(moving, bytes / m_target.ddrBytesPerSecond()), moving + bytes / m_target.portBytesPerSecond());
    }

    std::span<const Instruction> m_instructions;
    const Target& m_target;
    double m_begin;
    std::vector<double> m_overheads, m_ends;
    std::vector<std::array<double, kEngines.size()>> m_free; ///< by core, engine
    BusLedger m_bus;
};

double rooflineOf(const Program& program, const Target& target) {
    double macs = 0, bytes = 0;
    for (const Instruction& instruction : program.instructions) {
        macs += static_cast<double>(instruction.macs) * (instruction.engine == Engine::Mac ? 1 : 0);
        bytes += static_cast<double>(instruction.ddrBytes);
    }
    return std::max(macs / (target.peakMacsPerSecond() * coreCount(program.instructions)), bytes / target.ddrBytesPerSecond());
}

std::vector<std::string> assumptionsOf(const Target& target) {
    std::vector<std::string> all{"Transfers take the DDR one after the other in program order; in the event simulation they share it.",
                                 "Figures of " + target.name + ": " + target.validation};
    return all;
}

} // namespace

Estimate estimateProgram(const Program& program, const Target& target) {
    Recurrence recurrence(program.instructions, target);
    const std::vector<double>& ends = recurrence.run();
    Estimate estimate;
    estimate.latency = target.fixedOverheadUs.value * 1e-6;
    estimate.roofline = rooflineOf(program, target);
    estimate.assumptions = assumptionsOf(target);
    std::vector<double> layerEnds(program.layers.size(), 0);
    for (std::size_t i = 0; i < ends.size(); ++i) {
        double& end = layerEnds[static_cast<std::size_t>(program.instructions[i].layer)];
        end = std::max(end, ends[i]);
    }
    for (const double end : layerEnds) {
        estimate.layers.push_back(std::max(0.0, end - estimate.latency));
        estimate.latency = std::max(estimate.latency, end);
    }
    return estimate;
}

} // namespace lathe
