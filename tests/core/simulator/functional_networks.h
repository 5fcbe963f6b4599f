#pragma once

#include "core/simulator/functional/functional.h"

#include <random>

namespace lathe {

/// Builds a program of a small quantized network by hand, a layer per node unless joined.
class NetworkBuilder {
public:
    explicit NetworkBuilder(NumericsSpec numerics = {}) {
        m_program.network.numerics = numerics;
        graph().opsets[""] = 13;
    }

    ValueId value(const std::string& name, std::vector<std::int64_t> dims, float scale, DataType type = DataType::Int8,
                  std::int32_t zero = 0) {
        Value made;
        made.name = name;
        made.type = DataType::Float;
        made.shape = Shape::of(dims);
        const ValueId id = graph().addValue(made);
        if (scale > 0) m_program.network.values[id] = {type, {scale}, {zero}, -1};
        return id;
    }

    ValueId weights(std::vector<std::int64_t> dims, unsigned seed, float scale = 0.01f, DataType type = DataType::Int8) {
        std::mt19937 random(seed);
        Tensor integers = Tensor::makeZeros(type, dims), real = Tensor::makeZeros(DataType::Float, dims);
        if (type == DataType::Int16)
            for (auto& q : integers.mutableData<std::int16_t>())
                q = static_cast<std::int16_t>(int(random() % 65535) - 32767);
        else
            for (auto& q : integers.mutableData<std::int8_t>())
                q = static_cast<std::int8_t>(int(random() % 255) - 127);
        const ValueId id = graph().addConstant("w", real);
        std::vector<float> scales;
        for (std::int64_t c = 0; c < dims[0]; ++c)
            scales.push_back(scale * static_cast<float>(1 + c % 5));
        m_program.network.values[id] = {type, scales, std::vector<std::int32_t>(scales.size(), 0), 0};
        m_program.network.integers[id] = integers;
        return id;
    }

    /// A constant that is quantized like an activation.
    ValueId constant(std::vector<std::int64_t> dims, unsigned seed, float scale, DataType type) {
        std::mt19937 random(seed);
        Tensor integers = Tensor::makeZeros(type, dims);
        for (std::int64_t i = 0; i < integers.elementCount(); ++i) {
            const auto at = static_cast<std::size_t>(i);
            if (type == DataType::Int16)
                integers.mutableData<std::int16_t>()[at] = static_cast<std::int16_t>(random());
            else
                integers.mutableData<std::int8_t>()[at] = static_cast<std::int8_t>(random());
        }
        const ValueId id = graph().addConstant("c", Tensor::makeZeros(DataType::Float, dims));
        m_program.network.values[id] = {type, {scale}, {0}, -1};
        m_program.network.integers[id] = integers;
        return id;
    }

    ValueId bias(std::int64_t count, unsigned seed) {
        std::mt19937 random(seed);
        Tensor integers = Tensor::makeZeros(DataType::Int32, {count});
        for (auto& q : integers.mutableData<std::int32_t>())
            q = static_cast<std::int32_t>(random() % 20'001) - 10'000;
        const ValueId id = graph().addConstant("b", Tensor::makeZeros(DataType::Float, {count}));
        m_program.network.values[id] = {DataType::Int32, {1}, {0}, -1};
        m_program.network.integers[id] = integers;
        return id;
    }

    NodeId node(const char* op, std::vector<ValueId> inputs, ValueId output, Attributes attributes = {}, bool joins = false) {
        Node made;
        made.opType = op;
        made.inputs = std::move(inputs);
        made.outputs = {output};
        made.attributes = std::move(attributes);
        const NodeId id = graph().addNode(std::move(made));
        m_program.network.nodes[id] = {Precision::Int8, "test", false};
        if (!joins || m_program.layers.empty()) m_program.layers.emplace_back();
        m_program.layers.back().nodes.push_back(id);
        return id;
    }

    void tile(std::int64_t rows, std::int64_t channels, std::int64_t rowStep, std::int64_t channelStep) {
        const auto layer = static_cast<std::int32_t>(m_program.layers.size()) - 1;
        for (std::int64_t r = 0; r < rows; r += rowStep)
            for (std::int64_t c = 0; c < channels; c += channelStep)
                m_program.tiles.push_back({layer, r, std::min(rows, r + rowStep), c, std::min(channels, c + channelStep)});
    }

    Program finish(std::vector<ValueId> inputs, std::vector<ValueId> outputs) {
        graph().setInputs(std::move(inputs));
        graph().setOutputs(std::move(outputs));
        return m_program;
    }
    Graph& graph() { return m_program.network.graph; }

private:
    Program m_program;
};

inline Attributes convAttributes(std::vector<std::int64_t> strides, std::vector<std::int64_t> pads, std::int64_t group,
                                 std::vector<std::int64_t> dilations = {1, 1}) {
    return {{"strides", std::move(strides)}, {"pads", std::move(pads)}, {"group", group}, {"dilations", std::move(dilations)}};
}

inline Tensor randomInput(std::vector<std::int64_t> dims, unsigned seed) {
    std::mt19937 random(seed);
    Tensor tensor = Tensor::makeZeros(DataType::Float, std::move(dims));
    for (float& x : tensor.mutableData<float>())
        x = static_cast<float>(int(random() % 2001) - 1000) / 400.0f;
    return tensor;
}

inline Result<std::vector<Tensor>> runWith(const Program& program, const Tensor& input, FunctionalOptions options) {
    JobContext context;
    LATHE_TRY(const FunctionalSimulator simulator, FunctionalSimulator::create(program, context, options));
    return simulator.run(std::span(&input, 1), context);
}

/// The paths of this processor beside the reference.
std::vector<IntegerPath> vectorPaths();

} // namespace lathe
