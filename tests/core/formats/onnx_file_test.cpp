#include "core/base/files.h"
#include "core/formats/onnx_file.h"
#include "core/graph/text_format.h"
#include "tests/core/formats/graph_equality.h"
#include "tests/support/test_main.h"

#include <onnx/onnx-data_pb.h>
#include <onnx/onnx_pb.h>

#include <QTemporaryDir>

using namespace lathe;
using namespace lathe::test;
namespace fs = std::filesystem;

namespace {

/// A model of one Relu between x and y, for tests to add to.
::onnx::ModelProto reluModel() {
    ::onnx::ModelProto model;
    model.set_ir_version(8);
    model.add_opset_import()->set_version(13);
    ::onnx::GraphProto& graph = *model.mutable_graph();
    graph.set_name("small");
    for (auto* info : {graph.add_input(), graph.add_output()}) {
        info->set_name(info == &graph.input(0) ? "x" : "y");
        auto* type = info->mutable_type()->mutable_tensor_type();
        type->set_elem_type(::onnx::TensorProto::FLOAT);
        type->mutable_shape()->add_dim()->set_dim_param("n");
        type->mutable_shape()->add_dim()->set_dim_value(4);
    }
    auto* relu = graph.add_node();
    relu->set_op_type("Relu");
    relu->add_input("x");
    relu->add_output("y");
    return model;
}

::onnx::NodeProto& addNode(::onnx::GraphProto& graph, const char* op, const char* name, std::initializer_list<const char*> inputs,
                           std::initializer_list<const char*> outputs) {
    ::onnx::NodeProto& node = *graph.add_node();
    node.set_op_type(op);
    node.set_name(name);
    for (const char* input : inputs)
        node.add_input(input);
    for (const char* output : outputs)
        node.add_output(output);
    return node;
}

::onnx::TensorProto& addTensor(::onnx::ModelProto& model, const char* name, std::initializer_list<std::int64_t> dims, int type) {
    ::onnx::TensorProto& tensor = *model.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(type);
    for (const std::int64_t dim : dims)
        tensor.add_dims(dim);
    return tensor;
}

Result<Graph> read(const ::onnx::ModelProto& model, JobContext& context, const fs::path& file = "folder/m.onnx") {
    const auto bytes = std::make_shared<const std::string>(model.SerializeAsString());
    return readOnnx(std::as_bytes(std::span(*bytes)), bytes, file, context);
}

Result<Graph> read(const ::onnx::ModelProto& model) {
    JobContext context;
    return read(model, context);
}

#define VERIFY_REFUSED(outcome, ...)                                                                                                       \
    do {                                                                                                                                   \
        const auto& refused = (outcome);                                                                                                   \
        QVERIFY(!refused);                                                                                                                 \
        QCOMPARE(refused.error().kind, ErrorKind::Input);                                                                                  \
        for (const char* part : {__VA_ARGS__})                                                                                             \
            QVERIFY2(refused.error().text().find(part) != std::string::npos, refused.error().text().c_str());                              \
    } while (false)

bool hasDiagnostic(const JobContext& context, std::string_view code) {
    const auto all = context.diagnostics();
    return std::any_of(all.begin(), all.end(), [&](const Diagnostic& d) { return d.code == code; });
}

} // namespace

