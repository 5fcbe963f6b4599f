#pragma once

#include "core/targets/target.h"

#include <QString>

namespace lathe {

/// "published", "derived", "assumed", "fitted", "unknown" in the language of the window.
QString statusText(FigureStatus status);
/// A figure's value with its unit: 76.8 GB/s, 4.00 MiB, 300 µs.
QString figureText(const Figure& figure);
/// "ddr_gbps = 76.8 GB/s (published): source", for hovers that wrap.
QString figureTip(const Figure& figure);
/// Lines of plain text as a hover that wraps at a readable width.
QString wrappedTip(const QString& text);

} // namespace lathe
