#include "tests/random/motifs.h"

#include "tests/random/motif_rows/formula.h"
#include "tests/random/operators.h"

namespace lathe::random_test {
namespace {

template <const char* const& Formula>
ValueId formula(GraphMaker& maker, ValueId x) {
    return growFormula(maker, Formula, x);
}

#define RELU6 "{Clip(Add(x, 3), 0, 6)|Min(Max(Add(x, 3), 0), 6)|Max(Min(Add(x, 3), 6), 0)|Min(Relu(Add(x, 3)), 6)}"
const char* const kHardSwish = "{Div(Mul(x, " RELU6 "), 6)|Mul(Mul(x, " RELU6 "), 0.16666666666666666)|Mul(x, Div(" RELU6
                               ", 6))|Mul({Div(x, 6)|Mul(x, 0.16666666666666666)}, " RELU6 ")|Mul(x, HardSigmoid@gate(x))}";
const char* const kHardSigmoid =
    "{Clip(Add(Mul(x, $alpha), $beta), 0, 1)|Min(Max(Add(Div(x, $alpha), $beta), 0), 1)|Clip(Mul(Add(x, $beta), $alpha), 0, 1)|Div(" RELU6
    ", 6)|Mul(" RELU6 ", 0.16666666666666666)}";
const char* const kGelu = "{Mul(Mul(x, Add(Erf(Div(x, 1.4142135623730951)), 1)), 0.5)|Mul({Mul(x, 0.5)|Div(x, 2)}, Add(Erf(Mul(x, "
                          "0.7071067811865476)), 1))|Mul(Mul(x, 0.5), Add(Tanh({Mul(Add(x, Mul({Pow(x, 3)|Mul(Mul(x, x), x)}, 0.044715)), "
                          "0.7978845608028654)|Mul(Mul(x, 0.7978845608028654), Add(Mul(Mul(x, 0.044715), x), 1))}), 1))}";
const char* const kSoftplus = "Log(Add(Exp(x), 1))";
const char* const kMish = "Mul(x, Tanh({Softplus(x)|Log(Add(Exp(x), 1))}))";
const char* const kQuickGelu = "Mul(x, Sigmoid(Mul(x, $alpha)))";
const char* const kLeakyRelu =
    "{Max(x, Mul(x, $alpha))|Where({Greater(x, 0)|GreaterOrEqual(x, 0)}, x, Mul(x, $alpha))|Where(Less(x, 0), Mul(x, "
    "$alpha), x)|Add(Relu(x), Mul({Min(x, 0)|Neg(Relu(Neg(x)))|Mul(Sub(x, Abs(x)), 0.5)}, {$alpha|slope}))|Sub(Relu(x), "
    "Mul(Relu(Neg(x)), {$alpha|slope}))|Add(Relu(x), Mul(Relu(Neg(x)), {$alpha|slope}))|Add(Relu(x), Mul(Mul(Sub(x, "
    "Abs(x)), {$alpha|slope}), 0.5))}";
const char* const kSoftmax =
    "{Div(Exp(x), ReduceSum@n(Exp(x)))|Div(Exp(Sub(x, ReduceMax@n(x))), ReduceSum@n(Exp(Sub(x, ReduceMax@n(x)))))}";
#define CENTRED "Sub(x, ReduceMean@n(x))"
#define DEVIATION "Sqrt(Add(ReduceMean@nv({Mul(" CENTRED ", " CENTRED ")|Pow(" CENTRED ", 2)}), $epsilon))"
#define NORMAL "{Div(" CENTRED ", " DEVIATION ")|Mul(" CENTRED ", Reciprocal(" DEVIATION "))}"
const char* const kLayerNormalization = "{Add(Mul(" NORMAL ", scale), bias)|Mul(" NORMAL ", scale)|" NORMAL "}";
#define MEAN_SQUARE "Add(ReduceMean@n({Mul(x, x)|Pow(x, 2)}), $epsilon)"
#define ROOT_MEAN "{Sqrt(" MEAN_SQUARE ")|Pow(" MEAN_SQUARE ", 0.5)}"
const char* const kRmsNormalization =
    "Mul({Div(x, " ROOT_MEAN ")|Mul(x, {Reciprocal(" ROOT_MEAN ")|Div(1, " ROOT_MEAN ")|Pow(" MEAN_SQUARE ", -0.5)})}, scale)";
#define PLACES_CENTRED "Sub(x, ReduceMean@c(x))"
#define PLACES_NORMAL "Div(" PLACES_CENTRED ", Sqrt(Add(ReduceMean@cv(Mul(" PLACES_CENTRED ", " PLACES_CENTRED ")), $epsilon)))"
const char* const kInstanceNormalization = "{Add(Mul(" PLACES_NORMAL ", scale), bias)|Mul(" PLACES_NORMAL ", scale)|" PLACES_NORMAL "}";
const char* const kGlobalAveragePool = "ReduceMean@c(x)";
const char* const kReduceNorms = "{Sqrt(ReduceSum@n({Mul(x, x)|Pow(x, 2)}))|ReduceSum@n({Mul(x, x)|Pow(x, 2)})|ReduceSum@n(Abs(x))}";
const char* const kLpNormalization =
    "Div(x, Max({ReduceL2@n(x)|Sqrt(ReduceSum@n(Mul(x, x)))|ReduceL1@n(x)|ReduceSum@n(Abs(x))}, 0.0000000000000000000000000000000000000000000014))";

ValueId depthToSpace(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) != 4) return {};
    const Dims dims = maker.dims(x);
    const std::int64_t block = 2, n = dims[0], c = dims[1], h = dims[2], w = dims[3];
    const bool isToSpace = c % (block * block) == 0 && maker.draw.chance(60);
    const ValueId y = isToSpace || (h % block == 0 && w % block == 0) ? x : maker.add("Concat", {x, x, x, x}, {{"axis", std::int64_t(1)}});
    if (!y.isValid()) return {};
    const bool isSplit = !isToSpace && y == x;
    const std::int64_t channels = y == x ? c : 4 * c;
    const bool isCrd = maker.draw.chance(50);
    Dims between = isCrd ? Dims{n, channels / 4, block, block, h, w} : Dims{n, block, block, channels / 4, h, w};
    Dims order = isCrd ? Dims{0, 1, 4, 2, 5, 3} : Dims{0, 3, 4, 1, 5, 2}, to{n, channels / 4, h * block, w * block};
    if (isSplit) between = {n, c, h / block, block, w / block, block};
    if (isSplit) order = isCrd ? Dims{0, 1, 3, 5, 2, 4} : Dims{0, 3, 5, 1, 2, 4};
    if (isSplit) to = {n, c * block * block, h / block, w / block};
    if (maker.draw.chance(10)) std::swap(order[1], order[3]);
    const ValueId parts = maker.add("Reshape", {y, maker.integers(between)});
    const ValueId moved = parts.isValid() ? maker.add("Transpose", {parts}, {{"perm", order}}) : parts;
    return moved.isValid() ? maker.add("Reshape", {moved, maker.integers(to)}) : moved;
}

