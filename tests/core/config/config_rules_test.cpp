#include "core/formats/sample_file.h"
#include "tests/core/config/config_support.h"
#include "tests/support/test_main.h"

#include <set>

using namespace lathe;
using namespace lathe::test;

namespace {

struct Case {
    const char* rule;
    const char* name;
    std::vector<const char*> change; ///< "group.key=value"; groups by a letter: m, i, k (calibration), c, n (Kneron), t, q, h
    Severity severity;               ///< of the rule's diagnostic; the good case has none of that rule
    const char* sentence;            ///< part of message or remedy; "" for a good case
};

constexpr auto E = Severity::Error;
constexpr auto W = Severity::Warning;

const std::vector<Case>& cases() {
    static const std::vector<Case> kCases = {
        {"HZ01", "missing group", {"c"}, E, "'compiler_parameters' is missing"},
        {"HZ02", "two models", {"m.caffe_model='a.caffemodel'", "m.prototxt='a.prototxt'"}, E, "both onnx_model and caffe_model"},
        {"HZ02", "no model", {"m.onnx_model="}, E, "no model is given"},
        {"HZ02", "caffe without prototxt", {"m.onnx_model=", "m.caffe_model='a.caffemodel'"}, E, "add prototxt"},
        {"HZ02", "suffix", {"m.onnx_model='model.pb'"}, E, "it is .onnx"},
        {"HZ02", "missing file", {"m.onnx_model='none.onnx'"}, E, "does not exist"},
        {"HZ03", "unknown march", {"m.march='nash-x'"}, E, "did you mean 'nash-"},
        {"HZ03", "no march", {"m.march="}, E, "march is missing"},
        {"HZ04", "empty prefix", {"m.output_model_file_prefix=''"}, E, "is empty"},
        {"HZ04", "path as prefix", {"m.output_model_file_prefix='../x'"}, E, "no plain file name"},
        {"HZ04", "good", {"m.output_model_file_prefix='net_1'"}, E, ""},
        {"HZ05", "unknown type", {"m.remove_node_type='Quantize; Relu'"}, E, "Quantize, Transpose"},
        {"HZ05", "good", {"m.remove_node_type='Quantize;Softmax'"}, E, ""},
        {"HZ06", "text without type", {"m.node_info='conv1'"}, E, "name:type"},
        {"HZ06", "unknown type", {"m.node_info='conv1:int17'"}, E, "did you mean 'int1"},
        {"HZ06", "numbered output", {"m.node_info={a: {OutputType0: int16}}"}, E, "single ones cannot be set"},
        {"HZ06", "place", {"m.node_info={a: {'ON': 'GPU'}}"}, E, "BPU or CPU"},
        {"HZ06", "good", {"m.node_info={a: {'ON': 'BPU', 'InputType1': 'int16', 'OutputType': 'int16'}}"}, E, ""},
        {"HZ08",
         "double name",
         {"i.input_name='a; a'", "i.input_type_train='rgb; rgb'", "i.input_type_rt='rgb; rgb'", "i.input_layout_train='NCHW; NCHW'",
          "k.cal_data_dir='samples; samples'"},
         E,
         "'a' twice"},
        {"HZ08",
         "no names",
         {"i.input_type_train='rgb; rgb'", "i.input_type_rt='rgb; rgb'", "i.input_layout_train='NCHW; NCHW'",
          "k.cal_data_dir='samples; samples'"},
         E,
         "add input_name"},
        {"HZ08",
         "good",
         {"i.input_name='a; b'", "i.input_type_train='rgb; rgb'", "i.input_type_rt='rgb; rgb'", "i.input_layout_train='NCHW; NCHW'",
          "k.cal_data_dir='samples; samples'"},
         E,
         ""},
        {"HZ09", "counts", {"i.input_name='a; b'"}, E, "has 1 value for 2 inputs"},
        {"HZ09",
         "one folder without order",
         {"i.input_name='a; b'", "i.input_type_train='rgb; rgb'", "i.input_type_rt='rgb; rgb'", "i.input_layout_train='NCHW; NCHW'"},
         E,
         "does not tell their samples apart"},
        {"HZ09",
         "one folder with a subfolder each",
         {"i.input_name='a; b'", "i.input_type_train='rgb; rgb'", "i.input_type_rt='rgb; rgb'", "i.input_layout_train='NCHW; NCHW'",
          "k.cal_data_dir='both'"},
         E,
         ""},
        {"HZ09",
         "one list",
         {"i.input_name='a; b'", "i.input_type_train='rgb; rgb'", "i.input_type_rt='rgb; rgb'", "i.input_layout_train='NCHW; NCHW'",
          "k.cal_data_dir='list.txt'"},
         E,
         ""},
        {"HZ10", "good", {"i.input_type_train='bgr'", "i.input_type_rt='yuv444'"}, E, ""},
        {"HZ10", "matrix", {"i.input_type_train='gray'"}, E, "with gray it is gray"},
        {"HZ10", "spelling", {"i.input_type_rt='nv21'"}, E, "did you mean 'nv12'"},
        {"HZ10", "yuv444_128", {"i.input_type_rt='yuv444_128'"}, E, ""},
        {"HZ11", "odd", {"i.input_shape='1x3x225x225'"}, E, "226x226"},
        {"HZ11", "good", {"i.input_shape='1x3x224x320'"}, E, ""},
        {"HZ12", "rank", {"i.input_shape='3x224x224'"}, E, "not four-dimensional"},
        {"HZ12", "spelling", {"i.input_shape='1,3,224,224'"}, E, "1x3x224x224"},
        {"HZ12", "good", {"i.input_shape='1x3x224x224'"}, E, ""},
        {"HZ13", "wrong type", {"i.input_space_and_range='bt601_video'", "i.input_type_rt='rgb'"}, E, "rt nv12"},
        {"HZ13", "trained on yuv", {"i.input_space_and_range='bt601_video'", "i.input_type_train='yuv444'"}, E, "train rgb or bgr"},
        {"HZ13", "good", {"i.input_space_and_range='bt601_video'"}, E, ""},
        {"HZ14", "no layout", {"i.input_layout_train="}, E, "without input_layout_train"},
        {"HZ14", "channels", {"i.input_shape='1x1x224x224'"}, E, "rgb has 3"},
        {"HZ14", "layout mixed up", {"i.input_shape='1x224x224x3'"}, E, "is the layout NHWC?"},
        {"HZ14", "good", {"i.input_shape='1x224x224x3'", "i.input_layout_train='NHWC'"}, E, ""},
        {"HZ16", "range", {"i.input_batch=5000"}, E, "1 to 4096"},
        {"HZ16", "batch in shape", {"i.input_batch=4", "i.input_shape='2x3x224x224'"}, E, "first dimension of 1"},
        {"HZ16",
         "two inputs",
         {"i.input_batch=4", "i.input_name='a; b'", "i.input_type_train='rgb; rgb'", "i.input_type_rt='rgb; rgb'",
          "i.input_layout_train='NCHW; NCHW'", "k.cal_data_dir='samples; samples'"},
         E,
         "models of one input"},
        {"HZ16", "text of 3.5", {"i.input_batch='4'", "i.input_shape='1x3x224x224'"}, E, ""},
        {"HZ18",
         "normalised vector",
         {"i.input_type_train='featuremap'", "i.input_type_rt='featuremap'", "i.input_shape='1x40'", "i.norm_type='data_mean'",
          "i.mean_value='1'"},
         E,
         "no_preprocess"},
        {"HZ18", "good", {"i.input_type_train='featuremap'", "i.input_type_rt='featuremap'", "i.input_shape='1x40'"}, E, ""},
        {"HZ20", "two values", {"i.norm_type='data_mean'", "i.mean_value='1 2'"}, E, "2 values for 3 channels"},
        {"HZ20", "norm without values", {"i.norm_type='data_scale'"}, E, "make it no_preprocess"},
        {"HZ20", "no number", {"i.norm_type='data_mean'", "i.mean_value='a'"}, E, "numbers separated by spaces"},
        {"HZ20", "norm left out", {"i.mean_value='1 2 3'"}, W, "taken as data_mean"},
        {"HZ20", "good", {"i.norm_type='data_mean_and_scale'", "i.mean_value='103.94 116.78 123.68'", "i.scale_value=0.017"}, E, ""},
        {"HZ21", "unknown", {"k.calibration_type='klm'"}, E, "did you mean 'kl'"},
        {"HZ21", "missing folder", {"k.cal_data_dir='none'"}, E, "is no folder"},
        {"HZ21", "empty folder", {"k.cal_data_dir='empty'"}, E, "is empty or cannot be read"},
        {"HZ21", "one sample", {"k.cal_data_dir='samples/0.npy'"}, E, "give the folder that it is in"},
        {"HZ21", "a list", {"k.cal_data_dir='list.txt'"}, E, ""},
        {"HZ21", "not set", {"k.cal_data_dir="}, W, "becomes skip"},
        {"CFG_FILE", "no labels", {"k.eval_label_file='none.csv'"}, E, "is no file"},
        {"CFG_FILE", "no table", {"k.calibration_table='none.json'"}, E, "calibration_table"},
        {"CFG_FILE", "no pictures", {"k.eval_data_dir='none'"}, E, "is no folder"},
        {"CFG_FILE", "good", {"k.eval_data_dir='samples'"}, E, ""},
        {"CFG_RANGE", "transform", {"k.image_transform='letterbocks:3'"}, E, "did you mean 'letterbox'"},
        {"CFG_RANGE", "filter", {"k.image_transform='crop/cubic'"}, E, "did you mean 'bicubic'"},
        {"CFG_RANGE", "good transform", {"k.image_transform='letterbox_centre:114/bicubic'"}, E, ""},
        {"CFG_RANGE", "raw type", {"k.raw_type='float'"}, E, "float32"},
        {"CFG_RANGE", "good raw type", {"k.raw_type='int16'"}, E, ""},
        {"CFG_RANGE", "count", {"k.cal_data_count=-1"}, E, "0 to"},
        {"CFG_RANGE", "good count", {"k.cal_data_count=100", "k.sample_seed=7", "k.skip_bad_samples=True"}, E, ""},
        {"CFG_PICTURES",
         "not said how",
         {"i.input_type_train='featuremap'", "i.input_type_rt='featuremap'", "k.cal_data_dir='pictures'"},
         E,
         "image_order"},
        {"CFG_PICTURES",
         "to compare on",
         {"i.input_type_train='featuremap'", "i.input_type_rt='featuremap'", "k.eval_data_dir='pictures'"},
         E,
         "eval_data_dir has pictures"},
        {"CFG_PICTURES",
         "channels",
         {"i.input_type_train='featuremap'", "i.input_type_rt='featuremap'", "k.cal_data_dir='pictures'", "k.image_order='gray'",
          "i.input_shape='1x3x8x8'"},
         E,
         "image_order gray makes 1"},
        {"CFG_PICTURES",
         "no image",
         {"i.input_type_train='featuremap'", "i.input_type_rt='featuremap'", "k.cal_data_dir='pictures'", "k.image_order='gray'",
          "i.input_shape='1x40'"},
         E,
         "no images"},
        {"CFG_PICTURES",
         "good",
         {"i.input_type_train='featuremap'", "i.input_type_rt='featuremap'", "k.cal_data_dir='pictures'", "k.image_order='rgb'",
          "i.input_shape='1x3x8x8'"},
         E,
         ""},
        {"CFG_PICTURES", "a picture input", {"k.cal_data_dir='pictures'"}, E, ""},
        {"HZ21", "skip", {"k.cal_data_dir=", "k.calibration_type='skip'"}, W, ""},
        {"HZ22", "not max", {"k.max_percentile=0.9999"}, W, "no effect with calibration_type kl"},
        {"HZ22", "percentile", {"k.max_percentile=0.9999", "k.calibration_type='percentile'"}, W, ""},
        {"HZ21", "mse", {"k.calibration_type='mse'"}, E, ""},
        {"CFG_CONFLICT", "two methods", {"n.datapath_range_method='mmse'"}, W, "beside calibration_type kl"},
        {"CFG_CONFLICT", "one method", {"k.calibration_type=", "n.datapath_range_method='mmse'"}, W, ""},
        {"CFG_CONFLICT", "a share of mmse", {"k.calibration_type=", "n.datapath_range_method='mmse'", "n.percentage=0.99"}, W,
         "no effect with datapath_range_method mmse"},
        {"KN10", "low share", {"k.calibration_type=", "n.percentage=0.99"}, W, "0.999 to 1"},
        {"KN10", "good", {"k.calibration_type=", "n.percentage=0.9995"}, W, ""},
        {"HZ22", "range", {"k.max_percentile=0.3", "k.calibration_type='max'"}, E, "0.5 to 1"},
        {"HZ22", "good", {"k.max_percentile=0.9999", "k.calibration_type='max'"}, W, ""},
        {"HZ23", "default", {"k.per_channel=True", "k.calibration_type='default'"}, W, "no effect with calibration_type default"},
        {"HZ23", "good", {"k.per_channel=True"}, W, ""},
        {"HZ24", "default", {"k.optimization='asymmetric'", "k.calibration_type='default'"}, E, "leave asymmetric out"},
        {"HZ24", "good", {"k.optimization='asymmetric'"}, E, ""},
        {"HZ25", "case", {"k.optimization='set_conv_input_int16'"}, E, "did you mean 'Conv'"},
        {"HZ25", "option", {"k.optimization='bias_corection'"}, E, "did you mean 'bias_correction'"},
        {"HZ25", "good", {"k.optimization='set_Conv_input_int16; set_model_output_int16; set_Softmax_input_int8'"}, E, ""},
        {"HZ26", "missing", {"k.quant_config='none.json'"}, E, "path of a JSON file"},
        {"HZ27", "O3", {"c.optimize_level='O3'"}, E, "O0, O1 or O2"},
        {"HZ27", "good", {"c.optimize_level='O2'"}, E, ""},
        {"HZ28", "no factor", {"c.compile_mode='balance'"}, E, "add balance_factor"},
        {"HZ28", "range", {"c.compile_mode='balance'", "c.balance_factor=101"}, E, "0 to 100"},
        {"HZ28", "idle", {"c.balance_factor=50"}, W, "no effect with compile_mode latency"},
        {"HZ28", "good", {"c.compile_mode='balance'", "c.balance_factor=50"}, E, ""},
        {"HZ29", "none", {"c.core_num=0"}, E, "1 to 16"},
        {"HZ29", "good", {"c.core_num=2"}, E, ""},
        {"HZ30", "unknown source", {"c.input_source={data: camera}"}, E, "ddr, pyramid or resizer"},
        {"HZ30", "not for this type", {"c.input_source={data: ddr}"}, E, "ddr is for all but nv12"},
        {"HZ30", "no input", {"i.input_name='data'", "c.input_source={dta: pyramid}"}, E, "did you mean 'data'"},
        {"HZ30", "good", {"c.input_source={data: pyramid}"}, E, ""},
        {"HZ31", "dump", {"c.input_source={data: resizer}", "m.layer_out_dump=True"}, E, "layer_out_dump to False"},
        {"HZ31", "good", {"c.input_source={data: resizer}"}, E, ""},
        {"HZ32", "too short", {"c.max_time_per_fc=999"}, E, "or 1000"},
        {"HZ32", "good", {"c.max_time_per_fc=1000"}, E, ""},
        {"HZ35", "text", {"m.layer_out_dump='True'"}, E, "true or false"},
        {"HZ35", "number", {"k.per_channel=1"}, E, "true or false"},
        {"HZ35", "good", {"k.per_channel=false"}, E, ""},
        {"HZ36", "given up", {"m.log_level='debug'"}, W, "remove it"},
        {"KN05", "datapath", {"m.march='KL520'", "n.datapath_bitwidth_mode='int16'"}, E, "does not exist on the kl520"},
        {"KN05", "mix", {"m.march='KL520'", "n.weight_bitwidth_mode='mix light'"}, E, "take int8"},
        {"KN05", "host", {"m.march='KL520'", "n.cpu_node_bitwidth_mode='int16'"}, E, "take int8"},
        {"KN05", "good", {"m.march='KL720'", "n.datapath_bitwidth_mode='int16'"}, E, ""},
        {"KN06", "int4", {"m.march='KL720'", "n.weight_bitwidth_mode='int4'"}, E, "does not exist on the kl720"},
        {"KN06", "good", {"m.march='KL520'", "n.weight_bitwidth_mode='int4'"}, E, ""},
        {"KN09", "no mix", {"n.flops_ratio=0.3"}, W, "no effect without a mix mode"},
        {"KN09", "good", {"n.flops_ratio=0.3", "n.datapath_bitwidth_mode='mix balance'"}, W, ""},
        {"TI02", "bits", {"t.tidl_tensor_bits=12"}, E, "it is 8, 16 or 32"},
        {"TI02", "float", {"t.tidl_tensor_bits=32"}, W, "no layer is quantized"},
        {"TI02", "good", {"t.tensor_bits=16"}, W, ""},
        {"TI06", "many", {"t.max_num_subgraphs=17"}, E, "it is 1 to 16"},
        {"TI06", "good", {"t.max_num_subgraphs=16"}, E, ""},
        {"TI07", "names", {"t.allow_list:layer_name='a'", "t.deny_list:layer_name='b'"}, E, "keep one of them"},
        {"TI07", "types", {"t.allow_list:layer_name='a'", "t.deny_list:layer_type='Conv'"}, E, "exclude each other"},
        {"TI07", "good", {"t.deny_list:layer_name='b'", "t.deny_list:layer_type='Conv'"}, E, ""},
        {"HM15", "both", {"h.one_img_multi_roi=True", "h.llm_opt=True"}, E, "for language models"},
        {"HM15", "good", {"h.one_img_multi_roi=True"}, E, ""},
        {"HM17", "flash", {"h.flash_attention=2"}, E, "exists on xh2 only"},
        {"HM17", "stable", {"h.enable_xh2_stable_output=True"}, E, "exists on xh2 only"},
        {"HM17", "good", {"m.march='xh2'", "h.flash_attention=2"}, E, ""},
        {"HM20", "one device", {"h.device_kernel_split=4"}, W, "set ndevice"},
        {"HM20", "good", {"h.device_kernel_split=4", "h.ndevice=2"}, W, ""},
        {"HM21", "hint alone", {"h.subgraph_repeat_hint=12"}, W, "set enable_common_subgraph"},
        {"HM21", "good", {"h.subgraph_repeat_hint=12", "h.enable_common_subgraph=True"}, W, ""},
        {"QC02", "three", {"c.core_num=4", "q.-ols=3"}, W, "it is 1, 2, 4"},
        {"QC02", "more than cores", {"c.core_num=4", "q.-mos=8"}, W, "up to the number of cores"},
        {"QC02", "good", {"c.core_num=4", "q.-ols=2", "q.-mos=4"}, W, ""},
        {"QC14", "other", {"q.-stats-batchsize=2"}, W, "the same number"},
        {"QC14", "good", {"q.-batchsize=2", "q.-stats-batchsize=2"}, W, ""},
        {"CFG_CONFLICT", "two spellings", {"c.core_num=2", "q.-aic-num-cores=4"}, E, "they are the same parameter"},
        {"CFG_CONFLICT", "equal spellings", {"c.core_num=2", "q.-aic-num-cores=2", "h.ncore=2"}, E, ""},
        {"CFG_CONFLICT", "two whole models", {"t.tidl_tensor_bits=16", "q.convert-to-fp16=True"}, E, "tidl_tensor_bits asks int16"},
        {"CFG_CONFLICT", "one whole model", {"t.tidl_tensor_bits=16", "q.convert-to-fp16=False"}, E, ""},
        {"CFG_UNKNOWN_KEY", "misspelt", {"n.datapath_bitwith_mode='int8'"}, E, "did you mean 'datapath_bitwidth_mode'"},
        {"HZ40", "dump", {"m.layer_out_dump=True"}, W, "slower"},
    };
    return kCases;
}

void apply(ConfigSandbox& sandbox, const std::string& change) {
    static const std::map<char, std::string> kGroups{
        {'m', "model_parameters"},  {'i', "input_parameters"}, {'k', "calibration_parameters"}, {'c', "compiler_parameters"},
        {'n', "kneron_parameters"}, {'t', "ti_parameters"},    {'q', "qualcomm_parameters"},    {'h', "houmo_parameters"}};
    const std::string& group = kGroups.at(change[0]);
    if (change.size() == 1) {
        sandbox.groups.erase(group);
        return;
    }
    const auto equals = change.find('=');
    sandbox.set(group, change.substr(2, equals - 2), change.substr(equals + 1));
}

} // namespace

