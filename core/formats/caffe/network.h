#pragma once

#include "core/formats/caffe/source.h"

#include <optional>

namespace lathe::caffe {

/// A layer as it stands in the file.
struct Layer {
    std::string name; ///< never empty; "<type>_<index>" where the file has none
    std::string type;
    std::vector<std::string> bottoms, tops;
    const Message* message = nullptr;
    Place place;
};

/// An input that is declared without a layer (`input:` at the top).
struct DeclaredInput {
    std::string name;
    std::optional<std::vector<std::int64_t>> dims;
    Place place;
};

/// A network of the present format, of which the layers for inference are left: those whose include and exclude rules hold
/// in phase TEST with the level and the stages of the file's `state`.
struct Network {
    std::string name;
    std::vector<DeclaredInput> inputs;
    std::vector<Layer> layers; ///< in file order, which is the order of execution
};

/// Checks, upgrades and takes apart what was parsed; the network looks into `document`.
Result<Network> readNetwork(const Source& source, Document& document);

} // namespace lathe::caffe
