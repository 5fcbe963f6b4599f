#include "core/quantization/quantize.h"

namespace lathe {
namespace {

/// "it reads x in int16 and y in int8", for values that exist in integers.
std::string valuesText(const QuantizedGraph& quantized, const std::vector<ValueId>& values, const char* verb) {
    std::string text;
    for (const ValueId id : values) {
        const QuantParams* params = id.isValid() ? quantized.paramsOf(id) : nullptr;
        if (!params || params->type == DataType::Int32) continue;
        text += (text.empty() ? std::string("it ") + verb + " " : std::string(", ")) + quantized.graph.value(id).name + " in " +
                std::string(toName(params->bits == 4 ? DataType::Int4 : params->type));
    }
    return text;
}

} // namespace

std::vector<std::string> explainPrecision(const QuantizedGraph& quantized, NodeId node) {
    const auto found = quantized.nodes.find(node);
    if (found == quantized.nodes.end()) return {"nothing was decided for this node"};
    std::vector<std::string> sentences = found->second.rules;
    sentences.push_back("so it computes in " + std::string(toName(found->second.precision)) + ": " + found->second.reason);
    for (std::string text : {valuesText(quantized, quantized.graph.node(node).inputs, "reads"),
                             valuesText(quantized, quantized.graph.node(node).outputs, "gives")})
        if (!text.empty()) sentences.push_back(std::move(text));
    return sentences;
}

} // namespace lathe
