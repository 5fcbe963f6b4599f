#include "core/compiler/function_calls.h"

#include "core/targets/machine.h"

namespace lathe {
namespace {

/// What has to be saved and brought back at a cut.
struct Spill {
    std::int64_t stored = 0, loaded = 0;
};

class Cutter {
public:
    Cutter(const Program& program, const Target& target, double limit, JobContext& context)
        : m_program(program), m_target(target), m_limit(limit), m_context(context), m_cores(coreCount(program.instructions)) {
        const std::vector<Instruction>& all = program.instructions;
        for (std::size_t i = 0; i < all.size(); ++i)
            if (i == 0 || all[i].layer != all[i - 1].layer || all[i].tile != all[i - 1].tile) m_groups.push_back(i);
        m_groups.push_back(all.size());
    }

    Status run(Program& out) {
        const std::size_t count = m_groups.size() - 1;
        for (std::size_t first = 0; first < count;) {
            LATHE_TRY(const std::size_t end, callEnd(first));
            if (end == first + 1) LATHE_CHECK(noteIfTooLong(first));
            append(out, first, end);
            first = end;
        }
        if (out.callEnds.size() <= 1) { // it fits one call
            out.instructions = m_program.instructions;
            out.callEnds.clear();
        }
        report();
        return {};
    }

private:
    const Instruction& leader(std::size_t group) const { return m_program.instructions[m_groups[group]]; }

    /// Across the border in front of `group`, on all cores together. Tensors that stay on the chip lie with one of them.
    Spill spillAt(std::size_t group) const {
        Spill spill;
        if (group == 0 || group + 1 >= m_groups.size()) return spill;
        const std::int32_t before = leader(group - 1).layer, behind = leader(group).layer;
        for (const Buffer& buffer : m_program.buffers) {
            if (buffer.firstLayer > before || buffer.lastLayer < behind) continue;
            const bool isTensor = buffer.value.isValid() && buffer.name == m_program.network.graph.value(buffer.value).name;
            if (isTensor) spill.stored += buffer.sizeBytes;
            spill.loaded += isTensor ? buffer.sizeBytes : buffer.sizeBytes * m_cores;
        }
        return spill;
    }

    /// The last group that a call beginning with `first` can have, plus one: at least one group.
    Result<std::size_t> callEnd(std::size_t first) {
        const std::size_t count = m_groups.size() - 1;
        std::size_t good = first + 1, step = 1;
        while (good < count) { // doubled until it no longer fits, then halved
            const std::size_t tried = std::min(count, good + step);
            LATHE_TRY(const double seconds, secondsOf(first, tried));
            if (seconds > m_limit) break;
            good = tried;
            step *= 2;
        }
        for (step = std::min(step, count - good); step > 0; step /= 2) {
            if (good + step > count) continue;
            LATHE_TRY(const double seconds, secondsOf(first, good + step));
            if (seconds <= m_limit) good += step;
        }
        return good;
    }

    Result<double> secondsOf(std::size_t first, std::size_t end) {
        Program call;
        append(call, first, end);
        LATHE_TRY(const MachineRun run, runMachine(call.instructions, m_target, 0, m_context));
        return run.end;
    }

    static std::int32_t lastOf(const Program& out) { return static_cast<std::int32_t>(out.instructions.size()) - 1; }

    static void addTransfer(Program& out, Engine engine, std::int64_t bytes, const Instruction& like, std::vector<std::int32_t> after) {
        Instruction transfer;
        transfer.engine = engine;
        transfer.layer = like.layer;
        transfer.tile = like.tile;
        transfer.ddrBytes = bytes;
        transfer.dependencies = std::move(after);
        out.instructions.push_back(std::move(transfer));
    }

