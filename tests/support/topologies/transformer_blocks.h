#pragma once

#include "tests/support/topologies/network_inputs.h"

namespace lathe::test {

struct Heads {
    std::int64_t count, width;
    std::int64_t all() const { return count * width; }
};

/// [batch, tokens, heads · width] as [batch, heads, tokens, width], by x.view(batch, tokens, heads, width).transpose(1, 2).
ValueId splitHeads(Exporter& e, ValueId x, const Heads& heads);
/// And back, by x.transpose(1, 2).contiguous().view(…).
ValueId joinHeads(Exporter& e, ValueId x, const Heads& heads);
/// softmax(q · kᵀ / √width + mask) · v. No mask: invalid.
ValueId attend(Exporter& e, ValueId q, ValueId k, ValueId v, const Heads& heads, ValueId mask);

} // namespace lathe::test
