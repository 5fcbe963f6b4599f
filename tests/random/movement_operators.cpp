#include "tests/random/operators.h"

#include <algorithm>
#include <numeric>

namespace lathe::random_test {
namespace {

/// `values` as an attribute before `inputSince`, as an int64 input from then on.
ValueId addWithIntegers(GraphMaker& maker, const char* opType, ValueId x, const char* key, const Dims& values, std::int64_t inputSince) {
    if (maker.opset() >= inputSince) return maker.add(opType, {x, maker.integers(values)});
    return maker.add(opType, {x}, {{key, values}});
}

ValueId addTranspose(GraphMaker& maker, ValueId x, std::string_view) {
    const std::int64_t rank = maker.rank(x);
    Dims order(static_cast<std::size_t>(rank));
    std::iota(order.begin(), order.end(), 0);
    if (maker.draw.chance(10)) return maker.add("Transpose", {x});
    if (rank > 2 && maker.draw.chance(50)) // channels first and last
        maker.draw.chance(50) ? std::rotate(order.begin() + 1, order.begin() + 2, order.end())
                              : std::rotate(order.begin() + 1, order.end() - 1, order.end());
    else
        for (std::size_t i = order.size(); i > 1; --i)
            std::swap(order[i - 1], order[static_cast<std::size_t>(maker.draw.integer(0, static_cast<std::int64_t>(i) - 1))]);
    return maker.add("Transpose", {x}, {{"perm", order}});
}

ValueId addReshape(GraphMaker& maker, ValueId x, std::string_view) {
    Dims target = maker.dims(x);
    if (target.size() > 1 && maker.draw.chance(50)) { // two dimensions become one
        const auto at = static_cast<std::ptrdiff_t>(maker.draw.integer(0, static_cast<std::int64_t>(target.size()) - 2));
        target[static_cast<std::size_t>(at)] *= target[static_cast<std::size_t>(at) + 1];
        target.erase(target.begin() + at + 1);
    } else if (!target.empty()) { // one becomes two
        const auto at = static_cast<std::size_t>(maker.draw.integer(0, static_cast<std::int64_t>(target.size()) - 1));
        const std::int64_t factor = target[at] % 2 == 0 ? 2 : target[at] % 3 == 0 ? 3 : 1;
        target[at] /= factor;
        target.insert(target.begin() + static_cast<std::ptrdiff_t>(at), factor);
    }
    if (target.size() > 5) return {};
    if (!target.empty() && maker.draw.chance(40))
        target[static_cast<std::size_t>(maker.draw.integer(0, static_cast<std::int64_t>(target.size()) - 1))] = -1;
    return maker.add("Reshape", {x, maker.integers(target)});
}

ValueId addFlatten(GraphMaker& maker, ValueId x, std::string_view) {
    return maker.add("Flatten", {x}, {{"axis", maker.draw.integer(0, maker.rank(x))}});
}

ValueId addUnsqueeze(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) > 4) return {};
    return addWithIntegers(maker, "Unsqueeze", x, "axes", {maker.draw.integer(0, maker.rank(x))}, 13);
}

ValueId addSqueeze(GraphMaker& maker, ValueId x, std::string_view) {
    Dims axes;
    for (std::int64_t i = 0; i < maker.rank(x); ++i)
        if (maker.dims(x)[static_cast<std::size_t>(i)] == 1 && maker.draw.chance(70)) axes.push_back(i);
    return axes.empty() ? ValueId{} : addWithIntegers(maker, "Squeeze", x, "axes", axes, 13);
}

ValueId addSlice(GraphMaker& maker, ValueId x, std::string_view) {
    Draw& draw = maker.draw;
    Dims starts, ends, axes, steps;
    for (std::int64_t i = 0; i < maker.rank(x); ++i) {
        if (draw.chance(50)) continue;
        const std::int64_t size = maker.dims(x)[static_cast<std::size_t>(i)];
        const bool isBackward = maker.opset() >= 10 && draw.chance(25);
        axes.push_back(draw.chance(30) && maker.opset() >= 10 ? i - maker.rank(x) : i);
        steps.push_back((isBackward ? -1 : 1) * (maker.opset() < 10 ? 1 : draw.integer(1, 3)));
        const std::int64_t low = draw.integer(-size - 1, size - 1),
                           high = draw.chance(30) ? std::int64_t(1) << 40 : draw.integer(-size, size + 2);
        starts.push_back(isBackward ? (draw.chance(30) ? std::int64_t(1) << 40 : draw.integer(-2, size + 1)) : low);
        ends.push_back(isBackward ? (draw.chance(30) ? -(std::int64_t(1) << 40) : draw.integer(-size - 1, size - 1)) : high);
    }
    if (axes.empty()) return {};
    ValueId sliced;
    if (maker.opset() < 10)
        sliced = maker.add("Slice", {x}, {{"axes", axes}, {"starts", starts}, {"ends", ends}});
    else
        sliced = maker.add("Slice", {x, maker.integers(starts), maker.integers(ends), maker.integers(axes), maker.integers(steps)});
    return sliced;
}

