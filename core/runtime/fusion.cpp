#include "core/runtime/fusion.h"

namespace lathe {
namespace {

/// The numbers of a tensor that has one entry, or one per channel of a tensor of `rank` with channels on `axis`.
std::optional<std::vector<float>> perChannel(const Tensor* tensor, std::int64_t rank, std::int64_t axis, std::int64_t channels) {
    if (!tensor || tensor->type() != DataType::Float || tensor->rank() > rank) return std::nullopt;
    const auto data = tensor->data<float>();
    if (data.size() == 1) return std::vector<float>(static_cast<std::size_t>(channels), data[0]);
    const std::int64_t own = axis - (rank - tensor->rank());
    if (own < 0 || tensor->elementCount() != channels || tensor->dim(own) != channels) return std::nullopt;
    return std::vector<float>(data.begin(), data.end());
}

std::optional<Affine> batchNormalization(const PlanBuilder& builder, const Node& node, std::int64_t channels) {
    if (node.intAttribute("training_mode", 0) != 0 || node.outputs.size() > 1) return std::nullopt;
    std::array<std::vector<float>, 4> rows; // scale, bias, mean, variance
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto row = perChannel(builder.constant(node.input(i + 1)), 1, 0, channels);
        if (!row) return std::nullopt;
        rows[i] = std::move(*row);
    }
    const float epsilon = node.floatAttribute("epsilon", 1e-5F);
    Affine affine;
    for (std::size_t c = 0; c < rows[0].size(); ++c) {
        affine.scale.push_back(rows[0][c] / std::sqrt(rows[3][c] + epsilon));
        affine.shift.push_back(rows[1][c] - rows[2][c] * affine.scale.back());
    }
    return affine;
}

std::optional<Affine> arithmetic(const Node& node, bool isFirst, const std::vector<float>& k) {
    const auto mapped = [&](auto scale, auto shift) {
        Affine affine;
        std::transform(k.begin(), k.end(), std::back_inserter(affine.scale), scale);
        std::transform(k.begin(), k.end(), std::back_inserter(affine.shift), shift);
        return affine;
    };
    const auto zero = [](float) { return 0.0F; };
    const auto one = [](float) { return 1.0F; };
    const auto minusOne = [](float) { return -1.0F; };
    const auto same = [](float c) { return c; };
    if (node.opType == "Add") return mapped(one, same);
    if (node.opType == "Mul") return mapped(same, zero);
    if (node.opType == "Sub") return isFirst ? mapped(one, [](float c) { return -c; }) : mapped(minusOne, same);
    if (node.opType == "Div" && isFirst) return mapped([](float c) { return 1.0F / c; }, zero);
    return std::nullopt;
}

bool isAdd(const Node& node) {
    return node.domain.empty() && node.inputs.size() == 2 && (node.opType == "Add" || node.opType == "Sum");
}

ValueId otherInput(const Node& node, ValueId value) {
    return node.inputs[node.inputs[0] == value ? 1 : 0];
}

/// x · Sigmoid(x) and x · HardSigmoid(x) where x is read by these two nodes alone.
std::optional<Follower> gateOf(const PlanBuilder& builder, ValueId x) {
    const auto readers = builder.readers(x);
    if (readers.size() != 2 || !builder.isPrivate(x)) return std::nullopt;
    for (const std::size_t first : {std::size_t(0), std::size_t(1)}) {
        const Node& gate = builder.node(readers[first]);
        const Node& product = builder.node(readers[1 - first]);
        if (product.opType != "Mul" || !product.domain.empty() || !gate.domain.empty() || !builder.isHidden(gate.output())) continue;
        if (product.inputs.size() != 2 || otherInput(product, x) != gate.output()) continue;
        Follower follower{Follower::Kind::Activation, {}, {}, {}, {readers[first], readers[1 - first]}, product.output()};
        const bool isSwish = gate.opType == "HardSigmoid" && std::abs(gate.floatAttribute("alpha", 0.2F) - 1.0F / 6) < 1e-6F &&
                             gate.floatAttribute("beta", 0.5F) == 0.5F;
        if (gate.opType == "Sigmoid")
            follower.activations = {{dnnl::algorithm::eltwise_swish, 1.0F, 0}};
        else if (isSwish)
            follower.activations = {{dnnl::algorithm::eltwise_hardswish, 0, 0}};
        else
            continue;
        return follower;
    }
    return std::nullopt;
}

std::optional<Follower> residualFollower(const PlanBuilder& builder, NodeId id, ValueId value, Layout layout) {
    const Node& node = builder.node(id);
    if (!isAdd(node)) return std::nullopt;
    const ValueId other = otherInput(node, value);
    if (!builder.isAvailable(other) || builder.dims(other) != builder.dims(value) || builder.dims(node.output()) != builder.dims(value))
        return std::nullopt;
    if (builder.findReusable(other, layout, 1) < 0) return std::nullopt;
    return Follower{Follower::Kind::Residual, {}, {}, other, {id}, node.output()};
}

std::optional<Follower> nextFollower(const PlanBuilder& builder, ValueId value, std::int64_t channelAxis, Layout layout, bool canScale,
                                     bool canAdd) {
    if (auto gate = gateOf(builder, value)) return gate;
    if (!builder.isHidden(value)) return std::nullopt;
    const auto readers = builder.readers(value);
    const auto shape = builder.dims(value);
    if (readers.size() != 1 || builder.isDone(readers[0]) || !shape) return std::nullopt;
    const NodeId id = readers[0];
    const ValueId result = builder.node(id).output();
    if (!result.isValid() || builder.dims(result) != shape || builder.node(id).input(0) == builder.node(id).input(1)) return std::nullopt;
    if (canScale)
        if (auto affine = affineOf(builder, id, value, channelAxis, (*shape)[static_cast<std::size_t>(channelAxis)]))
            return Follower{Follower::Kind::Affine, std::move(*affine), {}, {}, {id}, result};
    if (builder.node(id).input(0) == value)
        if (auto activations = activationOf(builder, id))
            return Follower{Follower::Kind::Activation, {}, std::move(*activations), {}, {id}, result};
    return canAdd ? residualFollower(builder, id, value, layout) : std::nullopt;
}

} // namespace

