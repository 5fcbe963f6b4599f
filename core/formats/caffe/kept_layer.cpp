#include "core/formats/caffe/kept_layer.h"

#include <algorithm>

namespace lathe::caffe {
namespace {

/// One number or word, or a list, of the narrowest type that all have.
Attribute attributeOf(const std::vector<std::string>& texts) {
    std::vector<std::int64_t> integers;
    std::vector<float> reals;
    for (const std::string& text : texts) {
        if (const auto value = parseInteger(text)) integers.push_back(*value);
        if (const auto value = parseReal(text)) reals.push_back(static_cast<float>(*value));
    }
    const bool isOne = texts.size() == 1;
    if (integers.size() == texts.size()) return isOne ? Attribute(integers[0]) : Attribute(integers);
    if (reals.size() == texts.size()) return isOne ? Attribute(reals[0]) : Attribute(reals);
    return isOne ? Attribute(texts[0]) : Attribute(texts);
}

void collect(const Message& message, const std::string& prefix, std::map<std::string, std::vector<std::string>>& texts, int depth) {
    constexpr int kMostDepth = 3; // parameters of parameters; deeper ones are of no use as a flat list
    for (const Field& field : message.fields) {
        const std::string name = prefix + std::string(field.name);
        if (name.size() > kMaxName || !field.bytes.empty()) continue;
        if (!field.message)
            texts[name].emplace_back(field.text);
        else if (depth < kMostDepth)
            collect(*field.message, name + ".", texts, depth + 1);
    }
}

/// The parameters by name; what every layer has is no parameter.
Attributes attributesOf(const Message& layer) {
    std::map<std::string, std::vector<std::string>> texts;
    for (const Field& field : layer.fields)
        if (field.message && field.name.ends_with("_param")) collect(*field.message, "", texts, 0);
    Attributes attributes;
    for (const auto& [name, values] : texts)
        attributes.emplace(name, attributeOf(values));
    return attributes;
}

} // namespace

Status keepLayer(LayerBuilder& builder, const std::string& reason) {
    const Layer& layer = builder.layer();
    builder.network().source().report(Severity::Warning, "CAFFE_LAYER_KEPT",
                                      "layer '" + layer.name + "' (" + layer.type + ") is kept and shown, but cannot run: " + reason,
                                      layer.place, layer.name);
    std::vector<ValueId> inputs = builder.bottoms();
    const std::size_t blobs = builder.blobCount().value_or(0);
    for (std::size_t i = 0; i < blobs; ++i) {
        LATHE_TRY(Tensor tensor, builder.network().weights().read(layer.name, i));
        inputs.push_back(builder.constant("blob" + std::to_string(i), std::move(tensor)));
    }
    LATHE_TRY(const auto outputs, builder.addMany(layer.type, inputs, attributesOf(*layer.message), layer.tops.size(), kDomain));
    for (std::size_t i = 0; i < outputs.size(); ++i)
        LATHE_CHECK(builder.setTop(outputs[i], i));
    return {};
}

} // namespace lathe::caffe
