#pragma once

#include "core/base/job_context.h"
#include "widgets/graph_view/graph_painter.h"

namespace lathe {

struct PictureOptions {
    QRectF area;      ///< of the scene; nothing of it is left out
    double scale = 1; ///< pixels for one unit of the scene, of PNG
    QFont font;
};

/// What a scene looks like as a file: .svg, .pdf or .png by its ending. The file takes its place only when it is complete.
/// PNG of any size is drawn and written in strips; PDF pages, which have at most 200 inches a side, are scaled down to that.
Status writePicture(const std::filesystem::path& file, const GraphScene& scene, const Theme& theme, const GraphOverlay& overlay,
                    const PictureOptions& options, JobContext& context);

} // namespace lathe
