#include "tests/support/large_model.h"

#include <onnx/onnx_pb.h>

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

namespace lathe::test {
namespace {

constexpr std::int64_t kAlignment = 4096;

class LargeModelWriter {
public:
    LargeModelWriter(const std::filesystem::path& file, const LargeModel& shape)
        : m_file(file), m_shape(shape), m_data(file.string() + ".data", std::ios::binary) {}

    bool write() {
        m_model.set_ir_version(8);
        m_model.add_opset_import()->set_version(13);
        m_model.mutable_graph()->set_name("decoder");
        addInterface("x", *m_model.mutable_graph()->add_input());
        std::string at = "x";
        for (int layer = 0; layer < m_shape.layers; ++layer)
            at = addLayer("layer_" + std::to_string(layer), at);
        addInterface(at, *m_model.mutable_graph()->add_output());
        std::ofstream out(m_file, std::ios::binary);
        const bool isWritten = m_model.SerializeToOstream(&out);
        out.close();
        m_data.close();
        return isWritten && out && m_data;
    }

private:
    void addInterface(const std::string& name, ::onnx::ValueInfoProto& info) {
        info.set_name(name);
        auto* type = info.mutable_type()->mutable_tensor_type();
        type->set_elem_type(::onnx::TensorProto::FLOAT);
        for (const std::int64_t dim : {m_shape.tokens, m_shape.width})
            type->mutable_shape()->add_dim()->set_dim_value(dim);
    }

    std::string addNode(const char* op, const std::string& name, std::initializer_list<std::string> inputs) {
        auto& node = *m_model.mutable_graph()->add_node();
        node.set_op_type(op);
        node.set_name(name);
        for (const std::string& input : inputs)
            node.add_input(input);
        node.add_output(name + "_out");
        return name + "_out";
    }

    std::string addWeight(const std::string& name, std::initializer_list<std::int64_t> dims) {
        auto& tensor = *m_model.mutable_graph()->add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(::onnx::TensorProto::FLOAT);
        std::int64_t count = 1;
        for (const std::int64_t dim : dims) {
            tensor.add_dims(dim);
            count *= dim;
        }
        const std::int64_t offset = (m_size + kAlignment - 1) / kAlignment * kAlignment;
        m_data << std::string(static_cast<std::size_t>(offset - m_size), '\0');
        std::vector<float> values(std::size_t(1) << 16);
        for (std::int64_t first = 0; first < count; first += static_cast<std::int64_t>(values.size())) {
            const std::int64_t part = std::min(count - first, static_cast<std::int64_t>(values.size()));
            for (std::int64_t i = 0; i < part; ++i)
                values[static_cast<std::size_t>(i)] = largeModelWeight(m_tensors, first + i, m_shape.width);
            m_data.write(reinterpret_cast<const char*>(values.data()), part * std::streamsize(sizeof(float)));
        }
        m_size = offset + count * std::int64_t(sizeof(float));
        ++m_tensors;
        tensor.set_data_location(::onnx::TensorProto::EXTERNAL);
        const std::pair<const char*, std::string> entries[] = {{"location", m_file.filename().string() + ".data"},
                                                               {"offset", std::to_string(offset)},
                                                               {"length", std::to_string(m_size - offset)}};
        for (const auto& [key, value] : entries) {
            auto& entry = *tensor.add_external_data();
            entry.set_key(key);
            entry.set_value(value);
        }
        return name;
    }

    std::string addLayer(const std::string& name, const std::string& input) {
        const std::int64_t wide = 4 * m_shape.width;
        const std::string up = addNode(
            "Gemm", name + "/up", {input, addWeight(name + "/up.weight", {m_shape.width, wide}), addWeight(name + "/up.bias", {wide})});
        const std::string active = addNode("Relu", name + "/relu", {up});
        const std::string down = addNode("MatMul", name + "/down", {active, addWeight(name + "/down.weight", {wide, m_shape.width})});
        return addNode("Add", name + "/add", {down, input});
    }

    std::filesystem::path m_file;
    LargeModel m_shape;
    std::ofstream m_data;
    ::onnx::ModelProto m_model;
    std::int64_t m_size = 0;
    int m_tensors = 0;
};

} // namespace

float largeModelWeight(int tensor, std::int64_t index, std::int64_t width) {
    std::uint64_t state =
        static_cast<std::uint64_t>(index) * 0x9E3779B97F4A7C15ull + static_cast<std::uint64_t>(tensor) * 0xBF58476D1CE4E5B9ull;
    state = (state ^ (state >> 31)) * 0x94D049BB133111EBull;
    const auto unit = static_cast<float>(state >> 40) / 16777216.0f - 0.5f;
    return unit / std::sqrt(static_cast<float>(width));
}

bool writeLargeModel(const std::filesystem::path& file, const LargeModel& model) {
    return LargeModelWriter(file, model).write();
}

} // namespace lathe::test
