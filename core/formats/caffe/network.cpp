#include "core/formats/caffe/network.h"

#include "core/formats/caffe/schema.h"
#include "core/formats/caffe/upgrade.h"

#include <algorithm>

namespace lathe::caffe {
namespace {

/// Where inference stands among Caffe's states.
struct State {
    std::int64_t level = 0;
    std::vector<std::string> stages;

    bool has(const std::string& stage) const { return std::ranges::find(stages, stage) != stages.end(); }
};

bool holds(const Message& rule, const State& state) {
    if (rule.has("phase") && rule.text("phase") != "TEST") return false;
    if (rule.has("min_level") && state.level < rule.integer("min_level", 0)) return false;
    if (rule.has("max_level") && state.level > rule.integer("max_level", 0)) return false;
    const auto isOn = [&](const std::string& stage) { return state.has(stage); };
    return std::ranges::all_of(rule.texts("stage"), isOn) && std::ranges::none_of(rule.texts("not_stage"), isOn);
}

/// Without rules a layer is in; else any include rule takes it in, any exclude rule takes it out.
bool isIncluded(const Message& layer, const State& state) {
    const auto includes = layer.all("include"), excludes = layer.all("exclude");
    const auto anyHolds = [&](const std::vector<const Field*>& rules) {
        return std::ranges::any_of(rules, [&](const Field* rule) { return holds(*rule->message, state); });
    };
    return (includes.empty() || anyHolds(includes)) && !anyHolds(excludes);
}

Layer layerOf(const Message& message, std::size_t index) {
    Layer layer;
    layer.type = message.text("type");
    layer.name = message.text("name");
    if (layer.name.empty()) layer.name = layer.type + "_" + std::to_string(index);
    layer.bottoms = message.texts("bottom");
    layer.tops = message.texts("top");
    layer.message = &message;
    layer.place = message.place;
    return layer;
}

Status checkNames(const Source& source, const Layer& layer) {
    std::vector<const std::string*> names{&layer.name, &layer.type};
    for (const auto* list : {&layer.bottoms, &layer.tops})
        for (const std::string& name : *list)
            names.push_back(&name);
    for (const std::string* name : names)
        if (name->size() > kMaxName)
            return source.error("a name of " + std::to_string(name->size()) + " characters begins '" + name->substr(0, 40) + "'",
                                layer.place, {}, "names go to " + std::to_string(kMaxName) + " characters");
    return {};
}

/// `input_shape`, or the older `input_dim` (four numbers per input), in the order of `input`.
Result<std::vector<DeclaredInput>> declaredInputs(const Source& source, const Message& root) {
    std::vector<DeclaredInput> inputs;
    const auto shapes = root.all("input_shape");
    const std::vector<std::int64_t> dims = root.integers("input_dim");
    for (const Field* field : root.all("input")) {
        const std::size_t i = inputs.size();
        DeclaredInput input{std::string(field->text), std::nullopt, field->place};
        if (i < shapes.size())
            input.dims = shapes[i]->message->integers("dim");
        else if (dims.size() >= 4 * (i + 1))
            input.dims.emplace(dims.begin() + static_cast<std::ptrdiff_t>(4 * i), dims.begin() + static_cast<std::ptrdiff_t>(4 * i + 4));
        else if (!dims.empty())
            return source.error("the input '" + input.name + "' needs four input_dim, " +
                                    std::to_string(dims.size() - std::min(dims.size(), 4 * i)) + " are left for it",
                                field->place, {}, "give input_shape { dim: … } per input");
        if (input.name.size() > kMaxName)
            return source.error("an input's name has " + std::to_string(input.name.size()) + " characters", field->place);
        inputs.push_back(std::move(input));
    }
    return inputs;
}

} // namespace

Result<Network> readNetwork(const Source& source, Document& document) {
    LATHE_CHECK(checkMessage(source, document.root, networkSchema()));
    LATHE_CHECK(upgradeNetwork(source, document));
    const Message& root = document.root;
    Network network;
    network.name = root.text("name");
    LATHE_TRY(network.inputs, declaredInputs(source, root));
    const State state{root.sub("state").integer("level", 0), root.sub("state").texts("stage")};
    std::size_t index = 0;
    for (const Field* field : root.all("layer")) {
        Layer layer = layerOf(*field->message, index++);
        layer.place = field->message->place.line > 0 ? field->message->place : field->place;
        LATHE_CHECK(checkNames(source, layer));
        if (layer.type.empty()) return source.error("a layer has no type", layer.place, layer.name);
        if (isIncluded(*field->message, state)) network.layers.push_back(std::move(layer));
    }
    if (index == 0)
        return source.error("holds no layer: it is no Caffe network", {}, {}, "a network is text with layer { name: … type: … } blocks");
    return network;
}

} // namespace lathe::caffe
