#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace lathe {

using Opsets = std::map<std::string, std::int64_t>;

/// Version of a domain among a model's imports (those of the outermost graph hold for subgraphs, too). A missing import of
/// ai.onnx is read as opset 21, of another domain as version 1.
inline std::int64_t opsetOf(const Opsets& opsets, std::string_view domain) {
    const bool isOnnx = domain.empty() || domain == "ai.onnx";
    for (const auto& [name, version] : opsets)
        if (name == domain || (isOnnx && (name.empty() || name == "ai.onnx"))) return version;
    return isOnnx ? 21 : 1;
}

} // namespace lathe
