#include "core/pipeline/batching.h"

#include "core/edit/set_batch.h"
#include "core/ops/inference.h"
#include "core/program/layer_grid.h"

namespace lathe {
namespace {

/// An Unsupported error with every node that the accelerator has for one picture but not for several.
Status checkPlaces(const QuantizedGraph& one, const QuantizedGraph& many, const Target& target, std::int64_t pictures,
                   JobContext& context) {
    LATHE_TRY(const std::vector<Placement> before, placeNodes(one, target, context));
    LATHE_TRY(const std::vector<Placement> after, placeNodes(many, target, context));
    std::vector<Diagnostic> moved;
    for (const NodeId id : one.graph.nodes()) {
        const auto at = static_cast<std::size_t>(id.index);
        if (before[at].place == Place::Accelerator && after[at].place == Place::Host)
            moved.push_back({Severity::Error, "COMPILE10", after[at].reason, one.graph.node(id).name, {}, {}});
    }
    if (moved.empty()) return {};
    Error error =
        Error::unsupported(target.name + " does not take " + std::to_string(pictures) + " pictures in one run: " + moved.front().message,
                           moved.front().node, "set input_batch: 1 and run the program once for each picture");
    error.details = std::move(moved);
    return error;
}

/// Rows of a matrix are those of all pictures one after the other: what is cut there is the same for one picture, as a whole.
void keepRowsOfOne(Program& program) {
    const Graph& graph = program.network.graph;
    for (Tile& tile : program.tiles) {
        const NodeId grid = gridNodeOf(graph, program.layers[static_cast<std::size_t>(tile.layer)].nodes);
        const auto& shape = graph.value(graph.node(grid).output()).shape;
        if (!shape || shape->rank() != 2 || !shape->isStatic()) continue;
        tile.rowBegin = 0;
        tile.rowEnd = shape->dims[0].value;
    }
}

} // namespace

Result<Program> compileBatch(const QuantizedGraph& network, const Target& target, const CompileOptions& options, std::int64_t pictures,
                             JobContext& context) {
    if (pictures <= 1) return compile(network, target, options, context);
    QuantizedGraph together = network;
    LATHE_CHECK(setBatch(together.graph, std::to_string(pictures), context));
    JobContext quiet(context.stopToken()); // that every stored shape is another now is no news
    LATHE_CHECK(inferShapes(together.graph, quiet));
    LATHE_CHECK(checkPlaces(network, together, target, pictures, context));
    LATHE_TRY(Program program, compile(together, target, options, context));
    program.network = network;
    keepRowsOfOne(program);
    program.options["input_batch"] = std::to_string(pictures);
    return program;
}

} // namespace lathe
