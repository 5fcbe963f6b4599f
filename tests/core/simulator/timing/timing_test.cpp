#include "core/compiler/compile.h"
#include "core/simulator/timing/estimate.h"
#include "core/simulator/timing/timing.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/support/test_main.h"

#include <nlohmann/json.hpp>

#include <map>
#include <set>

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

    /// 1000 ns overhead, then load 0–100, MAC 100–150, vector 150–180 beside the load 100–200, MAC 200–250.
    void occupancyAndBandwidthAreWhatHappened() {
        JobContext context;
        const Program program = smallProgram();
        const Trace trace = simulateTiming(program, plainTarget(), context).value();
        const auto all = occupancyOver(program, trace, 25); // of 50 ns each
        QCOMPARE(all.size(), std::size_t(3));
        for (const EngineOccupancy& engine : all) {
            const bool loads = engine.engine == Engine::Load, applies = engine.engine == Engine::Vector;
            const double expected[] = {loads ? 1.0 : 0.0, loads ? 1.0 : 0.0, applies ? 0.0 : 1.0,
                                       loads     ? 1.0
                                       : applies ? 0.6
                                                 : 0.0,
                                       engine.engine == Engine::Mac ? 1.0 : 0.0};
            QVERIFY(engine.busy[19] < 1e-9);
            for (std::size_t i = 0; i < 5; ++i)
                QVERIFY(std::abs(engine.busy[20 + i] - expected[i]) < 1e-6);
        }
        const std::vector<double> bandwidth = bandwidthOver(trace, 25);
        QVERIFY(std::abs(bandwidth[21] - 1e9) < 1e3 && std::abs(bandwidth[24]) < 1e3);
    }

    void coresHaveLanesOfTheirOwn() {
        JobContext context;
        Program program = smallProgram();
        program.instructions[3].core = program.instructions[4].core = 1;
        const auto document = nlohmann::json::parse(toChromeTrace(program, simulateTiming(program, plainTarget(), context).value()));
        std::map<int, int> events;
        std::set<std::string> counters;
        for (const auto& event : document["traceEvents"]) {
            if (event["ph"] == "X") ++events[event["pid"].get<int>()];
            if (event["ph"] == "C") counters.insert(event["name"].get<std::string>());
        }
        QCOMPARE(events, (std::map<int, int>{{1, 3}, {2, 2}}));
        QVERIFY(counters.contains("DDR"));
    }

    void sharedTimeIsSaid() {
        JobContext context;
        Program program = smallProgram();
        program.instructions.push_back(make(Engine::Weights, 100, {}));
        const Trace trace = simulateTiming(program, plainTarget(), context).value();
        QCOMPARE(std::round(trace.events[0].shared * 1e9), 100.0); // twice as long beside the weights
        QCOMPARE(std::round(trace.events[3].shared * 1e9), 0.0);
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
            const auto planned = estimateNetwork(assumeInt8(graph, target), target, 0, context); // O0, as compiled
            VERIFY_OK(planned);
            QVERIFY(std::abs(planned->latency / simulated - 1) < 0.03);
            QVERIFY(!planned->assumptions.empty());
            QVERIFY(estimated > before);
            QVERIFY2(estimated > 0.4 * simulated && estimated < 1.5 * simulated, c.c_str());
            before = estimated;
        }
    }
};

LATHE_TEST(TimingTest)
#include "timing_test.moc"
