#include "core/compiler/compile.h"
#include "core/simulator/timing/timing.h"
#include "core/targets/machine.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/core/simulator/timing/cycle_reference.h"
#include "tests/support/test_main.h"

#include <random>

using namespace lathe;

namespace {

/// Errors of the event simulation's ends, in shares of the reference's.
struct Errors {
    double sum = 0, most = 0;
    int count = 0;
    void add(double event, double stepped) {
        const double error = std::abs(event - stepped) / stepped;
        sum += error;
        most = std::max(most, error);
        ++count;
    }
    double mean() const { return sum / count; }
};

class Programs {
public:
    explicit Programs(unsigned seed) : m_random(seed) {}

    Target target() {
        Target target;
        target.clockMHz.value = static_cast<double>(between(300, 1500));
        target.ddrGBps.value = static_cast<double>(between(20, 800)) / 10;
        target.ddrEfficiency.value = 0.7;
        target.ddrLatencyNs.value = static_cast<double>(between(0, 300));
        target.ddrBurstBytes.value = between(0, 1) ? 64 : 32;
        target.layerOverheadUs.value = static_cast<double>(between(0, 20)) / 10;
        if (between(0, 1)) target.portGBps.value = target.ddrGBps.value * static_cast<double>(between(3, 9)) / 10;
        return target;
    }

    std::vector<Instruction> program() {
        constexpr Engine kUsed[] = {Engine::Load, Engine::Weights, Engine::Mac, Engine::Vector, Engine::Store};
        const std::int64_t cores = between(1, 3), count = between(20, 80);
        std::vector<Instruction> all;
        for (std::int64_t i = 0; i < count; ++i) {
            Instruction instruction;
            instruction.engine = kUsed[between(0, 4)];
            instruction.core = static_cast<std::int32_t>(between(0, cores - 1));
            instruction.layer = static_cast<std::int32_t>(i / 10);
            if (isTransfer(instruction.engine))
                instruction.ddrBytes = between(1, 100'000);
            else
                instruction.cycles = between(1, 5'000);
            for (std::int64_t wanted = between(0, 2); i > 0 && wanted > 0; --wanted)
                instruction.dependencies.push_back(static_cast<std::int32_t>(between(std::max<std::int64_t>(0, i - 8), i - 1)));
            all.push_back(std::move(instruction));
        }
        return all;
    }

private:
    std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + static_cast<std::int64_t>(m_random() % static_cast<std::uint32_t>(most - least + 1));
    }
    std::mt19937 m_random;
};

void compareEnds(std::span<const Instruction> instructions, const Target& target, Errors& errors) {
    JobContext context;
    const auto run = runMachine(instructions, target, 0, context);
    VERIFY_OK(run);
    const std::vector<std::int64_t> stepped = test::stepProgram(instructions, target);
    const double cycle = 1 / (target.clockMHz.value * 1e6);
    errors.add(run->end, static_cast<double>(*std::max_element(stepped.begin(), stepped.end())) * cycle);
}

} // namespace

class CycleReferenceTest : public QObject {
    Q_OBJECT
private slots:
    void randomPrograms() {
        Errors errors;
        Programs programs(20);
        for (int i = 0; i < 300; ++i) {
            const Target target = programs.target();
            compareEnds(programs.program(), target, errors);
        }
        qInfo("random programs: mean %.4f %%, maximum %.4f %% of %d", errors.mean() * 100, errors.most * 100, errors.count);
        QVERIFY(errors.mean() <= 0.0025 && errors.most <= 0.02);
    }

    void compiledLayers() {
        Errors errors;
        for (const char* device : {"nash-e", "kl720"}) {
            const Target target = findTarget(device).value();
            for (const int channels : {16, 48, 128}) {
                for (const int size : {7, 14, 28}) {
                    for (const char* level : {"O0", "O1", "O2"}) {
                        const std::string c = std::to_string(channels), s = std::to_string(size);
                        const Graph graph = test::graphOf(
                            "graph \"g\" opset 13\ninput x: float[1, " + c + ", " + s + ", " + s + "]\nconst w: float[" + c + ", " + c +
                            ", 3, 3] = fill(1.0)\nconst d: float[" + c +
                            ", 1, 3, 3] = fill(1.0)\na = Conv(x, w) {pads: [1, 1, 1, 1]}\ns = Sigmoid(a)\nm = Mul(a, s)\nb = Conv(m, d) {pads: [1, 1, 1, 1], group: " +
                            c + "}\ny = Add(b, m)\noutput y\n");
                        CompileOptions options;
                        options.optimizeLevel = level;
                        JobContext context;
                        const auto program = compile(test::asInt8(graph), target, options, context);
                        VERIFY_OK(program);
                        compareEnds(program->instructions, target, errors);
                    }
                }
            }
        }
        qInfo("compiled layers: mean %.4f %%, maximum %.4f %% of %d", errors.mean() * 100, errors.most * 100, errors.count);
        QVERIFY(errors.mean() <= 0.0025 && errors.most <= 0.02);
    }
};

LATHE_TEST(CycleReferenceTest)
#include "cycle_reference_test.moc"
