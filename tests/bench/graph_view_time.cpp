// graph_view_time ZOO [KIND…]: what the graph view takes, one line of JSON for each figure. Kinds: layout, scene, frame, search; none: all.
// Milliseconds are the process's own CPU time (p95 of the frames, the median of the rest); frames are 1920 x 1080 in an image.
#include "core/formats/onnx_file.h"
#include "tests/widgets/layout_graphs.h"
#include "widgets/graph_view/graph_painter.h"
#include "widgets/graph_view/node_query.h"
#include "widgets/graph_view/view_place.h"

#include <QGuiApplication>
#include <QImage>
#include <QPainter>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

using namespace lathe;

namespace {

double cpuMilliseconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double timeOf(const std::function<void()>& work) {
    const double begin = cpuMilliseconds();
    work();
    return cpuMilliseconds() - begin;
}

double quantileOf(std::vector<double> times, double share) {
    std::ranges::sort(times);
    return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
}

double medianOf(int rounds, const std::function<void()>& work) {
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round)
        times.push_back(timeOf(work));
    return quantileOf(std::move(times), 0.5);
}

void print(const std::string& name, double value, const char* unit, std::size_t nodes) {
    std::printf("{\"name\":\"graph_%s\",\"value\":%.2f,\"unit\":\"%s\",\"nodes\":%zu}\n", name.c_str(), value, unit, nodes);
    std::fflush(stdout);
}

void benchLayout(const std::filesystem::path&) {
    for (const int nodes : {10'000, 100'000, 1'000'000})
        for (const test::LayoutGraphRow& row : test::layoutGraphTable()) {
            const LayoutInput input = row.make(nodes);
            print("layout_" + std::string(row.name) + "_" + std::to_string(nodes),
                  medianOf(nodes < 1'000'000 ? 5 : 1, [&] { layoutGraph(input); }), "ms", input.sizes.size());
        }
}

double residentMebibytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
    return 0;
}

/// A scene as makeScene() would make it of a graph of that shape.
GraphScene sceneOf(LayoutInput input) {
    static const QStringList titles{QStringLiteral("Conv"), QStringLiteral("Relu"), QStringLiteral("MatMul"), QStringLiteral("Add")};
    GraphScene scene;
    scene.nodes.resize(input.sizes.size());
    for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
        SceneNode& node = scene.nodes[i];
        node.title = titles[static_cast<qsizetype>(i % 4)];
        node.name = QStringLiteral("/model/layers.%1/block/%2_%3").arg(i / 60).arg(node.title).arg(i);
        node.lineage = {node.name};
        node.category = static_cast<OpCategory>(i % 8);
        for (double room = input.sizes[i].height(); room > GraphScene::kHeader + 1; room -= GraphScene::kLine)
            node.lines.push_back({QStringLiteral("W"), QStringLiteral("⟨32×3×3×3⟩")});
    }
    for (const auto& [from, to] : input.edges)
        scene.edges.push_back({from, to, -1, {}, QStringLiteral("1×32×112×112"), QStringLiteral("/model/tensor_%1").arg(from)});
    scene.take(layoutGraph(input));
    return scene;
}

void paintFrame(QImage& image, const GraphScene& scene, const Theme& theme, const ViewPlace& place) {
    QPainter painter(&image);
    painter.fillRect(image.rect(), theme.color(Token::Canvas));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(place.pan);
    painter.scale(place.zoom, place.zoom);
    const QRectF area(-place.pan / place.zoom, QSizeF(image.size()) / place.zoom);
    GraphPainter(scene, theme, {}, {}).paint(painter, area, place.zoom, QGuiApplication::font());
}

/// Pans through the graph at several zooms, the whole graph among them.
void benchFramesOf(const std::string& name, const GraphScene& scene) {
    const Theme theme;
    QImage image(1920, 1080, QImage::Format_ARGB32_Premultiplied);
    const ViewPlace whole = placeOfWhole(scene.bounds, image.size(), 1.0);
    std::vector<double> all;
    for (const double zoom : {whole.zoom, 0.001, 0.005, 0.02, 0.05, 0.11, 0.13, 0.24, 0.26, 0.4, 0.7, 1.0, 2.0}) {
        std::vector<double> times;
        for (int step = 0; step < 20; ++step) {
            const QPointF centre(scene.bounds.center().x(), scene.bounds.top() + scene.bounds.height() * (step + 0.5) / 20);
            const ViewPlace place = zoom == whole.zoom ? whole : ViewPlace{zoom, QPointF(960, 540) - centre * zoom};
            times.push_back(timeOf([&] { paintFrame(image, scene, theme, place); }));
        }
        print("frame_" + name + "_zoom_" + std::to_string(zoom), quantileOf(times, 0.95), "ms", scene.nodes.size());
        all.insert(all.end(), times.begin(), times.end());
    }
    print("frame_" + name + "_p95", quantileOf(all, 0.95), "ms", scene.nodes.size());
}

