#include "core/runtime/fusion.h"

#include <map>
#include <string_view>

namespace lathe {
namespace {

using dnnl::algorithm;
using Activations = std::optional<std::vector<Activation>>;
using ActivationFn = Activations (*)(const PlanBuilder&, const Node&);

/// A scalar input, or `fallback` where it is omitted; nothing when it is not known before running.
std::optional<float> scalarInput(const PlanBuilder& builder, const Node& node, std::size_t index, float fallback) {
    const ValueId id = node.input(index);
    if (!id.isValid()) return fallback;
    const Tensor* tensor = builder.constant(id);
    if (!tensor || tensor->elementCount() != 1 || tensor->type() != DataType::Float) return std::nullopt;
    return tensor->data<float>()[0];
}

Activations clip(const PlanBuilder& builder, const Node& node) {
    const float unbounded = std::numeric_limits<float>::max();
    const auto low = scalarInput(builder, node, 1, node.floatAttribute("min", -unbounded));
    const auto high = scalarInput(builder, node, 2, node.floatAttribute("max", unbounded));
    if (!low || !high || !(*low <= *high)) return std::nullopt;
    return std::vector{Activation{algorithm::eltwise_clip, *low, *high}};
}

/// max(0, min(1, alpha·x + beta))
Activations hardSigmoid(const PlanBuilder&, const Node& node) {
    return std::vector{Activation{algorithm::eltwise_linear, node.floatAttribute("alpha", 0.2F), node.floatAttribute("beta", 0.5F)},
                       Activation{algorithm::eltwise_clip, 0.0F, 1.0F}};
}

Activations leakyRelu(const PlanBuilder&, const Node& node) {
    return std::vector{Activation{algorithm::eltwise_relu, node.floatAttribute("alpha", 0.01F), 0}};
}

Activations elu(const PlanBuilder&, const Node& node) {
    return std::vector{Activation{algorithm::eltwise_elu, node.floatAttribute("alpha", 1.0F), 0}};
}

Activations gelu(const PlanBuilder&, const Node& node) {
    const bool isTanh = node.stringAttribute("approximate", "none") == "tanh";
    return std::vector{Activation{isTanh ? algorithm::eltwise_gelu_tanh : algorithm::eltwise_gelu_erf, 0, 0}};
}

/// A known exponent for all elements.
Activations pow(const PlanBuilder& builder, const Node& node) {
    const auto exponent = scalarInput(builder, node, 1, 1.0F);
    if (!node.input(1).isValid() || !exponent) return std::nullopt;
    if (*exponent == 2.0F) return std::vector{Activation{algorithm::eltwise_square, 0, 0}};
    if (*exponent == 0.5F) return std::vector{Activation{algorithm::eltwise_sqrt, 0, 0}};
    return std::vector{Activation{algorithm::eltwise_pow, 1.0F, *exponent}};
}

template <algorithm Algorithm, int Alpha = 0, int Beta = 0>
Activations plain(const PlanBuilder&, const Node&) {
    return std::vector{Activation{Algorithm, float(Alpha), float(Beta)}};
}

/// Log is missing on purpose: oneDNN's is wrong by 1e-6 near 1, where the true value is near 0.
const std::map<std::string_view, ActivationFn>& table() {
    static const std::map<std::string_view, ActivationFn> rows = {
        {"Abs", plain<algorithm::eltwise_abs>},
        {"Clip", clip},
        {"Elu", elu},
        {"Exp", plain<algorithm::eltwise_exp>},
        {"Gelu", gelu},
        {"HardSigmoid", hardSigmoid},
        {"HardSwish", plain<algorithm::eltwise_hardswish>},
        {"LeakyRelu", leakyRelu},
        {"Mish", plain<algorithm::eltwise_mish>},
        {"Neg", plain<algorithm::eltwise_linear, -1>},
        {"Pow", pow},
        {"Reciprocal", plain<algorithm::eltwise_pow, 1, -1>},
        {"Relu", plain<algorithm::eltwise_relu>},
        {"Sigmoid", plain<algorithm::eltwise_logistic>},
        {"Sqrt", plain<algorithm::eltwise_sqrt>},
        {"Tanh", plain<algorithm::eltwise_tanh>},
    };
    return rows;
}

} // namespace

std::optional<std::vector<Activation>> activationOf(const PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto found = table().find(node.opType);
    if (!node.domain.empty() || found == table().end()) return std::nullopt;
    return found->second(builder, node);
}

} // namespace lathe