/// Conv of the phases of a picture, which stand in the batch meanwhile.
ValueId dilatedConv(GraphMaker& maker, ValueId given) {
    const std::int64_t a = maker.draw.integer(1, 3), isByDepth = maker.draw.chance(40), b = isByDepth ? a : maker.draw.integer(1, 3);
    const Dims wanted{maker.draw.integer(1, 2), maker.draw.integer(1, 3), a * maker.draw.integer(2, 3), b * maker.draw.integer(2, 3)};
    const ValueId x = maker.isFloat(given) && maker.rank(given) == 4 && maker.dims(given)[2] % a == 0 && maker.dims(given)[3] % b == 0
                          ? given
                          : maker.input(DataType::Float, wanted);
    const Dims d = maker.dims(x);
    const Dims exchange{1, 0, 2, 3}, apart{3, 5, 0, 1, 2, 4}, back{2, 3, 4, 0, 5, 1};
    const auto next = [&](ValueId value, const char* opType, std::vector<ValueId> more, Attributes attributes) {
        if (!value.isValid()) return value;
        more.insert(more.begin(), value);
        return maker.add(opType, std::move(more), std::move(attributes));
    };
    ValueId y = x;
    if (isByDepth) {
        y = next(next(next(y, "Transpose", {}, {{"perm", exchange}}), "SpaceToDepth", {}, {{"blocksize", a}}), "Transpose", {},
                 {{"perm", exchange}});
    } else {
        y = next(next(y, "Reshape", {maker.integers({d[0], d[1], d[2] / a, a, d[3] / b, b})}, {}), "Transpose", {}, {{"perm", apart}});
        y = next(y, "Reshape", {maker.integers({a * b * d[0], d[1], d[2] / a, d[3] / b})}, {});
    }
    Attributes attributes{{"pads", drawEach(maker.draw, 4, 0, 1)}};
    if (maker.draw.chance(20)) attributes["dilations"] = Dims{1, 2};
    if (maker.draw.chance(10)) attributes["strides"] = Dims{2, 2};
    y = next(y, "Conv",
             {maker.weight(DataType::Float, {maker.draw.integer(1, 3), d[1], maker.draw.integer(1, 2), maker.draw.integer(1, 2)})},
             std::move(attributes));
    if (!y.isValid()) return y;
    const Dims made = maker.dims(y);
    if (isByDepth) {
        Attributes join{{"blocksize", a}};
        if (maker.opset() >= 11 && maker.draw.chance(50)) join["mode"] = std::string(maker.draw.chance(80) ? "DCR" : "CRD");
        y = next(next(y, "Transpose", {}, {{"perm", exchange}}), "DepthToSpace", {}, std::move(join));
        return next(y, "Transpose", {}, {{"perm", exchange}});
    }
    y = next(next(y, "Reshape", {maker.integers({a, b, d[0], made[1], made[2], made[3]})}, {}), "Transpose", {}, {{"perm", back}});
    return next(y, "Reshape", {maker.integers({d[0], made[1], made[2] * a, made[3] * b})}, {});
}

