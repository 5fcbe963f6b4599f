#pragma once

#include "tests/random/graph_maker.h"

#include <span>

namespace lathe::random_test {

/// A piece of graph that a pass is made for, or just not made for: the pattern with its variants, drawn at random, and near
/// misses among them (one time in four or so). Several rows per pass are welcome. Gives the value to go on with, or an invalid
/// id where the pattern does not fit `x` (any type and rank may come; float pictures mostly).
///
/// What need not be drawn here, since it is put on every graph afterwards: values that become outputs, further readers,
/// constants that are shared, are Constant nodes or are inputs too, dynamic dimensions, missing shapes.
/// GraphMaker::add("com.microsoft::Gelu", …) adds an operator of another domain.
struct MotifRow {
    std::string_view pass;
    ValueId (*add)(GraphMaker& maker, ValueId x);
    std::int64_t sinceOpset = 0; ///< the pattern has no form before
    bool needsOpenDims = false;  ///< the pass looks for dimensions that are not known: the graph mostly has some
    std::int64_t rank = 0;       ///< it fits floats of so many dimensions only: they mostly come
};

/// What an unknown dimension is when the graph runs. No constant of the generator knows it.
inline constexpr std::int64_t kBatch = 2;

std::span<const MotifRow> constantMotifs();
std::span<const MotifRow> removalMotifs();
std::span<const MotifRow> mergingMotifs();
std::span<const MotifRow> canonicalMotifs();
std::span<const MotifRow> fusionMotifs();
std::span<const MotifRow> recognitionMotifs();
std::span<const MotifRow> expansionMotifs();
std::span<const MotifRow> loweringMotifs();
std::span<const MotifRow> deviceMotifs(); ///< of further lowering passes, and attention
std::span<const MotifRow> layoutMotifs(); ///< and of those that lay axes out anew
std::span<const MotifRow> motionMotifs();
std::vector<MotifRow> allMotifs();

/// A graph with the motifs of `pass` in it (of any pass when empty), between random operators, and then made difficult: extra
/// outputs and readers, shared constants, Constant nodes, constants that callers may override, dynamic dimensions.
/// Everything follows from the seed.
Graph makePassGraph(std::uint64_t seed, std::string_view pass);

/// Inputs for such a graph: unknown dimensions were `static` ones before, constants that are inputs get other numbers where
/// they are floats.
std::vector<Tensor> makePassInputs(const Graph& graph, std::uint64_t seed);

} // namespace lathe::random_test
