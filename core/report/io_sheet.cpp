#include "core/report/io_sheet.h"

#include "core/formats/sample_file.h"
#include "core/graph/data_type.h"
#include "core/program/batch.h"

#include <nlohmann/json.hpp>

#include <cctype>

namespace lathe {
namespace {

using Json = nlohmann::ordered_json;

std::string optionOf(const Program& program, const std::string& key) {
    const auto found = program.options.find(key);
    return found == program.options.end() ? std::string() : found->second;
}

/// Strides in bytes, innermost axis last. The axis `rowAxis` and all behind it are one row; rows are padded to `alignment`.
void lay(IoTensor& tensor, std::size_t rowAxis, std::int64_t alignment) {
    tensor.strides.assign(tensor.shape.size(), 0);
    std::int64_t bytes = byteSize(tensor.type, 1);
    for (std::size_t i = tensor.shape.size(); i-- > 0;) {
        tensor.strides[i] = bytes;
        bytes *= std::max<std::int64_t>(1, tensor.shape[i]);
        if (i == rowAxis && alignment > 1) bytes = (bytes + alignment - 1) / alignment * alignment;
    }
    tensor.sizeBytes = bytes;
}

std::size_t rowAxisOf(const IoTensor& tensor) {
    const std::size_t rank = tensor.shape.size();
    return tensor.layout == "NHWC" && rank == 4 ? 2 : (rank == 0 ? 0 : rank - 1);
}

class Sheet {
public:
    Sheet(const Program& program, const Target& target)
        : m_program(program), m_alignment(optionOf(program, "io_layout") == "stdv1"
                                              ? 1
                                              : std::max<std::int64_t>(1, static_cast<std::int64_t>(target.rowAlignmentBytes.value))) {}

    std::vector<IoTensor> make() {
        const Graph& graph = m_program.network.graph;
        for (std::size_t i = 0; i < graph.inputs().size(); ++i)
            addInput(graph.inputs()[i], i < m_program.inputs.size() ? &m_program.inputs[i] : nullptr);
        for (const ValueId output : graph.outputs())
            add(plain(output, false));
        return std::move(m_tensors);
    }

private:
    IoTensor plain(ValueId id, bool isInput) const {
        const Value& value = m_program.network.graph.value(id);
        IoTensor tensor;
        tensor.name = value.name;
        tensor.isInput = isInput;
        tensor.type = value.type;
        if (const auto dims = value.shape ? value.shape->known() : std::nullopt) tensor.shape = *dims;
        const bool isApart = isInput && optionOf(m_program, "separate_batch") == "True";
        if (!tensor.shape.empty() && !isApart) tensor.shape.front() *= picturesPerRun(m_program);
        if (const QuantParams* params = m_program.network.paramsOf(id); params && !params->scales.empty()) {
            tensor.type = params->type;
            tensor.scale = params->scales.front();
            tensor.zeroPoint = params->zeroPoint();
        }
        if (tensor.shape.size() == 4) tensor.layout = "NCHW";
        return tensor;
    }

    void add(IoTensor tensor) {
        lay(tensor, rowAxisOf(tensor), m_alignment);
        m_tensors.push_back(std::move(tensor));
    }

    /// With separate_batch each picture is an input of its own.
    void addInput(ValueId id, const InputSpec* spec) {
        const std::int64_t pictures = picturesPerRun(m_program);
        if (pictures == 1 || optionOf(m_program, "separate_batch") != "True") return addInput(plain(id, true), spec);
        for (std::int64_t picture = 0; picture < pictures; ++picture) {
            IoTensor tensor = plain(id, true);
            tensor.name += "_" + std::to_string(picture);
            addInput(std::move(tensor), spec);
        }
    }

    void addInput(IoTensor tensor, const InputSpec* spec) {
        tensor.source = optionOf(m_program, "input_source:" + (spec ? spec->name : tensor.name));
        if (tensor.source.empty()) tensor.source = "ddr";
        if (!spec || !takesPictures(*spec)) return add(std::move(tensor));
        tensor.type = spec->typeRuntime == "yuv444_128" ? DataType::Int8 : DataType::Uint8;
        tensor.scale = 0;
        tensor.zeroPoint = 0;
        if (spec->typeRuntime == "nv12") return addPlanes(std::move(tensor));
        tensor.layout = spec->layoutTrain;
        add(std::move(tensor));
    }

