#include "widgets/graph_view/graph_overlay.h"
#include "widgets/common/strings.h"
#include "widgets/document/lineage.h"
#include "widgets/format/number_format.h"

#include <QCoreApplication>
#include <QHash>

namespace lathe {
namespace {

ColouredGraph byType(const GraphScene& scene, const ProjectDocument&, const Theme& theme) {
    ColouredGraph result;
    std::map<OpCategory, int> counts;
    for (const SceneNode& node : scene.nodes)
        if (node.kind == SceneNode::Kind::Operator) ++counts[node.category];
    for (const auto& [category, count] : counts)
        result.legend.push_back({theme.category(category), qs(toName(category)), false, glyphOf(category)});
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
        result.legend.push_back({theme.precision(precision), qs(toName(precision)), false, {}});
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
    result.legend = {{theme.color(Token::Int8), QCoreApplication::translate("GraphOverlay", "accelerator"), false, {}},
                     {theme.color(Token::Host), QCoreApplication::translate("GraphOverlay", "host"), true, {}}};
    return result;
}

/// One number per node on a scale from the least to the most that there is.
struct Scale {
    QHash<QString, double> values; ///< by original node
    double first = 0, last = 0;    ///< where the scale begins and ends; the end is what deserves a look
    QString (*text)(double value) = nullptr;
};

ColouredGraph byNumber(const GraphScene& scene, const Theme& theme, const Scale& scale) {
    ColouredGraph result;
    fill(result, scene, theme);
    // White text stands on it: only the darker half of cividis.
    const auto colourAt = [](double t) { return Theme::sequential(0.62 * std::clamp(t, 0.0, 1.0)); };
    for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
        const auto found = scale.values.constFind(scene.nodes[i].lineage.value(0));
        if (found == scale.values.cend()) continue;
        result.overlay.colours[i] = colourAt(scale.last == scale.first ? 0 : (*found - scale.first) / (scale.last - scale.first));
        result.overlay.numbers[i] = scale.text(*found);
    }
    for (const double t : {0.0, 0.5, 1.0})
        result.legend.push_back({colourAt(t), scale.text(scale.first + t * (scale.last - scale.first)), false, {}});
    return result;
}

ColouredGraph byLayers(const GraphScene& scene, const ProjectDocument& document, const Theme& theme,
                       double (*valueOf)(const LayerEvaluation&), QString (*text)(double)) {
    const auto& evaluation = document.result().evaluation;
    if (!evaluation) {
        ColouredGraph result;
        fill(result, scene, theme);
        result.missing = QCoreApplication::translate("GraphOverlay", "Build to see where the time goes");
        return result;
    }
    Scale scale;
    scale.text = text;
    for (const LayerEvaluation& layer : evaluation->layers) {
        scale.last = std::max(scale.last, valueOf(layer));
        for (const std::string& node : layer.sourceNodes)
            scale.values.insert(qs(node), valueOf(layer));
    }
    return byNumber(scene, theme, scale);
}

ColouredGraph byLatency(const GraphScene& scene, const ProjectDocument& document, const Theme& theme) {
    return byLayers(
        scene, document, theme, [](const LayerEvaluation& layer) { return layer.latency; }, formatTime);
}

ColouredGraph byBytes(const GraphScene& scene, const ProjectDocument& document, const Theme& theme) {
    return byLayers(
        scene, document, theme, [](const LayerEvaluation& layer) { return static_cast<double>(layer.ddrReadBytes + layer.ddrWriteBytes); },
        formatBytes);
}

// The signal over the noise of quantization: the scale ends at the worst node.
ColouredGraph byError(const GraphScene& scene, const ProjectDocument& document, const Theme& theme) {
    constexpr double kClean = 60;
    const auto& comparison = document.result().comparison;
    Scale scale;
    if (comparison)
        for (const TensorError& error : comparison->layers)
            for (const std::string& node : error.sourceNodes) {
                const auto known = scale.values.constFind(qs(node));
                scale.values.insert(qs(node), known == scale.values.cend() ? error.sqnrDb : std::min(*known, error.sqnrDb));
            }
    if (scale.values.isEmpty()) {
        ColouredGraph result;
        fill(result, scene, theme);
        result.missing = QCoreApplication::translate("GraphOverlay", "Build with calibration samples to see the error of every node");
        return result;
    }
    scale.first = kClean;
    scale.last = std::min(kClean, *std::min_element(scale.values.cbegin(), scale.values.cend()));
    scale.text = [](double value) { return value >= 200 ? u"∞ dB"_s : QString::number(value, 'f', 0) + u" dB"_s; };
    return byNumber(scene, theme, scale);
}

ColouredGraph byChange(const GraphScene& scene, const ProjectDocument& document, const Theme& theme) {
    ColouredGraph result;
    fill(result, scene, theme);
    bool isAny = false;
    for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
        const auto configured = document.configuredPrecision(scene.nodes[i].lineage.value(0));
        if (!configured) continue;
        isAny = true;
        result.overlay.colours[i] = theme.color(Token::Accent);
        result.overlay.numbers[i] = u"✎ "_s + qs(toName(*configured));
    }
    result.legend = {{theme.color(Token::Accent), QCoreApplication::translate("GraphOverlay", "set by you"), false, {}}};
    if (!isAny) result.missing = QCoreApplication::translate("GraphOverlay", "You have set nothing on a node yet");
    return result;
}

struct ModeRow {
    ColourMode mode;
    const char *key, *name;
    ColouredGraph (*colour)(const GraphScene&, const ProjectDocument&, const Theme&);
};
constexpr std::array kRows{
    ModeRow{ColourMode::Type, "type", QT_TRANSLATE_NOOP("GraphOverlay", "Type"), byType},
    ModeRow{ColourMode::Precision, "precision", QT_TRANSLATE_NOOP("GraphOverlay", "Precision"), byPrecision},
    ModeRow{ColourMode::Device, "device", QT_TRANSLATE_NOOP("GraphOverlay", "Device"), byDevice},
    ModeRow{ColourMode::Latency, "latency", QT_TRANSLATE_NOOP("GraphOverlay", "Latency"), byLatency},
    ModeRow{ColourMode::Bytes, "bytes", QT_TRANSLATE_NOOP("GraphOverlay", "Memory traffic"), byBytes},
    ModeRow{ColourMode::Error, "error", QT_TRANSLATE_NOOP("GraphOverlay", "Error"), byError},
    ModeRow{ColourMode::Changed, "changed", QT_TRANSLATE_NOOP("GraphOverlay", "Set by me"), byChange},
};

const ModeRow& rowOf(ColourMode mode) {
    return kRows[static_cast<std::size_t>(mode)];
}

} // namespace

QString nameOf(ColourMode mode) {
    return QCoreApplication::translate("GraphOverlay", rowOf(mode).name);
}

QString keyOf(ColourMode mode) {
    return QLatin1String(rowOf(mode).key);
}

std::optional<ColourMode> colourModeOf(const QString& key) {
    const auto found = std::find_if(kRows.begin(), kRows.end(), [&](const ModeRow& row) { return key == QLatin1String(row.key); });
    return found == kRows.end() ? std::nullopt : std::optional(found->mode);
}

ColouredGraph colourGraph(const GraphScene& scene, ColourMode mode, const ProjectDocument& document, const Theme& theme) {
    return rowOf(mode).colour(scene, document, theme);
}

} // namespace lathe
