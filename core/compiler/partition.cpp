#include "core/compiler/partition.h"

#include "core/base/spelling.h"
#include "core/ops/inference.h"

#include <algorithm>
#include <numeric>

namespace lathe {
namespace {

/// Disjoint sets of nodes.
class Joined {
public:
    explicit Joined(std::size_t count) : m_parents(count) { std::iota(m_parents.begin(), m_parents.end(), 0); }
    std::size_t rootOf(std::size_t i) {
        while (m_parents[i] != i)
            i = m_parents[i] = m_parents[m_parents[i]];
        return i;
    }
    void join(std::size_t a, std::size_t b) { m_parents[rootOf(a)] = rootOf(b); }

private:
    std::vector<std::size_t> m_parents;
};

std::size_t at(NodeId id) {
    return static_cast<std::size_t>(id.index);
}

std::vector<NodeId> producersOf(const Graph& graph, NodeId id) {
    std::vector<NodeId> producers;
    const auto add = [&](ValueId value) {
        if (value.isValid() && graph.value(value).producer.isValid()) producers.push_back(graph.value(value).producer);
    };
    for (const ValueId input : graph.node(id).inputs)
        add(input);
    for (const ValueId captured : graph.capturedBySubgraphs(id))
        add(captured);
    return producers;
}

/// How often the longest way to each node crosses between accelerator and host, and on which side the node is.
struct Crossings {
    std::vector<std::int32_t> count;
    std::vector<Place> side;
};

Crossings crossingsOf(const Graph& graph, const std::vector<NodeId>& order, const std::vector<Placement>& placements) {
    Crossings crossings{std::vector<std::int32_t>(placements.size(), 0), std::vector<Place>(placements.size(), Place::Free)};
    for (const NodeId id : order) {
        Place side = placements[at(id)].place;
        const std::vector<NodeId> producers = producersOf(graph, id);
        if (side == Place::Free) { // on the side of what makes its input; of a graph input: on none
            for (const NodeId producer : producers)
                side = crossings.side[at(producer)];
        }
        crossings.side[at(id)] = side;
        std::int32_t& count = crossings.count[at(id)];
        for (const NodeId producer : producers) {
            const Place before = crossings.side[at(producer)];
            const bool crosses = before != Place::Free && side != Place::Free && before != side;
            count = std::max(count, crossings.count[at(producer)] + (crosses ? 1 : 0));
        }
    }
    return crossings;
}

bool isNamed(const std::set<std::string>& names, const Graph& graph, NodeId id) {
    const Node& node = graph.node(id);
    if (names.contains(node.name)) return true;
    if (std::ranges::any_of(node.origins, [&](const std::string& origin) { return names.contains(origin); })) return true;
    return std::ranges::any_of(node.outputs, [&](ValueId v) { return v.isValid() && names.contains(graph.value(v).name); });
}

/// Why the rules keep `id` off the accelerator; "" when they do not.
std::string refusalOf(const PartitionRules& rules, const Graph& graph, NodeId id) {
    const Node& node = graph.node(id);
    if (!rules.offloads) return "enable_tidl_offload is False: nothing is offloaded";
    if (rules.deniedTypes.contains(node.opType)) return "deny_list:layer_type names " + node.opType;
    if (isNamed(rules.deniedNames, graph, id)) return "deny_list:layer_name names it";
    if (!rules.allowedNames.empty() && !isNamed(rules.allowedNames, graph, id)) return "allow_list:layer_name does not name it";
    return {};
}

/// Names that no node of the graph, no tensor and no node of the trained network has.
Status checkNames(const PartitionRules& rules, const Graph& graph) {
    std::set<std::string> known;
    for (const NodeId id : graph.nodes()) {
        const Node& node = graph.node(id);
        known.insert(node.name);
        known.insert(node.origins.begin(), node.origins.end());
        for (const ValueId output : node.outputs)
            if (output.isValid()) known.insert(graph.value(output).name);
    }
    std::vector<Diagnostic> problems;
    for (const std::set<std::string>* names : {&rules.deniedNames, &rules.allowedNames}) {
        for (const std::string& name : *names) {
            if (known.contains(name)) continue;
            const std::string nearest = nearestSpelling(name, std::vector<std::string>(known.begin(), known.end()));
            Diagnostic problem;
            problem.severity = Severity::Error;
            problem.code = "COMPILE05";
            problem.message = std::string(names == &rules.deniedNames ? "deny" : "allow") + "_list:layer_name names '" + name +
                              "', which is no node of the network";
            problem.remedy = nearest.empty() ? std::string("take it out") : "did you mean '" + nearest + "'?";
            problems.push_back(std::move(problem));
        }
    }
    if (problems.empty()) return {};
    Error error = Error::usage(problems.front().message, problems.front().remedy);
    if (problems.size() > 1) error.details = std::move(problems);
    return error;
}

/// Moves the accelerator subgraphs of least work to the host until `most` are left. Moving one can join its neighbours on the host, and
/// never makes a new one on the accelerator.
void limitSubgraphs(const Graph& graph, std::vector<Placement>& placements, int most, JobContext& context) {
    std::vector<Subgraph> accelerated = subgraphsOf(graph, placements);
    std::erase_if(accelerated, [](const Subgraph& subgraph) { return subgraph.place != Place::Accelerator; });
    const auto count = static_cast<int>(accelerated.size());
    if (count <= most) return;
    std::ranges::stable_sort(accelerated, [](const Subgraph& a, const Subgraph& b) {
        return std::pair(a.macs, a.nodes.size()) < std::pair(b.macs, b.nodes.size());
    });
    std::int64_t moved = 0;
    for (int i = 0; i < count - most; ++i) {
        for (const NodeId id : accelerated[static_cast<std::size_t>(i)].nodes) {
            if (placements[at(id)].place != Place::Accelerator) continue;
            placements[at(id)] = {Place::Host, "max_num_subgraphs is " + std::to_string(most) + " of " + std::to_string(count) +
                                                   "; this subgraph is among those with the least work"};
            ++moved;
        }
    }
    context.warn("COMPILE06",
                 "the accelerator would get " + std::to_string(count) + " subgraphs; " + std::to_string(moved) + " nodes of the " +
                     std::to_string(count - most) + " with the least work stay on the host",
                 {}, "raise max_num_subgraphs, or replace the operators between them");
}

} // namespace

std::vector<Subgraph> subgraphsOf(const Graph& graph, const std::vector<Placement>& placements) {
    const std::vector<NodeId> order = graph.topologicalOrder();
    const Crossings crossings = crossingsOf(graph, order, placements);
    Joined joined(placements.size());
    for (const NodeId id : order) {
        for (const NodeId producer : producersOf(graph, id)) {
            const bool isSame =
                crossings.side[at(producer)] == crossings.side[at(id)] && crossings.count[at(producer)] == crossings.count[at(id)];
            if (isSame) joined.join(at(id), at(producer));
        }
    }
    std::vector<Subgraph> subgraphs;
    std::vector<std::int32_t> places(placements.size(), -1); ///< by root: index into subgraphs
    for (const NodeId id : order) {
        if (crossings.side[at(id)] == Place::Free) continue;
        std::int32_t& place = places[joined.rootOf(at(id))];
        if (place < 0) {
            place = static_cast<std::int32_t>(subgraphs.size());
            subgraphs.push_back({crossings.side[at(id)], {}, 0});
        }
        Subgraph& subgraph = subgraphs[static_cast<std::size_t>(place)];
        subgraph.nodes.push_back(id);
        subgraph.macs += workOf(graph, id).macs;
    }
    return subgraphs;
}

Result<std::vector<Placement>> partition(const QuantizedGraph& network, std::vector<Placement> placements, const PartitionRules& rules,
                                         JobContext& context) {
    if (rules == PartitionRules()) return placements;
    const Graph& graph = network.graph;
    LATHE_CHECK(checkNames(rules, graph));
    for (const NodeId id : graph.nodes()) {
        if (placements[at(id)].place != Place::Accelerator) continue;
        if (std::string reason = refusalOf(rules, graph, id); !reason.empty()) placements[at(id)] = {Place::Host, std::move(reason)};
    }
    if (rules.mostSubgraphs > 0) limitSubgraphs(graph, placements, rules.mostSubgraphs, context);
    return placements;
}

} // namespace lathe