class OnnxFileTest : public QObject {
    Q_OBJECT
private slots:
    void typedFieldsHoldTheSameNumbersAsRawData_data() {
        QTest::addColumn<int>("type");
        for (int type = 1; type <= 22; ++type)
            if (static_cast<DataType>(type) != DataType::String)
                QTest::newRow(std::string(toName(static_cast<DataType>(type))).c_str()) << type;
    }
    void typedFieldsHoldTheSameNumbersAsRawData() {
        QFETCH(int, type);
        const auto dataType = static_cast<DataType>(type);
        ::onnx::ModelProto model = reluModel();
        auto& typed = addTensor(model, "typed", {5}, type);
        auto& raw = addTensor(model, "raw", {5}, type);
        std::string bytes(static_cast<std::size_t>(byteSize(dataType, 5)), '\0');
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<char>(dataType == DataType::Bool ? i % 2 : i * 37 + 5);
        raw.set_raw_data(bytes);
        const auto entry = [&]<class T>(T, std::size_t i) {
            T value;
            std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
            return value;
        };
        const auto fill = [&]<class T>(T example, auto add) {
            for (std::size_t i = 0; i < bytes.size() / sizeof(T); ++i)
                add(entry(example, i));
        };
        switch (dataType) {
        case DataType::Float:
        case DataType::Complex64:
            fill(float{}, [&](float v) { typed.add_float_data(v); });
            break;
        case DataType::Double:
        case DataType::Complex128:
            fill(double{}, [&](double v) { typed.add_double_data(v); });
            break;
        case DataType::Int64:
            fill(std::int64_t{}, [&](std::int64_t v) { typed.add_int64_data(v); });
            break;
        case DataType::Uint64:
            fill(std::uint64_t{}, [&](std::uint64_t v) { typed.add_uint64_data(v); });
            break;
        case DataType::Uint32:
            fill(std::uint32_t{}, [&](std::uint32_t v) { typed.add_uint64_data(v); });
            break;
        case DataType::Int32:
            fill(std::int32_t{}, [&](std::int32_t v) { typed.add_int32_data(v); });
            break;
        case DataType::Int16:
            fill(std::int16_t{}, [&](std::int16_t v) { typed.add_int32_data(v); });
            break;
        case DataType::Uint16:
        case DataType::Float16:
        case DataType::Bfloat16:
            fill(std::uint16_t{}, [&](std::uint16_t v) { typed.add_int32_data(v); });
            break;
        case DataType::Int8:
            fill(std::int8_t{}, [&](std::int8_t v) { typed.add_int32_data(v); });
            break;
        default:
            fill(std::uint8_t{}, [&](std::uint8_t v) { typed.add_int32_data(v); });
            break;
        }
        const auto graph = read(model);
        VERIFY_OK(graph);
        QVERIFY(areIdentical(*graph->constantOf(graph->findValue("typed")), *graph->constantOf(graph->findValue("raw"))));
        QCOMPARE(graph->constantOf(graph->findValue("raw"))->bytes().size(), bytes.size());
    }

    void weightsAreViewsWhereAligned() {
        ::onnx::ModelProto model = reluModel();
        addTensor(model, "bytes", {10000}, ::onnx::TensorProto::UINT8).set_raw_data(std::string(10000, 'a'));
        addTensor(model, "floats", {10000}, ::onnx::TensorProto::FLOAT).set_raw_data(std::string(40000, 'a'));
        const auto bytes = std::make_shared<const std::string>(model.SerializeAsString());
        JobContext context;
        const auto graph = readOnnx(std::as_bytes(std::span(*bytes)), bytes, "m.onnx", context);
        VERIFY_OK(graph);
        const auto* view = reinterpret_cast<const char*>(graph->constantOf(graph->findValue("bytes"))->bytes().data());
        QVERIFY(view >= bytes->data() && view < bytes->data() + bytes->size());
        const auto address = reinterpret_cast<std::uintptr_t>(graph->constantOf(graph->findValue("floats"))->bytes().data());
        QCOMPARE(address % alignof(float), std::uintptr_t(0));
    }

