#pragma once

#include "widgets/document/project_document.h"
#include "widgets/graph_view/graph_painter.h"

namespace lathe {

enum class ColourMode { Type, Precision, Device, Latency, Bytes, Error, Changed };
inline constexpr std::array kColourModes{ColourMode::Type,  ColourMode::Precision, ColourMode::Device, ColourMode::Latency,
                                         ColourMode::Bytes, ColourMode::Error,     ColourMode::Changed};

struct LegendEntry {
    QColor colour;
    QString text;
    bool hatched = false;
    QChar glyph; ///< beside the colour, where boxes carry one
};

struct ColouredGraph {
    GraphOverlay overlay;
    std::vector<LegendEntry> legend;
    QString missing; ///< what must happen before this mode can show anything
};

/// The colours of the boxes and the legend that explains them.
ColouredGraph colourGraph(const GraphScene& scene, ColourMode mode, const ProjectDocument& document, const Theme& theme);
QString nameOf(ColourMode mode);
/// The name in project files, in no language.
QString keyOf(ColourMode mode);
std::optional<ColourMode> colourModeOf(const QString& key);

} // namespace lathe
