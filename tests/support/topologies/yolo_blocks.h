#pragma once

#include "tests/support/topologies/network_inputs.h"

namespace lathe::test {

/// Ultralytics' Conv: Conv2d, BatchNorm2d, SiLU.
ValueId convSilu(Exporter& e, const std::string& name, ValueId x, const ConvShape& shape);
/// Two of them, added to the input where `adds`.
ValueId yoloBottleneck(Exporter& e, const std::string& name, ValueId x, std::int64_t channels, std::int64_t firstKernel, bool adds);
/// Spatial pyramid pooling, the fast form.
ValueId sppf(Exporter& e, ValueId x, std::int64_t in, std::int64_t out);
/// A column of 0 … count-1 as float: Cast, Range, Cast. `count` is of rank 0.
ValueId floatRange(Exporter& e, ValueId count);

} // namespace lathe::test
