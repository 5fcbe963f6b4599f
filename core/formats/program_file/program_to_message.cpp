#include "core/formats/program_file/messages.h"

namespace lathe {
namespace {

void putNetwork(const QuantizedGraph& network, BlobWriter& blob, file::Network& message) {
    toMessage(network.graph, blob, *message.mutable_graph());
    message.set_rounding(static_cast<int>(network.numerics.rounding));
    message.set_requantization(static_cast<int>(network.numerics.requantization));
    message.set_power_of_two_scales(network.numerics.powerOfTwoScales);
    message.set_zero_points(network.numerics.zeroPoints);
    for (const auto& [id, params] : network.values) {
        file::QuantParams& entry = *message.add_values();
        entry.set_value(id.index);
        entry.set_type(static_cast<int>(params.type));
        entry.mutable_scales()->Add(params.scales.begin(), params.scales.end());
        entry.mutable_zero_points()->Add(params.zeroPoints.begin(), params.zeroPoints.end());
        entry.set_axis(params.axis);
        entry.set_bits(params.bits);
    }
    for (const auto& [id, tensor] : network.integers) {
        file::ValueTensor& entry = *message.add_integers();
        entry.set_value(id.index);
        blob.put(tensor, *entry.mutable_tensor());
    }
    for (const auto& [id, how] : network.nodes) {
        file::NodeQuantization& entry = *message.add_nodes();
        entry.set_node(id.index);
        entry.set_precision(static_cast<int>(how.precision));
        entry.set_reason(how.reason);
        entry.set_input_conversion(how.isInputConversion);
        for (const std::string& rule : how.rules)
            entry.add_rules(rule);
    }
    for (const auto& [id, tensor] : network.tables) {
        file::NodeTensor& entry = *message.add_tables();
        entry.set_node(id.index);
        blob.put(tensor, *entry.mutable_tensor());
    }
}

void putInput(const InputSpec& input, file::InputSpec& message) {
    message.set_name(input.name);
    message.set_type_train(input.typeTrain);
    message.set_type_runtime(input.typeRuntime);
    message.set_layout_train(input.layoutTrain);
    message.set_space_and_range(input.spaceAndRange);
    message.set_image_transform(input.imageTransform);
    message.set_image_order(input.imageOrder);
    message.mutable_shape()->Add(input.shape.begin(), input.shape.end());
    message.mutable_mean()->Add(input.mean.begin(), input.mean.end());
    message.mutable_scale()->Add(input.scale.begin(), input.scale.end());
    message.set_element_type(static_cast<int>(input.elementType));
}

void putLayer(const Layer& layer, file::Layer& message) {
    message.set_name(layer.name);
    message.set_engine(static_cast<int>(layer.engine));
    for (const NodeId id : layer.nodes)
        message.add_nodes(id.index);
    for (const std::string& origin : layer.origins)
        message.add_origins(origin);
    message.set_host_reason(layer.hostReason);
    message.set_macs(layer.macs);
    message.set_vector_ops(layer.vectorOps);
    message.set_special_ops(layer.specialOps);
    message.set_weight_bytes(layer.weightBytes);
    message.set_input_bytes(layer.inputBytes);
    message.set_output_bytes(layer.outputBytes);
}

void putTile(const Tile& tile, file::Tile& message) {
    message.set_layer(tile.layer);
    message.set_row_begin(tile.rowBegin);
    message.set_row_end(tile.rowEnd);
    message.set_channel_begin(tile.channelBegin);
    message.set_channel_end(tile.channelEnd);
}

void putBuffer(const Buffer& buffer, file::Buffer& message) {
    message.set_name(buffer.name);
    message.set_value(buffer.value.index);
    message.set_address(buffer.address);
    message.set_size_bytes(buffer.sizeBytes);
    message.set_first_layer(buffer.firstLayer);
    message.set_last_layer(buffer.lastLayer);
}

void putInstruction(const Instruction& instruction, file::Instruction& message) {
    message.set_engine(static_cast<int>(instruction.engine));
    message.set_layer(instruction.layer);
    message.set_tile(instruction.tile);
    message.set_cycles(instruction.cycles);
    message.set_ddr_bytes(instruction.ddrBytes);
    message.set_macs(instruction.macs);
    message.set_host_seconds(instruction.hostSeconds);
    message.set_core(instruction.core);
    message.mutable_dependencies()->Add(instruction.dependencies.begin(), instruction.dependencies.end());
}

} // namespace

void toMessage(const Program& program, BlobWriter& blob, file::Program& message) {
    message.set_name(program.name);
    message.set_target(program.target);
    message.set_producer(program.producer);
    putNetwork(program.network, blob, *message.mutable_network());
    for (const InputSpec& input : program.inputs)
        putInput(input, *message.add_inputs());
    for (const Layer& layer : program.layers)
        putLayer(layer, *message.add_layers());
    for (const Tile& tile : program.tiles)
        putTile(tile, *message.add_tiles());
    for (const Buffer& buffer : program.buffers)
        putBuffer(buffer, *message.add_buffers());
    for (const Instruction& instruction : program.instructions)
        putInstruction(instruction, *message.add_instructions());
    message.mutable_call_ends()->Add(program.callEnds.begin(), program.callEnds.end());
    message.set_on_chip_bytes(program.onChipBytes);
    for (const auto& [key, value] : program.options) {
        file::Pair& pair = *message.add_options();
        pair.set_key(key);
        pair.set_value(value);
    }
}

} // namespace lathe
