#include "tests/random/motifs.h"
#include "tests/random/operators.h"

namespace lathe::random_test {
namespace {

/// Functions of one value that have an expansion.
ValueId function(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) && maker.draw.chance(80)) return {};
    const std::string op = maker.draw.pick({"HardSwish", "HardSigmoid", "Mish", "Softplus", "Gelu", "com.microsoft::Gelu",
                                            "com.microsoft::FastGelu", "com.microsoft::QuickGelu"});
    Attributes attributes;
    if (op == "Gelu" && maker.draw.chance(50)) attributes["approximate"] = std::string("tanh");
    if ((op == "HardSigmoid" || op == "com.microsoft::QuickGelu") && maker.draw.chance(60))
        attributes["alpha"] = maker.draw.chance(20) ? 1.0F : maker.draw.real(0.25, 2);
    return maker.add(op, {x}, std::move(attributes));
}

ValueId prelu(GraphMaker& maker, ValueId x) {
    return maker.add("PRelu", {x, maker.weight(maker.type(x), drawBroadcast(maker.draw, maker.dims(x)), 0, 3)});
}

ValueId softmax(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) < 1) return {};
    return maker.draw.chance(20) ? maker.add("Softmax", {x}) : maker.add("Softmax", {x}, {{"axis", drawAxis(maker, x)}});
}

ValueId layerNormalization(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 1) return {};
    const std::int64_t axis = maker.draw.integer(-maker.rank(x), -1);
    const Dims dims = maker.dims(x), behind(dims.end() + axis, dims.end());
    std::vector<ValueId> inputs{x, maker.weight(DataType::Float, behind, 0.5, 1.5)};
    const bool isRms = maker.draw.chance(30);
    if (!isRms && maker.draw.chance(60)) inputs.push_back(maker.weight(DataType::Float, behind));
    return maker.add(isRms ? "SimplifiedLayerNormalization" : "LayerNormalization", std::move(inputs), {{"axis", axis}, {"epsilon", 0.01F}},
                     isRms ? 1 : static_cast<int>(maker.draw.integer(1, 3)));
}

ValueId channelNormalization(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 3) return {};
    const std::int64_t channels = maker.dims(x)[1];
    const std::vector<ValueId> inputs{x, maker.weight(DataType::Float, {channels}), maker.weight(DataType::Float, {channels})};
    if (maker.draw.chance(50)) return maker.add("InstanceNormalization", inputs, {{"epsilon", 0.01F}});
    return maker.add("GroupNormalization", inputs, {{"epsilon", 0.01F}, {"num_groups", channels % 2 == 0 ? std::int64_t(2) : channels}});
}

ValueId fusedConv(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) != 4) return {};
    std::vector<ValueId> inputs{x, maker.weight(DataType::Float, {2, maker.dims(x)[1], 1, 1}), maker.weight(DataType::Float, {2})};
    if (maker.draw.chance(30)) inputs.push_back(maker.input(DataType::Float, {maker.dims(x)[0], 2, maker.dims(x)[2], maker.dims(x)[3]}));
    Attributes attributes;
    const std::string activation = maker.draw.pick({"", "Relu", "Tanh", "Sigmoid", "LeakyRelu", "HardSigmoid", "Clip", "Elu"});
    if (!activation.empty()) attributes["activation"] = activation;
    if (activation == "LeakyRelu") attributes["activation_params"] = std::vector<float>{0.25F};
    if (activation == "HardSigmoid" || activation == "Clip") attributes["activation_params"] = std::vector<float>{0.25F, 0.5F};
    return maker.add("com.microsoft::FusedConv", std::move(inputs), std::move(attributes));
}

ValueId fusedProduct(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 2) return {};
    const bool isTransposed = maker.draw.chance(50);
    const std::int64_t columns = maker.dims(x).back();
    if (maker.rank(x) == 2 && maker.draw.chance(50)) {
        const ValueId w = maker.weight(DataType::Float, isTransposed ? Dims{3, columns} : Dims{columns, 3});
        Attributes attributes{{"transB", std::int64_t(isTransposed)}, {"alpha", 0.5F}};
        if (maker.draw.chance(60)) attributes["activation"] = std::string(maker.draw.pick({"Relu", "LeakyRelu", "Elu"}));
        if (maker.draw.chance(50)) attributes["activation_alpha"] = 0.25F;
        return maker.add("com.microsoft::FusedGemm", {x, w}, std::move(attributes));
    }
    Attributes attributes{{"transB", std::int64_t(isTransposed)}};
    if (maker.draw.chance(50)) attributes["alpha"] = maker.draw.real(0.5, 2);
    if (maker.draw.chance(30)) attributes["transA"] = std::int64_t(1);
    if (maker.draw.chance(20)) attributes["transBatchA"] = std::int64_t(1);
    return maker.add("com.microsoft::FusedMatMul", {x, maker.weight(DataType::Float, isTransposed ? Dims{3, columns} : Dims{columns, 3})},
                     std::move(attributes));
}

