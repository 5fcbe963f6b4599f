#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/compiler/compile.h"
#include "core/formats/program_file.h"
#include "tests/core/compiler/quantized_networks.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

#include <random>

using namespace lathe;

namespace {

constexpr const char* kNetwork = R"(graph "small" opset 13
input x: float[1, 16, 8, 8]
const w: float[32, 16, 3, 3] = random(1, -1, 1)
const b: float[32] = random(2, -1, 1)
a = Conv(x, w, b) {pads: [1, 1, 1, 1], auto_pad: "NOTSET"}
r = LeakyRelu(a) {alpha: 0.1}
p = GlobalAveragePool(r)
f = Flatten(p) {axis: 1}
e = Erf(f)
output e
)";

/// A program with something in every field.
Program sampleProgram() {
    QuantizedGraph network = test::asInt8(test::graphOf(kNetwork), {"Erf"});
    Graph& graph = network.graph;
    graph.metadata["trained"] = "yes";
    graph.docString = "a picture\nof a cat";
    const NodeId conv = graph.nodes().front();
    graph.origins(conv) = {"Conv_0", "BatchNormalization_1"};
    graph.attributes(conv)["table"] = Tensor::of<float>({2}, {1.5F, -0.0F});
    graph.attributes(conv)["names"] = Tensor::ofStrings({2}, {"cat", ""});
    graph.attributes(conv)["kind"] =
        makeElement(DataType::Optional, std::nullopt, makeElement(DataType::Float, Shape({Dim::named("n"), Dim(2)})));
    graph.attributes(conv)["words"] = std::vector<std::string>{"a", "b"};
    graph.attributes(conv)["empty"] = std::vector<float>{};
    graph.attributes(conv)["tensors"] = std::vector<Tensor>{Tensor::scalar<std::int64_t>(7)};
    graph.attributes(conv)["body"] =
        GraphPtr(std::make_shared<const Graph>(parseGraph("graph \"body\" opset 13\ninput i: float[2]\no = Neg(i)\noutput o\n").value()));
    graph.removeValue(graph.addConstant("gone", Tensor::scalar(1.0F))); // leaves a slot, as passes do
    network.values[graph.node(conv).inputs[1]] = {DataType::Int8, std::vector<float>(32, 0.25F), std::vector<std::int32_t>(32, 0), 0};
    network.values[graph.node(conv).inputs[0]].zeroPoints = {-128};
    network.numerics.zeroPoints = true;
    network.nodes[graph.nodes().back()].precision = Precision::Float16;
    network.tables[graph.nodes()[1]] = Tensor::makeZeros(DataType::Int8, {256});
    CompileOptions options;
    options.optimizeLevel = "O2";
    options.inputs = {{"x", "rgb", "nv12", "NHWC", "regular", "short_side:256", "rgb", {1, 16, 8, 8}, {123.675}, {0.017}, DataType::Uint8}};
    JobContext context;
    Program program = compile(network, findTarget("nash-e").value(), options, context).value();
    program.instructions.back().core = 1;
    return program;
}

class Folder {
public:
    std::filesystem::path write(const std::string& bytes) const {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "p.lathe";
        if (const Status written = writeFileAtomically(file, bytes); !written) return {};
        return file;
    }

private:
    QTemporaryDir m_folder;
};

constexpr std::size_t kHeader = 64;

template <class T>
T valueAt(const std::string& bytes, std::size_t offset) {
    T value;
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

/// Makes the checksum right again after a change, as an attacker would.
std::string resealed(std::string bytes) {
    const auto message = valueAt<std::uint64_t>(bytes, 16), blob = valueAt<std::uint64_t>(bytes, 24);
    const auto all = std::as_bytes(std::span(bytes));
    Hasher hasher;
    hasher.add(valueAt<std::uint32_t>(bytes, 8)).add(valueAt<std::uint32_t>(bytes, 12)).add(message).add(blob);
    const ContentHash checksum = hasher.add(all.subspan(kHeader, message)).add(all.last(blob)).finish();
    std::memcpy(bytes.data() + 32, &checksum.high, 8);
    std::memcpy(bytes.data() + 40, &checksum.low, 8);
    return bytes;
}

} // namespace

class ProgramFileTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsWrittenIsRead() {
        const Program program = sampleProgram();
        const std::string bytes = serializeProgram(program);
        const Folder folder;
        const auto read = readProgram(folder.write(bytes));
        VERIFY_OK(read);
        QVERIFY(serializeProgram(*read) == bytes);
        const Graph &before = program.network.graph, &after = read->network.graph;
        QCOMPARE(after.valueCapacity(), before.valueCapacity());
        QCOMPARE(printGraph(after, 1 << 20), printGraph(before, 1 << 20));
        QVERIFY(read->network.values == program.network.values);
        QVERIFY(read->network.numerics == program.network.numerics);
        for (const auto& [id, how] : program.network.nodes)
            QCOMPARE(read->network.precisionOf(id), how.precision);
        QVERIFY(read->options == program.options && read->tiles == program.tiles && read->onChipBytes == program.onChipBytes);
        QCOMPARE(read->inputs[0].imageTransform, std::string("short_side:256"));
        QCOMPARE(read->inputs[0].mean, std::vector<double>{123.675});
        QCOMPARE(read->inputs[0].elementType, DataType::Uint8);
        QCOMPARE(read->layers[0].origins, program.layers[0].origins);
        QVERIFY(!read->layers.back().hostReason.empty());
        for (const auto& [id, tensor] : program.network.integers)
            QVERIFY(areIdentical(tensor, read->network.integers.at(id)));
        for (const auto& [id, tensor] : program.network.tables)
            QVERIFY(areIdentical(tensor, read->network.tables.at(id)));
        QCOMPARE(read->instructions.size(), program.instructions.size());
        for (std::size_t i = 0; i < program.instructions.size(); ++i) {
            QCOMPARE(read->instructions[i].dependencies, program.instructions[i].dependencies);
            QCOMPARE(read->instructions[i].hostSeconds, program.instructions[i].hostSeconds);
            QCOMPARE(read->instructions[i].core, program.instructions[i].core);
        }
    }

    void equalProgramsGiveEqualBytes() { QVERIFY(serializeProgram(sampleProgram()) == serializeProgram(sampleProgram())); }

    void equalTensorsAreStoredOnce() {
        Program program = sampleProgram();
        const std::size_t before = serializeProgram(program).size();
        const NodeId conv = program.network.graph.nodes().front();
        const Tensor weights = *program.network.graph.constantOf(program.network.graph.node(conv).inputs[1]);
        program.network.graph.attributes(conv)["copy"] = weights.clone();
        QVERIFY(serializeProgram(program).size() < before + 512);
    }

    void damagedFilesAreRefusedWithTheReason_data() {
        QTest::addColumn<int>("keep");   // bytes kept; -1 all
        QTest::addColumn<int>("offset"); // of the byte that is changed; -1 none, -2 the last
        QTest::addColumn<int>("extra");
        QTest::addColumn<QString>("reason");
        QTest::newRow("empty") << 0 << -1 << 0 << "not a Lathe program";
        QTest::newRow("only the magic") << 8 << -1 << 0 << "truncated";
        QTest::newRow("half a header") << 40 << -1 << 0 << "truncated";
        QTest::newRow("half a message") << 300 << -1 << 0 << "truncated";
        QTest::newRow("one byte short") << -2 << -1 << 0 << "truncated";
        QTest::newRow("longer") << -1 << -1 << 9 << "after its end";
        QTest::newRow("another magic") << -1 << 1 << 0 << "not a Lathe program";
        QTest::newRow("newer") << -1 << 8 << 0 << "newer";
        QTest::newRow("reserved bytes") << -1 << 50 << 0 << "altered";
        QTest::newRow("a byte of the message") << -1 << 200 << 0 << "altered";
        QTest::newRow("the last byte of the weights") << -1 << -2 << 0 << "altered";
    }
    void damagedFilesAreRefusedWithTheReason() {
        QFETCH(int, keep);
        QFETCH(int, offset);
        QFETCH(int, extra);
        QFETCH(QString, reason);
        std::string bytes = serializeProgram(sampleProgram());
        if (keep != -1) bytes.resize(keep >= 0 ? static_cast<std::size_t>(keep) : bytes.size() - 1);
        if (offset != -1) bytes[offset >= 0 ? static_cast<std::size_t>(offset) : bytes.size() - 1] ^= 0x14;
        bytes.append(static_cast<std::size_t>(extra), 'x');
        const Folder folder;
        const auto read = readProgram(folder.write(bytes));
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::Input);
        QVERIFY2(read.error().text().find(reason.toStdString()) != std::string::npos, read.error().text().c_str());
    }

    void inconsistentProgramsAreRefused() {
        using Change = std::function<void(Program&)>;
        const std::vector<std::pair<const char*, Change>> changes{
            {"tile outside", [](Program& p) { p.tiles[0].rowEnd = 1000; }},
            {"tile of no layer", [](Program& p) { p.tiles[0].layer = 99; }},
            {"negative tile", [](Program& p) { p.tiles[0].channelBegin = -1; }},
            {"dependency on a later one", [](Program& p) { p.instructions[0].dependencies = {5}; }},
            {"instruction of no layer", [](Program& p) { p.instructions[0].layer = -1; }},
            {"time is not a number", [](Program& p) { p.instructions[0].hostSeconds = std::nan(""); }},
            {"negative bytes", [](Program& p) { p.instructions[0].ddrBytes = -5; }},
            {"layer without nodes", [](Program& p) { p.layers[0].nodes.clear(); }},
            {"node in two layers", [](Program& p) { p.layers[1].nodes = p.layers[0].nodes; }},
            {"node that is not there", [](Program& p) { p.layers[0].nodes = {NodeId{77}}; }},
            {"buffer past the peak", [](Program& p) { p.buffers[0].address = p.onChipBytes; }},
            {"buffer of no layer", [](Program& p) { p.buffers[0].lastLayer = 1000; }},
            {"scale of zero", [](Program& p) { p.network.values.begin()->second.scales = {0.0F}; }},
            {"scales without zero points", [](Program& p) { p.network.values.begin()->second.zeroPoints.clear(); }},
            {"zero point outside int8", [](Program& p) { p.network.values.begin()->second.zeroPoints.front() = 128; }},
            {"axis past the rank", [](Program& p) { p.network.values.begin()->second.axis = 9; }},
            {"parameters of nothing",
             [](Program& p) {
                 p.network.values[ValueId{500}] = {DataType::Int8, {1.0F}, {0}, -1};
             }},
            {"integers of another size", [](Program& p) { p.network.integers.begin()->second = Tensor::makeZeros(DataType::Int8, {3}); }},
            {"short table", [](Program& p) { p.network.tables.begin()->second = Tensor::makeZeros(DataType::Int8, {255}); }},
            {"wrong shape",
             [](Program& p) {
                 p.network.graph.setShape(p.network.graph.node(p.network.graph.nodes()[0]).output(),
                                          Shape::of(std::vector<std::int64_t>{1, 32, 8, 80}));
             }},
            {"graph output that nothing makes", [](Program& p) { p.network.graph.removeNode(p.network.graph.nodes().back()); }},
        };
        const Program sound = sampleProgram();
        const Folder folder;
        for (const auto& [name, change] : changes) {
            Program program = sound;
            change(program);
            const auto read = readProgram(folder.write(serializeProgram(program)));
            QVERIFY2(!read, name);
            QCOMPARE(read.error().kind, ErrorKind::Input);
        }
    }

    /// Changed bytes under a right checksum: refused or read, never more.
    void hostileBytesNeverCrash() {
        const std::string sound = serializeProgram(sampleProgram());
        const auto messageBytes = valueAt<std::uint64_t>(sound, 16);
        std::mt19937 random(3);
        const Folder folder;
        int refused = 0;
        for (int round = 0; round < 400; ++round) {
            std::string bytes = sound;
            const int flips = 1 + static_cast<int>(random() % 4);
            for (int i = 0; i < flips; ++i)
                bytes[kHeader + random() % messageBytes] = static_cast<char>(random());
            const auto read = readProgram(folder.write(resealed(bytes)));
            if (read) continue;
            QCOMPARE(read.error().kind, ErrorKind::Input);
            ++refused;
        }
        QVERIFY(refused > 50);
    }

    void absurdSizesInTheHeaderAreRefused() {
        const std::string sound = serializeProgram(sampleProgram());
        const Folder folder;
        for (const std::size_t field : {std::size_t(16), std::size_t(24)}) {
            for (const std::uint64_t size : {~std::uint64_t(0), ~std::uint64_t(0) - 62, std::uint64_t(1) << 63, std::uint64_t(0)}) {
                std::string bytes = sound;
                std::memcpy(bytes.data() + field, &size, sizeof size);
                QVERIFY(!readProgram(folder.write(bytes)));
            }
        }
    }
};

LATHE_TEST(ProgramFileTest)
#include "program_file_test.moc"
