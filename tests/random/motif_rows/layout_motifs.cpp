#include "tests/random/motifs.h"

#include <algorithm>
#include <numeric>

namespace lathe::random_test {
namespace {

Dims lengths(GraphMaker& maker, std::int64_t rank) {
    Dims dims;
    for (std::int64_t i = 0; i < rank; ++i)
        dims.push_back(maker.draw.chance(20) ? 1 : maker.draw.integer(2, 3));
    if (maker.draw.chance(50)) dims[0] = kBatch;
    return dims;
}

ValueId floatsOf(GraphMaker& maker, const Dims& dims) {
    return maker.input(DataType::Float, dims);
}

Dims anyOrder(GraphMaker& maker, std::int64_t rank) {
    Dims order(static_cast<std::size_t>(rank));
    std::iota(order.begin(), order.end(), std::int64_t(0));
    for (std::int64_t i = rank; i-- > 1;)
        std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(maker.draw.integer(0, i))]);
    return order;
}

/// Mostly of many dimensions; some keep axes side by side, some take the last one to the front.
ValueId highTranspose(GraphMaker& maker, ValueId) {
    const std::int64_t rank = maker.draw.pick<std::int64_t>({4, 5, 5, 6, 6, 7});
    const ValueId x = floatsOf(maker, lengths(maker, rank));
    Dims order = anyOrder(maker, rank);
    if (maker.draw.chance(40)) std::rotate(order.begin(), std::ranges::max_element(order), order.end());
    if (maker.draw.chance(30)) {
        std::iota(order.begin(), order.end(), std::int64_t(0));
        std::rotate(order.begin() + 1, order.begin() + maker.draw.integer(1, rank - 1), order.end());
    }
    return maker.add("Transpose", {x}, {{"perm", order}});
}

ValueId transposeBetweenReshapes(GraphMaker& maker, ValueId) {
    const std::int64_t a = maker.draw.integer(1, 3), b = maker.draw.integer(1, 3), c = maker.draw.integer(1, 3),
                       d = maker.draw.integer(2, 3);
    if (maker.opset() < 5) return {};
    const ValueId apart = maker.add("Reshape", {floatsOf(maker, {a * b, c * d}), maker.integers({a, b, c, d})});
    const ValueId turned = apart.isValid() ? maker.add("Transpose", {apart}, {{"perm", anyOrder(maker, 4)}}) : ValueId{};
    return turned.isValid() ? maker.add("Reshape", {turned, maker.integers({-1, d})}) : ValueId{};
}

ValueId highElements(GraphMaker& maker, ValueId) {
    const Dims dims = lengths(maker, maker.draw.integer(4, 6));
    const ValueId x = floatsOf(maker, dims);
    if (maker.draw.chance(30)) return maker.add(maker.draw.pick({"Relu", "Sigmoid", "Abs", "Tanh"}), {x});
    Dims other = dims;
    const std::int64_t kind = maker.draw.integer(0, 4);
    if (kind == 1) other.erase(other.begin(), other.end() - 3);
    if (kind == 2) other = {};
    if (kind == 3) other[0] = 1;
    const ValueId y = kind == 4 ? x : maker.weight(DataType::Float, other, 0.5, 2);
    return maker.add(maker.draw.pick({"Add", "Mul", "Sub", "Div"}), maker.draw.chance(50) ? std::vector{x, y} : std::vector{y, x});
}

ValueId highReduction(GraphMaker& maker, ValueId) {
    const Dims dims = lengths(maker, maker.draw.integer(4, 6));
    const auto rank = std::ssize(dims);
    const std::string type =
        maker.draw.pick({"ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceL1", "ReduceL2", "ReduceSumSquare"});
    Attributes attributes{{"keepdims", std::int64_t(maker.draw.chance(50) ? 1 : 0)}};
    Dims axes;
    for (std::int64_t axis = maker.draw.integer(0, rank - 1); axis < rank && (axes.empty() || maker.draw.chance(60)); ++axis)
        axes.push_back(maker.draw.chance(80) ? axis : axis - rank);
    const ValueId x = floatsOf(maker, dims);
    if (maker.draw.chance(15)) return maker.add(type, {x}, std::move(attributes));
    if (maker.opset() >= (type == "ReduceSum" ? 13 : 18)) return maker.add(type, {x, maker.integers(axes)}, std::move(attributes));
    attributes["axes"] = axes;
    return maker.add(type, {x}, std::move(attributes));
}

