#include "core/formats/caffe/layer_table.h"
#include "core/graph/verifier.h"
#include "core/ops/inference.h"
#include "tests/core/formats/caffe/layer_cases.h"
#include "tests/support/test_main.h"
#include "tests/support/zoo.h"

#include <fstream>
#include <set>

namespace lathe::test {
namespace {

constexpr const char* kBottoms[] = {"x", "y", "z"};

std::string textOf(const LayerCase& layer) {
    std::vector<std::pair<std::string, Tensor>> inputs;
    std::string text;
    for (std::size_t i = 0; i < layer.bottoms.size(); ++i) {
        inputs.emplace_back(kBottoms[i], layer.bottoms[i]);
        text += std::string(" bottom: '") + kBottoms[i] + "'";
    }
    for (std::size_t i = 0; i < layer.tops.size(); ++i)
        text += " top: 't" + std::to_string(i) + "'";
    return declared(inputs) + "layer { name: 'l' type: '" + layer.type + "'" + text + " " + layer.parameters + " }";
}

Result<Graph> readCase(const LayerCase& layer, JobContext& context) {
    const std::string weights = layer.blobs.empty() ? std::string() : caffemodelBytes({{"l", layer.blobs}});
    return readCaffe(textOf(layer), weights, {}, context);
}

} // namespace

class LayerTest : public QObject {
    Q_OBJECT

private slots:
    void givesWhatCaffeGives_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < layerCases().size(); ++i)
            QTest::newRow(layerCases()[i].name.c_str()) << static_cast<int>(i);
    }

    void givesWhatCaffeGives() {
        QFETCH(int, index);
        const LayerCase& layer = layerCases()[static_cast<std::size_t>(index)];
        JobContext context;
        auto graph = readCase(layer, context);
        VERIFY_OK(graph);
        QVERIFY2(context.diagnostics().empty(), context.diagnostics().empty() ? "" : toText(context.diagnostics()[0]).c_str());
        QVERIFY(verify(*graph).empty());
        QCOMPARE(operatorsOf(*graph), layer.operators);
        QVERIFY(graph->findNode("l").isValid());
        std::vector<Tensor> inputs;
        for (const ValueId input : graph->inputs()) // PriorBox reads shapes alone
            for (std::size_t i = 0; i < layer.bottoms.size(); ++i)
                if (graph->value(input).name == kBottoms[i]) inputs.push_back(layer.bottoms[i]);
        const auto outputs = runCaffe(*graph, inputs);
        VERIFY_OK(outputs);
        QCOMPARE(outputs->size(), layer.tops.size());
        for (std::size_t i = 0; i < layer.tops.size(); ++i) {
            QCOMPARE(graph->value(graph->outputs()[i]).name, "t" + std::to_string(i));
            QCOMPARE(differenceOf(layer.tops[i], outputs->at(i), 1e-5), std::string());
        }
    }

    /// The shapes that reading sets are those of inference.
    void shapesAreInferred_data() { givesWhatCaffeGives_data(); }
    void shapesAreInferred() {
        QFETCH(int, index);
        const LayerCase& layer = layerCases()[static_cast<std::size_t>(index)];
        JobContext context;
        auto graph = readCase(layer, context);
        VERIFY_OK(graph);
        VERIFY_OK(inferShapes(*graph, context));
        QVERIFY(context.diagnostics().empty());
        if (layer.type == "DetectionOutput") return; // as many as there are
        for (std::size_t i = 0; i < layer.tops.size(); ++i)
            QCOMPARE(*graph->value(graph->outputs()[i]).shape, Shape::of(layer.tops[i].dims()));
    }

    void everyTypeHasACase() {
        std::set<std::string_view> tested;
        for (const LayerCase& layer : layerCases())
            tested.insert(layer.type);
        for (const caffe::LayerRow& row : caffe::layerTable())
            if (row.fate == caffe::Fate::Operators && row.type != "Silence") QVERIFY2(tested.contains(row.type), row.type.data());
    }

    /// docs/caffe.md lists every row as the table has it.
    void docsListTheTable() {
        std::ifstream file(sourceFile("docs/caffe.md"));
        const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        for (const caffe::LayerRow& row : caffe::layerTable()) {
            const std::string line = "| " + std::string(row.type) + " | " + std::string(row.operators) + " |";
            QVERIFY2(text.find(line) != text.npos, line.c_str());
        }
    }

    /// A mask of one layer is what another puts elements back with.
    void unpoolsByTheMask() {
        const std::string text =
            "input: 'x' input_shape { dim: 1 dim: 1 dim: 1 dim: 4 }\n"
            "layer { name: 'p' type: 'Pooling' bottom: 'x' top: 'p' top: 'mask'\n"
            "  pooling_param { kernel_h: 1 kernel_w: 2 stride_h: 1 stride_w: 2 } }\n"
            "layer { name: 'u' type: 'Upsample' bottom: 'p' bottom: 'mask' top: 'u' upsample_param { scale_h: 1 scale_w: 2 } }\n";
        JobContext context;
        const auto graph = readCaffe(text, {}, {}, context);
        VERIFY_OK(graph);
        const auto outputs = runCaffe(*graph, {floats({1, 1, 1, 4}, {1, 2, 4, 3})});
        VERIFY_OK(outputs);
        QCOMPARE(differenceOf(floats({1, 1, 1, 4}, {0, 2, 4, 0}), outputs->at(0), 0), std::string());
    }
};

} // namespace lathe::test

using lathe::test::LayerTest;
LATHE_TEST(LayerTest)
#include "layer_test.moc"
