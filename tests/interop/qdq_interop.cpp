// qdq_interop write FOLDER: the QDQ models of all cases with their inputs, every integer tensor an output.
// qdq_interop compare FOLDER: holds what ONNX Runtime made of them against Lathe's integer kernels. Each node is given the
// integers that ONNX Runtime had in front of it, so that differences do not add up; then whole networks, then classifiers on
// all labelled pictures.

#include "core/base/files.h"
#include "core/formats/npy_file.h"
#include "core/formats/onnx_file.h"
#include "core/simulator/functional/functional.h"
#include "core/simulator/functional/kernel.h"
#include "tests/interop/cases.h"
#include "tests/interop/cosine.h"
#include "tests/interop/pictures.h"

#include <algorithm>
#include <cstdio>

using namespace lathe;
using namespace lathe::interop;
namespace fs = std::filesystem;

namespace {

constexpr double kLeastEqual = 0.999; ///< share of the int8 integers of one operator in one case
/// ONNX Runtime sums int16 products in binary32, which has fewer bits than the sums: more land on the other side of a tie.
constexpr double kLeastEqualWide = 0.995;
/// Of outputs. One integer in a million lands on the other side of a tie; what tens of layers make of it costs more.
constexpr double kLeastCosine = 0.999, kLeastCosineDeep = 0.99;

struct ExportedGraph {
    Graph graph;
    std::vector<ValueId> integers; ///< ids in the quantized graph, in the order of the added outputs
    std::size_t ownOutputs = 0;
};

ExportedGraph exportCase(const Case& one) {
    ExportedGraph exported{toQdqGraph(one.quantized), {}, one.quantized.graph.outputs().size()};
    std::vector<ValueId> outputs = exported.graph.outputs();
    for (const auto& [id, params] : one.quantized.values) {
        if (one.quantized.integers.contains(id)) continue;
        outputs.push_back(exported.graph.findValue(one.quantized.graph.value(id).name + "_quantized"));
        exported.integers.push_back(id);
    }
    exported.graph.setOutputs(outputs);
    return exported;
}

Status writeCase(const Case& one, const fs::path& root) {
    const fs::path folder = root / one.name;
    LATHE_CHECK(makeFolder(folder));
    LATHE_CHECK(writeOnnx(exportCase(one).graph, folder / "model.onnx"));
    for (std::size_t i = 0; i < one.inputs.size(); ++i)
        LATHE_CHECK(writeNpy(one.inputs[i], folder / ("in_" + std::to_string(i) + ".npy")));
    return {};
}

/// Integers side by side: how many there are, how many are equal, the largest difference.
struct Agreement {
    std::int64_t elements = 0, equal = 0, largest = 0;
    bool isWide = false; ///< some are int16
    double leastEqual = kLeastEqual;
    void add(const Tensor& a, const Tensor& b) {
        const std::vector<std::int64_t> x = a.toInt64s(), y = b.toInt64s();
        elements += static_cast<std::int64_t>(x.size());
        isWide |= a.type() == DataType::Int16;
        for (std::size_t i = 0; i < x.size(); ++i) {
            equal += x[i] == y[i] ? 1 : 0;
            largest = std::max(largest, std::abs(x[i] - y[i]));
        }
    }
    /// One element may differ wherever it stands: shares of small tensors would not allow any.
    bool isGood() const {
        return largest <= 1 &&
               static_cast<double>(equal + 1) >= std::min(leastEqual, isWide ? kLeastEqualWide : 1.0) * static_cast<double>(elements);
    }
};

class Comparison {
public:
    Comparison(const Case& one, const fs::path& folder) : m_case(one), m_network(one.quantized), m_folder(folder) {}

    /// False, after saying where, when something differs by more than rounding.
    Result<bool> run() {
        const ExportedGraph exported = exportCase(m_case);
        for (std::size_t i = 0; i < exported.integers.size(); ++i) {
            LATHE_TRY(m_integers[exported.integers[i]], readNpy(m_folder / outputFile(exported.ownOutputs + i)));
        }
        for (const NodeId id : m_network.graph.topologicalOrder())
            if (m_network.isQuantized(id)) LATHE_CHECK(compareNode(id));
        bool isGood = true;
        for (const auto& [op, agreement] : m_byOperator)
            isGood = report(op, agreement) && isGood;
        LATHE_TRY(const bool outputsAgree, compareOutputs());
        return isGood && outputsAgree;
    }

private:
    static std::string outputFile(std::size_t index) { return "out_" + std::to_string(index) + ".npy"; }

