#pragma once

#include "core/runtime/dnnl_kernel.h"
#include "core/runtime/plan_builder.h"

namespace lathe {

/// y[rows, columns] = x[rows, depth] · weights[depth, columns] + bias[columns], then `after`.
struct MatrixProduct {
    std::int64_t rows, depth, columns;
    std::vector<float> weights, bias;
    dnnl::post_ops after;
};
/// args {x, y}, dense. nullptr where oneDNN has no fast kernel. `id` names the weights.
KernelPtr makeMatrixProductKernel(PlanBuilder& builder, NodeId id, const MatrixProduct& product);

} // namespace lathe
