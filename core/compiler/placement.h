#pragma once

#include "core/base/job_context.h"
#include "core/program/quantized_graph.h"
#include "core/targets/target.h"

#include <string>
#include <vector>

namespace lathe {

/// Where one node is computed. Free: it only gives a tensor another shape or name, and nothing has to be done for it.
enum class Place { Accelerator, Host, Free };

struct Placement {
    Place place = Place::Host;
    std::string reason; ///< of the host, as a sentence
};

/// By NodeId::index. Quantized nodes that the accelerator supports run there, also float nodes that it has in float and
/// inserted pre-processing (on the way in); all others run on the host. An Unsupported error that lists every node that the
/// device refuses.
Result<std::vector<Placement>> placeNodes(const QuantizedGraph& network, const Target& target, JobContext& context);

/// Bytes of a value as it lies in memory: integers where it is quantized. 0 when its shape is not static.
std::int64_t valueBytes(const QuantizedGraph& network, ValueId id);
/// Elements of a value; 0 when its shape is not static.
std::int64_t valueElements(const Graph& graph, ValueId id);

} // namespace lathe