    void stringsAndSparseTensorsAreRead() {
        ::onnx::ModelProto model = reluModel();
        auto& texts = addTensor(model, "texts", {2}, ::onnx::TensorProto::STRING);
        texts.add_string_data("one");
        texts.add_string_data("");
        auto& sparse = *model.mutable_graph()->add_sparse_initializer();
        for (const int dim : {2, 3})
            sparse.add_dims(dim);
        sparse.mutable_values()->set_name("sparse");
        sparse.mutable_values()->set_data_type(::onnx::TensorProto::FLOAT);
        sparse.mutable_values()->add_dims(2);
        sparse.mutable_indices()->set_data_type(::onnx::TensorProto::INT64);
        sparse.mutable_indices()->add_dims(2);
        for (const float value : {1.5f, -2.0f})
            sparse.mutable_values()->add_float_data(value);
        for (const int position : {1, 5})
            sparse.mutable_indices()->add_int64_data(position);
        auto graph = read(model);
        VERIFY_OK(graph);
        QCOMPARE(graph->constantOf(graph->findValue("texts"))->strings()[0], std::string("one"));
        QVERIFY(areIdentical(*graph->constantOf(graph->findValue("sparse")), Tensor::of<float>({2, 3}, {0, 1.5f, 0, 0, 0, -2.0f})));
        sparse.mutable_indices()->set_int64_data(1, 6);
        VERIFY_REFUSED(read(model), "sparse", "index 1");
        for (const int again : {0, 1}) { // unsorted, twice the same
            sparse.mutable_indices()->set_int64_data(1, again);
            VERIFY_REFUSED(read(model), "sparse", "index 1 is not greater");
        }
    }

    void initializersAmongTheInputsAreConstants() {
        ::onnx::ModelProto model = reluModel();
        model.set_ir_version(3);
        model.mutable_graph()->add_input()->set_name("w");
        addTensor(model, "w", {1}, ::onnx::TensorProto::FLOAT).add_float_data(1.0f);
        const auto graph = read(model);
        VERIFY_OK(graph);
        QCOMPARE(graph->inputs().size(), std::size_t(1));
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "m.onnx";
        VERIFY_OK(writeOnnx(*graph, file));
        ::onnx::ModelProto written;
        QVERIFY(written.ParseFromString(*readTextFile(file)));
        QCOMPARE(written.graph().input_size(), 2);
    }

    void namesAreGivenAndMadeUnique() {
        ::onnx::ModelProto model = reluModel();
        auto& graphProto = *model.mutable_graph();
        addNode(graphProto, "Neg", "a", {"x"}, {"p"});
        addNode(graphProto, "Neg", "a", {"x"}, {"q"});
        addNode(graphProto, "Neg", "Abs_4", {"x"}, {"r"});
        addNode(graphProto, "Abs", "", {"x", ""}, {"s"});
        JobContext context;
        const auto graph = read(model, context);
        VERIFY_OK(graph);
        std::vector<std::string> names;
        for (const NodeId id : graph->nodes())
            names.push_back(graph->node(id).name);
        QCOMPARE(names, (std::vector<std::string>{"Relu_0", "a", "a_1", "Abs_4", "Abs_4_1"}));
        QVERIFY(hasDiagnostic(context, "ONNX_NODE_RENAMED"));
        QVERIFY(!graph->node(graph->findNode("Abs_4_1")).input(1).isValid());
    }

    void opsetsOutsideTheKnownAndDoubleOnesAreReported() {
        ::onnx::ModelProto model = reluModel();
        auto* second = model.add_opset_import();
        second->set_domain("ai.onnx");
        second->set_version(25);
        JobContext context;
        const auto graph = read(model, context);
        VERIFY_OK(graph);
        QCOMPARE(graph->opset(), std::int64_t(25));
        QVERIFY(hasDiagnostic(context, "ONNX_OPSET"));
        QVERIFY(hasDiagnostic(context, "ONNX_OPSET_TWICE"));
    }

    void unknownOperatorsAreKept() {
        ::onnx::ModelProto model = reluModel();
        addNode(*model.mutable_graph(), "Magic", "m", {"x"}, {"z"}).set_domain("com.acme");
        const auto graph = read(model);
        VERIFY_OK(graph);
        QCOMPARE(graph->node(graph->findNode("m")).domain, std::string("com.acme"));
    }

