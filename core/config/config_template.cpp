#include "core/config/model_files.h"
#include "core/config/rules.h"
#include "core/config/values.h"

namespace lathe {
namespace {

/// What a template sets; every other key stands in it as a comment.
std::map<std::string, std::string, std::less<>> startingValues(std::string_view march, const Graph* model, const std::string& modelFile) {
    std::map<std::string, std::string, std::less<>> values{
        {"march", std::string(march)},  {"input_type_train", "featuremap"},   {"input_type_rt", "featuremap"},
        {"input_layout_train", "NCHW"}, {"cal_data_dir", "calibration_data"}, {"calibration_type", "kl"},
        {"optimize_level", "O2"}};
    BuildConfig files;
    setModelFiles(files, parseModelFiles(modelFile));
    for (const auto& [key, file] :
         {std::pair("onnx_model", files.onnxModel), {"prototxt", files.prototxt}, {"caffe_model", files.caffeModel}})
        if (!file.empty()) values[key] = file;
    if (!model || model->inputs().empty()) return values;
    const std::size_t count = model->inputs().size();
    std::string names, shapes;
    bool areShapesKnown = true;
    for (const ValueId id : model->inputs()) {
        const Value& value = model->value(id);
        names += (names.empty() ? "" : "; ") + value.name;
        // An open dimension is 1 in the template: the person who fills it in sees it there.
        std::vector<std::int64_t> dims;
        if (value.shape)
            for (const Dim& dim : value.shape->dims)
                dims.push_back(dim.isKnown() ? dim.value : 1);
        areShapesKnown = areShapesKnown && !dims.empty();
        shapes += (shapes.empty() ? "" : "; ") + toCompactText(Shape::of(dims));
    }
    if (isQuantizedModel(*model)) {
        values["calibration_type"] = "skip";
        values.erase("cal_data_dir");
    }
    values["input_name"] = names;
    if (areShapesKnown) values["input_shape"] = shapes;
    for (const char* key : {"input_type_train", "input_type_rt", "input_layout_train", "cal_data_dir"}) {
        if (!values.contains(key)) continue;
        const std::string one = values[key];
        for (std::size_t i = 1; i < count; ++i)
            values[key] += "; " + one;
    }
    return values;
}

std::string rangeText(const ParameterRow& row) {
    std::string text;
    const auto dots = row.range.find("..");
    if (dots != std::string_view::npos)
        text = std::string(row.range.substr(0, dots)) + " to " + std::string(row.range.substr(dots + 2));
    else if (!row.range.empty())
        text = allowedText(row.range).substr(6);
    else if (row.type == ParameterType::Boolean)
        text = "True or False";
    if (!row.fallback.empty()) text += (text.empty() ? "" : "; ") + ("default " + std::string(row.fallback));
    if (row.perInput) text += std::string(text.empty() ? "" : "; ") + "one for each input, separated by ';'";
    return text;
}

/// What the model leaves open and the template has 1 for.
std::string openText(const Graph* model) {
    std::string text;
    for (const ValueId id : model ? model->inputs() : std::vector<ValueId>{})
        if (const auto& shape = model->value(id).shape; shape && !shape->isStatic())
            text += (text.empty() ? "" : "; ") + model->value(id).name + " " + toCompactText(*shape);
    return text;
}

bool needsQuotes(const ParameterRow& row) {
    return row.perInput || (row.type != ParameterType::Integer && row.type != ParameterType::Real && row.type != ParameterType::Boolean &&
                            row.type != ParameterType::Dictionary);
}

} // namespace

std::string configTemplate(std::string_view march, const Graph* model, const std::string& modelFile) {
    const auto values = startingValues(march, model, modelFile);
    std::string yaml = "# A build of Lathe, in the language of hb_compile. Lines that begin with '# key:' show what may be set.\n";
    std::string_view group;
    for (const ParameterRow& row : parameterTable()) {
        if (row.group != group) yaml += "\n" + std::string(row.group) + ":\n";
        group = row.group;
        yaml += "  # " + std::string(row.summary) + "\n";
        if (const std::string range = rangeText(row); !range.empty()) yaml += "  #   " + range + "\n";
        if (!row.effect.empty()) yaml += "  #   No effect yet: " + std::string(row.effect) + ".\n";
        if (const std::string open = openText(model); row.key == "input_shape" && !open.empty())
            yaml += "  #   Open in the model, 1 stands for it here: " + open + "\n";
        if (row.key == "calibration_type" && model && isQuantizedModel(*model))
            yaml += "  #   The model is quantized already: skip, because it brings its own scales.\n";
        const auto value = values.find(row.key);
        const std::string text(value == values.end() ? row.fallback : std::string_view(value->second));
        yaml += std::string(value == values.end() ? "  # " : "  ") + std::string(row.key) + ": " +
                (needsQuotes(row) ? quoteYaml(text) : text) + "\n";
    }
    return yaml;
}

} // namespace lathe
