#include "core/runtime/matrix_product_kernel.h"

namespace lathe {

KernelPtr makeMatrixProductKernel(PlanBuilder& builder, NodeId id, const MatrixProduct& product) {
    const auto x = denseDesc({product.rows, product.depth}, Layout::Plain), y = denseDesc({product.rows, product.columns}, Layout::Plain);
    const auto weights = denseDesc({product.depth, product.columns}, Layout::Plain), bias = denseDesc({1, product.columns}, Layout::Plain);
    dnnl::primitive_attr attributes = baseAttributes();
    attributes.set_post_ops(product.after);
    const dnnl::matmul::primitive_desc made({x, anyDesc({product.depth, product.columns}), bias, y}, attributes, cpuEngine());
    if (isReferenceImplementation(made.impl_info_str())) return nullptr;
    const std::string key = std::to_string(id.index);
    return makeDnnlKernel(dnnl::matmul(made), {{DNNL_ARG_SRC, x, 0}, {DNNL_ARG_DST, y, 1}},
                          {{DNNL_ARG_WEIGHTS, builder.weights().packed(key + "w", weights, product.weights.data(), made.weights_desc())},
                           {DNNL_ARG_BIAS, builder.weights().packed(key + "b", bias, product.bias.data(), bias)}},
                          made.scratchpad_desc());
}

} // namespace lathe