std::optional<Affine> affineOf(const PlanBuilder& builder, NodeId id, ValueId x, std::int64_t channelAxis, std::int64_t channels) {
    const Node& node = builder.node(id);
    if (!node.domain.empty()) return std::nullopt;
    if (node.opType == "BatchNormalization")
        return channelAxis == 1 && node.input(0) == x ? batchNormalization(builder, node, channels) : std::nullopt;
    if (node.inputs.size() != 2 || node.inputs[0] == node.inputs[1]) return std::nullopt;
    const auto shape = builder.dims(x);
    if (!shape || builder.dims(node.output()) != shape) return std::nullopt;
    const auto numbers = perChannel(builder.constant(otherInput(node, x)), static_cast<std::int64_t>(shape->size()), channelAxis, channels);
    return numbers ? arithmetic(node, node.inputs[0] == x, *numbers) : std::nullopt;
}

namespace {

/// oneDNN 2.6 mixes up the bounds of two clips of one primitive where another function stands between them.
bool repeatsFunction(std::span<const Follower> followers, const Follower& next) {
    for (const Follower& follower : followers)
        for (const Activation& before : follower.activations)
            for (const Activation& each : next.activations)
                if (before.algorithm == each.algorithm) return true;
    return false;
}

} // namespace

std::vector<Follower> findFollowers(const PlanBuilder& builder, ValueId value, std::int64_t channelAxis, Layout layout) {
    std::vector<Follower> followers;
    bool canScale = true, canAdd = true;
    while (auto next = nextFollower(builder, value, channelAxis, layout, canScale, canAdd)) {
        if (repeatsFunction(followers, *next)) break;
        canScale = canScale && next->kind == Follower::Kind::Affine;
        canAdd = canAdd && next->kind != Follower::Kind::Residual;
        value = next->result;
        followers.push_back(std::move(*next));
    }
    return followers;
}

dnnl::post_ops postOpsOf(std::span<const Follower> followers) {
    dnnl::post_ops post;
    for (const Follower& follower : followers) {
        if (follower.kind == Follower::Kind::Residual) post.append_sum(1.0F);
        for (const Activation& each : follower.activations)
            post.append_eltwise(1.0F, each.algorithm, each.alpha, each.beta);
    }
    return post;
}

Affine affineOf(std::span<const Follower> followers, std::int64_t channels) {
    Affine all{std::vector<float>(static_cast<std::size_t>(channels), 1.0F), std::vector<float>(static_cast<std::size_t>(channels), 0.0F)};
    for (const Follower& follower : followers) {
        if (follower.kind != Follower::Kind::Affine) continue;
        for (std::size_t c = 0; c < all.scale.size(); ++c) {
            all.scale[c] *= follower.affine.scale[c];
            all.shift[c] = all.shift[c] * follower.affine.scale[c] + follower.affine.shift[c];
        }
    }
    return all;
}

ValueId residualOf(std::span<const Follower> followers) {
    for (const Follower& follower : followers)
        if (follower.kind == Follower::Kind::Residual) return follower.residual;
    return {};
}

BufferId writeResult(PlanBuilder& builder, std::span<const Follower> followers, ValueId result, Layout layout) {
    const ValueId residual = residualOf(followers);
    return residual.isValid() ? builder.writeOver(result, layout, builder.read(residual, layout)) : builder.write(result, layout);
}

void coverAll(PlanBuilder& builder, std::span<const Follower> followers) {
    for (const Follower& follower : followers)
        for (const NodeId id : follower.nodes)
            builder.cover(id);
}

} // namespace lathe
