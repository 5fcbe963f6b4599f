#pragma once

#include "core/graph/graph.h"

#include <string_view>

namespace lathe {

/// The newest version of ai.onnx whose operators Lathe knows throughout.
inline constexpr std::int64_t kNewestOpset = 21;
/// The oldest.
inline constexpr std::int64_t kOldestOpset = 7;

/// A version of ai.onnx from which on a node written before means something else, or nothing.
struct FormChange {
    std::string_view opType;
    std::int64_t opset;
    bool (*touches)(const Node&); ///< nullptr: every node of that type
    std::string_view what;        ///< "its axes are an input"
};

/// The first change between two versions that this node cannot follow as it is; nullptr: it means the same in both.
/// Source: the changelog of ONNX operators.
const FormChange* firstFormChange(const Node& node, std::int64_t from, std::int64_t to);

} // namespace lathe