    /// The instructions of the groups [first, end) as a call, behind those that `out` has.
    void append(Program& out, std::size_t first, std::size_t end) const {
        std::int32_t entry = out.callEnds.empty() ? -1 : out.callEnds.back(); // what the call waits for
        if (const Spill spill = spillAt(first); spill.loaded > 0) {
            addTransfer(out, Engine::Load, spill.loaded, leader(first), entry < 0 ? std::vector<std::int32_t>{} : std::vector{entry});
            entry = lastOf(out);
        }
        const auto begin = static_cast<std::int32_t>(m_groups[first]);
        const std::int32_t shift = lastOf(out) + 1 - begin;
        std::vector<bool> isWaitedFor(m_groups[end] - m_groups[first], false);
        for (std::size_t i = m_groups[first]; i < m_groups[end]; ++i) {
            Instruction instruction = m_program.instructions[i];
            std::vector<std::int32_t> inside;
            for (const std::int32_t before : instruction.dependencies) {
                if (before < begin) continue;
                inside.push_back(before + shift);
                isWaitedFor[static_cast<std::size_t>(before - begin)] = true;
            }
            if (inside.empty() && entry >= 0) inside.push_back(entry);
            instruction.dependencies = std::move(inside);
            out.instructions.push_back(std::move(instruction));
        }
        std::vector<std::int32_t> ends;
        for (std::size_t i = 0; i < isWaitedFor.size(); ++i)
            if (!isWaitedFor[i]) ends.push_back(begin + static_cast<std::int32_t>(i) + shift);
        finish(out, end, std::move(ends));
    }

    void finish(Program& out, std::size_t end, std::vector<std::int32_t> ends) const {
        const Instruction& last = leader(end - 1);
        if (const Spill spill = spillAt(end); spill.stored > 0) {
            addTransfer(out, Engine::Store, spill.stored, last, std::move(ends));
            ends = {lastOf(out)};
        }
        Instruction sync;
        sync.engine = Engine::Sync;
        sync.layer = last.layer;
        sync.tile = last.tile;
        sync.dependencies = std::move(ends);
        out.instructions.push_back(std::move(sync));
        out.callEnds.push_back(lastOf(out));
    }

    Status noteIfTooLong(std::size_t group) {
        LATHE_TRY(const double seconds, secondsOf(group, group + 1));
        if (seconds <= m_limit) return {};
        ++m_tooLong;
        if (seconds <= m_worst) return {};
        m_worst = seconds;
        m_worstLayer = m_program.layers[static_cast<std::size_t>(leader(group).layer)].name;
        return {};
    }

    void report() {
        if (m_tooLong == 0) return;
        char text[160];
        std::snprintf(text, sizeof text, "%zu tiles take longer than max_time_per_fc, up to %.0f µs, and are calls by themselves",
                      m_tooLong, m_worst * 1e6);
        m_context.warn("COMPILE08", text, m_worstLayer, "raise max_time_per_fc, or take optimize_level O2, whose tiles are smaller");
    }

    const Program& m_program;
    const Target& m_target;
    const double m_limit;
    JobContext& m_context;
    const std::int64_t m_cores;
    std::vector<std::size_t> m_groups; ///< first instruction of each tile, and the number of all
    std::size_t m_tooLong = 0;
    double m_worst = 0;
    std::string m_worstLayer;
};

} // namespace

Status cutIntoCalls(Program& program, const Target& target, double limitSeconds, JobContext& context) {
    if (program.instructions.empty()) return {};
    Program cut;
    LATHE_CHECK(Cutter(program, target, limitSeconds, context).run(cut));
    program.instructions = std::move(cut.instructions);
    program.callEnds = std::move(cut.callEnds);
    return {};
}

std::vector<double> callSeconds(const Program& program, std::span<const double> ends, double begin) {
    std::vector<double> seconds;
    for (const std::int32_t end : program.callEnds) {
        const double at = ends[static_cast<std::size_t>(end)];
        seconds.push_back(at - begin);
        begin = at;
    }
    return seconds;
}

} // namespace lathe