    Status compareNode(NodeId id) {
        const Node& node = m_network.graph.node(id);
        std::vector<Tensor> operands;
        for (const ValueId input : node.inputs)
            operands.push_back(operandOf(input));
        LATHE_TRY(const auto kernel, makeKernel({m_network, id, nullptr}));
        LATHE_TRY(const std::vector<Tensor> outputs, kernel->run(operands));
        for (std::size_t i = 0; i < node.outputs.size(); ++i) {
            const auto theirs = m_integers.find(node.outputs[i]);
            if (theirs == m_integers.end()) continue;
            if (theirs->second.dims() != outputs[i].dims()) return Error{ErrorKind::Failed, "the shapes differ", node.name, {}, {}, {}};
            Agreement& agreement = m_byOperator[node.opType];
            agreement.add(outputs[i], theirs->second);
        }
        return {};
    }

    Tensor operandOf(ValueId input) const {
        if (!input.isValid()) return {};
        if (const auto found = m_integers.find(input); found != m_integers.end()) return found->second;
        if (const auto found = m_network.integers.find(input); found != m_network.integers.end()) return found->second;
        const Tensor* constant = m_network.graph.constantOf(input);
        return constant ? *constant : Tensor();
    }

    bool report(const std::string& op, const Agreement& agreement) const {
        std::printf("%-28s %-20s %8lld integers, %.5f %% equal, largest difference %lld%s\n", m_case.name.c_str(), op.c_str(),
                    static_cast<long long>(agreement.elements),
                    100.0 * double(agreement.equal) / double(std::max<std::int64_t>(1, agreement.elements)),
                    static_cast<long long>(agreement.largest), agreement.isGood() ? "" : "  FAILED");
        return agreement.isGood();
    }

    Result<bool> compareOutputs() const {
        Program program;
        program.network = m_network;
        for (const NodeId id : m_network.graph.topologicalOrder()) {
            Layer layer;
            layer.nodes = {id};
            program.layers.push_back(std::move(layer));
        }
        JobContext context;
        LATHE_TRY(const FunctionalSimulator simulator, FunctionalSimulator::create(program, context, {IntegerPath::Auto, false}));
        LATHE_TRY(const std::vector<Tensor> outputs, simulator.run(m_case.inputs, context));
        const double least = m_case.isDeep ? kLeastCosineDeep : kLeastCosine;
        bool isGood = true;
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            LATHE_TRY(const Tensor theirs, readNpy(m_folder / outputFile(i)));
            const double likeness = cosine(outputs[i], theirs);
            std::printf("%-28s output %-13s cosine %.7f%s\n", m_case.name.c_str(),
                        m_network.graph.value(m_network.graph.outputs()[i]).name.c_str(), likeness, likeness >= least ? "" : "  FAILED");
            isGood = isGood && likeness >= least;
        }
        return isGood;
    }

    const Case& m_case;
    const QuantizedGraph& m_network;
    const fs::path m_folder;
    std::map<ValueId, Tensor> m_integers; ///< ONNX Runtime's
    std::map<std::string, Agreement> m_byOperator;
};

/// Writes one case, or compares it; false when something differs. What nothing of is quantized is not a case.
Result<bool> runCase(const std::string& mode, const CaseSource& source, const fs::path& folder) {
    LATHE_TRY(const Case one, source.make());
    const auto isHalf = [](const auto& node) { return node.second.precision == Precision::Float16; };
    if (one.quantized.values.empty() && std::ranges::none_of(one.quantized.nodes, isHalf)) {
        std::printf("%-28s has nothing that is quantized\n", one.name.c_str());
        return true;
    }
    if (mode != "write") return Comparison(one, folder / one.name).run();
    LATHE_CHECK(writeCase(one, folder));
    return true;
}

Result<bool> runMode(const std::string& mode, const fs::path& folder) {
    bool isGood = true;
    for (const CaseSource& source : caseSources()) {
        const auto agrees = runCase(mode, source, folder);
        if (!agrees) std::printf("%-28s FAILED: %s\n", source.name.c_str(), agrees.error().text().c_str());
        isGood = isGood && agrees && *agrees;
    }
    if (mode == "write") {
        LATHE_CHECK(writePictures(folder));
        return isGood;
    }
    LATHE_TRY(const bool picturesAgree, comparePictures(folder));
    return isGood && picturesAgree;
}

} // namespace

int main(int argc, char** argv) {
    const std::string mode = argc == 3 ? argv[1] : "";
    if (mode != "write" && mode != "compare") {
        std::fprintf(stderr, "usage: qdq_interop write|compare FOLDER\n");
        return 2;
    }
    const Result<bool> outcome = runMode(mode, argv[2]);
    if (!outcome) std::fprintf(stderr, "%s\n", outcome.error().text().c_str());
    return outcome && *outcome ? 0 : 1;
}