ValueId wholePool(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 3) return {};
    const Dims dims = maker.dims(x);
    Dims kernel(dims.begin() + 2, dims.end());
    if (maker.draw.chance(15) && kernel[0] > 1) --kernel[0];
    return maker.add("AveragePool", {x}, {{"kernel_shape", kernel}, {"strides", Dims(kernel.size(), maker.draw.integer(1, 2))}});
}

ValueId groupNormalization(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 3 || maker.dims(x)[1] < 1) return {};
    const Dims dims = maker.dims(x);
    const std::int64_t groups = dims[1] % 2 == 0 ? 2 : maker.draw.chance(50) ? 1 : dims[1];
    const float one = maker.draw.chance(10) ? 2.0F : 1.0F;
    const ValueId parts = maker.add("Reshape", {x, maker.integers({0, groups, -1})});
    if (!parts.isValid()) return {};
    const ValueId norm =
        maker.add("InstanceNormalization",
                  {parts, maker.constant(DataType::Float, {groups}, one, one), maker.constant(DataType::Float, {groups}, 0, 0)},
                  {{"epsilon", 0.01F}});
    const ValueId back = norm.isValid() ? maker.add("Reshape", {norm, maker.integers(dims)}) : norm;
    if (!back.isValid()) return {};
    Dims channels(dims.size() - 1, 1);
    channels[0] = dims[1];
    const ValueId scaled = maker.add("Mul", {back, maker.constant(DataType::Float, channels, 0.5, 2)});
    return scaled.isValid() ? maker.add("Add", {scaled, maker.constant(DataType::Float, channels, -1, 1)}) : scaled;
}

/// A value of three dimensions in heads.
ValueId inHeads(GraphMaker& maker, ValueId x, std::int64_t heads, const Dims& order) {
    const ValueId split = maker.add("Reshape", {x, maker.integers({0, 0, heads, maker.dims(x)[2] / heads})});
    return split.isValid() ? maker.add("Transpose", {split}, {{"perm", order}}) : split;
}

