#include "core/targets/machine.h"
#include "tests/support/test_main.h"

using namespace lathe;

namespace {

/// 1 GHz, 1 GB/s, no latency, no overhead: a cycle is a byte is a nanosecond.
Target plainTarget() {
    Target target;
    target.clockMHz.value = 1000;
    target.ddrGBps.value = 1;
    target.ddrEfficiency.value = 1;
    return target;
}

Instruction compute(Engine engine, std::int64_t cycles, std::vector<std::int32_t> dependencies = {}, std::int32_t layer = 0) {
    Instruction instruction;
    instruction.engine = engine;
    instruction.cycles = cycles;
    instruction.layer = layer;
    instruction.dependencies = std::move(dependencies);
    return instruction;
}

Instruction transfer(Engine engine, std::int64_t bytes, std::vector<std::int32_t> dependencies = {}) {
    Instruction instruction;
    instruction.engine = engine;
    instruction.ddrBytes = bytes;
    instruction.dependencies = std::move(dependencies);
    return instruction;
}

double nanoseconds(double seconds) {
    return std::round(seconds * 1e12) / 1e3;
}

} // namespace

class MachineTest : public QObject {
    Q_OBJECT
private slots:
    void enginesRunSideBySideAndInOrder() {
        const std::vector<Instruction> program{compute(Engine::Mac, 100), compute(Engine::Vector, 40), compute(Engine::Mac, 10, {1})};
        JobContext context;
        const auto run = runMachine(program, plainTarget(), 0, context);
        VERIFY_OK(run);
        QCOMPARE(nanoseconds(run->times[1].end), 40.0);
        QCOMPARE(nanoseconds(run->times[2].start), 100.0);
        QCOMPARE(nanoseconds(run->end), 110.0);
    }

    void transfersShareTheBandwidth() {
        const std::vector<Instruction> program{transfer(Engine::Load, 100), transfer(Engine::Weights, 300)};
        JobContext context;
        const auto run = runMachine(program, plainTarget(), 0, context);
        VERIFY_OK(run);
        QCOMPARE(nanoseconds(run->times[0].end), 200.0); // half the rate while both move
        QCOMPARE(nanoseconds(run->times[1].end), 400.0); // all bytes at the full rate in the end
        QCOMPARE(run->ddr.size(), std::size_t(2));       // a part for each number of users
        QCOMPARE(run->ddr[0].users, 2);
        QCOMPARE(nanoseconds(run->ddr[0].end), 200.0);
        QCOMPARE(nanoseconds(run->ddr[1].end), 400.0);
    }

    void aPortLimitsItsTransfer() {
        Target target = plainTarget();
        target.portGBps.value = 0.4;
        const std::vector<Instruction> program{transfer(Engine::Load, 100), transfer(Engine::Weights, 100), transfer(Engine::Store, 300)};
        JobContext context;
        const auto run = runMachine(program, target, 0, context);
        VERIFY_OK(run);
        QCOMPARE(nanoseconds(run->times[0].end), 300.0); // a third each of 1 GB/s: less than a port
        QCOMPARE(nanoseconds(run->times[2].end), 800.0); // 200 bytes are left, at the port's 0.4 GB/s
        QCOMPARE(nanoseconds(run->times[0].sharing), 50.0);
        QCOMPARE(run->ddr.size(), std::size_t(2));
        QCOMPARE(std::round(run->ddr[1].bytesPerSecond), 0.4e9);
    }

    void transfersTakeWholeBursts() {
        Target target = plainTarget();
        target.ddrBurstBytes.value = 64;
        JobContext context;
        const auto run = runMachine(std::vector<Instruction>{transfer(Engine::Load, 65)}, target, 0, context);
        VERIFY_OK(run);
        QCOMPARE(nanoseconds(run->end), 128.0);
    }

    void coresHaveTheirEnginesAndShareTheMemory() {
        std::vector<Instruction> program{transfer(Engine::Load, 100), transfer(Engine::Load, 100), compute(Engine::Mac, 50, {0}),
                                         compute(Engine::Mac, 50, {1}), compute(Engine::Sync, 10, {2, 3})};
        program[1].core = program[3].core = 1;
        Target target = plainTarget();
        target.layerOverheadUs.value = 1;
        JobContext context;
        const auto run = runMachine(program, target, 0, context);
        VERIFY_OK(run);
        QCOMPARE(nanoseconds(run->times[1].end), 200.0);  // beside the first, at half the rate
        QCOMPARE(nanoseconds(run->times[3].end), 1250.0); // each core starts the layer for itself
        QCOMPARE(nanoseconds(run->end), 1260.0);          // waiting for each other is no start of a layer
    }

    void latencyComesBeforeTheBytes() {
        Target target = plainTarget();
        target.ddrLatencyNs.value = 50;
        const std::vector<Instruction> program{transfer(Engine::Load, 100), transfer(Engine::Load, 100), transfer(Engine::Load, 0)};
        JobContext context;
        const auto run = runMachine(program, target, 1e-6, context);
        VERIFY_OK(run);
        QCOMPARE(nanoseconds(run->times[0].end), 1150.0);
        QCOMPARE(nanoseconds(run->end), 1300.0);
    }

    void eachLayerPaysItsOverheadOnce() {
        Target target = plainTarget();
        target.layerOverheadUs.value = 1;
        const std::vector<Instruction> program{compute(Engine::Mac, 10), compute(Engine::Mac, 10), compute(Engine::Mac, 10, {}, 1),
                                               compute(Engine::Host, 0, {2}, 2), compute(Engine::Host, 0, {3}, 3)};
        JobContext context;
        const auto run = runMachine(program, target, 0, context);
        VERIFY_OK(run);
        QCOMPARE(nanoseconds(run->times[2].end), 2030.0);
        QCOMPARE(nanoseconds(run->end), 3030.0);
    }

    void wrongOrderIsAnError_data() {
        QTest::addColumn<int>("dependency");
        QTest::newRow("itself") << 0;
        QTest::newRow("later") << 5;
        QTest::newRow("negative") << -1;
    }
    void wrongOrderIsAnError() {
        QFETCH(int, dependency);
        JobContext context;
        const auto run = runMachine(std::vector<Instruction>{compute(Engine::Mac, 1, {dependency})}, plainTarget(), 0, context);
        QVERIFY(!run);
        QCOMPARE(run.error().kind, ErrorKind::Input);
    }
};

LATHE_TEST(MachineTest)
#include "machine_test.moc"