    void subgraphsTakeValuesFromOutside() {
        ::onnx::ModelProto model = reluModel();
        auto& branchAttribute = *addNode(*model.mutable_graph(), "If", "if", {"c"}, {"z"}).add_attribute();
        addTensor(model, "c", {}, ::onnx::TensorProto::BOOL).add_int32_data(1);
        branchAttribute.set_name("then_branch");
        branchAttribute.set_type(::onnx::AttributeProto::GRAPH);
        auto& branch = *branchAttribute.mutable_g();
        branch.set_name("then");
        addNode(branch, "Neg", "neg", {"y"}, {"out"});
        branch.add_output()->set_name("out");
        const auto graph = read(model);
        VERIFY_OK(graph);
        const NodeId id = graph->findNode("if");
        QCOMPARE(graph->capturedBySubgraphs(id), std::vector<ValueId>{graph->findValue("y")});
        const Graph& body = *graph->node(id).subgraphs().front();
        QVERIFY(body.value(body.findValue("y")).isOuter);
        branch.mutable_node(0)->set_input(0, "nowhere");
        VERIFY_REFUSED(read(model), "neg", "nowhere");
    }

    void attributesOfEveryKindReadBack() {
        Graph inner;
        inner.name = "inner";
        inner.irVersion = 8;
        Graph graph;
        graph.name = "outer";
        graph.opsets = {{"", 17}, {"com.acme", 1}};
        graph.metadata = {{"author", "me"}};
        graph.producerName = "test";
        Value x;
        x.name = "x";
        x.type = DataType::Float;
        const ValueId in = graph.addValue(x);
        graph.setInputs({in});
        Value y;
        y.name = "y";
        Node node;
        node.name = "n";
        node.opType = "Any";
        node.domain = "com.acme";
        node.inputs = {in};
        node.outputs = {graph.addValue(y)};
        node.attributes = {{"i", std::int64_t(-3)},
                           {"f", 0.1f},
                           {"s", std::string("a\0b", 3)},
                           {"t", Tensor::of<float>({2}, {1, 2})},
                           {"g", std::make_shared<const Graph>(inner)},
                           {"is", std::vector<std::int64_t>{1, -1}},
                           {"none", std::vector<std::int64_t>{}},
                           {"fs", std::vector<float>{1.0f, -0.0f}},
                           {"ss", std::vector<std::string>{"", "x"}},
                           {"ts", std::vector<Tensor>{Tensor::scalar(std::int64_t(4))}},
                           {"gs", std::vector<GraphPtr>{std::make_shared<const Graph>(inner)}},
                           {"tp", makeElement(DataType::Sequence, std::nullopt, makeElement(DataType::Float, Shape({Dim(2), Dim()})))}};
        graph.setOutputs({node.outputs.front()});
        graph.addNode(std::move(node));
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "m.onnx";
        VERIFY_OK(writeOnnx(graph, file));
        JobContext context;
        auto again = readOnnx(file, context);
        VERIFY_OK(again);
        QCOMPARE(QString::fromStdString(firstDifference(graph, *again)), QString());
    }

    void sequencesAndOptionalsKeepTheirTypes() {
        auto graph = parseGraph(R"(graph "g" opset 15
input a: sequence(float[n, 3])
input b: optional(sequence(int64))
input c: sequence
i: p = SequenceLength(a)
j: q: optional(float[2]) = Identity(c)
k: r = Identity(q)
output p
output r
)");
        VERIFY_OK(graph);
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "m.onnx";
        VERIFY_OK(writeOnnx(*graph, file));
        JobContext context;
        auto again = readOnnx(file, context);
        VERIFY_OK(again);
        QCOMPARE(QString::fromStdString(firstDifference(*graph, *again)), QString());
        QVERIFY(context.diagnostics().empty());
    }

    void typesNestedDeeplyAreRefused() {
        ::onnx::ModelProto model = reluModel();
        auto* type = model.mutable_graph()->mutable_input(0)->mutable_type();
        for (int depth = 0; depth < 9; ++depth)
            type = type->mutable_sequence_type()->mutable_elem_type();
        VERIFY_REFUSED(read(model), "'x'", "nested too deeply");
    }