ValueId attention(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) != 3 || maker.dims(x)[2] < 1 || maker.dims(x)[0] < 1 || maker.dims(x)[1] < 1) return {};
    const Dims dims = maker.dims(x), plain{0, 2, 1, 3};
    const std::int64_t heads = dims[2] % 2 == 0 ? 2 : 1, keys = maker.draw.integer(1, 4);
    const ValueId other = maker.draw.chance(40) ? x : maker.input(DataType::Float, {dims[0], keys, dims[2]});
    const bool isTwice = maker.draw.chance(40);
    const ValueId q = inHeads(maker, x, heads, plain), v = inHeads(maker, other, heads, plain);
    ValueId k = inHeads(maker, other, heads, isTwice ? plain : Dims{0, 2, 3, 1});
    if (isTwice && k.isValid()) k = maker.add("Transpose", {k}, {{"perm", Dims{0, 1, 3, 2}}});
    if (!q.isValid() || !k.isValid() || !v.isValid()) return {};
    ValueId scores = maker.add("MatMul", {q, k});
    if (scores.isValid() && maker.draw.chance(80)) scores = maker.add(maker.draw.pick({"Mul", "Div"}), {scores, maker.real(0.5)});
    if (scores.isValid() && maker.draw.chance(40))
        scores = maker.add(
            "Add", {scores, maker.weight(DataType::Float, {maker.draw.chance(50) ? 1 : dims[0], 1, dims[1], maker.dims(scores)[3]})});
    const ValueId shares =
        scores.isValid() ? maker.add("Softmax", {scores}, {{"axis", maker.draw.chance(90) ? std::int64_t(3) : std::int64_t(2)}}) : scores;
    const ValueId result = shares.isValid() ? maker.add("MatMul", {shares, v}) : shares;
    const ValueId moved = result.isValid() ? maker.add("Transpose", {result}, {{"perm", plain}}) : result;
    return moved.isValid() ? maker.add("Reshape", {moved, maker.integers({0, 0, dims[2]})}) : moved;
}

/// A node of com.microsoft lets the passes use more of them.
ValueId withMicrosoft(GraphMaker& maker, ValueId x) {
    const ValueId before = maker.isFloat(x) ? maker.add("com.microsoft::QuickGelu", {x}) : x;
    return before.isValid() && maker.isFloat(before) ? growFormula(maker, maker.draw.chance(60) ? kGelu : kQuickGelu, before) : ValueId{};
}

} // namespace

std::span<const MotifRow> recognitionMotifs() {
    static constexpr MotifRow kRows[] = {
        {"recognize-attention", attention, 0, false, 3},
        {"recognize-hard-swish", formula<kHardSwish>},
        {"recognize-hard-sigmoid", formula<kHardSigmoid>},
        {"recognize-gelu", formula<kGelu>},
        {"recognize-gelu", withMicrosoft},
        {"recognize-quick-gelu", withMicrosoft},
        {"recognize-softplus", formula<kSoftplus>},
        {"recognize-mish", formula<kMish>, 18},
        {"recognize-leaky-relu", formula<kLeakyRelu>},
        {"recognize-softmax", formula<kSoftmax>},
        {"recognize-layer-normalization", formula<kLayerNormalization>, 17},
        {"recognize-instance-normalization", formula<kInstanceNormalization>},
        {"recognize-global-average-pool", formula<kGlobalAveragePool>},
        {"recognize-global-average-pool", wholePool},
        {"recognize-depth-to-space", depthToSpace, 0, false, 4},
        {"recognize-dilated-conv", dilatedConv},
        {"recognize-rms-normalization", formula<kRmsNormalization>, 23},
        {"recognize-reduce-norms", formula<kReduceNorms>},
        {"recognize-lp-normalization", formula<kLpNormalization>},
        {"recognize-group-normalization", groupNormalization, 21, false, 4},
    };
    return kRows;
}

} // namespace lathe::random_test