ValueId addSplit(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) < 1) return {};
    const std::int64_t axis = maker.draw.integer(0, maker.rank(x) - 1);
    const std::int64_t size = maker.dims(x)[static_cast<std::size_t>(axis)];
    if (size < 2) return {};
    const std::int64_t first = maker.draw.integer(1, size - 1);
    const Dims lengths{first, size - first};
    const auto made = maker.opset() >= 13 ? maker.addNode("Split", {x, maker.integers(lengths)}, {{"axis", axis}}, 2)
                                          : maker.addNode("Split", {x}, {{"axis", axis}, {"split", lengths}}, 2);
    return made ? (*made)[static_cast<std::size_t>(maker.draw.integer(0, 1))] : ValueId{};
}

ValueId addConcat(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) < 1) return {};
    const std::int64_t axis = maker.draw.chance(50) && maker.rank(x) > 1 ? 1 : maker.draw.integer(0, maker.rank(x) - 1);
    std::vector<ValueId> inputs{x};
    for (std::int64_t i = maker.draw.integer(0, 2); i > 0; --i) {
        Dims dims = maker.dims(x);
        dims[static_cast<std::size_t>(axis)] = maker.draw.integer(1, 4);
        inputs.push_back(maker.draw.chance(20) ? x : maker.weight(maker.type(x), dims, 0, 3));
    }
    std::rotate(inputs.begin(), inputs.begin() + maker.draw.integer(0, static_cast<std::int64_t>(inputs.size()) - 1), inputs.end());
    return maker.add("Concat", inputs, {{"axis", maker.draw.chance(25) && maker.opset() >= 11 ? axis - maker.rank(x) : axis}});
}

ValueId addPad(GraphMaker& maker, ValueId x, std::string_view) {
    Draw& draw = maker.draw;
    const std::string mode = draw.chance(70) ? "constant" : draw.pick({"reflect", "edge"});
    Dims pads;
    for (int side = 0; side < 2; ++side)
        for (const std::int64_t size : maker.dims(x)) {
            const std::int64_t most = mode == "reflect" ? std::clamp<std::int64_t>(size - 1, 0, 2) : 2;
            pads.push_back(draw.chance(50) ? 0 : draw.chance(10) && size > 4 ? -1 : draw.integer(0, most));
        }
    Attributes attributes;
    if (mode != "constant" || draw.chance(50)) attributes["mode"] = mode;
    if (maker.opset() < 11) {
        if (draw.chance(50)) attributes["value"] = draw.real(-1, 1);
        attributes["pads"] = pads;
        return maker.add("Pad", {x}, attributes);
    }
    std::vector<ValueId> inputs{x, maker.integers(pads)};
    if (draw.chance(50) && maker.isFloat(x)) inputs.push_back(maker.real(draw.real(-1, 1)));
    return maker.add("Pad", inputs, attributes);
}

ValueId addTile(GraphMaker& maker, ValueId x, std::string_view) {
    return maker.add("Tile", {x, maker.integers(drawEach(maker.draw, maker.rank(x), 1, 2))});
}

ValueId addExpand(GraphMaker& maker, ValueId x, std::string_view) {
    Dims target = maker.dims(x);
    for (std::int64_t& dim : target)
        if (dim == 1) dim = maker.draw.integer(1, 3);
    if (target.size() < 5 && maker.draw.chance(40)) target.insert(target.begin(), 2);
    return maker.add("Expand", {x, maker.integers(target)});
}

ValueId addGather(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) < 1) return {};
    const std::int64_t axis = maker.draw.integer(0, maker.rank(x) - 1);
    const std::int64_t size = maker.dims(x)[static_cast<std::size_t>(axis)];
    if (size < 1) return {};
    return maker.add("Gather", {x, maker.integers(drawEach(maker.draw, maker.draw.integer(1, 3), 0, size - 1))}, {{"axis", axis}});
}