ValueId fusedSum(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 1) return {};
    const Dims last{maker.dims(x).back()};
    const ValueId bias = maker.weight(DataType::Float, last);
    if (maker.rank(x) != 3 || maker.draw.chance(40))
        return maker.add(maker.draw.pick({"com.microsoft::BiasGelu", "com.microsoft::FastGelu"}), {x, bias});
    std::vector<ValueId> inputs{x, maker.input(DataType::Float, maker.dims(x)), maker.weight(DataType::Float, last, 0.5, 1.5)};
    if (maker.draw.chance(70)) inputs.push_back(bias);
    if (inputs.size() == 4 && maker.draw.chance(50)) inputs.push_back(maker.weight(DataType::Float, last));
    return maker.add("com.microsoft::SkipLayerNormalization", std::move(inputs), {{"epsilon", 0.01F}}, maker.draw.chance(40) ? 4 : 1);
}

ValueId attention(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) != 3 || maker.dims(x)[2] < 1) return {};
    const Dims dims = maker.dims(x);
    const std::int64_t heads = dims[2] % 2 == 0 ? 2 : 1, keys = maker.draw.integer(1, 4), width = heads * maker.draw.integer(1, 3);
    const bool isToItself = maker.draw.chance(30);
    const ValueId k = isToItself ? x : maker.input(DataType::Float, {dims[0], keys, dims[2]});
    const ValueId v = isToItself ? x : maker.input(DataType::Float, {dims[0], keys, width});
    std::vector<ValueId> inputs{x, k, v};
    const std::int64_t length = isToItself ? dims[1] : keys, columns = 2 * dims[2] + maker.dims(v)[2];
    if (maker.draw.chance(40)) inputs.push_back(maker.weight(DataType::Float, {columns}));
    if (maker.draw.chance(40)) {
        inputs.resize(5);
        inputs.push_back(
            maker.weight(DataType::Float, {maker.draw.chance(50) ? 1 : dims[0], maker.draw.chance(50) ? 1 : heads, dims[1], length}));
    }
    Attributes attributes{{"num_heads", heads}};
    if (maker.draw.chance(50)) attributes["scale"] = maker.draw.real(0.25, 1);
    if (maker.draw.chance(10)) attributes["unidirectional"] = std::int64_t(1);
    return maker.add("com.microsoft::MultiHeadAttention", std::move(inputs), std::move(attributes));
}

/// An LSTM of [steps, batch, inputs] in one or both directions.
ValueId lstm(GraphMaker& maker, ValueId given) {
    const ValueId x =
        maker.isFloat(given) && maker.rank(given) == 3 ? given : maker.input(DataType::Float, {maker.draw.integer(1, 3), 2, 3});
    const Dims dims = maker.dims(x);
    const std::int64_t hidden = maker.draw.integer(1, 3);
    const std::string direction = maker.draw.pick({"forward", "reverse", "bidirectional"});
    const std::int64_t directions = direction == "bidirectional" ? 2 : 1;
    std::vector<ValueId> inputs{x, maker.weight(DataType::Float, {directions, 4 * hidden, dims[2]}),
                                maker.weight(DataType::Float, {directions, 4 * hidden, hidden})};
    if (maker.draw.chance(60)) inputs.push_back(maker.weight(DataType::Float, {directions, 8 * hidden}));
    if (inputs.size() == 4 && maker.draw.chance(30)) {
        inputs.push_back({});
        for (int i = 0; i < 2; ++i)
            inputs.push_back(maker.input(DataType::Float, {directions, dims[1], hidden}));
    }
    Attributes attributes{{"hidden_size", hidden}, {"direction", direction}};
    if (maker.draw.chance(10)) attributes["clip"] = 1.0F;
    return maker.add("LSTM", std::move(inputs), std::move(attributes));
}

} // namespace

std::span<const MotifRow> expansionMotifs() {
    static constexpr MotifRow kRows[] = {
        {"expand-attention", attention, 0, false, 3},
        {"expand-hard-swish", function},
        {"expand-hard-sigmoid", function},
        {"expand-lstm-batch-last", lstm, 0, false, 3},
        {"expand-mish", function},
        {"expand-softplus", function},
        {"expand-gelu", function},
        {"expand-quick-gelu", function},
        {"expand-prelu", prelu},
        {"expand-softmax", softmax},
        {"expand-layer-normalization", layerNormalization},
        {"expand-rms-normalization", layerNormalization},
        {"expand-instance-normalization", channelNormalization},
        {"expand-group-normalization", channelNormalization, 21, false, 4},
        {"expand-contrib-operators", fusedConv},
        {"expand-contrib-operators", fusedProduct},
        {"expand-contrib-operators", fusedSum},
        {"expand-contrib-operators", function},
    };
    return kRows;
}

} // namespace lathe::random_test
