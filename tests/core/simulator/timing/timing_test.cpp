#include "core/compiler/compile.h"
#include "core/simulator/timing/timing.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/support/test_main.h"

#include <nlohmann/json.hpp>

using namespace lathe;

namespace {

/// 1 GHz, 1 GB/s, no latency: a cycle is a byte is a nanosecond.
Target plainTarget() {
    Target target;
    target.clockMHz.value = 1000;
    target.ddrGBps.value = 1;
    target.ddrEfficiency.value = 1;
    target.fixedOverheadUs.value = 1;
    return target;
}

Instruction make(Engine engine, std::int64_t amount, std::vector<std::int32_t> dependencies) {
    Instruction instruction;
    instruction.engine = engine;
    const bool moves = engine == Engine::Load || engine == Engine::Weights || engine == Engine::Store;
    (moves ? instruction.ddrBytes : instruction.cycles) = amount;
    instruction.dependencies = std::move(dependencies);
    return instruction;
}

/// Load, compute, apply, load again beside it, compute.
Program smallProgram() {
    Program program;
    program.name = "small";
    program.target = "plain";
    program.layers.resize(1);
    program.layers[0].name = "only \"layer\"";
    program.instructions = {make(Engine::Load, 100, {}), make(Engine::Mac, 50, {0}), make(Engine::Vector, 30, {1}),
                            make(Engine::Load, 100, {}), make(Engine::Mac, 50, {3})};
    return program;
}

} // namespace

class TimingTest : public QObject {
    Q_OBJECT
private slots:
    void everyWaitHasItsCause() {
        JobContext context;
        const auto trace = simulateTiming(smallProgram(), plainTarget(), context);
        VERIFY_OK(trace);
        const Wait expected[] = {Wait::None, Wait::Bandwidth, Wait::Dependency, Wait::Engine, Wait::Bandwidth};
        const std::int32_t causes[] = {-1, 0, 1, 0, 3};
        for (std::size_t i = 0; i < 5; ++i) {
            QCOMPARE(trace->events[i].wait, expected[i]);
            QCOMPARE(trace->events[i].waitedFor, causes[i]);
        }
        QCOMPARE(std::round(trace->events[4].waited * 1e9), 50.0); // free at 1150 ns, its bytes came at 1200 ns
        QCOMPARE(std::round(trace->latency * 1e9), 1250.0);        // with the overhead of 1 µs
        QCOMPARE(trace->criticalPath, (std::vector<std::int32_t>{0, 3, 4}));
    }

    void bandwidthSamplesHoldAllBytes() {
        JobContext context;
        const auto trace = simulateTiming(smallProgram(), plainTarget(), context);
        double bytes = 0;
        for (const BandwidthSample& sample : trace->ddr)
            bytes += (sample.end - sample.start) * sample.bytesPerSecond;
        QCOMPARE(std::round(bytes), 200.0);
    }

    void chromeTraceIsJsonWithEveryInstruction() {
        JobContext context;
        const Program program = smallProgram();
        const auto document = nlohmann::json::parse(toChromeTrace(program, simulateTiming(program, plainTarget(), context).value()));
        std::size_t complete = 0;
        for (const auto& event : document["traceEvents"]) {
            if (event["ph"] != "X") continue;
            ++complete;
            QCOMPARE(event["name"].get<std::string>(), program.layers[0].name);
            QVERIFY(event["dur"].get<double>() > 0);
        }
        QCOMPARE(complete, program.instructions.size());
    }

    /// The closed form must tell large networks from small ones as the simulation does.
    void estimatesFollowTheSimulation() {
        double before = 0;
        const Target target = findTarget("nash-e").value();
        for (const int channels : {32, 128, 512}) {
            const std::string c = std::to_string(channels);
            const Graph graph = test::graphOf("graph \"g\" opset 13\ninput x: float[1, " + c + ", 56, 56]\nconst w: float[" + c + ", " + c +
                                              ", 3, 3] = fill(1.0)\ny = Conv(x, w) {pads: [1, 1, 1, 1]}\noutput y\n");
            JobContext context;
            const auto program = compile(test::asInt8(graph), target, {}, context);
            VERIFY_OK(program);
            const double simulated = simulateTiming(*program, target, context).value().latency, estimated = estimateLatency(graph, target);
            QVERIFY(estimated > before);
            QVERIFY2(estimated > 0.4 * simulated && estimated < 1.5 * simulated, c.c_str());
            before = estimated;
        }
    }
};

LATHE_TEST(TimingTest)
#include "timing_test.moc"