ValueId blocks(GraphMaker& maker, ValueId) {
    ValueId x = floatsOf(maker, {maker.draw.chance(50) ? kBatch : 1, 4 * maker.draw.integer(1, 2), maker.draw.integer(1, 3), 2});
    if (maker.draw.chance(40)) {
        const std::int64_t kernel = maker.draw.chance(50) ? 1 : 2;
        x = maker.add("Conv", {x, maker.weight(DataType::Float, {4, maker.dims(x)[1], kernel, kernel})},
                      {{"pads", Dims{0, 0, kernel - 1, kernel - 1}}});
    }
    return x.isValid() ? maker.add("DepthToSpace", {x}, {{"blocksize", std::int64_t(2)}}) : x;
}

ValueId repeatedConstant(GraphMaker& maker, ValueId) {
    Dims dims = lengths(maker, maker.draw.integer(2, 4)), constant = dims;
    for (std::size_t i = 0; i < dims.size(); ++i) {
        if (maker.draw.chance(40)) constant[i] = 1;
        if (maker.draw.chance(20)) dims[i] = 1;
    }
    if (maker.draw.chance(30)) constant.erase(constant.begin());
    const ValueId x = floatsOf(maker, dims), c = maker.weight(DataType::Float, constant, 0.5, 2);
    const std::string type = maker.draw.pick({"Add", "Sub", "Mul", "Div"});
    return maker.opset() < 7 ? ValueId{} : maker.add(type, maker.draw.chance(50) ? std::vector{x, c} : std::vector{c, x});
}

/// Patches of a picture whose channels come last, by a Conv between Transposes.
ValueId patchConv(GraphMaker& maker, ValueId) {
    const std::int64_t high = maker.draw.integer(1, 2), wide = maker.draw.integer(1, 3), channels = maker.draw.integer(1, 3);
    const std::int64_t rest = maker.draw.chance(10) ? 1 : 0;
    const ValueId x = floatsOf(
        maker, {maker.draw.chance(60) ? kBatch : 1, high * maker.draw.integer(1, 3) + rest, wide * maker.draw.integer(1, 3), channels});
    const ValueId first = maker.add("Transpose", {x}, {{"perm", Dims{0, 3, 1, 2}}});
    std::vector<ValueId> inputs{first, maker.weight(DataType::Float, {maker.draw.integer(1, 4), channels, high, wide})};
    if (maker.draw.chance(60)) inputs.push_back(maker.weight(DataType::Float, {maker.dims(inputs[1])[0]}));
    Attributes attributes{{"strides", Dims{high, wide}}};
    if (maker.draw.chance(8)) attributes["pads"] = Dims{0, wide, 0, 0};
    const ValueId y = maker.add("Conv", std::move(inputs), std::move(attributes));
    return y.isValid() ? maker.add("Transpose", {y}, {{"perm", maker.draw.chance(90) ? Dims{0, 2, 3, 1} : Dims{0, 3, 2, 1}}}) : y;
}

ValueId shiftedClip(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x)) return {};
    const float low = maker.draw.real(-2, 2), high = low + maker.draw.real(0.25, 2);
    const bool hasLow = maker.draw.chance(75), hasHigh = !hasLow || maker.draw.chance(60);
    if (maker.opset() < 11) {
        Attributes attributes;
        if (hasLow) attributes["min"] = low;
        if (hasHigh) attributes["max"] = high;
        return maker.add("Clip", {x}, std::move(attributes));
    }
    std::vector<ValueId> inputs{x, hasLow ? maker.real(low) : ValueId{}};
    if (hasHigh) inputs.push_back(maker.real(high));
    return maker.add("Clip", std::move(inputs));
}

ValueId deepPad(GraphMaker& maker, ValueId) {
    const Dims dims = lengths(maker, maker.draw.integer(2, 5));
    const auto rank = dims.size();
    Dims pads(2 * rank, 0);
    const std::string mode = maker.draw.pick({"constant", "constant", "edge", "reflect"});
    for (std::size_t i = 0; i < pads.size(); ++i)
        if (maker.draw.chance(30)) pads[i] = std::min<std::int64_t>(maker.draw.integer(0, 2), mode == "reflect" ? dims[i % rank] - 1 : 2);
    if (mode == "constant" && maker.draw.chance(8)) pads.back() = -1;
    const ValueId x = floatsOf(maker, dims);
    if (maker.opset() < 11) return maker.add("Pad", {x}, {{"pads", pads}, {"mode", mode}, {"value", maker.draw.real(-1, 1)}});
    std::vector<ValueId> inputs{x, maker.integers(pads)};
    if (maker.draw.chance(50)) inputs.push_back(maker.real(maker.draw.real(-1, 1)));
    return maker.add("Pad", std::move(inputs), {{"mode", mode}});
}