    void sequencesAreReadFromTheirOwnFiles() {
        ::onnx::SequenceProto sequence;
        sequence.set_elem_type(::onnx::SequenceProto::TENSOR);
        for (const float value : {1.0f, 2.0f}) {
            auto* tensor = sequence.add_tensor_values();
            tensor->set_data_type(::onnx::TensorProto::FLOAT);
            tensor->add_dims(1);
            tensor->add_float_data(value);
        }
        ::onnx::OptionalProto optional;
        *optional.mutable_sequence_value() = sequence;
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "v.pb";
        JobContext context;
        const Tensor expected = Tensor::ofItems(DataType::Sequence, {Tensor::of<float>({1}, {1}), Tensor::of<float>({1}, {2})});
        VERIFY_OK(writeFileAtomically(file, sequence.SerializeAsString()));
        const auto read = readOnnxValue(file, DataType::Sequence, context);
        VERIFY_OK(read);
        QVERIFY(areIdentical(*read, expected));
        VERIFY_OK(writeFileAtomically(file, optional.SerializeAsString()));
        const auto held = readOnnxValue(file, DataType::Optional, context);
        VERIFY_OK(held);
        QVERIFY(areIdentical(*held, Tensor::ofItems(DataType::Optional, {expected})));
        VERIFY_REFUSED(readOnnxValue(file, DataType::Float, context), "v.pb");
        sequence.add_map_values();
        VERIFY_OK(writeFileAtomically(file, sequence.SerializeAsString()));
        VERIFY_REFUSED(readOnnxValue(file, DataType::Sequence, context), "v.pb", "map");
    }

    void wrongModelsAreRefusedByName() {
        ::onnx::ModelProto cycle = reluModel();
        addNode(*cycle.mutable_graph(), "Add", "first", {"b", "x"}, {"a"});
        addNode(*cycle.mutable_graph(), "Neg", "second", {"a"}, {"b"});
        addNode(*cycle.mutable_graph(), "Neg", "behind", {"b"}, {"c"});
        VERIFY_REFUSED(read(cycle), "folder/m.onnx", "cycle", "needs its own result");
        QVERIFY(read(cycle).error().node == "first" || read(cycle).error().node == "second");

        ::onnx::ModelProto twice = reluModel();
        addNode(*twice.mutable_graph(), "Neg", "again", {"x"}, {"y"});
        VERIFY_REFUSED(read(twice), "again", "'y'", "already");

        ::onnx::ModelProto nothing = reluModel();
        nothing.mutable_graph()->mutable_node(0)->set_input(0, "ghost");
        VERIFY_REFUSED(read(nothing), "Relu_0", "ghost");

        ::onnx::ModelProto huge = reluModel();
        addTensor(huge, "w", {1 << 20, 1 << 20}, ::onnx::TensorProto::FLOAT).set_raw_data("abcd");
        VERIFY_REFUSED(read(huge), "'w'", "4398046511104 bytes", "holds 4");

        ::onnx::ModelProto absurd = reluModel();
        addTensor(absurd, "w", {std::int64_t(1) << 40, std::int64_t(1) << 40}, ::onnx::TensorProto::INT8);
        VERIFY_REFUSED(read(absurd), "'w'", "impossible shape");

        ::onnx::ModelProto output = reluModel();
        output.mutable_graph()->add_output()->set_name("ghost");
        VERIFY_REFUSED(read(output), "output 'ghost'");
    }

    void nestingIsBounded() {
        std::string inner;
        {
            ::onnx::GraphProto graph;
            graph.set_name("g");
            inner = graph.SerializeAsString();
        }
        for (int depth = 0; depth < 200; ++depth) {
            ::onnx::GraphProto graph;
            auto& attribute = *addNode(graph, "If", "n", {}, {}).add_attribute();
            attribute.set_name("then_branch");
            attribute.set_type(::onnx::AttributeProto::GRAPH);
            const auto wrap = [](int field, const std::string& payload) {
                std::string header(1, static_cast<char>(field << 3 | 2));
                for (std::size_t size = payload.size();; size >>= 7) {
                    header += static_cast<char>(size >= 0x80 ? (size & 0x7F) | 0x80 : size);
                    if (size < 0x80) break;
                }
                return header + payload;
            };
            const std::string attributeBytes = attribute.SerializeAsString() + wrap(6, inner);
            graph.mutable_node(0)->clear_attribute();
            inner = wrap(1, graph.node(0).SerializeAsString() + wrap(5, attributeBytes));
        }
        ::onnx::ModelProto model;
        std::string header(1, char(7 << 3 | 2));
        for (std::size_t size = inner.size();; size >>= 7) {
            header += static_cast<char>(size >= 0x80 ? (size & 0x7F) | 0x80 : size);
            if (size < 0x80) break;
        }
        const auto bytes = std::make_shared<const std::string>(header + inner);
        JobContext context;
        VERIFY_REFUSED(readOnnx(std::as_bytes(std::span(*bytes)), bytes, "m.onnx", context), "nested deeper than 64");
    }

