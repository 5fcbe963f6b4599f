#include "tests/support/topologies/shape_blocks.h"

#include <limits>

namespace lathe::test {

ValueId sizeOf(Exporter& e, ValueId x, std::int64_t axis) {
    const ValueId shape = e.op("Shape", {x});
    return e.op("Gather", {shape, e.integer(axis)}, {{"axis", std::int64_t(0)}});
}

ValueId unsqueeze(Exporter& e, ValueId x, std::int64_t axis) {
    return e.op("Unsqueeze", {x, e.ints({axis})});
}

ValueId shapeVector(Exporter& e, const std::vector<ViewDim>& dims) {
    std::vector<ValueId> parts;
    for (const ViewDim& dim : dims)
        parts.push_back(std::holds_alternative<ValueId>(dim) ? unsqueeze(e, std::get<ValueId>(dim), 0) : e.ints({std::get<0>(dim)}));
    return concat(e, std::move(parts), 0);
}

ValueId view(Exporter& e, ValueId x, const std::vector<ViewDim>& dims) {
    return e.op("Reshape", {x, shapeVector(e, dims)});
}

ValueId transpose(Exporter& e, ValueId x, const Dims& permutation) {
    return e.op("Transpose", {x}, {{"perm", permutation}});
}

ValueId slice(Exporter& e, ValueId x, std::int64_t axis, ValueId first, ValueId end) {
    return e.op("Slice", {x, first, end, e.ints({axis})});
}

ValueId slice(Exporter& e, ValueId x, std::int64_t axis, std::int64_t first, std::int64_t end) {
    const ValueId axes = e.ints({axis}), from = e.ints({first}), to = e.ints({end}), steps = e.ints({1});
    return e.op("Slice", {x, from, to, axes, steps});
}

ValueId concat(Exporter& e, std::vector<ValueId> parts, std::int64_t axis) {
    return e.op("Concat", std::move(parts), {{"axis", axis}});
}

std::pair<ValueId, ValueId> chunkInTwo(Exporter& e, ValueId x, std::int64_t axis) {
    const ValueId size = e.op("Gather", {e.op("Shape", {x}), e.ints({axis})}, {{"axis", std::int64_t(0)}});
    const ValueId half = e.op("Div", {e.op("Add", {size, e.ints({1})}), e.ints({2})});
    const ValueId middle = e.op("Mul", {half, e.ints({1})}), end = e.op("Mul", {half, e.ints({2})});
    const ValueId first = slice(e, x, axis, e.ints({0}), middle);
    return {first, slice(e, x, axis, middle, end)};
}

ValueId expand(Exporter& e, ValueId x, const std::vector<ViewDim>& dims) {
    const ValueId asked = shapeVector(e, dims);
    const auto rank = static_cast<std::int64_t>(dims.size());
    const ValueId ones = e.op("ConstantOfShape", {e.ints({rank})}, {{"value", Tensor::of<std::int64_t>({1}, {1})}});
    const ValueId open = e.op("Mul", {ones, e.integer(-1)});
    return e.op("Expand", {x, e.op("Where", {e.op("Equal", {asked, open}), ones, asked})});
}

ValueId pad(Exporter& e, ValueId x, const Dims& amounts) {
    const auto rest = static_cast<std::int64_t>(8 - amounts.size());
    const ValueId zeros = e.op("ConstantOfShape", {e.ints({rest})}, {{"value", Tensor::of<std::int64_t>({1}, {0})}});
    const ValueId pairs = e.op("Reshape", {concat(e, {e.ints(amounts), zeros}, 0), e.ints({-1, 2})});
    const std::vector<ValueId> backwards{pairs, e.ints({-1}), e.ints({std::numeric_limits<std::int64_t>::min() + 1}), e.ints({0}),
                                         e.ints({-1})};
    const ValueId ordered = transpose(e, e.op("Slice", backwards), {1, 0});
    const ValueId pads = e.op("Cast", {e.op("Reshape", {ordered, e.ints({-1})})}, {{"to", std::int64_t(7)}});
    return e.op("Pad", {x, pads, e.real(0)}, {{"mode", std::string("constant")}});
}

ValueId interpolateByTwo(Exporter& e, ValueId x) {
    const ValueId kept = slice(e, e.op("Shape", {x}), 0, e.ints({0}), e.ints({2}));
    std::vector<ValueId> sizes{kept};
    for (const std::int64_t axis : {2, 3}) {
        const ValueId size = e.op("Cast", {sizeOf(e, x, axis)}, {{"to", std::int64_t(1)}});
        const ValueId scaled = e.op("Cast", {e.op("Mul", {size, e.real(2)})}, {{"to", std::int64_t(1)}});
        sizes.push_back(unsqueeze(e, e.op("Cast", {e.op("Floor", {scaled})}, {{"to", std::int64_t(7)}}), 0));
    }
    return e.op("Resize", {x, {}, {}, concat(e, std::move(sizes), 0)},
                {{"mode", std::string("nearest")},
                 {"coordinate_transformation_mode", std::string("asymmetric")},
                 {"nearest_mode", std::string("floor")},
                 {"cubic_coeff_a", -0.75f}});
}

ValueId dropout(Exporter& e, ValueId x, float ratio) {
    return e.ops("Dropout", {x, e.real(ratio), e.constant(Tensor::scalar(false))}, {}, 2).front();
}

} // namespace lathe::test