ValueId scalarGather(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) < 1 || maker.dims(x)[0] < 1) return {};
    const std::int64_t length = maker.dims(x)[0];
    const ValueId index = maker.draw.chance(85) ? maker.integer(maker.draw.integer(-1, length - 1)) : maker.integers({0});
    return maker.add("Gather", {x, index}, {{"axis", std::int64_t(0)}});
}

/// Query, key and value of one product, each by a Gather; then something that joins them.
ValueId gatheredParts(GraphMaker& maker, ValueId) {
    const std::int64_t count = maker.draw.integer(2, 3), axis = maker.draw.integer(0, 2),
                       size = maker.draw.chance(50) ? 0 : maker.draw.integer(1, 2);
    Dims dims = lengths(maker, 3);
    dims[static_cast<std::size_t>(axis)] = count * std::max<std::int64_t>(size, 1) + (maker.draw.chance(10) ? 1 : 0);
    const ValueId x = floatsOf(maker, dims);
    ValueId sum;
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t place = maker.draw.chance(5) ? 0 : i;
        Dims range;
        for (std::int64_t k = 0; k < size; ++k)
            range.push_back(place * size + k);
        const ValueId part = maker.add("Gather", {x, size == 0 ? maker.integer(place) : maker.integers(range)}, {{"axis", axis}});
        if (!part.isValid()) return {};
        sum = sum.isValid() ? maker.add("Sub", {sum, part}) : part;
        if (!sum.isValid()) return {};
    }
    return sum;
}

/// A Split whose parts go through the same Transposes or Reshapes.
ValueId splitParts(GraphMaker& maker, ValueId) {
    const std::int64_t count = maker.draw.integer(2, 3), heads = maker.draw.integer(1, 2), axis = maker.draw.integer(0, 2);
    Dims part = lengths(maker, 3);
    part[static_cast<std::size_t>(axis)] = 2 * heads;
    Dims dims = part;
    dims[static_cast<std::size_t>(axis)] *= count;
    const ValueId x = floatsOf(maker, dims);
    Dims sizes(static_cast<std::size_t>(count), 2 * heads);
    const bool isReshape = maker.draw.chance(50);
    if (!isReshape && heads > 1 && maker.draw.chance(40)) ++sizes.front(), --sizes.back();
    const auto parts = maker.opset() < 13 ? maker.addNode("Split", {x}, {{"axis", axis}, {"split", sizes}}, static_cast<int>(count))
                                          : maker.addNode("Split", {x, maker.integers(sizes)}, {{"axis", axis}}, static_cast<int>(count));
    if (!parts || maker.opset() < 5) return {};
    Dims target = part, order = anyOrder(maker, 3);
    target[static_cast<std::size_t>(axis)] = heads;
    target.insert(target.begin() + axis + 1, 2);
    if (maker.draw.chance(20)) target = {part[0] * part[1], part[2]};
    std::vector<ValueId> joined;
    for (const ValueId one : *parts) {
        const Dims own = maker.draw.chance(5) ? anyOrder(maker, 3) : order;
        const ValueId made =
            isReshape ? maker.add("Reshape", {one, maker.integers(target)}) : maker.add("Transpose", {one}, {{"perm", own}});
        const ValueId read = made.isValid() ? maker.add("Abs", {made}) : made;
        if (!read.isValid()) return {};
        joined.push_back(read);
    }
    return joined.front();
}

} // namespace

std::span<const MotifRow> layoutMotifs() {
    static constexpr MotifRow kRows[] = {
        {"insert-conv-before-depth-to-space", blocks},
        {"expand-constant-operands", repeatedConstant},
        {"rewrite-patch-conv-as-matmul", patchConv},
        {"flatten-transpose-axes", highTranspose},
        {"flatten-transpose-axes", transposeBetweenReshapes},
        {"flatten-element-axes", highElements},
        {"flatten-reduce-axes", highReduction},
        {"shift-clip-bounds", shiftedClip},
        {"move-pad-to-height", deepPad},
        {"split-high-transpose", highTranspose},
        {"split-width-transpose", highTranspose},
        {"lift-scalar-gather", scalarGather},
        {"rewrite-gathers-as-split", gatheredParts},
        {"move-split-down", splitParts},
    };
    return kRows;
}

} // namespace lathe::random_test
