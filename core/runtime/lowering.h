#pragma once

#include "core/runtime/plan_builder.h"

namespace lathe {

/// Makes kernels for a node; false (and nothing done) when the node is left to the reference loops. May throw dnnl::error
/// before anything is written.
using LowerFn = bool (*)(PlanBuilder& builder, NodeId id);
/// nullptr for operators that only the reference loops know.
LowerFn findLowering(const Node& node);

bool lowerConv(PlanBuilder& builder, NodeId id);
bool lowerConvTranspose(PlanBuilder& builder, NodeId id);
/// The case of lowerConvTranspose where the kernel is as large as the stride.
bool lowerDisjointDeconvolution(PlanBuilder& builder, NodeId id);
bool lowerPool(PlanBuilder& builder, NodeId id);
bool lowerGlobalPool(PlanBuilder& builder, NodeId id);
bool lowerReduce(PlanBuilder& builder, NodeId id);
bool lowerGemm(PlanBuilder& builder, NodeId id);
bool lowerMatMul(PlanBuilder& builder, NodeId id);
/// For element-wise nodes: the node and those that follow it, in one step over pieces that stay in the cache.
bool lowerChain(PlanBuilder& builder, NodeId id);
bool lowerActivation(PlanBuilder& builder, NodeId id);
bool lowerErf(PlanBuilder& builder, NodeId id);
bool lowerBinary(PlanBuilder& builder, NodeId id);
bool lowerBatchNormalization(PlanBuilder& builder, NodeId id);
bool lowerLrn(PlanBuilder& builder, NodeId id);
bool lowerSoftmax(PlanBuilder& builder, NodeId id);
bool lowerConcat(PlanBuilder& builder, NodeId id);
bool lowerReshape(PlanBuilder& builder, NodeId id);
bool lowerTranspose(PlanBuilder& builder, NodeId id);
bool lowerSlice(PlanBuilder& builder, NodeId id);
bool lowerSplit(PlanBuilder& builder, NodeId id);
bool lowerPad(PlanBuilder& builder, NodeId id);
bool lowerQuantizeLinear(PlanBuilder& builder, NodeId id);
bool lowerDequantizeLinear(PlanBuilder& builder, NodeId id);
bool lowerQLinearConv(PlanBuilder& builder, NodeId id);
bool lowerQLinearMatMul(PlanBuilder& builder, NodeId id);
bool lowerResize(PlanBuilder& builder, NodeId id);

} // namespace lathe
