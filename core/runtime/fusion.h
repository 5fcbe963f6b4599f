#pragma once

#include "core/runtime/plan_builder.h"

#include <dnnl.hpp>

#include <optional>
#include <vector>

namespace lathe {

/// Element-wise function as oneDNN spells it.
struct Activation {
    dnnl::algorithm algorithm;
    float alpha = 0, beta = 0;
};

/// The functions to apply one after the other for an activation node; nothing when oneDNN has none for it.
std::optional<std::vector<Activation>> activationOf(const PlanBuilder& builder, NodeId id);

/// y = x · scale[c] + shift[c].
struct Affine {
    std::vector<float> scale, shift;
};

/// What `id` does to `x` where it is an inference BatchNormalization, or Add, Sub, Mul, Div with a known tensor that holds one number
/// or one per channel. `channelAxis` of x has `channels` entries.
std::optional<Affine> affineOf(const PlanBuilder& builder, NodeId id, ValueId x, std::int64_t channelAxis, std::int64_t channels);

/// A node (or the pair x · f(x)) that a producer may compute while it writes its result.
struct Follower {
    enum class Kind { Affine, Activation, Residual };
    Kind kind;
    Affine affine;
    std::vector<Activation> activations;
    ValueId residual; ///< added; its memory receives the sum
    std::vector<NodeId> nodes;
    ValueId result;
};

/// The chain of followers of `value`, which nobody else may need to see. Residuals only where the other summand is available
/// in `layout` and not read afterwards.
std::vector<Follower> findFollowers(const PlanBuilder& builder, ValueId value, std::int64_t channelAxis, Layout layout);

/// The post-operations of followers.
dnnl::post_ops postOpsOf(std::span<const Follower> followers);
/// All affine followers as one.
Affine affineOf(std::span<const Follower> followers, std::int64_t channels);
/// The residual among the followers, or an invalid id.
ValueId residualOf(std::span<const Follower> followers);
/// Writes `result` over the residual where there is one, else to new memory.
BufferId writeResult(PlanBuilder& builder, std::span<const Follower> followers, ValueId result, Layout layout);
void coverAll(PlanBuilder& builder, std::span<const Follower> followers);

} // namespace lathe
