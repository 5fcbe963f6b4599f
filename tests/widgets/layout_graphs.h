#pragma once

#include "widgets/graph_view/graph_layout.h"

#include <span>

namespace lathe::test {

/// Graphs of about `nodes` boxes in the shapes that networks have. The same number gives the same graph.
LayoutInput cnnLayout(int nodes);      ///< residual blocks one below the other
LayoutInput unetLayout(int nodes);     ///< long skips nested in each other
LayoutInput denseNetLayout(int nodes); ///< every layer of a block reads all before it
LayoutInput decoderLayout(int nodes);  ///< transformer layers with caches; mask and positions are read by every one

struct LayoutGraphRow {
    const char* name;
    LayoutInput (*make)(int nodes);
};
std::span<const LayoutGraphRow> layoutGraphTable();

} // namespace lathe::test
