#include "widgets/graph_view/graph_overlay.h"
#include "widgets/common/strings.h"
#include "widgets/document/lineage.h"
#include "widgets/format/number_format.h"

#include <QCoreApplication>
#include <QHash>

namespace lathe {
namespace {

ColouredGraph byType(const GraphScene& scene, const Theme& theme) {
    ColouredGraph result;
    std::map<OpCategory, int> counts;
    for (const SceneNode& node : scene.nodes)
        if (node.kind == SceneNode::Kind::Operator) ++counts[node.category];
    for (const auto& [category, count] : counts)
        result.legend.push_back({theme.category(category), qs(toName(category)), false});
    return result;
}

void fill(ColouredGraph& result, const GraphScene& scene, const Theme& theme) {
    QColor none = theme.color(Token::Overhead);
    result.overlay.colours.assign(scene.nodes.size(), none);
    result.overlay.hatched.assign(scene.nodes.size(), false);
    result.overlay.numbers.assign(scene.nodes.size(), {});
}

ColouredGraph byPrecision(const GraphScene& scene, const ProjectDocument& document, const Theme& theme) {
    ColouredGraph result;
    fill(result, scene, theme);
    QHash<QString, Precision> effective;
    if (const auto& quantized = document.result().quantized)
        for (const auto& [id, node] : quantized->nodes)
            for (const QString& name : lineageOf(quantized->graph.node(id)))
                effective.insert(name, node.precision);
    for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
        const QString first = scene.nodes[i].lineage.value(0);
        const auto configured = document.configuredPrecision(first);
        const auto found = effective.constFind(first);
        if (found == effective.constEnd() && !configured) continue;
        const Precision precision = found != effective.constEnd() ? *found : *configured;
        result.overlay.colours[i] = theme.precision(precision);
        if (configured) result.overlay.numbers[i] = u"✎ "_s + qs(toName(*configured));
    }
    for (const Precision precision : {Precision::Int8, Precision::Int16, Precision::Float})
        result.legend.push_back({theme.precision(precision), qs(toName(precision)), false});
    if (effective.isEmpty()) result.missing = QCoreApplication::translate("GraphOverlay", "Build to see the precision of every node");
    return result;
}

ColouredGraph byDevice(const GraphScene& scene, const ProjectDocument& document, const Theme& theme) {
    ColouredGraph result;
    fill(result, scene, theme);
    QHash<QString, bool> onHost;
    if (const auto& program = document.result().program) {
        for (const Layer& layer : program->layers)
            for (const std::string& origin : layer.origins)
                onHost.insert(qs(origin), layer.engine == EngineClass::Host);
    } else if (document.original() && document.target() && document.backend().support) {
        const Graph& graph = *document.original();
        for (const NodeId id : graph.nodes())
            onHost.insert(qs(graph.node(id).name),
                          document.backend().support(*document.target(), graph, id).kind != Support::Kind::Accelerator);
    }
    for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
        const auto found = onHost.constFind(scene.nodes[i].lineage.value(0));
        if (found == onHost.constEnd()) continue;
        result.overlay.colours[i] = theme.color(*found ? Token::Host : Token::Int8);
        result.overlay.hatched[i] = *found;
    }
    result.legend = {{theme.color(Token::Int8), QCoreApplication::translate("GraphOverlay", "accelerator"), false},
                     {theme.color(Token::Host), QCoreApplication::translate("GraphOverlay", "host"), true}};
    return result;
}

ColouredGraph byLatency(const GraphScene& scene, const ProjectDocument& document, const Theme& theme) {
    ColouredGraph result;
    fill(result, scene, theme);
    const auto& evaluation = document.result().evaluation;
    if (!evaluation) {
        result.missing = QCoreApplication::translate("GraphOverlay", "Build to see where the time goes");
        return result;
    }
    QHash<QString, double> latency;
    double longest = 0;
    for (const LayerEvaluation& layer : evaluation->layers) {
        longest = std::max(longest, layer.latency);
        for (const std::string& node : layer.sourceNodes)
            latency.insert(qs(node), layer.latency);
    }
    for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
        const auto found = latency.constFind(scene.nodes[i].lineage.value(0));
        if (found == latency.constEnd()) continue;
        // White text stands on it: only the darker half of the scale.
        result.overlay.colours[i] = Theme::sequential(longest > 0 ? 0.62 * *found / longest : 0);
        result.overlay.numbers[i] = formatTime(*found);
    }
    for (const double t : {0.0, 0.5, 1.0})
        result.legend.push_back({Theme::sequential(0.62 * t), formatTime(longest * t), false});
    return result;
}

} // namespace

QString nameOf(ColourMode mode) {
    static constexpr std::array names{QT_TRANSLATE_NOOP("GraphOverlay", "Type"), QT_TRANSLATE_NOOP("GraphOverlay", "Precision"),
                                      QT_TRANSLATE_NOOP("GraphOverlay", "Device"), QT_TRANSLATE_NOOP("GraphOverlay", "Latency")};
    return QCoreApplication::translate("GraphOverlay", names[static_cast<std::size_t>(mode)]);
}

QString keyOf(ColourMode mode) {
    static constexpr std::array keys{"type", "precision", "device", "latency"};
    return QLatin1String(keys[static_cast<std::size_t>(mode)]);
}

std::optional<ColourMode> colourModeOf(const QString& key) {
    const auto found = std::find_if(kColourModes.begin(), kColourModes.end(), [&](ColourMode mode) { return keyOf(mode) == key; });
    return found == kColourModes.end() ? std::nullopt : std::optional(*found);
}

ColouredGraph colourGraph(const GraphScene& scene, ColourMode mode, const ProjectDocument& document, const Theme& theme) {
    switch (mode) {
    case ColourMode::Precision:
        return byPrecision(scene, document, theme);
    case ColourMode::Device:
        return byDevice(scene, document, theme);
    case ColourMode::Latency:
        return byLatency(scene, document, theme);
    case ColourMode::Type:
        break;
    }
    return byType(scene, theme);
}

} // namespace lathe
