#pragma once

#include "core/program/quantized_graph.h"

namespace lathe {

/// Every node that computes in integers has what its kernel reads: scales of its activations, integers of its weights and
/// biases, its table. An Input error that names node and tensor: a program file may be damaged with its checksum made right.
Status checkIntegerNodes(const QuantizedGraph& network);

} // namespace lathe
