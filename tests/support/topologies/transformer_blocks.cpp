#include "tests/support/topologies/transformer_blocks.h"

#include <cmath>

namespace lathe::test {

ValueId splitHeads(Exporter& e, ValueId x, const Heads& heads) {
    const ValueId batch = sizeOf(e, x, 0), tokens = sizeOf(e, x, 1);
    return transpose(e, view(e, x, {batch, tokens, heads.count, heads.width}), {0, 2, 1, 3});
}

ValueId joinHeads(Exporter& e, ValueId x, const Heads& heads) {
    const ValueId turned = transpose(e, x, {0, 2, 1, 3});
    const ValueId batch = sizeOf(e, turned, 0), tokens = sizeOf(e, turned, 1);
    return view(e, turned, {batch, tokens, heads.all()});
}

ValueId attend(Exporter& e, ValueId q, ValueId k, ValueId v, const Heads& heads, ValueId mask) {
    const ValueId products = e.op("MatMul", {q, transpose(e, k, {0, 1, 3, 2})});
    ValueId scores = e.op("Div", {products, e.real(std::sqrt(static_cast<float>(heads.width)))});
    if (mask.isValid()) scores = e.op("Add", {scores, mask});
    return e.op("MatMul", {e.op("Softmax", {scores}, {{"axis", std::int64_t(-1)}}), v});
}

} // namespace lathe::test