ValueId addBlocks(GraphMaker& maker, ValueId x, std::string_view name) {
    if (maker.rank(x) != 4) return {};
    Attributes attributes{{"blocksize", std::int64_t(2)}};
    if (name == "DepthToSpace" && maker.opset() >= 11 && maker.draw.chance(50)) attributes["mode"] = std::string("CRD");
    return maker.add(std::string(name), {x}, attributes);
}

ValueId addIdentity(GraphMaker& maker, ValueId x, std::string_view name) {
    return maker.add(std::string(name), {x});
}

std::vector<float> drawScales(GraphMaker& maker, ValueId x, bool mayShrink) {
    std::vector<float> scales;
    for (std::int64_t i = 0; i < maker.rank(x); ++i) {
        const bool isSpatial = i >= 2 || maker.draw.chance(3);
        scales.push_back(!isSpatial  ? 1.0F
                         : mayShrink ? maker.draw.pick({0.5F, 0.75F, 1.0F, 1.5F, 2.0F, 2.0F, 2.5F, 3.0F})
                                     : maker.draw.pick({1.0F, 1.5F, 2.0F, 2.0F, 3.0F}));
    }
    return scales;
}

ValueId addUpsample(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) < 3) return {};
    const Attributes attributes{{"mode", std::string(maker.draw.pick({"nearest", "linear"}))}};
    return maker.add("Upsample", {x, maker.reals(drawScales(maker, x, false))}, attributes);
}

ValueId addResize(GraphMaker& maker, ValueId x, std::string_view) {
    if (maker.rank(x) < 3) return {};
    Draw& draw = maker.draw;
    Attributes attributes{{"mode", std::string(draw.pick({"nearest", "linear", "linear", "cubic"}))}};
    if (maker.opset() < 11) {
        attributes["mode"] = std::string(draw.pick({"nearest", "linear"}));
        return maker.add("Resize", {x, maker.reals(drawScales(maker, x, true))}, attributes);
    }
    if (draw.chance(80))
        attributes["coordinate_transformation_mode"] =
            std::string(draw.pick({"half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"}));
    if (draw.chance(60)) attributes["nearest_mode"] = std::string(draw.pick({"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"}));
    if (draw.chance(20)) attributes["exclude_outside"] = std::int64_t(1);
    if (draw.chance(20)) attributes["cubic_coeff_a"] = -0.5F;
    if (maker.opset() >= 18 && draw.chance(15)) attributes["antialias"] = std::int64_t(1);
    const ValueId roi = maker.opset() < 13 ? maker.reals({}) : ValueId{};
    if (draw.chance(60)) return maker.add("Resize", {x, roi, maker.reals(drawScales(maker, x, true))}, attributes);
    Dims sizes = maker.dims(x);
    for (std::size_t i = 2; i < sizes.size(); ++i)
        sizes[i] = draw.integer(1, 2 * sizes[i] + 1);
    return maker.add("Resize", {x, roi, maker.opset() < 13 ? maker.reals({}) : ValueId{}, maker.integers(sizes)}, attributes);
}

constexpr OperatorRow kRows[] = {
    {"Concat", 4, kNewestOpset, 6, true, addConcat},       {"DepthToSpace", 1, kNewestOpset, 1, true, addBlocks},
    {"Dropout", 7, kNewestOpset, 1, false, addIdentity},   {"Expand", 8, kNewestOpset, 2, true, addExpand},
    {"Flatten", 9, kNewestOpset, 3, true, addFlatten},     {"Gather", 1, kNewestOpset, 2, true, addGather},
    {"Identity", 1, kNewestOpset, 1, true, addIdentity},   {"Pad", 2, kNewestOpset, 6, true, addPad},
    {"Reshape", 5, kNewestOpset, 5, true, addReshape},     {"Resize", 10, kNewestOpset, 10, false, addResize},
    {"Slice", 1, kNewestOpset, 5, true, addSlice},         {"SpaceToDepth", 1, kNewestOpset, 1, true, addBlocks},
    {"Split", 2, kNewestOpset, 4, true, addSplit},         {"Squeeze", 1, kNewestOpset, 2, true, addSqueeze},
    {"Tile", 6, kNewestOpset, 1, true, addTile},           {"Transpose", 1, kNewestOpset, 7, true, addTranspose},
    {"Unsqueeze", 1, kNewestOpset, 2, true, addUnsqueeze}, {"Upsample", 9, 9, 8, false, addUpsample},
};

} // namespace

std::span<const OperatorRow> movementRows() {
    return kRows;
}

} // namespace lathe::random_test
