#pragma once

#include "tests/interop/caffe_cases.h"
#include "tests/support/message_bytes.h"

#include <sstream>

namespace lathe::interop {

/// Whole numbers from `least` to `most`.
inline std::int64_t pick(std::mt19937& random, std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(random() % static_cast<std::uint32_t>(most - least + 1));
}
inline bool coin(std::mt19937& random) {
    return pick(random, 0, 1) == 1;
}
template <class T, std::size_t Count>
T oneOf(std::mt19937& random, const T (&values)[Count]) {
    return values[random() % Count];
}

inline Tensor randomTensor(std::mt19937& random, std::vector<std::int64_t> dims, float least = -1.0f, float most = 1.0f) {
    Tensor tensor = Tensor::makeZeros(DataType::Float, std::move(dims));
    for (float& value : tensor.mutableData<float>())
        value = least + (most - least) * static_cast<float>(random() % 65536) / 65535.0f;
    return tensor;
}

/// Writes the two files of a network, layer by layer.
class NetworkText {
public:
    void input(Tensor tensor) {
        m_text << "input: \"x" << m_case.inputs.size() << "\"\ninput_shape {";
        for (const std::int64_t dim : tensor.dims())
            m_text << " dim: " << dim;
        m_text << " }\n";
        m_case.inputNames.push_back("x" + std::to_string(m_case.inputs.size()));
        m_case.inputs.push_back(std::move(tensor));
    }

    void layer(const std::string& name, const std::string& type, const std::vector<std::string>& bottoms,
               const std::vector<std::string>& tops, const std::string& parameters, const std::vector<Tensor>& blobs = {}) {
        m_text << "layer { name: \"" << name << "\" type: \"" << type << "\"";
        for (const std::string& bottom : bottoms)
            m_text << " bottom: \"" << bottom << "\"";
        for (const std::string& top : tops)
            m_text << " top: \"" << top << "\"";
        m_text << " " << parameters << " }\n";
        if (blobs.empty()) return;
        test::MessageBytes message;
        message.text(1, name);
        message.text(2, type);
        for (const Tensor& blob : blobs)
            message.message(7, blobMessage(blob));
        m_network.message(100, message);
    }

    CaffeCase finish() {
        m_case.prototxt = m_text.str();
        m_case.caffemodel = m_network.content();
        return std::move(m_case);
    }

private:
    static test::MessageBytes blobMessage(const Tensor& tensor) {
        test::MessageBytes shape, blob;
        for (const std::int64_t dim : tensor.dims())
            shape.integer(1, dim);
        blob.message(7, shape);
        blob.bytes(5, tensor.bytes());
        return blob;
    }

    std::ostringstream m_text;
    test::MessageBytes m_network;
    CaffeCase m_case;
};

} // namespace lathe::interop