    void externalDataStaysInTheFolder_data() {
        QTest::addColumn<QString>("location");
        QTest::addColumn<QString>("offset");
        QTest::addColumn<QString>("expected");
        QTest::newRow("parent") << "../w.bin"
                                << "0"
                                << "outside";
        QTest::newRow("absolute") << "/etc/passwd"
                                  << "0"
                                  << "outside";
        QTest::newRow("link") << "link.bin"
                              << "0"
                              << "outside";
        QTest::newRow("missing") << "none.bin"
                                 << "0"
                                 << "no such file";
        QTest::newRow("past the end") << "w.bin"
                                      << "8"
                                      << "past the end of 'w.bin' (16 bytes)";
        QTest::newRow("overflow") << "w.bin"
                                  << "9223372036854775807"
                                  << "past the end";
        QTest::newRow("negative") << "w.bin"
                                  << "-4"
                                  << "no number of bytes";
        QTest::newRow("folder") << "."
                                << "0"
                                << "not a regular file";
    }
    void externalDataStaysInTheFolder() {
        QFETCH(QString, location);
        QFETCH(QString, offset);
        QFETCH(QString, expected);
        QTemporaryDir folder;
        const fs::path root = fs::path(folder.path().toStdString()) / "model";
        VERIFY_OK(makeFolder(root));
        VERIFY_OK(writeFileAtomically(root / "w.bin", std::string(16, 'a')));
        VERIFY_OK(writeFileAtomically(root.parent_path() / "w.bin", std::string(16, 'a')));
        fs::create_symlink(root.parent_path() / "w.bin", root / "link.bin");
        ::onnx::ModelProto model = reluModel();
        auto& tensor = addTensor(model, "weights", {3}, ::onnx::TensorProto::FLOAT);
        tensor.set_data_location(::onnx::TensorProto::EXTERNAL);
        for (const auto& [key, value] : {std::pair{"location", location}, std::pair{"offset", offset}}) {
            auto* entry = tensor.add_external_data();
            entry->set_key(key);
            entry->set_value(value.toStdString());
        }
        JobContext context;
        const auto graph = read(model, context, root / "m.onnx");
        const std::string reason = expected.toStdString();
        VERIFY_REFUSED(graph, "'weights'", reason.c_str());
        QCOMPARE(graph.error().node, std::string("weights"));
        tensor.mutable_external_data(0)->set_value("w.bin");
        tensor.mutable_external_data(1)->set_value("4");
        VERIFY_OK(read(model, context, root / "m.onnx"));
    }

    void whatIsNoModelIsRefused_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("layer { name: \"data\" }\n");
        QTest::newRow("zeros") << QByteArray(4096, '\0');
        QTest::newRow("no graph") << QByteArray("\x08\x08", 2);
        QTest::newRow("endless varint") << QByteArray(64, '\xff');
    }
    void whatIsNoModelIsRefused() {
        QFETCH(QByteArray, bytes);
        JobContext context;
        const auto text = std::make_shared<const std::string>(bytes.toStdString());
        VERIFY_REFUSED(readOnnx(std::as_bytes(std::span(*text)), text, "m.onnx", context), "m.onnx");
    }

    void aStoppedReadSaysSo() {
        std::stop_source stop;
        stop.request_stop();
        JobContext context(stop.get_token());
        const auto graph = read(reluModel(), context);
        QVERIFY(!graph);
        QCOMPARE(graph.error().kind, ErrorKind::Stopped);
    }
};

LATHE_TEST(OnnxFileTest)
#include "onnx_file_test.moc"