class ConfigRulesTest : public QObject {
    Q_OBJECT
private slots:
    void ruleIsKept_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < cases().size(); ++i)
            QTest::addRow("%s %s", cases()[i].rule, cases()[i].name) << int(i);
    }
    void ruleIsKept() {
        QFETCH(int, index);
        const Case& rule = cases()[static_cast<std::size_t>(index)];
        ConfigSandbox sandbox;
        for (const char* change : rule.change)
            apply(sandbox, change);
        JobContext context;
        const auto config = sandbox.parse(context);
        const auto all = allDiagnostics(config ? nullptr : &config.error(), context);
        const auto found = std::find_if(all.begin(), all.end(), [&](const Diagnostic& d) {
            return d.code == rule.rule && (d.message + "|" + d.remedy).find(rule.sentence) != std::string::npos;
        });
        if (*rule.sentence == '\0') {
            QVERIFY2(found == all.end() && config.isOk(), toText(all).c_str());
            return;
        }
        QVERIFY2(found != all.end(), toText(all).c_str());
        QCOMPARE(found->severity, rule.severity);
        QCOMPARE(config.isOk(), rule.severity != Severity::Error);
        if (!config) QCOMPARE(config.error().kind, ErrorKind::Usage);
        // One mistake is one problem: nothing else is reported because of it.
        for (const Diagnostic& other : all)
            QVERIFY2(other.severity != Severity::Error || other.code == rule.rule, lathe::toText(other).c_str());
        if (std::string_view(rule.rule) != "HZ01") QVERIFY(found->place.line > 0 && found->place.column > 0);
    }

    void theBaseIsValidAndSilent() {
        ConfigSandbox sandbox;
        JobContext context;
        VERIFY_OK(sandbox.parse(context));
        QVERIFY2(context.diagnostics().empty(), toText(context.diagnostics()).c_str());
    }

    void everyRuleHasACase() {
        std::set<std::string> tested{"HZ15"}; // needs a model: config_model_test
        for (const Case& rule : cases())
            tested.insert(rule.rule);
        for (const RuleRow& row : ruleTable())
            QVERIFY2(tested.contains(std::string(row.id)), std::string(row.id).c_str());
    }

    void rawTypesAreThoseOfTheReader() {
        const ParameterRow* row = findParameter("calibration_parameters", "raw_type");
        QVERIFY(row && row->range == rawTypeNames());
    }

    void allowedRuntimeTypesAreTheMatrix() {
        QCOMPARE(allowedRuntimeTypes("gray"), std::vector<std::string_view>{"gray"});
        QCOMPARE(allowedRuntimeTypes("yuv444"), (std::vector<std::string_view>{"nv12", "yuv444", "yuv444_128"}));
        QVERIFY(allowedRuntimeTypes("cmyk").empty());
    }
};

LATHE_TEST(ConfigRulesTest)
#include "config_rules_test.moc"