void benchFrames(const std::filesystem::path&) {
    for (const test::LayoutGraphRow& row : test::layoutGraphTable()) {
        const double before = residentMebibytes();
        const GraphScene scene = sceneOf(row.make(100'000));
        print("memory_" + std::string(row.name) + "_100000", residentMebibytes() - before, "MiB", scene.nodes.size());
        benchFramesOf(std::string(row.name) + "_100000", scene);
    }
}

/// From the file to the picture of the graph's start.
void benchScenes(const std::filesystem::path& zoo) {
    for (const char* name : {"mobilenet_v2_1.0_224", "TFBertForQuestionAnswering", "gpt2_greedy_x4"}) {
        const Theme theme;
        std::size_t nodes = 0;
        const double taken = medianOf(3, [&] {
            JobContext context;
            const auto graph = readOnnx(zoo / "models/onnx" / (std::string(name) + ".onnx"), context);
            if (!graph) return;
            const GraphScene scene = makeScene(*graph, {});
            QImage image(1920, 1080, QImage::Format_ARGB32_Premultiplied);
            paintFrame(image, scene, theme, placeOfStart(scene, image.size()));
            nodes = scene.nodes.size();
        });
        print("open_and_draw_" + std::string(name), taken, "ms", nodes);
    }
}

NodeIndex indexOf(int nodes) {
    NodeIndex index;
    for (int i = 0; i < nodes; ++i) {
        NodeIndex::Facts facts;
        facts.type = i % 3 == 0 ? QStringLiteral("Conv") : i % 3 == 1 ? QStringLiteral("Relu") : QStringLiteral("Add");
        facts.name = QStringLiteral("/model/layers.%1/self_attention/%2_%3").arg(i / 60).arg(facts.type).arg(i);
        facts.tensors = {facts.name + QStringLiteral("_output_0")};
        facts.dataType = QStringLiteral("float32");
        facts.shape = {1, 16 * (i % 40), 14, 14};
        facts.attributes = {{QStringLiteral("kernel_shape"), i % 2 == 0 ? QStringLiteral("3x3") : QStringLiteral("1x1")}};
        index.add(facts);
    }
    return index;
}

/// The answer to each letter of queries that are typed.
void benchSearch(const std::filesystem::path&) {
    const NodeIndex index = indexOf(100'000);
    std::vector<double> times;
    for (const char* typed :
         {"conv", "layers.1234/self", "type:Conv kernel:3x3 c>256", "name:~attention/.*_9{3}\\d$", "-type:Relu h:7..14"})
        for (QString text = QString::fromLatin1(typed); !text.isEmpty(); text.chop(1))
            times.push_back(timeOf([&] {
                const auto query = NodeQuery::parse(text);
                if (const auto* parsed = std::get_if<NodeQuery>(&query)) parsed->find(index);
            }));
    print("search_keystroke_100000_p95", quantileOf(times, 0.95), "ms", static_cast<std::size_t>(index.count()));
    print("search_keystroke_100000_longest", quantileOf(times, 1), "ms", static_cast<std::size_t>(index.count()));
}

struct Kind {
    const char* name;
    void (*run)(const std::filesystem::path& zoo);
};
constexpr Kind kKinds[]{{"layout", benchLayout}, {"scene", benchScenes}, {"frame", benchFrames}, {"search", benchSearch}};

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) return std::fprintf(stderr, "graph_view_time ZOO [KIND...]\n"), 2;
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication application(argc, argv);
    for (const Kind& kind : kKinds)
        if (argc == 2 || std::any_of(argv + 2, argv + argc, [&](const char* wanted) { return std::string(wanted) == kind.name; }))
            kind.run(argv[1]);
    return 0;
}
