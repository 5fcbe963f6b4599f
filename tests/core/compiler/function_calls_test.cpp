#include "core/compiler/function_calls.h"

#include "core/compiler/compile.h"
#include "core/targets/machine.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/support/test_main.h"

#include <numeric>

using namespace lathe;
using lathe::test::asInt8;
using lathe::test::graphOf;

namespace {

constexpr const char* kChain = R"(graph "chain" opset 13
input x: float[1, 16, 96, 96]
const w1: float[96, 16, 3, 3] = random(1, -1, 1)
const w2: float[96, 96, 3, 3] = random(2, -1, 1)
const w3: float[192, 96, 3, 3] = random(3, -1, 1)
a = Conv(x, w1) {pads: [1, 1, 1, 1]}
b = Conv(a, w2) {pads: [1, 1, 1, 1]}
c = Conv(b, w3) {pads: [1, 1, 1, 1], strides: [2, 2]}
d = Add(c, c)
output d
)";

std::vector<double> endsOf(const Program& program, const Target& target) {
    JobContext context;
    const MachineRun run = runMachine(program.instructions, target, 0, context).value();
    std::vector<double> ends;
    for (const InstructionTime& time : run.times)
        ends.push_back(time.end);
    return ends;
}

Program compiled(const Target& target, const char* level, std::int64_t microseconds, JobContext& context) {
    CompileOptions options;
    options.optimizeLevel = level;
    options.mostMicrosecondsPerCall = microseconds;
    return compile(asInt8(graphOf(kChain)), target, options, context).value();
}

std::int64_t macsOf(const Program& program) {
    return std::accumulate(program.instructions.begin(), program.instructions.end(), std::int64_t(0),
                           [](std::int64_t sum, const Instruction& one) { return sum + one.macs; });
}

} // namespace

class FunctionCallsTest : public QObject {
    Q_OBJECT
private slots:
    void callsKeepTheLimit_data() {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("level");
        QTest::addColumn<int>("limit");
        for (const char* target : {"nash-e", "kl720"})
            for (const char* level : {"O0", "O1", "O2"})
                for (const int limit : {60, 200, 1000})
                    QTest::addRow("%s %s %d", target, level, limit) << target << level << limit;
    }
    void callsKeepTheLimit() {
        QFETCH(QString, target);
        QFETCH(QString, level);
        QFETCH(int, limit);
        const Target device = findTarget(target.toStdString()).value();
        JobContext context;
        const Program whole = compiled(device, level.toUtf8().constData(), 0, context);
        const Program cut = compiled(device, level.toUtf8().constData(), limit, context);
        const double total = endsOf(whole, device).empty() ? 0 : std::ranges::max(endsOf(whole, device));
        const std::vector<double> calls = callSeconds(cut, endsOf(cut, device), 0);
        const auto said = context.diagnostics();
        const bool hasLongTile = std::ranges::any_of(said, [](const Diagnostic& one) { return one.code == "COMPILE08"; });
        if (total <= limit * 1e-6) {
            QVERIFY(calls.empty() && !hasLongTile);
            return;
        }
        QVERIFY(calls.size() >= 2);
        QVERIFY(std::accumulate(calls.begin(), calls.end(), 0.0) >= total * (1 - 1e-9)); // cutting never gains
        for (const double call : calls)
            QVERIFY2(hasLongTile || call <= limit * 1e-6 * (1 + 1e-9), std::to_string(call * 1e6).c_str());
        QCOMPARE(macsOf(cut), macsOf(whole));
        for (std::size_t i = 0; i < cut.instructions.size(); ++i) // nothing reaches over a border but through it
            for (const std::int32_t before : cut.instructions[i].dependencies) {
                const auto border = std::ranges::upper_bound(cut.callEnds, static_cast<std::int32_t>(i) - 1);
                const std::int32_t entry = border == cut.callEnds.begin() ? -1 : *std::prev(border);
                QVERIFY(before >= entry && before < static_cast<std::int32_t>(i));
            }
    }

    /// What stays on the chip is saved and brought back.
    void cutsCostTraffic() {
        const Target device = findTarget("nash-e").value();
        JobContext context;
        const Program whole = compiled(device, "O1", 0, context), cut = compiled(device, "O1", 40, context);
        const auto bytes = [](const Program& program) {
            std::int64_t sum = 0;
            for (const Instruction& one : program.instructions)
                sum += one.ddrBytes;
            return sum;
        };
        QVERIFY(!cut.callEnds.empty());
        QVERIFY(bytes(cut) > bytes(whole));
    }
};

LATHE_TEST(FunctionCallsTest)
#include "function_calls_test.moc"
