#include "core/config/fields.h"

#include "core/config/values.h"

#include <algorithm>

namespace lathe {
namespace {

using Texts = std::vector<std::string>;

Texts orUnset(std::string text) {
    return text.empty() ? Texts{} : Texts{std::move(text)};
}

template <auto Member>
Field text(std::string_view key) {
    return {key, [](BuildConfig& c, const Texts& v) { c.*Member = v.front(); }, [](const BuildConfig& c) { return orUnset(c.*Member); }};
}

template <auto Member>
Field list(std::string_view key) {
    return {key, [](BuildConfig& c, const Texts& v) { c.*Member = v; }, [](const BuildConfig& c) { return c.*Member; }};
}

template <auto Member>
Field boolean(std::string_view key) {
    return {key, [](BuildConfig& c, const Texts& v) { c.*Member = v.front() == "True"; },
            [](const BuildConfig& c) { return Texts{c.*Member ? "True" : "False"}; }};
}

template <auto Member>
Field integer(std::string_view key) {
    return {key,
            [](BuildConfig& c, const Texts& v) {
                c.*Member = static_cast<std::remove_reference_t<decltype(c.*Member)>>(parseInteger(v.front()).value_or(0));
            },
            [](const BuildConfig& c) { return Texts{std::to_string(c.*Member)}; }};
}

/// A text of every input; "" in all of them is not set.
template <auto Member>
Field inputText(std::string_view key) {
    return {key,
            [](BuildConfig& c, const Texts& v) {
                for (std::size_t i = 0; i < c.inputs.size(); ++i)
                    c.inputs[i].*Member = v[i];
            },
            [](const BuildConfig& c) {
                Texts texts;
                for (const InputConfig& input : c.inputs)
                    texts.push_back(input.*Member);
                return std::ranges::all_of(texts, &std::string::empty) ? Texts{} : texts;
            }};
}

/// Numbers of every input; an input without any is 'None'.
template <auto Member>
Field inputReals(std::string_view key) {
    return {key,
            [](BuildConfig& c, const Texts& v) {
                for (std::size_t i = 0; i < c.inputs.size(); ++i)
                    c.inputs[i].*Member = parseReals(v[i]).value_or(std::vector<double>{});
            },
            [](const BuildConfig& c) {
                Texts texts;
                for (const InputConfig& input : c.inputs)
                    texts.push_back((input.*Member).empty() ? "None" : realsText(input.*Member));
                return std::ranges::all_of(texts, [](const std::string& t) { return t == "None"; }) ? Texts{} : texts;
            }};
}

Field inputShape(std::string_view key) {
    return {key,
            [](BuildConfig& c, const Texts& v) {
                for (std::size_t i = 0; i < c.inputs.size(); ++i)
                    c.inputs[i].shape = v[i].empty() ? std::nullopt : parseShape(v[i]);
            },
            [](const BuildConfig& c) {
                Texts texts;
                for (const InputConfig& input : c.inputs)
                    texts.push_back(input.shape ? toCompactText(Shape::of(*input.shape)) : "");
                return std::ranges::all_of(texts, &std::string::empty) ? Texts{} : texts;
            }};
}

Field maxPercentile(std::string_view key) {
    return {key, [](BuildConfig& c, const Texts& v) { c.maxPercentile = parseReal(v.front()).value_or(1.0); },
            [](const BuildConfig& c) { return Texts{realText(c.maxPercentile)}; }};
}

Field balanceFactor(std::string_view key) {
    return {key, [](BuildConfig& c, const Texts& v) { c.balanceFactor = static_cast<int>(parseInteger(v.front()).value_or(0)); },
            [](const BuildConfig& c) { return c.balanceFactor ? Texts{std::to_string(*c.balanceFactor)} : Texts{}; }};
}

const std::vector<Field>& fields() {
    static const std::vector<Field> kFields = {
        text<&BuildConfig::onnxModel>("onnx_model"),
        text<&BuildConfig::caffeModel>("caffe_model"),
        text<&BuildConfig::prototxt>("prototxt"),
        text<&BuildConfig::march>("march"),
        text<&BuildConfig::prefix>("output_model_file_prefix"),
        text<&BuildConfig::workingDir>("working_dir"),
        boolean<&BuildConfig::layerOutDump>("layer_out_dump"),
        list<&BuildConfig::outputNodes>("output_nodes"),
        list<&BuildConfig::removeNodeTypes>("remove_node_type"),
        list<&BuildConfig::removeNodeNames>("remove_node_name"),
        text<&BuildConfig::debugMode>("debug_mode"),
        inputText<&InputConfig::name>("input_name"),
        inputText<&InputConfig::typeTrain>("input_type_train"),
        inputText<&InputConfig::typeRuntime>("input_type_rt"),
        inputText<&InputConfig::layoutTrain>("input_layout_train"),
        inputText<&InputConfig::spaceAndRange>("input_space_and_range"),
        inputShape("input_shape"),
        integer<&BuildConfig::inputBatch>("input_batch"),
        boolean<&BuildConfig::separateBatch>("separate_batch"),
        inputText<&InputConfig::normType>("norm_type"),
        inputReals<&InputConfig::mean>("mean_value"),
        inputReals<&InputConfig::scale>("scale_value"),
        inputText<&InputConfig::calDataDir>("cal_data_dir"),
        text<&BuildConfig::calibrationType>("calibration_type"),
        maxPercentile("max_percentile"),
        boolean<&BuildConfig::perChannel>("per_channel"),
        text<&BuildConfig::calibrationTable>("calibration_table"),
        list<&BuildConfig::optimization>("optimization"),
        text<&BuildConfig::quantConfigFile>("quant_config"),
        integer<&BuildConfig::calDataCount>("cal_data_count"),
        integer<&BuildConfig::evalDataCount>("eval_data_count"),
        integer<&BuildConfig::sampleSeed>("sample_seed"),
        boolean<&BuildConfig::skipBadSamples>("skip_bad_samples"),
        text<&BuildConfig::rawType>("raw_type"),
        text<&BuildConfig::imageTransform>("image_transform"),
        text<&BuildConfig::imageOrder>("image_order"),
        inputText<&InputConfig::evalDataDir>("eval_data_dir"),
        text<&BuildConfig::evalLabelFile>("eval_label_file"),
        integer<&BuildConfig::evalLabelOffset>("eval_label_offset"),
        text<&BuildConfig::compileMode>("compile_mode"),
        balanceFactor("balance_factor"),
        integer<&BuildConfig::coreNum>("core_num"),
        text<&BuildConfig::optimizeLevel>("optimize_level"),
        integer<&BuildConfig::maxTimePerFc>("max_time_per_fc"),
        integer<&BuildConfig::jobs>("jobs"),
        integer<&BuildConfig::advice>("advice"),
    };
    return kFields;
}

} // namespace

const Field* findField(std::string_view key) {
    for (const Field& field : fields())
        if (field.key == key) return &field;
    return nullptr;
}

} // namespace lathe
