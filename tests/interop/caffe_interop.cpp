// Lathe's Caffe importer and float execution against OpenCV's, on random networks of every layer that both know and
// on networks of the zoo. Prints one line per family or network; exit status 1 when one differs. Usage: caffe_interop [NETWORKS PER FAMILY
// [FIRST SEED]]

#include "core/formats/caffe_file.h"
#include "core/runtime/executor.h"
#include "tests/interop/caffe_models.h"
#include "tests/support/zoo.h"

#include <opencv2/dnn.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace lathe::interop {
namespace {

constexpr double kTolerance = 1e-4; ///< of the output's range

Result<std::vector<float>> runLathe(const CaffeCase& one) {
    JobContext context;
    LATHE_TRY(Graph graph, readCaffe(one.prototxt, one.caffemodel, {}, context));
    std::vector<Tensor> inputs;
    for (const ValueId input : graph.inputs()) {
        const auto at = std::ranges::find(one.inputNames, graph.value(input).name) - one.inputNames.begin();
        inputs.push_back(one.inputs.at(static_cast<std::size_t>(at)));
    }
    LATHE_TRY(const Executor executor, Executor::create(std::move(graph), context));
    LATHE_TRY(const auto outputs, executor.makeSession().run(inputs, context));
    if (outputs.size() != 1) return Error::internal(std::to_string(outputs.size()) + " outputs");
    const auto values = outputs[0].data<float>();
    return std::vector<float>(values.begin(), values.end());
}

std::vector<float> runOpenCv(const CaffeCase& one) {
    cv::dnn::Net net = cv::dnn::readNetFromCaffe(one.prototxt.data(), one.prototxt.size(), one.caffemodel.data(), one.caffemodel.size());
    for (std::size_t i = 0; i < one.inputs.size(); ++i) {
        const std::vector<int> dims(one.inputs[i].dims().begin(), one.inputs[i].dims().end());
        cv::Mat blob(dims, CV_32F);
        std::memcpy(blob.data, one.inputs[i].bytes().data(), one.inputs[i].bytes().size());
        net.setInput(blob, one.inputNames[i]);
    }
    const cv::Mat output = net.forward(one.output).clone();
    return {output.ptr<float>(), output.ptr<float>() + output.total()};
}

/// Rows of seven numbers in OpenCV's way: best first instead of class by class, filled up with zeros.
std::vector<float> asOpenCv(const std::vector<float>& detections, std::size_t size) {
    std::vector<std::array<float, 7>> rows(detections.size() / 7);
    for (std::size_t i = 0; i < rows.size(); ++i)
        std::copy_n(detections.begin() + static_cast<std::ptrdiff_t>(7 * i), 7, rows[i].begin());
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a[2] > b[2]; });
    std::vector<float> sorted;
    for (const auto& row : rows)
        sorted.insert(sorted.end(), row.begin(), row.end());
    sorted.resize(std::max(sorted.size(), size), 0.0f);
    return sorted;
}

struct Outcome {
    std::string problem;      ///< empty when nothing differs
    double worst = 0;         ///< difference, as a share of the largest output
    std::size_t compared = 0; ///< values
};

Outcome difference(const std::vector<float>& expected, const std::vector<float>& actual) {
    if (expected.size() != actual.size()) return {std::to_string(actual.size()) + " values, OpenCV has " + std::to_string(expected.size())};
    double range = 1e-6;
    for (const float value : expected)
        range = std::max(range, static_cast<double>(std::abs(value)));
    Outcome outcome{{}, 0, expected.size()};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const double off = std::abs(expected[i] - actual[i]) / range;
        outcome.worst = std::max(outcome.worst, off);
        if (outcome.problem.empty() && !(off <= kTolerance))
            outcome.problem =
                "value " + std::to_string(i) + " is " + std::to_string(actual[i]) + ", OpenCV has " + std::to_string(expected[i]);
    }
    return outcome;
}

Outcome compare(const CaffeCase& one) {
    const auto actual = runLathe(one);
    if (!actual) return {"Lathe: " + actual.error().text()};
    try {
        const std::vector<float> expected = runOpenCv(one);
        if (one.isDetections) return difference(expected, asOpenCv(*actual, expected.size()));
        return difference(expected, *actual);
    } catch (const cv::Exception& failed) {
        return {"OpenCV: " + failed.err};
    }
}

/// Number of networks of a family that differ; the first is printed.
int runFamily(const CaffeFamily& family, int count, unsigned firstSeed) {
    int wrong = 0;
    for (int i = 0; i < count; ++i) {
        std::mt19937 random(firstSeed + static_cast<unsigned>(i));
        const CaffeCase one = family.make(random);
        const std::string problem = compare(one).problem;
        if (!problem.empty() && ++wrong == 1)
            std::printf("%s, seed %u: %s\n%s", family.name, firstSeed + static_cast<unsigned>(i), problem.c_str(), one.prototxt.c_str());
    }
    std::printf("%-24s %4d networks, %d differ\n", family.name, count, wrong);
    return wrong;
}

/// Number of the zoo's networks that differ; where there is no zoo, one line says so.
int runModels() {
    const auto zoo = test::zooFolder();
    if (!zoo) std::puts("no zoo: networks of the zoo are not compared (LATHE_ZOO)");
    int wrong = 0;
    for (const CaffeModel& model : caffeModels()) {
        if (!zoo) break;
        const auto one = makeCase(model, *zoo);
        const Outcome outcome = one ? compare(*one) : Outcome{one.error().text()};
        std::printf("%-24s %zu values, at most %.2g of the largest apart %s\n", model.name, outcome.compared, outcome.worst,
                    outcome.problem.c_str());
        wrong += outcome.problem.empty() ? 0 : 1;
    }
    return wrong;
}

} // namespace
} // namespace lathe::interop

int main(int argc, char** argv) {
    const int count = argc > 1 ? std::atoi(argv[1]) : 30;
    const unsigned seed = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1;
    int wrong = 0;
    for (const auto& family : lathe::interop::caffeFamilies())
        wrong += lathe::interop::runFamily(family, count, seed);
    wrong += lathe::interop::runModels();
    std::printf("%zu families of %d networks, and those of the zoo, against OpenCV %s: %d differ\n", lathe::interop::caffeFamilies().size(),
                count, CV_VERSION, wrong);
    return wrong == 0 ? 0 : 1;
}
