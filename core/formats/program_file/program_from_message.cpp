#include "core/formats/program_file/messages.h"

namespace lathe {
namespace {

Error wrong(std::string what) {
    return Error::input("the program is damaged: " + std::move(what));
}

/// `number` as an enumerator up to `last`.
template <class T>
Result<T> enumerator(int number, T last, const char* what) {
    if (number < 0 || number > static_cast<int>(last)) return wrong(std::string("unknown ") + what + " " + std::to_string(number));
    return static_cast<T>(number);
}

Status readParams(const file::Network& message, QuantizedGraph& network) {
    for (const file::QuantParams& entry : message.values()) {
        QuantParams params;
        params.type = static_cast<DataType>(entry.type());
        params.scales.assign(entry.scales().begin(), entry.scales().end());
        params.zeroPoints.assign(entry.zero_points().begin(), entry.zero_points().end());
        params.axis = entry.axis();
        params.bits = entry.bits();
        if (!network.values.emplace(ValueId{entry.value()}, std::move(params)).second) return wrong("a tensor is quantized twice");
    }
    return {};
}

Status readTensors(const file::Network& message, const BlobReader& blob, QuantizedGraph& network) {
    for (const file::ValueTensor& entry : message.integers()) {
        LATHE_TRY(Tensor tensor, blob.take(entry.tensor()));
        network.integers[ValueId{entry.value()}] = std::move(tensor);
    }
    for (const file::NodeTensor& entry : message.tables()) {
        LATHE_TRY(Tensor tensor, blob.take(entry.tensor()));
        network.tables[NodeId{entry.node()}] = std::move(tensor);
    }
    return {};
}

Result<QuantizedGraph> networkFrom(const file::Network& message, const BlobReader& blob) {
    QuantizedGraph network;
    LATHE_TRY(network.graph, graphFromMessage(message.graph(), blob));
    LATHE_TRY(network.numerics.rounding, enumerator(message.rounding(), Rounding::Floor, "rounding"));
    LATHE_TRY(network.numerics.requantization, enumerator(message.requantization(), Requantization::DoublingHighMul, "requantization"));
    network.numerics.powerOfTwoScales = message.power_of_two_scales();
    network.numerics.zeroPoints = message.zero_points();
    LATHE_CHECK(readParams(message, network));
    LATHE_CHECK(readTensors(message, blob, network));
    for (const file::NodeQuantization& entry : message.nodes()) {
        NodeQuantization how;
        LATHE_TRY(how.precision, enumerator(entry.precision(), Precision::Float16, "precision"));
        how.reason = entry.reason();
        how.isInputConversion = entry.input_conversion();
        how.rules.assign(entry.rules().begin(), entry.rules().end());
        network.nodes[NodeId{entry.node()}] = std::move(how);
    }
    return network;
}

Result<InputSpec> inputFrom(const file::InputSpec& message) {
    InputSpec input;
    input.name = message.name();
    input.typeTrain = message.type_train();
    input.typeRuntime = message.type_runtime();
    input.layoutTrain = message.layout_train();
    input.spaceAndRange = message.space_and_range();
    input.imageTransform = message.image_transform();
    input.imageOrder = message.image_order();
    input.shape.assign(message.shape().begin(), message.shape().end());
    input.mean.assign(message.mean().begin(), message.mean().end());
    input.scale.assign(message.scale().begin(), message.scale().end());
    input.elementType = static_cast<DataType>(message.element_type());
    if (toName(input.elementType).empty()) return wrong("unknown element type " + std::to_string(message.element_type()));
    return input;
}

Result<Layer> layerFrom(const file::Layer& message) {
    Layer layer;
    layer.name = message.name();
    LATHE_TRY(layer.engine, enumerator(message.engine(), EngineClass::Host, "engine class"));
    for (const std::int32_t index : message.nodes())
        layer.nodes.push_back({index});
    layer.origins.assign(message.origins().begin(), message.origins().end());
    layer.hostReason = message.host_reason();
    layer.macs = message.macs();
    layer.vectorOps = message.vector_ops();
    layer.specialOps = message.special_ops();
    layer.weightBytes = message.weight_bytes();
    layer.inputBytes = message.input_bytes();
    layer.outputBytes = message.output_bytes();
    return layer;
}

Result<Instruction> instructionFrom(const file::Instruction& message) {
    Instruction instruction;
    LATHE_TRY(instruction.engine, enumerator(message.engine(), Engine::Sync, "engine"));
    instruction.layer = message.layer();
    instruction.tile = message.tile();
    instruction.cycles = message.cycles();
    instruction.ddrBytes = message.ddr_bytes();
    instruction.macs = message.macs();
    instruction.hostSeconds = message.host_seconds();
    instruction.core = message.core();
    instruction.dependencies.assign(message.dependencies().begin(), message.dependencies().end());
    return instruction;
}

} // namespace

Result<Program> programFromMessage(const file::Program& message, const BlobReader& blob) {
    Program program;
    program.name = message.name();
    program.target = message.target();
    program.producer = message.producer();
    LATHE_TRY(program.network, networkFrom(message.network(), blob));
    for (const file::InputSpec& entry : message.inputs()) {
        LATHE_TRY(InputSpec input, inputFrom(entry));
        program.inputs.push_back(std::move(input));
    }
    for (const file::Layer& entry : message.layers()) {
        LATHE_TRY(Layer layer, layerFrom(entry));
        program.layers.push_back(std::move(layer));
    }
    for (const file::Tile& tile : message.tiles()) {
        program.tiles.push_back({tile.layer(), tile.row_begin(), tile.row_end(), tile.channel_begin(), tile.channel_end()});
    }
    for (const file::Buffer& buffer : message.buffers()) {
        program.buffers.push_back(
            {buffer.name(), ValueId{buffer.value()}, buffer.address(), buffer.size_bytes(), buffer.first_layer(), buffer.last_layer()});
    }
    for (const file::Instruction& entry : message.instructions()) {
        LATHE_TRY(Instruction instruction, instructionFrom(entry));
        program.instructions.push_back(std::move(instruction));
    }
    program.callEnds.assign(message.call_ends().begin(), message.call_ends().end());
    program.onChipBytes = message.on_chip_bytes();
    for (const file::Pair& option : message.options())
        program.options[option.key()] = option.value();
    LATHE_CHECK(checkProgram(program));
    return program;
}

} // namespace lathe