    /// [N, 3H/2, W]: H rows of luma, then H/2 rows of interleaved chroma.
    void addPlanes(IoTensor both) {
        if (both.shape.size() != 3) return add(std::move(both));
        const std::int64_t batch = both.shape[0], height = both.shape[1] / 3 * 2, width = both.shape[2];
        IoTensor luma = both, chroma = both;
        luma.name += "_y";
        luma.shape = {batch, height, width, 1};
        chroma.name += "_uv";
        chroma.shape = {batch, height / 2, width / 2, 2};
        for (IoTensor* plane : {&luma, &chroma}) {
            plane->layout = "NHWC";
            add(std::move(*plane));
        }
    }

    const Program& m_program;
    const std::int64_t m_alignment;
    std::vector<IoTensor> m_tensors;
};

/// An identifier of C in capitals.
std::string identifier(const std::string& text) {
    std::string name;
    for (const char c : text)
        name += std::isalnum(static_cast<unsigned char>(c)) ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : '_';
    return name.empty() ? "MODEL" : name;
}

std::string braced(const std::vector<std::int64_t>& numbers) {
    std::string text = "{";
    for (const std::int64_t number : numbers)
        text += (text.size() > 1 ? ", " : "") + std::to_string(number);
    return text + "}";
}

/// `text` as a string of C.
std::string quoted(const std::string& text) {
    std::string made = "\"";
    char octal[8];
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            made += std::string("\\") + c;
        else if (byte >= 0x20 && byte < 0x7f && c != '?')
            made += c;
        else
            std::snprintf(octal, sizeof octal, "\\%03o", byte), made += octal;
    }
    return made + "\"";
}

std::string realText(float value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.9gf", static_cast<double>(value));
    std::string number = text;
    if (number.find_first_of(".e") == std::string::npos) number.insert(number.size() - 1, ".0");
    return number;
}

} // namespace

std::vector<IoTensor> ioSheet(const Program& program, const Target& target) {
    return Sheet(program, target).make();
}

std::string ioSheetJson(const Program& program, const Target& target) {
    Json document{{"schema", "lathe.io/1"},
                  {"program", program.name},
                  {"target", program.target},
                  {"inputs", Json::array()},
                  {"outputs", Json::array()}};
    for (const IoTensor& tensor : ioSheet(program, target)) {
        Json one{{"name", tensor.name},
                 {"shape", tensor.shape},
                 {"layout", tensor.layout},
                 {"strides_bytes", tensor.strides},
                 {"type", std::string(toName(tensor.type))},
                 {"size_bytes", tensor.sizeBytes}};
        one["scale"] = tensor.scale == 0 ? Json() : Json(tensor.scale);
        one["zero_point"] = tensor.scale == 0 ? Json() : Json(tensor.zeroPoint);
        if (tensor.isInput) one["source"] = tensor.source;
        document[tensor.isInput ? "inputs" : "outputs"].push_back(std::move(one));
    }
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string ioSheetHeader(const Program& program, const Target& target) {
    const std::string stem = "LATHE_" + identifier(program.name);
    std::string text = "/* Inputs and outputs of a program for Lathe's simulator of " + program.target +
                       ": shapes and strides (bytes) by axis; real = SCALE * (q - ZERO_POINT), SCALE 0: not quantized. */\n#ifndef " +
                       stem + "_IO_H\n#define " + stem + "_IO_H\n";
    std::size_t counts[2] = {0, 0};
    for (const IoTensor& tensor : ioSheet(program, target)) {
        std::size_t& count = counts[tensor.isInput ? 0 : 1];
        const std::string name = stem + (tensor.isInput ? "_INPUT" : "_OUTPUT") + std::to_string(count++);
        const auto define = [&](const char* key, const std::string& value) { text += "#define " + name + key + " " + value + "\n"; };
        text += "\n";
        define("_NAME", quoted(tensor.name));
        define("_RANK", std::to_string(tensor.shape.size()));
        define("_SHAPE", braced(tensor.shape));
        define("_STRIDES", braced(tensor.strides));
        define("_TYPE", quoted(std::string(toName(tensor.type))));
        define("_SCALE", realText(tensor.scale));
        define("_ZERO_POINT", std::to_string(tensor.zeroPoint));
        define("_BYTES", std::to_string(tensor.sizeBytes));
        if (tensor.isInput) define("_SOURCE", quoted(tensor.source));
    }
    return text + "\n#define " + stem + "_INPUTS " + std::to_string(counts[0]) + "\n#define " + stem + "_OUTPUTS " +
           std::to_string(counts[1]) + "\n#endif\n";
}

} // namespace lathe
